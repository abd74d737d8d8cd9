"""`powerstrip keys`, in processes of its own."""

import json

import anyio
import pytest
from command_line import child
from stores import NEW_KEY, OLD_KEY, new_source, opened, vault

OLD, NEW = vault(OLD_KEY).key_id, vault(NEW_KEY).key_id


@pytest.fixture
def keys(tmp_path):
    """Run `powerstrip keys` on a store in the test's folder."""

    def keys(*arguments, key=None):
        environment = {"POWERSTRIP_HOST__STATE": str(tmp_path / "powerstrip.db")}
        return child("keys", *arguments, cwd=tmp_path, **environment, **({"POWERSTRIP_KEY": key} if key else {}))

    return keys


@pytest.fixture
def stored(tmp_path):
    """Three sources, sealed with the old key."""

    async def fill():
        async with await opened(tmp_path / "powerstrip.db", OLD_KEY) as store:
            for name in ("one", "two", "three"):
                await store.sources.create(new_source(name))

    anyio.run(fill)


def passwords(tmp_path, *with_keys):
    async def read():
        async with await opened(tmp_path / "powerstrip.db", *with_keys) as store:
            page = await store.sources.page()
            return {each.name: store.sources.config_of(each)["password"] for each in page.items}

    return anyio.run(read)


def test_generate_prints_a_good_key_and_nothing_else(keys):
    done = keys("generate")

    assert (done.returncode, done.stderr) == (0, "")
    assert len(vault(done.stdout.removesuffix("\n")).key_ids) == 1
    assert len(done.stdout) == 44


def test_rotation_seals_everything_with_the_new_key(keys, stored, tmp_path):
    done = keys("rotate", key=f"{NEW_KEY} {OLD_KEY}")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"3 of the stored secrets are newly sealed with the key {NEW}\n"
    assert passwords(tmp_path, NEW_KEY) == {name: f"hunter2-{name}" for name in ("one", "three", "two")}
    again = keys("rotate", "--json", key=NEW_KEY)
    assert (again.returncode, json.loads(again.stdout)) == (0, {"rewrapped": 0, "refused": {}})


def test_rotation_without_the_former_key_changes_nothing_and_says_which_key_is_missing(keys, stored, tmp_path):
    done = keys("rotate", key=NEW_KEY)

    assert done.returncode == 1
    assert done.stdout == f"0 of the stored secrets are newly sealed with the key {NEW}\n"
    assert done.stderr.count(f"is sealed with the key {OLD!r}, which is not among the keys here ({NEW})") == 3
    assert done.stderr.endswith("powerstrip: 3 of the stored secrets keep their key\n")
    assert len(passwords(tmp_path, OLD_KEY)) == 3


@pytest.mark.parametrize(
    ("key", "code", "found"),
    [
        (OLD_KEY, 0, [(OLD, "current", 3, 3)]),
        (f"{NEW_KEY} {OLD_KEY}", 0, [(NEW, "current", 0, 0), (OLD, "former", 3, 3)]),
        (NEW_KEY, 1, [(NEW, "current", 0, 0), (OLD, "missing", 3, 0)]),
        (None, 1, [(OLD, "missing", 3, 0)]),
    ],
)
def test_status_shows_which_keys_are_in_use_and_what_they_open(keys, stored, key, code, found):
    done = keys("status", "--json", key=key)

    assert done.returncode == code
    assert [tuple(row.values()) for row in json.loads(done.stdout)] == found


def test_status_without_anything_says_how_to_begin(keys, tmp_path):
    done = keys("status")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "there is no key, and nothing is sealed: powerstrip keys generate makes one\n"
    assert list(tmp_path.iterdir()) == []


def test_rotation_without_a_store_does_nothing(keys, tmp_path):
    done = keys("rotate", key=NEW_KEY)

    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["rotate", "status"])
def test_a_weak_key_is_refused_without_showing_it(keys, command):
    done = keys(command, key="changeme" * 5)

    assert (done.returncode, done.stdout) == (3, "")
    assert "POWERSTRIP_KEY" in done.stderr
    assert "changeme" not in done.stderr


def test_rotation_without_a_key_says_where_keys_come_from(keys):
    done = keys("rotate")

    assert done.returncode == 3
    assert done.stderr == (
        "powerstrip: there is no key: set POWERSTRIP_KEY, or host.key_file to a file that holds one, "
        "made with: powerstrip keys generate\n"
    )


def test_keys_come_from_the_file_that_the_configuration_names(keys, stored, tmp_path):
    file = tmp_path / "powerstrip.key"
    file.write_text(f"# new\n{NEW_KEY}\n# old\n{OLD_KEY}\n", encoding="utf-8")
    file.chmod(0o600)
    (tmp_path / "powerstrip.toml").write_text('[host]\nkey_file = "powerstrip.key"\n', encoding="utf-8")

    assert keys("rotate").returncode == 0
    assert len(passwords(tmp_path, NEW_KEY)) == 3


def test_a_store_that_cannot_be_opened_is_said(keys, tmp_path):
    (tmp_path / "powerstrip.db").mkdir()

    done = keys("status", key=OLD_KEY)

    assert done.returncode == 4
    assert done.stderr == (
        f"powerstrip: the store at {str(tmp_path / 'powerstrip.db')!r} cannot be opened: Is a directory\n"
    )
