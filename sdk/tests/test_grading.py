"""Which tier a package has, and whether the file in it can be relied on."""

import json
import sys
from textwrap import dedent

import pytest

from powerstrip_sdk.testing.grading import accept, grade, main
from powerstrip_sdk.testing.package import read_package
from powerstrip_sdk.tier import TIER_FILE, read_tier

PYPROJECT = """
[project]
name = "powerstrip-shop"
version = "1.2"
description = "A shop."
license = "MIT"
dependencies = ["powerstrip-sdk >=0.1, <0.2", "anyio>=4"]
[project.entry-points.powerstrip]
shop = "{module}.plugin"
"""
PLUGIN = '''
from powerstrip_sdk import Connection, Connector, SourceConfig, hookimpl
from pydantic import Field


class ShopConfig(SourceConfig):
    street: str = Field(description="Where it is.")


async def connect(config: ShopConfig) -> Connection:
    raise NotImplementedError


@hookimpl
def powerstrip_connectors() -> list[Connector]:
    """A shop."""
    return [Connector(name="shop", config=ShopConfig, connect=connect)]
'''
TESTS = {"test_a": "bronze", "test_b": "silver", "test_c": "gold", "test_d": "platinum"}


@pytest.fixture
def package(tmp_path, monkeypatch, request):
    """The folder of a package that lacks nothing, with a module of its own name for each test."""
    module = f"powerstrip_shop_{abs(hash(request.node.name))}"
    source = tmp_path / "src" / module
    source.mkdir(parents=True)
    files = {
        "pyproject.toml": PYPROJECT.format(module=module),
        "README.md": "# Shop\n\n`street` says where it is.\n",
        "CHANGELOG.md": "# Changelog\n",
        f"src/{module}/__init__.py": "",
        f"src/{module}/py.typed": "",
        f"src/{module}/plugin.py": PLUGIN,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    yield read_package(tmp_path)
    for name in [name for name in sys.modules if name.startswith(module)]:
        del sys.modules[name]


def report(**outcomes):
    """A report in which every test passed that is not named; the reason is its outcome."""
    tests = [
        {
            "id": name,
            "tier": tier,
            "outcome": outcomes.get(name, "passed"),
            "reason": f"because of {name}" if name in outcomes else None,
        }
        for name, tier in TESTS.items()
    ]
    return {
        "version": 1,
        "suites": [{"connector": "shop", "class": "TestShop", "file": "test_shop.py", "tests": tests}],
    }


def missing(record):
    return [(each.tier, each.what, each.why) for each in record.missing if each.what != "type-checks strictly"]


@pytest.mark.parametrize(
    ("test", "outcome", "tier"),
    [
        ("test_a", "failed", None),
        ("test_b", "failed", "bronze"),
        ("test_c", "not_given", "silver"),
        ("test_b", "not_run", "bronze"),
        ("test_a", "does_not_apply", "gold"),
    ],
)
def test_the_tier_is_the_one_before_the_first_that_something_is_missing_for(package, test, outcome, tier, no_checker):
    record = grade(package, report(**{test: outcome}))

    assert record.tier == tier
    blame = [] if outcome == "does_not_apply" else [(TESTS[test], f"shop: {test}", f"because of {test}")]
    assert missing(record) == blame


def test_a_test_that_its_author_replaced_keeps_a_package_from_platinum_alone(package, no_checker):
    record = grade(package, report(test_a="overridden"))

    assert record.tier == "gold"
    assert missing(record) == [("platinum", "shop: test_a", "overridden: because of test_a")]
    assert record.connectors[0].overridden == {"test_a": "because of test_a"}


def test_a_connector_that_no_suite_tests_has_no_tier(package, no_checker):
    record = grade(package, {"version": 1, "suites": []})

    assert record.tier is None
    assert missing(record) == [("bronze", "shop", "no test class inherits ConnectorSuite for it")]


def test_other_tests_that_fail_leave_no_tier(package, no_checker):
    record = grade(package, {**report(), "failed": "pytest ended with exit code 1"})

    assert record.tier is None


@pytest.mark.parametrize(
    ("file", "text", "lacking"),
    [
        ("README.md", "# Shop\n", ("silver", "options in the README", "the README does not name the options street")),
        ("README.md", None, ("silver", "options in the README", "the README does not name the options street")),
        ("CHANGELOG.md", None, ("silver", "changelog", "there is no CHANGELOG")),
        ("py.typed", None, ("gold", "marked as typed", "the package has no py.typed")),
    ],
)
def test_what_the_package_itself_lacks_is_named(package, no_checker, file, text, lacking):
    path = package.source / file if file == "py.typed" else package.folder / file
    path.unlink()
    if text is not None:
        path.write_text(text, "utf-8")

    assert missing(grade(package, report())) == [lacking]


@pytest.mark.parametrize(
    ("before", "after", "lacking"),
    [
        ('license = "MIT"\n', "", ("bronze", "licence", "pyproject.toml names no licence")),
        (" <0.2", " !=0.1.5", ("bronze", "bounds of the SDK", "powerstrip-sdk needs >= and <")),
        (
            '"powerstrip-sdk >=0.1, <0.2", ',
            "",
            ("bronze", "bounds of the SDK", "powerstrip-sdk is not among the dependencies"),
        ),
    ],
)
def test_what_the_metadata_lack_is_named(package, no_checker, before, after, lacking):
    file = package.folder / "pyproject.toml"
    file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")

    assert missing(grade(read_package(package.folder), report())) == [lacking]


def test_the_file_is_read_without_importing_the_package_until_something_in_it_changes(package, no_checker):
    record = grade(package, report())
    accept(package, record)
    for name in [name for name in sys.modules if name.startswith(package.source.name)]:
        del sys.modules[name]

    kept = read_tier(package.modules[0])
    imported = [name for name in sys.modules if name.startswith(package.source.name)]
    (package.source / "plugin.py").write_text(PLUGIN + "\nchanged = True\n", "utf-8")
    changed = read_tier(package.modules[0])

    assert kept == (record, "")
    assert imported == []
    assert changed == (None, "it has changed since it was graded")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "its author has not graded it, see `powerstrip grade`"),
        ("{", f"its {TIER_FILE} cannot be read"),
        ('{"version": 2}', f"its {TIER_FILE} cannot be read"),
    ],
)
def test_a_file_that_says_nothing_is_no_tier(package, text, why):
    if text is not None:
        (package.source / TIER_FILE).write_text(text, "utf-8")

    assert read_tier(package.modules[0]) == (None, why)


@pytest.mark.parametrize("module", ["", "json.decoder", "no_such_package.plugin", "this", "a b:c"])
def test_what_is_no_package_carries_no_tier(module):
    record, why = read_tier(module)

    assert record is None
    assert why


def test_the_command_writes_the_file_checks_it_and_fails_below_a_minimum(package, no_checker, tmp_path, capsys):
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report(test_d="failed")), "utf-8")
    folder = str(package.folder)

    assert main([folder, "--report", str(file), "--check"]) == 1
    assert (
        capsys.readouterr().err
        == f"powerstrip grade: {TIER_FILE} is missing or cannot be read, run: powerstrip grade\n"
    )
    assert main([folder, "--report", str(file), "--minimum", "gold"]) == 0
    assert "powerstrip-shop 1.2: gold\n  for platinum: shop: test_d: because of test_d\n" in capsys.readouterr().out
    assert main([folder, "--report", str(file), "--check", "--minimum", "gold"]) == 0
    assert main([folder, "--report", str(file), "--check", "--minimum", "platinum"]) == 1
    (package.source / "more.py").touch()
    assert main([folder, "--report", str(file), "--check"]) == 1
    assert "says something else than what is true now" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'\n", "nonsense ["])
def test_a_folder_that_is_no_plugins_is_refused(tmp_path, capsys, text):
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")

    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("powerstrip grade: ")


def test_a_package_is_graded_from_its_own_tests(package, no_checker, capfd, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(package.folder / "src"))
    tests = package.folder / "test_shop.py"
    tests.write_text(
        dedent(f"""
        from powerstrip_sdk.testing import ConnectorSuite
        from {package.source.name} import plugin

        class TestShop(ConnectorSuite):
            plugin = plugin
            connector = "shop"
        """),
        "utf-8",
    )

    # Its connect raises, it is described badly, and no entry point is installed.
    assert main([str(package.folder), "--minimum", "bronze", "--", "-q", "-p", "anyio"]) == 1

    said = capfd.readouterr()
    assert "powerstrip-shop 1.2: no tier\n" in said.out
    assert "for bronze: shop: test_the_entry_point_leads_to_the_plugin: " in said.out
    assert "the tier is below bronze" in said.err


@pytest.fixture
def no_checker(monkeypatch):
    """A type checker would take seconds for each test; what it says is a matter of `plugin-*` environments."""
    from powerstrip_sdk.testing import package

    monkeypatch.setattr(package, "find_spec", lambda name: None if name == "mypy" else object())
