import pytest

pytestmark = pytest.mark.anyio


async def test_rows_arrive_in_batches_with_names_and_types(connection):
    sql = "SELECT i AS number, 'row ' || i AS text FROM generate_series(1, 5) i"
    async with connection.execute_sql_statement(sql, [], 2) as stream:
        described = [(column.name, column.type) for column in stream.columns]
        batches = [batch async for batch in stream]
    assert described == [("number", "int4"), ("text", "text")]
    assert [len(batch) for batch in batches] == [2, 2, 1]
    assert batches[0] == [(1, "row 1"), (2, "row 2")]
    assert connection.idle
