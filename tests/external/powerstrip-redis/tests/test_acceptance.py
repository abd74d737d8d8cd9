from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import pytest
from anyio import create_task_group, sleep, to_thread

from powerstrip_redis import plugin
from powerstrip_redis.tools import describe_key, list_keys, read_key, wait_for_entries
from powerstrip_sdk import Column, NotFound, PermissionDenied, Unreachable
from powerstrip_sdk.testing import ConnectorSuite, run_tool


class TestRedis(ConnectorSuite):
    plugin = plugin
    connector = "redis"
    drivers = ("redis",)
    arguments: ClassVar = {
        "describe_key": {"key": "queue"},
        "list_keys": {"pattern": "user:*"},
        "read_key": {"key": "user:1"},
        "wait_for_entries": {"key": "events", "seconds": 0.01},
    }
    failing: ClassVar = {
        "describe_key": ({"key": "missing"}, NotFound),
        "read_key": ({"key": "missing"}, NotFound),
    }
    values_tool = "read_key"
    values: ClassVar = {
        "binary": ({"key": "binary"}, "AP8="),
        "empty": ({"key": "empty"}, ""),
        "unicode": ({"key": "unicode"}, "Zoë 漢字 \U0001f50c"),
    }
    lacks: ClassVar = {
        **dict.fromkeys(("date", "decimal", "huge", "nan", "timestamp"), "Redis keeps text and bytes"),
        "null": "a key without a value does not exist",
    }

    @pytest.fixture
    def config(self, data) -> dict[str, Any]:
        port = data.connection_pool.connection_kwargs["port"]
        return {"port": port, "username": "reader", "password": "the-readers-password"}

    @pytest.fixture
    def wrong_credentials(self, config: dict[str, Any]) -> dict[str, Any]:
        return {**config, "password": "another-password"}

    @pytest.fixture
    def unreachable(self, config: dict[str, Any]) -> dict[str, Any]:
        return {**config, "port": 1}

    @pytest.fixture
    def silent(self, config: dict[str, Any], silent_port: int) -> dict[str, Any]:
        return {**config, "port": silent_port}

    @pytest.fixture
    def absent(self, config: dict[str, Any]) -> dict[str, Any]:
        return {**config, "database": 7}

    @pytest.fixture
    def slow_call(self) -> tuple[str, dict[str, Any]]:
        return "wait_for_entries", {"key": "events", "seconds": 60}

    @pytest.fixture
    def long_result(self) -> tuple[str, dict[str, Any], int]:
        return "read_key", {"key": "queue"}, 2500

    @pytest.fixture
    def huge_result(self, data) -> tuple[str, dict[str, Any]]:
        data.eval("for i = 1, 1000000 do redis.call('RPUSH', KEYS[1], i) end", 1, "huge")
        return "read_key", {"key": "huge"}

    @pytest.fixture
    def state(self, data) -> Callable[[], Awaitable[object]]:
        def taken() -> object:
            keys = sorted(data.keys())
            return {key: (data.dump(key), data.expiretime(key)) for key in keys}, data.config_get("*"), data.acl_list()

        return lambda: to_thread.run_sync(taken)

    @pytest.mark.parametrize(
        ("key", "columns", "rows"),
        [
            ("greeting", ["value"], [("hello",)]),
            ("user:1", ["field", "value"], [("name", "Ada"), ("born", "1815")]),
            ("scores", ["member", "score"], [("Ada", 1.5), ("Bob", float("inf"))]),
            ("events", ["id", "fields"], [("1-1", {"kind": "login"})]),
        ],
    )
    async def test_a_key_of_each_type_is_read_as_rows(self, config, key, columns, rows):
        async with self.opened(config) as connection:
            found = await run_tool(connection, read_key, {"key": key})
        assert (found.columns, found.rows) == (tuple(Column(name=name) for name in columns), rows)

    async def test_long_values_of_each_type_are_read_page_by_page(self, config, data):
        names = {str(number) for number in range(1800)}
        data.sadd("set", *names)
        data.zadd("sorted", {name: int(name) for name in names})
        data.hset("hash", mapping=dict.fromkeys(names, "x"))
        for number in range(1, 1801):
            data.xadd("stream", {"a": "b"}, id=f"{number}-1")
        async with self.opened(config) as connection:
            found = {
                key: [row[0] for row in (await run_tool(connection, read_key, {"key": key})).rows]
                for key in ("set", "sorted", "hash", "stream")
            }
        assert set(found["set"]) == set(found["hash"]) == names
        assert found["sorted"] == sorted(names, key=int)
        assert found["stream"] == [f"{number}-1" for number in range(1, 1801)]

    async def test_tls_takes_a_certificate_that_the_system_trusts_and_no_other(
        self, config, certified, authority, tmp_path, monkeypatch
    ):
        encrypted = {**config, "port": certified["tls-port"], "tls": True}
        with pytest.raises(Unreachable):
            await self.open(encrypted)
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        async with self.opened(encrypted) as connection:
            assert (await run_tool(connection, read_key, {"key": "greeting"})).rows == [("hello",)]

    async def test_keys_are_listed_by_pattern_and_type(self, config):
        async with self.opened(config) as connection:
            by_pattern = await run_tool(connection, list_keys, {"pattern": "user:*"})
            by_type = await run_tool(connection, list_keys, {"kind": "stream"})
        assert (by_pattern.rows, by_type.rows) == ([("user:1",)], [("events",)])

    async def test_a_key_is_described(self, config):
        async with self.opened(config) as connection:
            found = await run_tool(connection, describe_key, {"key": "greeting"})
        assert 9_000_000 < found.pop("seconds_to_live") <= 10_000_000
        assert found.pop("bytes") > 0
        assert found == {"type": "string", "encoding": "embstr"}

    async def test_entries_that_come_while_waiting_are_returned(self, config, data):
        found = []

        async def wait() -> None:
            found.append(await run_tool(connection, wait_for_entries, {"key": "events", "seconds": 60}))

        async with self.opened(config) as connection, create_task_group() as group:
            group.start_soon(wait)
            while not data.info("clients")["blocked_clients"]:  # noqa: ASYNC110 - only the server knows when
                await sleep(0.01)
            data.xadd("events", {"kind": "logout"}, id="2-1")
        assert [each.rows for each in found] == [[("2-1", {"kind": "logout"})]]

    async def test_what_the_user_may_not_do_is_told_as_such(self, config):
        async with self.opened(config) as connection:
            with pytest.raises(PermissionDenied):
                await connection.ask("SET", "greeting", "x")
