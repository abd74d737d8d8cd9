import types
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest

from powerstrip_sdk import Column, Connector, RefusedReadOnly, RowStream, SourceConfig, hookimpl
from powerstrip_sdk.sql import Database, Dialect, Schema
from powerstrip_sdk.testing import Attack, Attacked, ConnectorSuite, Encoding, Siege, attacks, read_seeds, seeds, siege
from powerstrip_sdk.testing.encodings import ENCODINGS

pytestmark = pytest.mark.anyio

STATE: dict[str, Any] = {}


class Toy(Database):
    """A database that takes statements of one word, and refuses all but those that it is weak against."""

    dialect = Dialect(placeholder="?", explain="EXPLAIN")
    server = "Toy 1"
    weak = ""

    def __init__(self) -> None:
        self.left = 0

    @asynccontextmanager
    async def execute_sql_statement(self, sql, params, batch_rows):
        await anyio.lowlevel.checkpoint()
        if self.weak not in sql or not self.weak:
            raise RefusedReadOnly("only reads")
        self.act()

        async def batches():
            yield [("a row with a secret",)]

        yield RowStream(columns=(Column(name="a"),), batches=batches())

    def act(self) -> None:
        STATE["rows"] += 1

    async def scan_db_schema(self, *, schema=None, table=None):
        return Schema(default_schema="main", schemas=("main",), tables=())

    async def close(self):
        await anyio.lowlevel.checkpoint()


async def fingerprint():
    return {"rows": STATE["rows"], "files": {"a": 1, "b": STATE["file"]}}


@pytest.fixture(autouse=True)
def state(monkeypatch):
    monkeypatch.setattr(siege, "_LOOK_AGAIN_SECONDS", 0)
    STATE.update(rows=0, file=0)


def attacked(**changes: Any) -> Attacked:
    names = {"table": "things", "column": "id"}
    return Attacked(**{"fingerprint": fingerprint, "credentials": {"reader": {}}, "names": names, **changes})


def connector(kind: type[Database]) -> Connector:
    async def connect(config: SourceConfig) -> Database:
        return kind()

    return Connector(name="toy", config=SourceConfig, connect=connect, dialect=kind.dialect, read_only_by="parser")


def suite(declared: Connector) -> ConnectorSuite:
    module = types.ModuleType("toy_plugin")

    @hookimpl
    def powerstrip_connectors():
        return [declared]

    vars(module).update(powerstrip_connectors=powerstrip_connectors)
    return type("Toys", (ConnectorSuite,), {"plugin": module, "connector": declared.name})()


def weak(word: str, **methods: Any) -> type[Toy]:
    return type("Weak", (Toy,), {"weak": word, **methods})


async def besiege(kind: type[Toy], *statements: str, **changes: Any) -> list[Any]:
    corpus = [Attack(seed=f"seeds.sql:{line}", how="{}", sql=sql) for line, sql in enumerate(statements, start=1)]
    return await Siege(attacked(**changes), connector(kind), {}).deviations(corpus)


async def test_a_source_that_only_reads_passes():
    await suite(connector(Toy)).test_no_attack_changes_the_state(attacked())


async def test_a_write_fails_the_suite_and_names_the_statement_the_seed_and_the_change():
    with pytest.raises(AssertionError) as caught:
        await suite(connector(weak("TRUNCATE"))).test_no_attack_changes_the_state(attacked())
    told = str(caught.value)
    assert "with credential 'reader', portable.sql:" in told
    assert "'TRUNCATE TABLE things'" in told
    assert "changed rows: " in told


async def test_among_many_statements_the_one_that_writes_is_found():
    (found,) = await besiege(weak("DROP"), *(f"SELECT {number}" for number in range(40)), "DROP it", "SELECT 99")
    assert [attack.sql for attack in found.attacks] == ["DROP it"]
    assert str(found).startswith("seeds.sql:41 as '{}':\n    'DROP it'\n  changed rows: ")


async def test_what_happens_only_once_is_told_of_all_statements_that_it_may_have_been():
    def act(self):
        STATE["file"] = 1

    (found,) = await besiege(weak("DROP", act=act), "SELECT 1", "DROP it")
    assert [attack.sql for attack in found.attacks] == ["SELECT 1", "DROP it"]
    assert found.changes == {"files, b": (0, 1)}


async def test_a_row_that_holds_a_secret_is_found():
    (found,) = await besiege(weak("read", act=lambda self: None), "read it", secrets=["a secret"])
    assert found.changes == {"secret": (None, ["a secret"])}


async def test_what_a_statement_leaves_in_its_session_is_found():
    def act(self):
        self.left += 1

    async def session(connection):
        return connection.left

    (found,) = await besiege(weak("LOCK", act=act), "LOCK it", session=session)
    assert found.changes == {"session": (0, 1)}


async def test_an_error_that_no_connector_may_raise_is_found():
    def act(self):
        raise KeyError("x")

    (found,) = await besiege(weak("odd", act=act), "odd")
    assert found.changes == {"error": (None, "KeyError('x')")}


async def test_a_connection_that_is_not_idle_is_replaced():
    opened = []

    def begin(self):
        opened.append(self)
        self.left = 0

    busy = weak("SELECT", __init__=begin, act=lambda self: None, idle=False)
    assert await besiege(busy, "SELECT 1", "SELECT 2") == []
    assert len(opened) == 3


async def test_the_search_ends_after_enough_deviations():
    corpus = [Attack(seed="a", how="{}", sql=f"DROP {number}") for number in range(200)]
    found = await Siege(attacked(), connector(weak("DROP")), {}).deviations(corpus, most=3)
    assert [attack.sql for each in found for attack in each.attacks] == ["DROP 0", "DROP 1", "DROP 2"]
    assert STATE["rows"] < 200


async def test_a_connector_whose_callers_write_no_statements_is_left_out():
    async def connect(config: SourceConfig) -> Any: ...

    declared = Connector(name="toy", config=SourceConfig, connect=connect)
    with pytest.raises(pytest.skip.Exception, match="does not apply: callers write no statements"):
        await suite(declared).test_no_attack_changes_the_state(attacked())


async def test_an_author_is_told_what_is_needed():
    with pytest.raises(pytest.skip.Exception, match="override the fixture 'attacked'"):
        await suite(connector(Toy)).test_no_attack_changes_the_state(None)


def test_every_seed_meets_every_position_and_encoding(tmp_path):
    file = tmp_path / "own.sql"
    file.write_text("-- expressions: own\n-- a remark\nshout(1)\n\n-- texts: own\nGO\n", encoding="utf-8")
    own = attacked(
        seeds=read_seeds(file),
        positions={"expressions": ["SHOW {}"]},
        encodings=[Encoding(name="backwards", apply=lambda sql: sql[::-1])],
    )
    of_shout = [attack for attack in attacks(own) if attack.seed == "own.sql:3"]
    assert {"SELECT shout(1)", "SHOW shout(1)", "SELECT 1 WHERE (shout(1)) IS NOT NULL"} < {a.sql for a in of_shout}
    assert "SELECT 1 FROM things ORDER BY (shout(1)) IS NULL" in {attack.sql for attack in of_shout}
    assert any(attack.how.endswith(" with backwards") for attack in of_shout)
    assert [attack.sql for attack in attacks(own) if attack.seed == "own.sql:6"] == ["GO"]


def test_a_part_of_the_corpus_has_every_seed_as_it_is_and_is_in_the_whole():
    whole, part = attacks(attacked()), attacks(attacked(), every=3)
    assert {attack.seed for attack in part} == {seed.name for seed in seeds(attacked())}
    assert {attack.sql for attack in part} <= {attack.sql for attack in whole}
    assert len(whole) / 4 < len(part) < len(whole) / 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("DROP it", "own.sql:1: there is a seed before"),
        ("-- poems: x\nDROP it", "own.sql:1: 'poems' is no kind of seed"),
    ],
)
def test_a_slip_in_a_file_of_seeds_is_told(tmp_path, text, message):
    file = tmp_path / "own.sql"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_seeds(file)


def test_a_mark_that_nothing_stands_for_is_told():
    with pytest.raises(ValueError, match="names has no 'table', which the seed"):
        attacks(attacked(names={"column": "id"}))


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda encoding: encoding.name)
def test_an_encoding_leaves_what_is_quoted_as_it_is(encoding):
    written = encoding.apply("SELECT lower('a B') FROM \"C d\"")
    assert written != "SELECT lower('a B') FROM \"C d\""
    assert "'a B'" in written
    assert '"C d"' in written
