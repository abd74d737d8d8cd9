"""Nothing public goes away, becomes required or changes its place; what is new is written down."""

import copy
import difflib
import json
import os
import types
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest
from api_changes import breaking
from public_api import module_api, public_api

FILE = Path(__file__).with_name("public_api.json")
ACCEPT = "POWERSTRIP_ACCEPT=1 pytest sdk/tests/test_public_api.py"
BROKEN = """What plugins rely on has changed in a way that breaks them (docs/sdk-versions.md):

{}

Keep the old form working, and deprecate it. Nothing writes the snapshot as long as something of it is broken."""
NEW = """The public names have changed in a way that breaks nobody. If that is meant, say so in sdk/CHANGELOG.md, run

    {}

{}"""


def written(api):
    return json.dumps(api, indent=2, ensure_ascii=False) + "\n"


def test_nothing_public_has_changed_that_is_not_in_the_snapshot():
    found, now = public_api(), version("powerstrip-sdk")
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    if problems := breaking(kept, found, now):
        pytest.fail(BROKEN.format("\n".join(f"- {problem}" for problem in problems)), pytrace=False)
    if os.environ.get("POWERSTRIP_ACCEPT"):
        FILE.write_text(written(found), encoding="utf-8")
    elif kept != found:
        lines = written(kept).splitlines(), written(found).splitlines()
        difference = "\n".join(difflib.unified_diff(*lines, FILE.name, "now", lineterm=""))
        pytest.fail(NEW.format(ACCEPT, difference), pytrace=False)


def changed(name, change):
    """The snapshot, in which one entry of `powerstrip_sdk` is changed."""
    api = public_api()
    change(api["powerstrip_sdk"][name])
    return api


def becomes(**members):
    return lambda entry: entry.update(members)


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("Tool", becomes(kind="class"), "powerstrip_sdk.Tool was of the kind 'record' and is 'class'"),
        ("NAME", becomes(value="strip"), "powerstrip_sdk.NAME was 'powerstrip' and is 'strip'"),
        ("Grade", lambda entry: entry["values"].remove("C"), "powerstrip_sdk.Grade: 'C' is gone from its values"),
        ("NotFound", becomes(bases=[]), "powerstrip_sdk.NotFound: 'ConnectorError' is gone from its bases"),
        ("Tool", lambda entry: entry["fields"].pop("title"), "powerstrip_sdk.Tool: field 'title' is gone"),
        (
            "Tool",
            lambda entry: entry["fields"].update(title="required"),
            "powerstrip_sdk.Tool: field 'title' has become required",
        ),
        (
            "Tool",
            lambda entry: entry["fields"].update(kind="required"),
            "powerstrip_sdk.Tool: the new field 'kind' is required",
        ),
        ("tool", lambda entry: entry["parameters"].pop("title"), "powerstrip_sdk.tool: parameter 'title' is gone"),
        (
            "tool",
            lambda entry: entry["parameters"].update(title="keyword, required"),
            "powerstrip_sdk.tool: parameter 'title' has become required",
        ),
        (
            "tool",
            lambda entry: entry["parameters"].update(kind="keyword, required"),
            "powerstrip_sdk.tool: the new parameter 'kind' is required",
        ),
        (
            "NotFound",
            lambda entry: entry["parameters"].update(message="keyword, required"),
            "powerstrip_sdk.NotFound: parameter 'message' was positional and is keyword",
        ),
        (
            "NotFound",
            becomes(
                parameters={
                    "code": "positional, optional",
                    "message": "positional, required",
                    "detail": "keyword, optional",
                    "retry_after": "keyword, optional",
                    "engine_code": "keyword, optional",
                }
            ),
            "powerstrip_sdk.NotFound: parameter 'message' has changed its position",
        ),
        (
            "Connection",
            lambda entry: entry["members"].pop("probe"),
            "powerstrip_sdk.Connection.probe is gone and was never deprecated",
        ),
        (
            "Connection",
            lambda entry: entry["members"]["check"].update(kind="method"),
            "powerstrip_sdk.Connection.check was of the kind 'async method' and is 'method'",
        ),
        (
            "Connection",
            lambda entry: entry["members"]["check"].update(must_be_given=True),
            "powerstrip_sdk.Connection.check must be given by subclasses, which do not have it",
        ),
        (
            "Connection",
            lambda entry: entry["members"]["close"]["parameters"].update(timeout="keyword, optional"),
            "powerstrip_sdk.Connection.close: subclasses that override it do not take the new parameter 'timeout'",
        ),
    ],
)
def test_a_change_that_breaks_somebody_is_told(name, change, problem):
    kept = public_api()

    assert breaking(kept, changed(name, change), "0.1.0") == [problem]


def test_what_is_new_and_optional_breaks_nobody():
    kept, found = public_api(), public_api()
    offered = found["powerstrip_sdk"]
    offered["Tool"]["fields"]["icon"] = "optional"
    offered["tool"]["parameters"]["icon"] = "keyword, optional"
    offered["Connection"]["members"]["age"] = {"kind": "method", "parameters": {"unit": "keyword, optional"}}
    offered["Grade"]["values"].append("D")
    offered["Unheard"] = {"kind": "value"}
    found["powerstrip_sdk.hookspecs"]["powerstrip_tools"]["parameters"]["more"] = "keyword, optional"

    assert breaking(kept, found, "0.1.0") == []


def test_a_deprecated_name_may_go_in_the_version_that_was_said_and_not_before():
    kept, found = public_api(), public_api()
    kept["powerstrip_sdk"]["reserve"]["deprecated"] = {"since": "0.3", "removed_in": "1.0", "instead": "use more"}
    del found["powerstrip_sdk"]["reserve"]

    assert breaking(kept, found, "0.9.4") == ["powerstrip_sdk.reserve is gone, which it may be from 1.0 on"]
    assert breaking(kept, found, "1.0.0") == []


def old_and_new(text):
    """A module with a function of which somebody says `text` by `typing_extensions.deprecated`."""

    def old(): ...

    old.__deprecated__ = text
    module = types.ModuleType("planted")
    module.__dict__.update(__all__=["old"], old=old)
    return module


def test_a_deprecation_is_in_the_snapshot_with_the_version_in_which_the_name_may_go():
    module = old_and_new("deprecated since 0.3, goes in 1.0: use 'new'")

    assert module_api(module) == {
        "old": {
            "kind": "function",
            "parameters": {},
            "deprecated": {"since": "0.3", "removed_in": "1.0", "instead": "use 'new'"},
        }
    }


@pytest.mark.parametrize("text", ["use 'new'", "deprecated since 0.3, goes in 0.5: use 'new'"])
def test_a_deprecation_must_say_since_when_and_that_the_name_goes_in_a_major_version(text):
    with pytest.raises(AssertionError, match="say 'deprecated since"):
        module_api(old_and_new(text))


def test_a_field_that_is_added_to_a_real_record_is_found():
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Record:
        name: str
        title: str = ""

        def shown(self, width: int, *, cut: bool = False) -> str: ...

    module = types.ModuleType("planted")
    module.__dict__.update(__all__=["Record"], Record=Record)

    assert module_api(module)["Record"] == {
        "kind": "record",
        "bases": [],
        "fields": {"name": "required", "title": "optional"},
        "members": {
            "shown": {
                "kind": "method",
                "parameters": {"width": "positional, required", "cut": "keyword, optional"},
            }
        },
    }


def test_the_comparison_leaves_both_sides_alone():
    kept, found = public_api(), public_api()
    before = copy.deepcopy((kept, found))
    breaking(kept, found, "0.1.0")

    assert (kept, found) == before
