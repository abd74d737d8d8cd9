"""`powerstrip token`: what it prints where, and how it ends."""

import json
import re

import pytest
from command_line import child


@pytest.fixture
def token(tmp_path):
    """Run a command of the group on a store of the test's own."""

    def run(*arguments, **environment):
        environment = {"POWERSTRIP_HOST__DATA_DIR": str(tmp_path / "data"), **environment}
        return child("token", *arguments, cwd=tmp_path, **environment)

    return run


def test_a_token_is_all_that_is_printed_and_is_kept_nowhere(token, tmp_path):
    done = token("create", "ada", "--source", "shop*", "--view", "reports", "--expires", "30d")
    listed = token("list", "--json")

    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"ps_[\w-]{43}\n", done.stdout)
    [row] = json.loads(listed.stdout)
    assert {key: value for key, value in row.items() if key not in ("id", "created_at", "expires_at")} == {
        "name": "ada",
        "state": "valid",
        "scopes": ["tools:list", "tools:call"],
        "sources": ["shop*"],
        "views": ["reports"],
        "write": False,
        "last_used_at": None,
        "revoked_at": None,
    }
    assert row["expires_at"] > row["created_at"]
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
    assert done.stdout.strip().encode() not in kept


def test_a_revoked_token_is_listed_where_all_are_and_its_name_is_free_again(token):
    first, taken = token("create", "ada"), token("create", "ada")
    revoked, again = token("revoke", "ada"), token("revoke", "ada")
    second = token("create", "ada", "--scope", "all", "--write")
    shown, everything = token("list"), json.loads(token("list", "--all", "--json").stdout)

    assert [each.returncode for each in (first, taken, revoked, again, second)] == [0, 1, 0, 1, 0]
    assert taken.stderr == "powerstrip: there is already a token 'ada', revoke it or take another name\n"
    assert again.stderr == "powerstrip: there is no token 'ada' that could be revoked\n"
    assert revoked.stdout == f"ada ({everything[0]['id']}) is revoked\n"
    assert [(row["state"], row["write"]) for row in everything] == [("revoked", False), ("valid", True)]
    assert [line.split()[0] for line in shown.stdout.splitlines()] == ["NAME", "ada"]


def test_a_token_is_revoked_by_its_id(token):
    token("create", "ada")
    [row] = json.loads(token("list", "--json").stdout)

    assert token("revoke", row["id"]).stdout == f"ada ({row['id']}) is revoked\n"


def test_who_makes_and_revokes_tokens_is_kept_where_the_audit_is(token, tmp_path):
    kept = {"POWERSTRIP_AUDIT__STORE": "true", "POWERSTRIP_AUDIT__ARGUMENTS": "true"}
    made = token("create", "ada", **kept)
    token("revoke", "ada", **kept)
    token("create", "bob")
    data_dir = {"POWERSTRIP_HOST__DATA_DIR": str(tmp_path / "data")}
    exported = child("audit", "export", cwd=tmp_path, **data_dir)

    records = [json.loads(line) for line in exported.stdout.splitlines()]
    assert [(each["principal"], each["action"], each["arguments"]["name"]) for each in records] == [
        ("local", "token.create", "ada"),
        ("local", "token.revoke", "ada"),
    ]
    assert made.stdout.strip() not in exported.stdout


def test_to_list_and_to_revoke_makes_no_store(token, tmp_path):
    listed, revoked = token("list"), token("revoke", "ada")

    assert listed.stdout == "there is no token, powerstrip token create NAME makes one\n"
    assert (revoked.returncode, revoked.stderr) == (1, "powerstrip: there is no token 'ada' that could be revoked\n")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["Ada Lovelace"], "'Ada Lovelace' cannot name a token: 1 to 64 letters"),
        (["local"], "'local' cannot name a token: it names who needs no stored one"),
        (["token"], "'token' cannot name a token"),
        (["0" * 32], "and not like an id"),
        (["ada", "--scope", "tools"], "there is no scope 'tools' (known: tools:list, tools:call, "),
        (["ada", "--source", "Shop"], "'Shop' matches nothing that can name one of the sources"),
        (["ada", "--expires", "0d"], "--expires takes a number and s, m, h, d or w, such as 30d, not '0d'"),
        (["ada", "--expires", "999999w"], "--expires '999999w' is beyond the calendar"),
    ],
)
def test_a_token_that_nobody_could_tell_or_use_is_a_usage_error(token, tmp_path, arguments, complaint):
    done = token("create", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_store_that_cannot_be_used_is_a_mistake_of_the_configuration(token, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "powerstrip.db").write_bytes(b"no database" * 1000)
    done = token("create", "ada")

    assert (done.returncode, done.stdout) == (3, "")
    assert "cannot be opened" in done.stderr


def test_a_store_that_does_not_answer_is_unreachable(token):
    done = token("create", "ada", POWERSTRIP_HOST__STATE="postgresql://127.0.0.1:9/powerstrip")

    assert (done.returncode, done.stdout) == (4, "")
