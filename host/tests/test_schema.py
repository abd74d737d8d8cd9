"""The JSON Schema of the file: it accepts and refuses what the host does."""

import jsonschema
import planning
import pytest
from pydantic import BaseModel

from powerstrip.schema import configuration_schema
from powerstrip_sdk import Connector, SourceConfig

CONNECTORS = [*planning.VAULT.powerstrip_connectors(), *planning.MUTE.powerstrip_connectors()]


@pytest.fixture(scope="module")
def schema():
    made = configuration_schema(CONNECTORS)
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


VAULT = {"connector": "vault", "address": "there", "password": "x"}


@pytest.mark.parametrize(
    "good",
    [
        {},
        {"sources": {"one": {"connector": "mute"}, "two": VAULT}},
        {"sources": {"two": {**VAULT, "password": {"env": "SECRET"}, "port": {"file": "/run/port"}}}},
        {"sources": {"two": {**VAULT, "pool": {"size": 2}, "limits": {"max_rows": 5}, "read_only": True}}},
        {"sources": {"two": {**VAULT, "schema": "main", "box": {"width": 2}, "additional_params": {"a": [1]}}}},
        {"views": {"reports": {"sources": ["a*"], "tools": ["*"]}}, "plugins": {"disabled": ["x"]}},
        {
            "templates": {
                "orders": {
                    "source": "one",
                    "description": "x",
                    "sql": "SELECT :a",
                    "params": {"a": {"type": "array", "items": "date", "default": []}},
                }
            }
        },
    ],
)
def test_the_schema_accepts_what_the_host_accepts(schema, good):
    assert list(schema.iter_errors(good)) == []


@pytest.mark.parametrize(
    "bad",
    [
        {"source": {}},
        {"budget": {"totl": 5}},
        {"budget": {"total": 0}},
        {"host": {"bind": "everywhere"}},
        {"sources": {"two": {"connector": "vault"}}},
        {"sources": {"two": {**VAULT, "connector": "valt"}}},
        {"sources": {"two": {**VAULT, "adress": "x"}}},
        {"sources": {"two": {**VAULT, "password": {"environment": "SECRET"}}}},
        {"sources": {"two": {**VAULT, "read_only": "no"}}},
        {"sources": {"two": {**VAULT, "writes": "never"}}},
        {"sources": {"two": {**VAULT, "pool": {"size": 0}}}},
        {"sources": {"two": {**VAULT, "box": {}}}},
        {"templates": {"orders": {"source": "one", "description": "x"}}},
        {"templates": {"orders": {"source": "one", "description": "x", "sql": "x", "params": {"a": {"type": "day"}}}}},
    ],
)
def test_the_schema_refuses_what_the_host_refuses(schema, bad):
    assert list(schema.iter_errors(bad)) != []


def test_two_connectors_may_name_their_models_alike():
    class Box(BaseModel):
        height: int

    class OtherConfig(SourceConfig):
        box: Box

    other = Connector(name="other", config=OtherConfig, connect=planning.connect)
    both = jsonschema.Draft202012Validator(configuration_schema([*CONNECTORS, other]))

    sources = {"one": {**VAULT, "box": {"width": 1}}, "two": {"connector": "other", "box": {"height": 1}}}
    assert list(both.iter_errors({"sources": sources})) == []


def test_without_a_connector_any_source_is_let_through():
    made = jsonschema.Draft202012Validator(configuration_schema([]))

    assert list(made.iter_errors({"sources": {"one": {"connector": "anything"}}})) == []
