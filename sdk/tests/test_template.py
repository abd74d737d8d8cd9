from typing import Any

import pytest
from pydantic import BaseModel, Field

from powerstrip_sdk import DeclarationError, Rows, template


class Params(BaseModel):
    city: str = Field(description="The city.")


async def streets(connection: Any, params: Params) -> Rows:
    """List the streets of a city."""
    return Rows(columns=(), rows=[(params.city,)])


def declare(function, **options):
    return template(**{"connector": "demo", "params": Params, **options})(function)


async def other_parameters(connection: Any, city: str) -> Rows:
    """List."""
    raise NotImplementedError


async def no_return(connection: Any, params: Params):
    """List."""


async def no_docstring(connection: Any, params: Params) -> Rows:
    raise NotImplementedError


def plain(connection: Any, params: Params) -> Rows:
    """List."""
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (other_parameters, "template 'other_parameters' must take exactly 'connection' and 'params'"),
        (no_return, "template 'no_return' has no return annotation"),
        (no_docstring, "template 'no_docstring' has no description, write one for the model to read"),
        (plain, "template 'plain' must be an async function"),
    ],
)
def test_a_function_that_cannot_be_a_template_is_refused_with_the_reason(function, message):
    with pytest.raises(DeclarationError) as caught:
        declare(function)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"params": dict}, "params must be a pydantic model class"),
        ({"name": "Bad Name"}, "template name 'Bad Name' must be"),
        ({"connector": "no_underscore"}, "connector name 'no_underscore' must be"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused(options, message):
    with pytest.raises(DeclarationError, match=message):
        declare(streets, **options)


@pytest.mark.anyio
async def test_a_template_becomes_a_tool_that_only_reads():
    found = declare(streets, name="roads").on("other").as_tool()
    assert (found.name, found.connector, found.title) == ("roads", "other", "Roads")
    assert found.read_only
    assert not found.destructive
    assert (await found.run(None, None, Params(city="Bern"))).rows == [("Bern",)]
