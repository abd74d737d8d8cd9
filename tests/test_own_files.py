"""No source leads to what the host keeps for itself."""

import os
import sqlite3
from contextlib import closing

import pytest

from powerstrip.configuration import load
from powerstrip.errors import ConfigurationError
from powerstrip.host import plan_host


@pytest.fixture
def data_dir(tmp_path):
    folder = tmp_path / "data"
    (folder / "results").mkdir(parents=True)
    for name in ("powerstrip.db", "elsewhere.db", "results/kept.jsonl", "shop.db"):
        with closing(sqlite3.connect(folder / name)) as database:
            database.execute("CREATE TABLE t (x)")
    (folder / "keys").write_text("a key", "utf-8")
    return folder


def plan(data_dir, path, **host):
    file = data_dir / "powerstrip.toml"
    options = "".join(f'{key} = "{value}"\n' for key, value in {"data_dir": data_dir, **host}.items())
    file.write_text(f'[host]\n{options}[sources.one]\nconnector = "sqlite"\npath = "{path}"\n', "utf-8")
    return plan_host(load(file, {}))


def is_refused(data_dir, path, **host):
    with pytest.raises(ConfigurationError) as caught:
        plan(data_dir, path, **host)
    (problem,) = [each for each in caught.value.problems if each.path == "sources.one.path"]
    assert problem.message == "leads to a file that the host keeps for itself, which no source may read"


@pytest.mark.parametrize(
    "name", ["powerstrip.db", "powerstrip.db-wal", "results/kept.jsonl", "results/../powerstrip.db"]
)
def test_the_store_and_kept_results_are_no_source(data_dir, name):
    is_refused(data_dir, data_dir / name)


def test_a_store_and_keys_at_another_place_are_none_either(data_dir):
    is_refused(data_dir, data_dir / "elsewhere.db", state=data_dir / "elsewhere.db")
    is_refused(data_dir, data_dir / "keys", key_file=data_dir / "keys")


def test_no_link_hides_what_a_path_leads_to(data_dir, tmp_path):
    (tmp_path / "soft.db").symlink_to(data_dir / "powerstrip.db")
    os.link(data_dir / "powerstrip.db", tmp_path / "hard.db")
    (tmp_path / "folder").symlink_to(data_dir / "results")

    for name in ("soft.db", "hard.db", "folder/kept.jsonl"):
        is_refused(data_dir, tmp_path / name)


def test_a_database_beside_them_is_a_source(data_dir):
    (source,) = plan(data_dir, data_dir / "shop.db", state="postgresql://powerstrip@localhost/powerstrip").sources

    assert source.config.path == data_dir / "shop.db"
