import pytest

from powerstrip_sdk import InvalidArguments, NotFound
from powerstrip_sdk.sql import standard_templates
from powerstrip_sdk.testing import run_tool

pytestmark = pytest.mark.anyio

SELECT, SAMPLE = standard_templates("sqlite")


async def selected(connection, **arguments):
    return (await run_tool(connection, SELECT, arguments)).rows


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ({"column": "total", "value": 20}, [2]),
        ({"column": "total", "operator": "!=", "value": 20}, [1, 3]),
        ({"column": "total", "operator": "<", "value": 20}, [3]),
        ({"column": "total", "operator": "<=", "value": 20}, [2, 3]),
        ({"column": "total", "operator": ">", "value": 20}, [1]),
        ({"column": "total", "operator": ">=", "value": 20}, [1, 2]),
        ({"column": "place", "operator": "like", "value": "cel%"}, [1]),
        ({"column": "place", "operator": "not like", "value": "x%"}, [1]),
        ({"column": "id", "operator": "in", "value": [1, 3]}, [1, 3]),
        ({"column": "id", "operator": "not in", "value": [1, 3]}, [2]),
        ({"column": "shelf", "operator": "is null"}, [2, 3]),
        ({"column": "shelf", "operator": "is not null"}, [1]),
    ],
)
async def test_every_operator_selects_what_it_says(connection, condition, ids):
    rows = await selected(connection, table="orders", columns=["id"], filters=[condition], order=[{"column": "id"}])
    assert [row[0] for row in rows] == ids


async def test_conditions_order_and_limit_work_together(connection):
    rows = await selected(
        connection,
        schema="main",
        table="orders",
        columns=["id", "total"],
        filters=[{"column": "customer_id", "value": 1}, {"column": "total", "operator": ">", "value": 1}],
        order=[{"column": "total", "descending": True}],
        limit=1,
    )
    assert rows == [(1, 150.5)]


async def test_a_value_is_never_part_of_the_statement(connection):
    rows = await selected(connection, table="customers", filters=[{"column": "name", "value": "' OR 1 = 1 --"}])
    assert rows == []


async def test_an_unknown_column_is_refused_with_those_that_exist(connection):
    with pytest.raises(InvalidArguments, match="has no column 'id; DROP', it has: id, customer_id"):
        await selected(connection, table="orders", columns=["id; DROP"])


async def test_an_unknown_table_is_not_found(connection):
    with pytest.raises(NotFound, match="there is no table 'missing' in schema 'main'"):
        await selected(connection, table="missing")


async def test_a_sample_is_as_small_as_asked(connection):
    rows = (await run_tool(connection, SAMPLE, {"table": "orders", "rows": 2})).rows
    assert len(rows) == 2
