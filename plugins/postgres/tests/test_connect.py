import asyncio
import socket

import anyio
import pytest

from powerstrip_postgres import connect
from powerstrip_postgres.testing import PostgresServer
from powerstrip_sdk import (
    ConnectorError,
    InvalidArguments,
    NotFound,
    PermissionDenied,
    Throttled,
    TimedOut,
    Unreachable,
    WrongCredentials,
)

pytestmark = pytest.mark.anyio

OF_SESSION = """
SELECT ssl, current_user::text, current_setting('application_name') FROM pg_stat_ssl WHERE pid = pg_backend_pid()
"""


async def session(server, **options):
    connection = await connect(server.config(**options))
    try:
        ((encrypted, user, application),) = await connection.fetch_rows(OF_SESSION)
    finally:
        await connection.close()
    assert application == "powerstrip"
    return encrypted, user


async def refused(server, kind, **options):
    with pytest.raises(kind) as raised:
        await connect(server.config(**options))
    message = str(raised.value)
    assert not message.endswith(".")
    assert message[0].islower()
    assert server.password not in message
    return message


class TestTls:
    @pytest.fixture(autouse=True)
    def certificates(self, server: PostgresServer):
        if server.certificates is None:
            pytest.skip("the certificates of this server are not known")
        return server.certificates

    async def test_disable_speaks_in_the_clear(self, server):
        assert await session(server, sslmode="disable") == (False, server.username)

    async def test_allow_starts_in_the_clear(self, server):
        assert await session(server, sslmode="allow") == (False, server.username)

    async def test_prefer_encrypts_where_the_server_can(self, server):
        assert await session(server, sslmode="prefer") == (True, server.username)

    async def test_prefer_falls_back_to_what_the_server_accepts(self, server, admin):
        await admin.execute("CREATE ROLE plain_only LOGIN PASSWORD 'secret'")
        try:
            assert await session(server, username="plain_only", password="secret") == (False, "plain_only")
        finally:
            await admin.execute("DROP ROLE plain_only")

    async def test_require_encrypts_whoever_the_server_is(self, server):
        assert await session(server, sslmode="require") == (True, server.username)

    async def test_require_with_an_authority_verifies_as_in_libpq(self, server, certificates):
        await refused(server, Unreachable, sslmode="require", sslrootcert=certificates.stranger)

    @pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
    async def test_the_right_authority_is_accepted(self, server, certificates, mode):
        assert (await session(server, sslmode=mode, sslrootcert=certificates.authority))[0]

    @pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
    async def test_a_stranger_is_refused(self, server, certificates, mode):
        message = await refused(server, Unreachable, sslmode=mode, sslrootcert=certificates.stranger)
        assert "certificate was refused" in message
        assert "'sslrootcert'" in message

    @pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
    async def test_the_authorities_of_the_system_do_not_know_the_server(self, server, mode):
        assert "certificate was refused" in await refused(server, Unreachable, sslmode=mode)

    async def test_verify_full_refuses_another_host_name(self, server, certificates):
        options = {"sslrootcert": certificates.authority, "host": "127.0.0.1"}
        assert "'host'" in await refused(server, Unreachable, sslmode="verify-full", **options)
        assert (await session(server, sslmode="verify-ca", **options))[0]

    async def test_a_client_certificate_logs_in_without_a_password(self, server, certificates, admin):
        await admin.execute("CREATE ROLE tls_client LOGIN")
        options = {"username": "tls_client", "password": None, "sslmode": "verify-full"}
        files = {"sslrootcert": certificates.authority, "sslcert": certificates.client}
        try:
            assert await session(server, **options, **files, sslkey=certificates.client_key) == (True, "tls_client")
            await refused(server, WrongCredentials, **options, sslrootcert=certificates.authority)
        finally:
            await admin.execute("DROP ROLE tls_client")

    @pytest.mark.parametrize("option", ["sslrootcert", "sslcert"])
    async def test_a_missing_or_wrong_file_is_named_by_its_setting(self, server, option, tmp_path):
        wrong = tmp_path / "wrong.pem"
        wrong.write_text("no certificate", "utf-8")
        for path in (tmp_path / "missing.pem", wrong):
            message = await refused(server, ConnectorError, sslmode="require", **{option: path})
            assert option in message
            assert str(tmp_path) not in message

    async def test_an_encrypted_key_fails_and_asks_nobody(self, server, certificates, tmp_path):
        from cryptography.hazmat.primitives.serialization import (
            BestAvailableEncryption,
            Encoding,
            PrivateFormat,
            load_pem_private_key,
        )

        key = load_pem_private_key(certificates.client_key.read_bytes(), None)
        locked = tmp_path / "locked.key"
        locked.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word")))
        await refused(server, WrongCredentials, sslmode="require", sslcert=certificates.client, sslkey=locked)


class TestRefusals:
    @pytest.mark.parametrize("mode", ["disable", "prefer", "require"])
    async def test_a_wrong_password(self, server, mode):
        await refused(server, WrongCredentials, password="wrong", sslmode=mode)

    async def test_no_password(self, server, monkeypatch):
        monkeypatch.setenv("PGPASSWORD", server.password)
        await refused(server, WrongCredentials, password=None)

    async def test_an_unknown_role(self, server):
        await refused(server, WrongCredentials, username="nobody here")

    async def test_an_unknown_database(self, server):
        assert "'database'" in await refused(server, NotFound, database="no such thing")

    async def test_a_database_without_permission(self, server, admin, reader):
        await admin.execute("CREATE DATABASE locked")
        try:
            await admin.execute("REVOKE CONNECT ON DATABASE locked FROM PUBLIC")
            await refused(server, PermissionDenied, database="locked", **reader)
        finally:
            await admin.execute("DROP DATABASE locked")

    async def test_a_role_with_all_its_connections_in_use(self, server, admin, reader):
        await admin.execute("ALTER ROLE reader CONNECTION LIMIT 0")
        await refused(server, Throttled, **reader)

    async def test_nobody_listens(self, server):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            await refused(server, Unreachable, host="127.0.0.1", port=unused.getsockname()[1])

    async def test_an_unknown_host(self, server):
        await refused(server, Unreachable, host="nowhere.invalid")

    async def test_somebody_else_listens(self, server):
        async def greet(stream):
            async with stream:
                await stream.send(b"220 mail\r\n")

        listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
        async with listener, anyio.create_task_group() as group:
            group.start_soon(listener.serve, greet)
            port = listener.extra(anyio.abc.SocketAttribute.local_port)
            await refused(server, Unreachable, host="127.0.0.1", port=port)
            group.cancel_scope.cancel()

    async def test_a_server_without_tls(self, server):
        async def refuse(stream):
            async with stream:
                await stream.receive(8)
                await stream.send(b"N")

        listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
        async with listener, anyio.create_task_group() as group:
            group.start_soon(listener.serve, refuse)
            port = listener.extra(anyio.abc.SocketAttribute.local_port)
            message = await refused(server, Unreachable, host="127.0.0.1", port=port, sslmode="require")
            group.cancel_scope.cancel()
        assert "'sslmode'" in message

    async def test_no_answer_in_time(self, server):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            options = {"host": "127.0.0.1", "port": silent.getsockname()[1], "additional_params": {"timeout": 0.05}}
            await refused(server, Unreachable, **options)


class TestAdditionalParams:
    async def test_they_reach_the_driver(self, server):
        connection = await connect(server.config(additional_params={"command_timeout": 0.05}))
        try:
            with pytest.raises(TimedOut, match="'command_timeout'"):
                await connection.fetch_rows("SELECT pg_sleep(60)")
        finally:
            await connection.close()

    async def test_an_unknown_one_is_named(self, server):
        assert "'colour'" in await refused(server, InvalidArguments, additional_params={"colour": "red"})

    @pytest.mark.parametrize("name", ["host", "ssl", "dsn", "server_settings", "password"])
    async def test_what_the_options_decide_is_not_overridden(self, server, name):
        assert f"'{name}'" in await refused(server, InvalidArguments, additional_params={name: "x"})

    async def test_a_value_that_the_driver_refuses_is_traced_to_the_setting(self, server):
        message = await refused(server, InvalidArguments, additional_params={"statement_cache_size": "many"})
        assert "'additional_params'" in message


@pytest.mark.parametrize("mode", ["disable", "require"])
async def test_a_cancelled_attempt_leaves_no_session(server, admin, mode):
    async def attempt(seconds):
        with anyio.move_on_after(seconds):
            await (await connect(server.config(sslmode=mode))).close()

    # The driver leaves a future behind, which the loop complains of when it is collected.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    for milliseconds in range(30):
        await attempt(milliseconds / 1000)
    with anyio.fail_after(20):
        while await admin.fetchval("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'powerstrip'"):
            pass


async def test_connecting_does_not_hold_up_the_loop(server):
    from blockbuster import blockbuster_ctx

    with blockbuster_ctx():
        connection = await connect(server.config(sslmode="prefer"))
        await connection.fetch_rows("SELECT 1")
        await connection.close()
