"""Templates of the operator's file: a statement and its parameters become a tool."""

import json

import pytest
from planning import PLUGINS, mistakes, planned

from powerstrip.testing import running_host

SOURCES = {name: {"connector": "vault", "address": "there", "password": "hunter2"} for name in ("prod", "staging")}
ORDERS = """
[templates.orders]
connector = "vault"
description = "Orders."
sql = "SELECT * FROM orders WHERE day > :day"
"""


def schema_of(folder, params, sql="SELECT :p"):
    """The input schema of a template with these params, as a client sees its properties."""
    text = f'[templates.orders]\nconnector = "vault"\ndescription = "Orders."\nsql = "{sql}"\n{params}\n'
    (template,) = planned(folder, text).templates
    return template.tool.params.model_json_schema(by_alias=True)


async def call(host, **arguments):
    """Call the template; the statement and the values as the connection got them, or the error."""
    answer = await host.call("vault_orders", {"source": "prod", **arguments})
    text = answer.content[0].text
    return text if answer.is_error else json.loads(text)["rows"][0]


def host_with(params, sql="SELECT :p"):
    templates = {"orders": {"connector": "vault", "description": "Orders.", "sql": sql, "params": params}}
    return running_host({"sources": SOURCES, "templates": templates}, plugins=PLUGINS)


@pytest.mark.anyio
async def test_a_template_is_a_tool_that_binds_its_parameters():
    params = {"day": {"type": "date", "description": "The first day."}, "state": {"default": "paid"}}
    async with host_with(params, "SELECT * FROM orders WHERE day > :day AND state = :state AND day < ':day'") as host:
        async with host.client() as client:
            tool = {each.name: each for each in (await client.list_tools()).tools}["vault_orders"]
        answer = await call(host, day="2024-02-29")

    assert tool.description == "Orders."
    assert tool.annotations.read_only_hint
    assert tool.input_schema == {
        "type": "object",
        "properties": {
            "source": {"type": "string", "description": "Which source.", "enum": ["prod", "staging"]},
            "day": {"type": "string", "format": "date", "description": "The first day."},
            "state": {"type": "string", "default": "paid"},
        },
        "required": ["source", "day"],
        "additionalProperties": False,
    }
    assert answer == ["SELECT * FROM orders WHERE day > ? AND state = ? AND day < ':day'", "2024-02-29", "paid"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("params", "good", "bad"),
    [
        ({"type": "string", "pattern": "^[a-z]+$"}, "abc", "ABC"),
        ({"type": "string", "enum": ["paid", "open"]}, "open", "lost"),
        ({"type": "integer", "minimum": 1, "maximum": 5}, 5, 6),
        ({"type": "integer", "enum": [1, 2]}, 2, 3),
        ({"type": "number", "minimum": 0.5}, 0.5, 0.4),
        ({"type": "boolean"}, True, "maybe"),
        ({"type": "date"}, "2024-02-29", "2023-02-29"),
        ({"type": "datetime"}, "2024-02-29T01:02:03", "soon"),
        ({"type": "uuid"}, "12345678-1234-5678-1234-567812345678", "1234"),
        ({"type": "array", "items": "integer"}, [1, 2], [1, "x"]),
        ({"type": "array", "items": "string", "enum": ["a", "b"]}, ["a"], ["c"]),
        ({"type": "array", "items": "number", "maximum": 2}, [1.5], [2.5]),
        ({"type": "array", "items": "date"}, ["2024-01-01"], ["x"]),
    ],
)
async def test_a_value_is_checked_by_type_and_bounds(params, good, bad):
    async with host_with({"p": params}) as host:
        right, wrong = await call(host, p=good), await call(host, p=bad)

    assert right == ["SELECT ?", good]
    assert wrong.startswith("invalid_arguments: ")


@pytest.mark.anyio
async def test_an_argument_must_be_given_unless_it_has_a_default():
    async with host_with({"p": {"type": "integer"}, "q": {"type": "integer", "default": 0}}, "SELECT :p, :q") as host:
        left_out, given, missing = await call(host, p=1), await call(host, p=1, q=2), await call(host, q=2)

    assert (left_out, given) == (["SELECT ?, ?", 1, 0], ["SELECT ?, ?", 1, 2])
    assert missing.startswith("invalid_arguments: ")


@pytest.mark.anyio
async def test_a_template_of_one_source_has_no_argument_source():
    template = {"source": "staging", "description": "Now.", "sql": "SELECT now()"}
    async with running_host({"sources": SOURCES, "templates": {"now": template}}, plugins=PLUGINS) as host:
        async with host.client() as client:
            tool = {each.name: each for each in (await client.list_tools()).tools}["vault_now"]
        answer = await host.call("vault_now")

    assert tool.input_schema["properties"] == {}
    assert json.loads(answer.content[0].text)["rows"] == [["SELECT now()"]]


def test_a_default_may_be_a_date_of_toml(tmp_path):
    schema = schema_of(tmp_path, '[templates.orders.params.p]\ntype = "date"\ndefault = 2024-02-29\n')

    assert schema["properties"]["p"] == {"default": "2024-02-29", "format": "date", "title": "P", "type": "string"}


def test_an_enum_may_be_dates_of_toml(tmp_path):
    schema = schema_of(tmp_path, '[templates.orders.params.p]\ntype = "date"\nenum = [2024-02-29, 2024-03-01]\n')

    assert schema["properties"]["p"]["enum"] == ["2024-02-29", "2024-03-01"]


@pytest.mark.parametrize(
    ("params", "mistake"),
    [
        (
            'type = "text"',
            "params.day.type: input should be 'string', 'integer', 'number', 'boolean', 'date', 'datetime'",
        ),
        ("minimun = 1", "params.day.minimun: unknown key, did you mean 'minimum'?"),
        ("minimum = 1", "params.day: minimum and maximum are for integer and number"),
        ('type = "integer"\npattern = "x"', "params.day.pattern: pattern is for string"),
        ('pattern = "("', "params.day.pattern: is no regular expression, or one with look-around"),
        ('pattern = "(?=a)"', "params.day.pattern: is no regular expression, or one with look-around"),
        ('items = "date"', "params.day.items: items is for array"),
        ('type = "integer"\nenum = ["a"]', "params.day.enum: 'a' does not fit: input should be a valid integer"),
        ('type = "integer"\ndefault = "a"', "params.day.default: 'a' does not fit: input should be a valid integer"),
        ('enum = ["a"]\ndefault = "b"', "params.day.default: 'b' does not fit: input should be 'a'"),
        ('type = "integer"\nminimum = 5\ndefault = 4', "params.day.default: 4 does not fit: input should be greater"),
    ],
)
def test_a_parameter_that_cannot_be_is_a_mistake(tmp_path, params, mistake):
    (found,) = mistakes(tmp_path, f"{ORDERS}[templates.orders.params.day]\n{params}\n")

    assert found.startswith(f"templates.orders.{mistake}")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (ORDERS, "templates.orders.params: the statement uses :day, which is not declared"),
        (
            ORDERS + "params = { day = {}, night = {} }",
            "templates.orders.params.night: the statement does not use :night",
        ),
        (
            ORDERS.replace(":day", ":source") + "params = { source = {} }",
            "templates.orders.params.source: the name 'source' is the host's own",
        ),
        (
            ORDERS.replace(":day", ":_day") + "params = { _day = {} }",
            "templates.orders.params._day: a name has letters, digits and _, and starts with a letter",
        ),
        (
            ORDERS.replace(":day", "1").replace('"vault"', '"valt"'),
            "templates.orders.connector: connector 'valt' is unknown (known: mute, vault)",
        ),
        (
            ORDERS.replace(":day", "1").replace('"vault"', '"mute"'),
            "templates.orders.connector: connector 'mute' does not speak SQL",
        ),
        (
            ORDERS.replace('connector = "vault"', 'source = "prod"'),
            "templates.orders.source: there is no source 'prod' (known: none is configured)",
        ),
        (ORDERS.replace('connector = "vault"', ""), "templates.orders: give either connector or source"),
        (ORDERS + 'source = "prod"', "templates.orders: give either connector or source"),
        (
            ORDERS.replace(":day", "1").replace("orders]", "list_tables]"),
            "templates.list_tables: tool 'vault_list_tables' is declared by plugin 'vault' too, rename this one",
        ),
        (
            ORDERS.replace(":day", "1").replace("orders]", "Orders]"),
            "templates.Orders: a name has 1 to 32 lower-case letters, digits and _, and starts with a letter",
        ),
        (
            ORDERS.replace(":day", "1").replace("Orders.", ""),
            "templates.orders.description: string should have at least 1 character",
        ),
        ('[templates.orders]\nconnector = "vault"\ndescription = "x"\n', "templates.orders.sql: is required"),
        (
            ORDERS.replace(":day", "1") + 'sqll = "x"',
            "templates.orders.sqll: unknown key, did you mean 'sql'?",
        ),
    ],
)
def test_a_template_that_cannot_be_is_a_mistake(tmp_path, text, mistake):
    assert mistakes(tmp_path, text) == [mistake]


def test_all_mistakes_of_a_template_are_reported_at_once(tmp_path):
    assert mistakes(tmp_path, ORDERS + 'params = { a = { minimum = 1 }, b = { items = "date" } }') == [
        "templates.orders.params: the statement uses :day, which is not declared",
        "templates.orders.params.a: the statement does not use :a",
        "templates.orders.params.b: the statement does not use :b",
        "templates.orders.params.a: minimum and maximum are for integer and number",
        "templates.orders.params.b.items: items is for array",
    ]


def test_a_template_of_a_broken_plugin_is_left_out(tmp_path):
    plan = planned(tmp_path, ORDERS.replace('"vault"', '"broken"'))

    assert plan.templates == ()


@pytest.mark.anyio
async def test_a_parameter_that_may_be_left_out_is_null_in_the_statement():
    async with host_with({"p": {"enum": ["paid", "shipped"], "optional": True}}) as host:
        given, left_out = await call(host, p="paid"), await call(host)

    assert (given, left_out) == (["SELECT ?", "paid"], ["SELECT ?", None])


def test_a_parameter_is_optional_or_has_a_default_and_not_both(tmp_path):
    text = ORDERS + 'params.day = { type = "date", optional = true, default = 2024-02-29 }\n'

    assert mistakes(tmp_path, text) == ["templates.orders.params.day: give optional or default, not both"]
