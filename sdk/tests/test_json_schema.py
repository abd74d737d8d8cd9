import json
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ConfigDict, Field

from powerstrip_sdk import DeclarationError
from powerstrip_sdk.json_schema import input_schema, output_schema


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Part(BaseModel):
    """One part."""

    name: str
    title: str = Field(default="none", description="A property that is called like a keyword.")
    colour: Colour | None = None


class Order(BaseModel):
    """Left out of the schema of arguments, as the tool has a description of its own."""

    parts: list[Part] = Field(description="The parts.")
    first: Part | None = Field(default=None, description="The first part.")
    limit: Annotated[int, Field(ge=1, le=10)] = 5
    kind: Literal["a", "b"] = "a"
    either: int | str | None = None
    aliased: str = Field(default="x", alias="schema")


class Tree(BaseModel):
    children: "list[Tree]" = []


class Deep(BaseModel):
    tree: Tree


@pytest.mark.parametrize("schema", [input_schema(Order), output_schema(Order)])
def test_schemas_are_valid_and_hold_no_references(schema):
    Draft202012Validator.check_schema(schema)
    written = json.dumps(schema)
    assert schema["type"] == "object"
    assert "$ref" not in written
    assert "$defs" not in written


def test_arguments_are_one_closed_object_without_a_description_of_its_own():
    schema = input_schema(Order)
    assert schema["additionalProperties"] is False
    assert "description" not in schema
    assert schema["required"] == ["parts"]
    assert "schema" in schema["properties"]


def test_generated_titles_go_and_a_property_called_title_stays():
    part = input_schema(Order)["properties"]["parts"]["items"]
    assert "title" not in part
    assert set(part["properties"]) == {"name", "title", "colour"}
    assert "title" not in part["properties"]["name"]


def test_an_optional_argument_is_left_out_rather_than_null():
    properties = input_schema(Order)["properties"]
    assert properties["first"]["type"] == "object"
    assert properties["first"]["description"] == "The first part."
    assert "default" not in properties["first"]
    assert properties["either"]["anyOf"] == [{"type": "integer"}, {"type": "string"}]


def test_a_result_says_where_null_may_stand():
    first = output_schema(Order)["properties"]["first"]
    assert {"type": "null"} in first["anyOf"]


def test_what_a_result_serializes_to_fits_its_schema():
    order = Order(parts=[Part(name="x", colour=Colour.RED)])
    Draft202012Validator(output_schema(Order)).validate(order.model_dump(mode="json", by_alias=True))


def test_a_model_without_fields_is_an_empty_object():
    class Nothing(BaseModel):
        model_config = ConfigDict(extra="forbid")

    assert input_schema(Nothing) == {"type": "object", "properties": {}, "additionalProperties": False}


@pytest.mark.parametrize("model", [Tree, Deep])
def test_a_type_that_refers_to_itself_is_refused(model):
    with pytest.raises(DeclarationError, match="'Tree' refers to itself"):
        input_schema(model)


@pytest.mark.parametrize("annotation", [int, list[int], Any])
def test_a_result_whose_root_is_no_object_is_refused(annotation):
    with pytest.raises(DeclarationError, match="is no JSON object"):
        output_schema(annotation)
