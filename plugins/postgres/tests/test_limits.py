"""How much of a result is in memory at once, whatever the server sends."""

import anyio
import asyncpg
import pytest
from relaying import LOOPS, NAMES

from powerstrip_postgres.meter import FLAT, NESTED
from powerstrip_sdk import LimitExceeded

pytestmark = pytest.mark.anyio

ROUTES = ["tcp", "tls", "unix"]
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'powerstrip'"


@pytest.fixture(params=LOOPS, ids=NAMES)
def anyio_backend(request):
    return request.param


@pytest.fixture(params=ROUTES)
def route(request, server):
    """The options that lead to the server in one way."""
    if request.param == "unix":
        return {"host": str(request.getfixturevalue("socket_folder")), "sslmode": "disable"}
    return {"sslmode": "disable" if request.param == "tcp" else "require"}


async def gone(server):
    """Wait until no session of a connector is left on the server."""
    admin = await asyncpg.connect(
        host=server.host, port=server.port, user=server.username, password=server.password, database=server.database
    )
    with anyio.fail_after(20):
        while await admin.fetchval(SESSIONS):
            pass
    await admin.close()


async def test_a_cell_beyond_the_limit_ends_the_connection_and_says_what_to_do(route, opens, server):
    connection = await opens(**route)
    with pytest.raises(LimitExceeded, match="select fewer or shorter columns"):
        await connection.fetch_rows("SELECT repeat(repeat('x', 1000), 100000)")
    assert not connection.idle
    await gone(server)


async def test_a_cell_just_below_the_limit_arrives_whole(route, opens):
    connection = await opens(**route)
    size = FLAT.limit - 1000
    ((cell,),) = await connection.fetch_rows(f"SELECT repeat('x', {size})")
    assert len(cell) == size
    assert connection.idle


async def test_what_the_server_sends_is_counted_for_each_batch_alone(route, opens):
    connection = await opens(**route)
    sql = f"SELECT repeat('x', {FLAT.limit // 5}) FROM generate_series(1, 12)"
    async with connection.execute_sql_statement(sql, [], 500) as stream:
        assert [len(batch) async for batch in stream] == [4, *[1] * 8]
    assert connection.idle


@pytest.mark.parametrize(
    ("rows", "sizes"), [(0, []), (3, [3]), (4, [4]), (5, [4, 1]), (500, [4, 496]), (1100, [4, 500, 500, 96])]
)
async def test_small_rows_take_one_round_trip_more_than_the_start_of_the_statement(opens, rows, sizes):
    connection = await opens()
    sql = "SELECT i, 'row number ' || i, now() FROM generate_series(1, $1::int) i"
    async with connection.execute_sql_statement(sql, [rows], 500) as stream:
        assert [len(batch) async for batch in stream] == sizes


async def test_batches_shrink_while_rows_are_large_and_grow_when_they_are_small_again(opens):
    connection = await opens()
    sql = "SELECT repeat('x', CASE WHEN i BETWEEN 100 AND 120 THEN 100000 ELSE 5000 END) FROM generate_series(1, 400) i"
    async with connection.execute_sql_statement(sql, [], 500) as stream:
        sizes = [len(batch) async for batch in stream]
    assert sum(sizes) == 400
    assert sizes[:2] == [4, 149]
    assert min(sizes[2:-1]) < 60 < max(sizes[2:])


async def test_rows_that_are_suddenly_huge_end_the_connection(opens):
    connection = await opens()
    sql = "SELECT repeat('x', CASE WHEN i < 10 THEN 1 ELSE 100000 END) FROM generate_series(1, 500) i"
    with pytest.raises(LimitExceeded, match=f"more than {FLAT.limit} bytes at once"):
        await connection.fetch_rows(sql)
    assert not connection.idle


@pytest.mark.parametrize(
    "value", ["array_agg(i)", "array_agg(ROW(i))", "ROW(array_agg(i))", "path(polygon(100000, circle '((0,0),1)'))"]
)
async def test_of_values_that_hold_others_less_may_arrive_at_once(opens, value):
    connection = await opens()
    with pytest.raises(LimitExceeded, match=f"more than {NESTED.limit} bytes at once"):
        await connection.fetch_rows(f"SELECT {value} FROM generate_series(1, 200000) i")
    assert not connection.idle


async def test_batches_of_arrays_grow_more_slowly(opens):
    connection = await opens()
    async with connection.execute_sql_statement("SELECT ARRAY[i] FROM generate_series(1, 600) i", [], 500) as stream:
        assert [len(batch) async for batch in stream] == [4, 32, 256, 308]


@pytest.mark.parametrize("kind", ["json", "jsonb"])
@pytest.mark.parametrize(
    "value",
    [
        "'[' || repeat('{},', 100000) || '1]'",
        "'[' || repeat('0,', 200000) || '1]'",
        "'\"' || repeat('x', 5500000) || '\"'",
    ],
)
async def test_json_that_would_fill_the_memory_is_refused_and_the_connection_stays(opens, kind, value):
    connection = await opens()
    with pytest.raises(LimitExceeded, match="cast it to text"):
        await connection.fetch_rows(f"SELECT ({value})::{kind}")
    assert connection.idle
    ((text,),) = await connection.fetch_rows(f"SELECT ({value})::{kind}::text")
    assert len(text) > 100_000


async def test_json_of_many_small_rows_is_read(opens):
    connection = await opens()
    value = "json_build_object('id', i, 'tags', ARRAY['a', 'b'], 'note', repeat('x', 3000))"
    assert len(await connection.fetch_rows(f"SELECT {value} FROM generate_series(1, 500) i")) == 500


async def test_json_nested_deeper_than_any_stack_is_refused(opens):
    connection = await opens()
    with pytest.raises(LimitExceeded, match="nested too deeply"):
        await connection.fetch_rows("SELECT (repeat('[', 10000) || repeat(']', 10000))::json")
    assert connection.idle


async def test_a_row_of_as_many_columns_as_the_server_allows_is_read(opens):
    connection = await opens()
    ((*values,),) = await connection.fetch_rows(f"SELECT {', '.join(map(str, range(1600)))}")
    assert values == list(range(1600))


async def test_a_large_catalog_is_read_whole(opens, server):
    admin = await asyncpg.connect(
        host=server.host, port=server.port, user=server.username, password=server.password, database=server.database
    )
    await admin.execute("CREATE SCHEMA wide")
    try:
        columns = ", ".join(f"c{number} int" for number in range(100))
        comment = "x" * 7_000_000
        await admin.execute(f"CREATE TABLE wide.t ({columns}); COMMENT ON TABLE wide.t IS '{comment}'")
        connection = await opens()
        (table,) = (await connection.scan_db_schema(schema="wide")).tables
    finally:
        await admin.execute("DROP SCHEMA wide CASCADE")
        await admin.close()
    assert (len(table.columns), table.comment) == (100, comment)
