"""Write docs/reference from the docstrings: `python docs/reference.py` (takes griffelib, of the group `whole`).

A page holds what one public module offers, a heading with the exact signature for each name. The source is read and
never imported, so that a page does not depend on the machine.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import griffe

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "reference"
SOURCES = (ROOT / "sdk" / "src", ROOT / "host" / "src")
#: By name of the module, the title of its page.
MODULES = {
    "powerstrip_sdk": "Declaring: records, results and errors",
    "powerstrip_sdk.hookspecs": "The hooks",
    "powerstrip_sdk.sql": "Connectors for SQL",
    "powerstrip_sdk.testing": "Testing a connector",
    "powerstrip_sdk.plain": "Values as clients get them",
    "powerstrip_sdk.text": "Text that readers can see",
    "powerstrip_sdk.tier": "The tier of a package",
    "powerstrip.testing": "Testing with a host",
    "powerstrip": "The client",
}
_WIDTH = 100
#: Methods of the suite that pytest runs; another page lists them.
_TESTS = "test_"


def pages() -> dict[str, str]:
    """Return every page's text by its file name."""
    loader = griffe.GriffeLoader(search_paths=SOURCES)
    for package in ("powerstrip_sdk", "powerstrip"):
        loader.load(package)
    written = {f"{name}.md": _page(loader, name) for name in MODULES}
    return {"README.md": _index(loader), **written}


def _index(loader: griffe.GriffeLoader) -> str:
    lines = ["# Reference", "", "Every name that a plugin, its tests or a script may import, from the docstrings."]
    for name, title in MODULES.items():
        lines += ["", f"## [`{name}`]({name}.md)", "", f"{title}."]
        lines += ["", *(f"- `{each.name}`: {_first_line(each)}" for each in _offered(loader, name))]
    return "\n".join(lines) + "\n"


def _page(loader: griffe.GriffeLoader, name: str) -> str:
    module = loader.modules_collection[name]
    lines = [f"# {MODULES[name]}", "", f"What `{name}` offers.", "", *_docstring(module)]
    for each in _offered(loader, name):
        lines += [f"## {_heading(each)}", "", *_described(each)]
        for member in _members(each):
            lines += [f"### {_heading(member, of=each.name)}", "", *_described(member)]
    return "\n".join(lines).rstrip() + "\n"


def _offered(loader: griffe.GriffeLoader, name: str) -> list[Any]:
    """Return what stands in the `__all__` of a module, as it is where it is written."""
    module = loader.modules_collection[name]
    return [_found(loader, module, each) for each in sorted(map(str, module.exports))]


def _found(loader: griffe.GriffeLoader, module: Any, name: str) -> Any:
    """Follow imports: a name may be a submodule's as well, so the module's members do not tell."""
    while name in module.imports:
        path, _, name = module.imports[name].rpartition(".")
        module = loader.modules_collection[path]
    return module.members[name]


def _members(each: Any) -> Iterator[Any]:
    """Yield what a class offers, with what it inherits from classes that are not public by themselves."""
    if not each.is_class:
        return
    seen: set[str] = set()
    for owner in (each, *_parts(each)):
        for name, member in owner.members.items():
            if name not in seen and _is_shown(member):
                seen.add(name)
                yield member


def _parts(each: Any) -> list[Any]:
    """Return the classes that a class inherits from only to be cut into files."""
    return list(each.mro()) if each.name == "ConnectorSuite" else []


def _is_shown(member: Any) -> bool:
    if member.name.startswith(("_", _TESTS)) or member.is_alias:
        return False
    return bool(member.is_function or "property" in member.labels)


def _heading(each: Any, of: str = "") -> str:
    prefix = f"{of}." if of else ""
    if _is_hook(each):
        return f"`{each.signature()}`"
    if each.is_function and "property" not in each.labels and not _is_fixture(each):
        return f"`{prefix}{each.name}()`"
    return f"`{prefix}{each.name}`"


def _described(each: Any) -> list[str]:
    more = [part for part in _parts(each) if part.name == "Subject"] if each.is_class else []
    docstrings = [line for described in (each, *more) for line in _docstring(described)]
    return ["```python", *_signature(each), "```", "", *docstrings]


def _is_fixture(each: Any) -> bool:
    return each.is_function and any(str(decorator.value) == "pytest.fixture" for decorator in each.decorators)


def _is_hook(each: Any) -> bool:
    return each.is_function and any(str(decorator.value) == "hookspec" for decorator in each.decorators)


def _signature(each: Any) -> list[str]:
    """Return the lines that say how something is used."""
    if each.is_attribute:
        return [f"{each.name}: {each.annotation}" if "property" in each.labels else f"{each.name} = {each.value}"]
    if each.is_class:
        bases = ", ".join(map(str, each.bases))
        made = [] if _is_model(each) else _parameters(each)
        return [
            f"class {each.name}({bases})" if bases else f"class {each.name}",
            *(["", *_wrapped(each.name, made, "")] if made else []),
        ]
    start = "async def " if "async" in each.labels else "def "
    returns = f" -> {each.returns}" if each.returns is not None else ""
    lines = _wrapped(f"{start}{each.name}", _parameters(each), returns)
    return ["@pytest.fixture", *lines] if _is_fixture(each) else lines


def _is_model(each: Any) -> bool:
    """Whether a class is made from fields that its docstring describes, as pydantic does."""
    return any(str(base).endswith(("BaseModel", "SourceConfig", "StrEnum")) for base in each.bases)


def _wrapped(start: str, parameters: list[str], end: str) -> list[str]:
    line = f"{start}({', '.join(parameters)}){end}"
    if len(line) <= _WIDTH:
        return [line]
    return [f"{start}(", *(f"    {parameter}," for parameter in parameters), f"){end}"]


def _parameters(each: Any) -> list[str]:
    """Return parameters as they are written."""
    shown: list[str] = []
    given_by_name = False
    for parameter in each.parameters:
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is griffe.ParameterKind.keyword_only and not given_by_name:
            given_by_name = True
            shown.append("*")
        stars = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}.get(
            parameter.kind, ""
        )
        given_by_name = given_by_name or stars == "*"
        shown.append(f"{stars}{_parameter(parameter, variadic=bool(stars))}")
    return shown


def _parameter(parameter: griffe.Parameter, *, variadic: bool) -> str:
    annotated = f"{parameter.name}: {parameter.annotation}" if parameter.annotation is not None else parameter.name
    if parameter.default is None or variadic:
        return annotated
    return f"{annotated} = {parameter.default}"


def _first_line(each: Any) -> str:
    return _text(each).partition("\n")[0]


def _text(each: Any) -> str:
    return each.docstring.value if each.docstring else _comment(each)


def _comment(each: Any) -> str:
    """Return the comment above a constant, which has no docstring."""
    lines = each.filepath.read_text("utf-8").splitlines()
    found: list[str] = []
    for line in reversed(lines[: each.lineno - 1]):
        if not line.startswith("#: "):
            break
        found.insert(0, line.removeprefix("#: "))
    return "\n".join(found)


def _docstring(each: Any) -> list[str]:
    if not each.docstring:
        return [_comment(each), ""] if _text(each) else []
    lines: list[str] = []
    for section in each.docstring.parse("google", returns_named_value=False, warnings=False):
        lines += [*_section(section), ""]
    return lines


def _section(section: Any) -> list[str]:
    match section.kind:
        case griffe.DocstringSectionKind.text:
            return str(section.value).replace("::\n", ":\n").splitlines()
        case griffe.DocstringSectionKind.raises:
            return ["Raises:", "", *_items((str(each.annotation), each.description) for each in section.value)]
        case griffe.DocstringSectionKind.returns:
            return ["Returns:", "", *(" ".join(each.description.split()) for each in section.value)]
        case griffe.DocstringSectionKind.parameters:
            return ["Args:", "", *_items((each.name, each.description) for each in section.value)]
        case griffe.DocstringSectionKind.attributes:
            return ["Attributes:", "", *_items((each.name, each.description) for each in section.value)]
    raise ValueError(f"a docstring has a section of kind {section.kind.value!r}, which no page shows")


def _items(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [f"- `{name}`: {' '.join(description.split())}" for name, description in pairs]


def main() -> None:
    """Write the pages, and remove those of modules that are gone."""
    written = pages()
    PAGES.mkdir(exist_ok=True)
    for stale in {page.name for page in PAGES.iterdir()} - set(written):
        (PAGES / stale).unlink()
    for name, text in written.items():
        (PAGES / name).write_text(text, "utf-8")
    sys.stdout.write(f"wrote {len(written)} pages to {PAGES.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
