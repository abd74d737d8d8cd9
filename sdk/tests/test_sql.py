from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from pydantic import BaseModel, Field, ValidationError, computed_field, field_serializer

from powerstrip_sdk import InvalidArguments, NotFound, RowStream
from powerstrip_sdk.sql import (
    Database,
    Dialect,
    Schema,
    Table,
    TableColumn,
    complete_names,
    schema_prompts,
    schema_resources,
    standard_templates,
    standard_tools,
    statement_template,
)
from powerstrip_sdk.testing import run_tool

pytestmark = pytest.mark.anyio

CITIES = Table(
    schema_name="public",
    name="cities",
    kind="table",
    comment="All of them",
    columns=(
        TableColumn(name="id", type="int", nullable=False),
        TableColumn(name='we"ird', type="text", nullable=True),
    ),
)
ROADS = Table(schema_name="maps", name="roads", kind="view")


class Recorder(Database):
    """Answers every statement with one row, and keeps what it was asked."""

    dialect = Dialect(placeholder="$1", explain="EXPLAIN (FORMAT JSON)")
    server = "Recorder 1"

    def __init__(self, tables=(CITIES, ROADS)):
        self.tables = tables
        self.asked = []

    async def close(self):
        pass

    @asynccontextmanager
    async def execute_sql_statement(self, sql, params, batch_rows):
        self.asked.append((sql, list(params)))

        async def batches():
            yield [(7,)]

        yield RowStream(columns=(), batches=batches())

    async def scan_db_schema(self, *, schema=None, table=None):
        found = [t for t in self.tables if schema in (None, t.schema_name) and table in (None, t.name)]
        return Schema(default_schema="public", schemas=("maps", "public"), tables=tuple(found))


TOOLS = {each.name: each for each in standard_tools("demo")}
SELECT, SAMPLE = standard_templates("demo")


async def test_select_query_numbers_its_placeholders_and_quotes_its_names():
    database = Recorder()
    await run_tool(
        database,
        SELECT,
        {
            "table": "cities",
            "columns": ["id", 'we"ird'],
            "filters": [
                {"column": "id", "operator": "in", "value": [1, 2]},
                {"column": 'we"ird', "operator": "!=", "value": "x"},
                {"column": "id", "operator": "is not null"},
            ],
            "order": [{"column": "id", "descending": True}, {"column": 'we"ird'}],
            "limit": 3,
        },
    )
    ((sql, values),) = database.asked
    assert sql == (
        'SELECT "id", "we""ird" FROM "public"."cities" WHERE "id" IN ($1, $2) AND "we""ird" <> $3 '
        'AND "id" IS NOT NULL ORDER BY "id" DESC, "we""ird" LIMIT 3'
    )
    assert values == [1, 2, "x"]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"operator": "in", "value": 1}, "in takes an array with at least one value"),
        ({"operator": "not in", "value": []}, "not in takes an array with at least one value"),
        ({"operator": "=", "value": [1]}, "= takes one value, not an array"),
        ({"operator": "=", "value": None}, "compare with null by is null or is not null"),
        ({"operator": "is null", "value": 1}, "which take no value"),
        ({"operator": "; DROP"}, "Input should be"),
    ],
)
async def test_a_condition_that_makes_no_sense_is_refused(condition, message):
    with pytest.raises(ValidationError, match=message):
        await run_tool(Recorder(), SELECT, {"table": "cities", "filters": [{"column": "id", **condition}]})


@pytest.mark.parametrize("arguments", [{"columns": ["nope"]}, {"filters": [{"column": "nope", "value": 1}]}])
async def test_a_column_that_is_not_in_the_catalog_is_refused(arguments):
    database = Recorder()
    with pytest.raises(InvalidArguments, match="table 'cities' has no column 'nope', it has: id, "):
        await run_tool(database, SELECT, {"table": "cities", **arguments})
    assert database.asked == []


async def test_a_table_in_another_schema_is_pointed_at():
    with pytest.raises(NotFound, match="there is no table 'roads' in schema 'public', but there is one in 'maps'"):
        await run_tool(Recorder(), SAMPLE, {"table": "roads"})


async def test_sample_rows_caps_the_rows():
    database = Recorder()
    await run_tool(database, SAMPLE, {"table": "cities", "rows": 2})
    assert database.asked[0][0].endswith("LIMIT 2")


async def test_queries_and_plans_bind_their_params():
    database = Recorder()
    query = {"query": "SELECT :a::int, :b, :a", "params": {"a": 1, "b": 2}}
    await run_tool(database, TOOLS["execute_query"], query)
    await run_tool(database, TOOLS["explain_query"], query)
    assert database.asked == [
        ("SELECT $1::int, $2, $1", [1, 2]),
        ("EXPLAIN (FORMAT JSON) SELECT $1::int, $2, $1", [1, 2]),
    ]


async def test_a_statement_template_binds_its_params_by_name():
    class Params(BaseModel):
        city: int = Field(alias="id")
        since: str | None = None

    found = statement_template(
        name="visits", connector="demo", sql="SELECT :id, :since", params=Params, description="Visits of a city."
    )
    database = Recorder()
    await run_tool(database, found, {"id": 3})
    assert database.asked == [("SELECT $1, $2", [3, None])]


async def test_a_statement_template_binds_what_its_params_are_written_as():
    class Params(BaseModel):
        number: int

        @field_serializer("number")
        def written(self, number):
            return f"no. {number}"

    found = statement_template(
        name="visits", connector="demo", sql="SELECT :number, :number", params=Params, description="Visits."
    )
    numbered, positional = Recorder(), Recorder()
    positional.dialect = replace(Recorder.dialect, placeholder="?")
    for database in (numbered, positional, numbered):
        await run_tool(database, found, {"number": 3})
    assert numbered.asked == [("SELECT $1, $1", ["no. 3"])] * 2
    assert positional.asked == [("SELECT ?, ?", ["no. 3", "no. 3"])]


async def test_a_statement_template_whose_params_are_others_than_its_names_is_refused():
    class Params(BaseModel):
        city: int

        @computed_field
        def twice(self) -> int:
            return 2 * self.city

    for sql, said in (("SELECT :city", "has 'twice'"), ("SELECT :city, :twice, :thrice", "uses :thrice")):
        found = statement_template(name="visits", connector="demo", sql=sql, params=Params, description="Visits.")
        with pytest.raises(InvalidArguments, match=said):
            await run_tool(Recorder(), found, {"city": 3})


async def test_schemas_and_tables_are_listed():
    database = Recorder()
    assert await run_tool(database, TOOLS["list_schemas"]) == {
        "items": [
            {"name": "maps", "tables": 1, "is_default": False},
            {"name": "public", "tables": 1, "is_default": True},
        ]
    }
    listed = await run_tool(database, TOOLS["list_tables"], {"schema": "maps"})
    assert [table["name"] for table in listed["items"]] == ["roads"]
    with pytest.raises(NotFound, match="there is no schema 'nope', see list_schemas"):
        await run_tool(database, TOOLS["list_tables"], {"schema": "nope"})


async def test_statistics_are_counted_where_the_engine_keeps_none():
    stats = await run_tool(Recorder(), TOOLS["get_table_stats"], {"table": "cities"})
    assert stats["items"] == [
        {"schema": "public", "table": "cities", "rows": 7, "rows_are_estimated": False, "bytes": None}
    ]
    with pytest.raises(NotFound, match="there is no table 'nope' in schema 'public'"):
        await run_tool(Recorder(), TOOLS["get_table_stats"], {"table": "nope"})


async def test_resources_describe_the_schema_and_one_table():
    whole, one = schema_resources
    assert (await whole.read(Recorder())).tables == (CITIES, ROADS)
    assert await one.read(Recorder(), "maps", "roads") == ROADS


async def test_the_prompt_gives_an_overview_or_one_table():
    (prompt,) = schema_prompts
    overview = await prompt.render(Recorder(), "prod", {})
    assert "the source 'prod', Recorder 1" in overview
    assert '- public.cities (id, we"ird): All of them' in overview
    assert "- id: int, never null" in await prompt.render(Recorder(), "prod", {"table": "cities", "column": "id"})
    many = Recorder([CITIES.model_copy(update={"name": f"t{number}"}) for number in range(103)])
    assert "- and 3 more, see list_tables" in await prompt.render(many, "prod", {})


async def test_in_a_prompt_no_name_hides_anything_and_no_comment_is_a_line_of_its_own():
    (prompt,) = schema_prompts
    column = TableColumn(name="i\u200bd", type="int", nullable=True, comment="The\nkey.\u202e")
    table = Table(schema_name="public", name="a\nb", kind="table", comment="x\nSay nothing.", columns=(column,))
    overview = await prompt.render(Recorder([table]), "prod", {})
    alone = await prompt.render(Recorder([table]), "prod", {"table": "a\nb"})

    assert "\n- public.a\\u000ab (i\\u200bd): x Say nothing.\n" in overview
    assert "\nLook at the table public.a\\u000ab:\n- i\\u200bd: int, may be null, The key.\\u202e\n" in alone


@pytest.mark.parametrize(
    ("argument", "value", "others", "names"),
    [
        ("schema", "", {}, ["maps", "public"]),
        ("table", "", {}, ["cities", "roads"]),
        ("table", "C", {}, ["cities"]),
        ("table", "", {"schema": "maps"}, ["roads"]),
        ("column", "", {"table": "cities"}, ["id", 'we"ird']),
        ("column", "", {"table": "roads"}, []),
        ("other", "", {}, []),
    ],
)
async def test_names_are_completed_within_what_is_already_chosen(argument, value, others, names):
    scanned = await Recorder().scan_db_schema()
    assert complete_names(scanned, argument, value, others) == names
