"""A Redis server of the tests' own, on a free port and in a temporary folder."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest
import redis
import trustme

PASSWORD = "the-readers-password"
#: What the README advises.
RIGHTS = ("+@read", "+@connection", "+info")
_START_SECONDS = 20


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who signs the server's certificate."""
    return trustme.CA()


@pytest.fixture(scope="session")
def certified(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Options with which the server speaks TLS on another port."""
    file = tmp_path_factory.mktemp("certificates") / "server.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(file)
    files = dict.fromkeys(("tls-cert-file", "tls-key-file", "tls-ca-cert-file"), file)
    return {"tls-port": _free_port(), "tls-auth-clients": "no", **files}


@pytest.fixture(scope="session")
def server(certified: dict[str, object], tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis.Redis]:
    """A client that may do everything, of a server whose user `reader` may only read."""
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("there is no redis-server on this machine, install it (Debian: apt-get install redis-server)")
    folder, port = tmp_path_factory.mktemp("redis"), _free_port()
    options = {"bind": "127.0.0.1", "port": port, "dir": folder, "save": "", "databases": 2, **certified}
    command = [binary, *(str(part) for name, value in options.items() for part in (f"--{name}", value))]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        with redis.Redis(port=port) as client:
            _wait(client)
            client.execute_command("ACL", "SETUSER", "reader", "on", f">{PASSWORD}", "~*", *RIGHTS)
            yield client
        process.terminate()
        process.wait(_START_SECONDS)


def _wait(client: redis.Redis) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            client.ping()
        except redis.exceptions.RedisError:
            assert time.monotonic() < deadline, "redis-server does not answer"
            time.sleep(0.02)
        else:
            return


@pytest.fixture
def data(server: redis.Redis) -> redis.Redis:
    """The same client, after the database was filled anew."""
    server.flushall()
    server.mset({"greeting": "hello", "empty": "", "binary": b"\x00\xff", "unicode": "Zoë 漢字 \U0001f50c"})
    server.hset("user:1", mapping={"name": "Ada", "born": "1815"})
    server.rpush("queue", *range(2500))
    server.sadd("tags", "a", "b")
    server.zadd("scores", {"Ada": 1.5, "Bob": float("inf")})
    server.xadd("events", {"kind": "login"}, id="1-1")
    server.expire("greeting", 10_000_000)
    return server
