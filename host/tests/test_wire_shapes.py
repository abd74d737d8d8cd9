"""The shapes that declarations are held to are those of the SDK's models, for every revision of the protocol."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp_types import methods
from pydantic import ValidationError

from powerstrip.wire_shapes import misfit

TEXT = st.text(max_size=3)
#: What a member may hold that is sometimes right and sometimes wrong; the SDK's models also take "true" and 1 as
#: booleans, which nothing of ours makes.
ANYTHING = st.one_of(st.none(), TEXT, st.floats(allow_nan=False), st.lists(TEXT, max_size=2), st.just({}))
SCHEMA = st.fixed_dictionaries(
    {},
    optional={
        "$schema": ANYTHING,
        "type": st.sampled_from(["object", "object", "array", None]),
        "properties": ANYTHING | st.dictionaries(TEXT, ANYTHING | st.booleans(), max_size=2),
        "required": ANYTHING | st.lists(ANYTHING, max_size=2),
        "additionalProperties": ANYTHING | st.booleans(),
    },
)
HINTS = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")
FLAG = st.booleans() | st.none() | st.lists(TEXT, max_size=1) | st.just({})
TITLED = {"name": ANYTHING, "title": ANYTHING, "description": ANYTHING}
ITEMS = {
    "tools": st.fixed_dictionaries(
        {"name": TEXT | ANYTHING, "inputSchema": SCHEMA},
        optional={
            "title": ANYTHING,
            "description": ANYTHING,
            "outputSchema": SCHEMA | ANYTHING,
            "annotations": ANYTHING | st.fixed_dictionaries({}, optional=dict.fromkeys(HINTS, FLAG)),
        },
    ),
    "resources": st.fixed_dictionaries({}, optional={"uri": ANYTHING, "mimeType": ANYTHING, **TITLED}),
    "prompts": st.fixed_dictionaries(
        {},
        optional={
            **TITLED,
            "arguments": ANYTHING
            | st.lists(st.fixed_dictionaries({}, optional={**TITLED, "required": FLAG}), max_size=2),
        },
    ),
}


def sdk_takes(kind, item):
    listed = {kind: [item], "resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
    for era in ("2025-11-25", "2026-07-28"):
        try:
            methods.serialize_server_result(f"{kind}/list", era, listed)
        except ValidationError:
            return False
    return True


@pytest.mark.parametrize("kind", ITEMS)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_an_item_fits_exactly_if_the_sdk_lists_it_to_clients_of_every_revision(kind, data):
    item = data.draw(ITEMS[kind])

    assert (misfit(kind, item) is None) == sdk_takes(kind, item)


@pytest.mark.parametrize(
    ("kind", "item", "where"),
    [
        ("tools", {"name": "t", "inputSchema": {"type": "object"}}, None),
        ("tools", {"name": "t", "inputSchema": {"type": "object", "properties": {"a": 1}}}, "inputSchema.properties.a"),
        ("tools", {"name": "t", "inputSchema": {"type": "array"}}, "inputSchema.type"),
        ("tools", {"name": {1}, "inputSchema": {"type": "object"}}, "something that is no JSON"),
        ("resources", {"uri": "x://y"}, "its root"),
        ("prompts", {"name": "p", "arguments": [{"name": 1}]}, "arguments.0.name"),
    ],
)
def test_what_does_not_fit_is_named(kind, item, where):
    assert misfit(kind, item) == where
