"""A new connector's package: what is asked about it, and how it is written from the template beside this module."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.version import Version

from powerstrip.errors import PackageNotWritten
from powerstrip.plugins import find_entry_points
from powerstrip_sdk import DeclarationError
from powerstrip_sdk.names import check_connector_name

__all__ = ["QUESTIONS", "Question", "check_folder", "sdk_bounds", "write_package"]

TEMPLATE = Path(__file__).with_name("connector_template")
#: Goes between quotes in TOML and Python, on one line of 120 characters.
_TEXT = re.compile(r'[^"\\\x00-\x1f\x7f]{1,90}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that is asked about a new package.

    Args:
        key: its name in the template, and that of the command's option.
        text: what a person is asked.
        wrong: says what is wrong with an answer, `""` if nothing is.
        default: the answer of somebody who does not care, from the answers before; None if there is none.
    """

    key: str
    text: str
    wrong: Callable[[str], str]
    default: Callable[[Mapping[str, str]], str] | None = None


def check_folder(folder: Path) -> None:
    """Make sure that a package can be written into a folder without touching what is somebody's.

    Args:
        folder: may be missing, or empty.

    Raises:
        PackageNotWritten: if something is there.
    """
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists():
        raise PackageNotWritten(f"there is something at {str(folder)!r} already, choose another folder by --output")


def write_package(answers: Mapping[str, str], folder: Path) -> None:
    """Write the package of a connector.

    Args:
        answers: one for each of `QUESTIONS`.
        folder: of the package, missing or empty.

    Raises:
        PackageNotWritten: if the library that writes is missing, or cannot write.
    """
    if find_spec("copier") is None:
        raise PackageNotWritten("a new package is written by copier, run: pip install 'powerstrip[new]'")
    with TemporaryDirectory(prefix="powerstrip-") as temporary:
        data = Path(temporary) / "answers.json"
        data.write_text(json.dumps({**answers, "sdk_bounds": sdk_bounds(version("powerstrip-sdk"))}), "utf-8")
        # In a process of its own: copier is under the MIT licence, but imports a package that is under the GPL.
        command = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", "--data-file", str(data)]
        done = subprocess.run(  # noqa: S603 - the arguments are ours, and no shell reads them
            [*command, str(TEMPLATE), str(folder)], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["copier said nothing"]
        raise PackageNotWritten(f"no package can be written to {str(folder)!r}: {reason[0]}")


def sdk_bounds(sdk_version: str) -> str:
    """Return which versions of the SDK a package works with that is made today: a minor version only adds.

    Args:
        sdk_version: of the installed SDK.
    """
    now = Version(sdk_version)
    return f">={now.major}.{now.minor},<{now.major + 1}"


def _wrong_name(name: str) -> str:
    try:
        check_connector_name(name)
    except DeclarationError as error:
        return str(error)
    if owner := next(_owners(name), None):
        return f"the name {name!r} is taken by {owner}, choose another or uninstall it"
    return ""


def _owners(name: str) -> Iterator[str]:
    """Yield what is installed under a name; nothing of it is imported."""
    for point in find_entry_points():
        if point.name == name:
            yield f"the plugin of {point.dist.name} {point.dist.version}" if point.dist else f"the plugin {point.value}"
    if find_spec(f"powerstrip_{name}") is not None:
        yield f"the package 'powerstrip_{name}'"


def _wrong_text(text: str) -> str:
    if _TEXT.fullmatch(text):
        return ""
    return "it must be one line of 1 to 90 characters without quotation marks and backslashes"


def _one_of(*allowed: str) -> Callable[[str], str]:
    return lambda answer: "" if answer in allowed else f"{answer!r} is none of {', '.join(allowed)}"


def _default_description(answers: Mapping[str, str]) -> str:
    kinds = {
        "sql": "{} databases, only read.",
        "api": "The HTTP API of {}, only read.",
        "other": "Logs of {}, only read.",
    }
    return kinds[answers["kind"]].format(answers["name"].capitalize())


#: In the order in which they are asked.
QUESTIONS = (
    Question(key="name", text="Name of the connector, in lower case", wrong=_wrong_name),
    Question(
        key="kind",
        text="Kind of data source (sql, api or other)",
        wrong=_one_of("sql", "api", "other"),
        default=lambda _answers: "api",
    ),
    Question(
        key="description",
        text="What it is, in a sentence for people and models",
        wrong=_wrong_text,
        default=_default_description,
    ),
    Question(
        key="author",
        text="Author",
        wrong=_wrong_text,
        default=lambda answers: f"The powerstrip-{answers['name']} authors",
    ),
    Question(
        key="licence",
        text="Licence (Apache-2.0, MIT, BSD-3-Clause or none)",
        wrong=_one_of("Apache-2.0", "MIT", "BSD-3-Clause", "none"),
        default=lambda _answers: "Apache-2.0",
    ),
)
