from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, create_model

from powerstrip_sdk.json_schema import input_schema
from powerstrip_sdk.testing.portable import input_surprises, output_surprises


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Inner(BaseModel):
    names: list[str] | None = None


def surprises(annotation: Any) -> list[str]:
    return input_surprises(input_schema(create_model("Params", value=(annotation, ...))))


@pytest.mark.parametrize(
    "annotation",
    [
        str,
        int | None,
        list[str] | None,
        list[Inner],
        dict[str, Any] | list[Any],
        dict[str, int],
        Literal["a", "b"],
        Annotated[int, Field(ge=1, le=10)],
        Annotated[str, Field(pattern="^a", min_length=1, max_length=9)],
        Any,
    ],
)
def test_what_every_client_reads_is_no_surprise(annotation):
    assert surprises(annotation) == []


@pytest.mark.parametrize(
    ("annotation", "surprise"),
    [
        (tuple[int, str], "'value' uses 'prefixItems', take an object or a list of one type in place of a tuple"),
        (set[str], "'value' uses 'uniqueItems', take a list in place of a set"),
        (Annotated[int, Field(gt=0)], "'value' uses 'exclusiveMinimum', use ge= with the next larger value"),
        (Annotated[Cat | Dog, Field(discriminator="kind")], "'value' uses 'oneOf'"),
        (Literal["a"], "'value' uses 'const'"),
        (Literal[1, 2], "'value' has values in its enum that are no strings: [1, 2]"),
        (Annotated[str, Field(json_schema_extra={"format": "path"})], "'value' has the format 'path'"),
        (list[list[list[list[list[list[int]]]]]], "is nested more than 5 levels deep"),
    ],
)
def test_a_type_that_some_client_does_not_read_is_named_with_its_place(annotation, surprise):
    assert any(surprise in found for found in surprises(annotation)), surprises(annotation)


@pytest.mark.parametrize(
    ("schema", "surprise"),
    [
        ({"type": "object", "anyOf": [{"required": ["a"]}]}, "the root has 'anyOf'"),
        ({"type": "object", "properties": {"a": {"type": "array"}}}, "'a' is an array that does not say of what"),
        ({"type": "object", "properties": {"a": {"type": ["string", "null"]}}}, "'a' has the type ['string', 'null']"),
        ({"type": "object", "properties": {"a": {"$ref": "#"}}}, "'a' uses '$ref'"),
        (
            {"type": "object", "properties": {"a": {"type": "array", "items": False}}},
            "an item of 'a' is False in place",
        ),
    ],
)
def test_a_schema_that_some_client_does_not_read_is_named_with_its_place(schema, surprise):
    assert any(found.startswith(surprise) for found in input_surprises(schema)), input_surprises(schema)


def test_a_result_may_be_described_more_freely():
    schema = {"type": "object", "properties": {"a": {"type": ["string", "null"]}, "$ref": {"const": 1}}}
    assert output_surprises(schema) == []
    assert output_surprises({"type": "object", "properties": {"a": {"prefixItems": [{"$ref": "#"}]}}}) == [
        "'$ref' is used",
        "'prefixItems' is used",
    ]
