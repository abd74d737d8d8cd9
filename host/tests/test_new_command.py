"""`powerstrip new`: what it asks, takes and refuses. What it writes is tested with everything installed."""

import pytest
from command_line import child
from typer.testing import CliRunner

from powerstrip import scaffold
from powerstrip.cli.app import app
from powerstrip.scaffold import sdk_bounds

GIVEN = ["--kind", "sql", "--description", "A shop.", "--author", "Ada", "--licence", "MIT"]


def run(*arguments):
    return CliRunner().invoke(app, ["new", *arguments])


def test_without_a_terminal_what_is_missing_is_named(tmp_path):
    done = child("new", "--kind", "sql", "--author", "Ada", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "powerstrip: nobody can be asked here, so give NAME, --description, --licence, or --defaults for all but NAME\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_name_has_no_default():
    done = run("--defaults")

    assert (done.exit_code, done.stderr) == (2, "powerstrip: nobody can be asked here, so give NAME\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["My_Shop"], "NAME: connector name 'My_Shop' must be 1 to 16 lower-case letters and digits"),
        (["a" * 17], "must be 1 to 16 lower-case letters and digits"),
        (["sdk"], "NAME: the name 'sdk' is taken by the package 'powerstrip_sdk', choose another or uninstall it"),
        (["shop", "--kind", "table"], "--kind: 'table' is none of sql, api, other"),
        (["shop", "--licence", "WTFPL"], "--licence: 'WTFPL' is none of Apache-2.0, MIT, BSD-3-Clause, none"),
        (["shop", "--description", 'A "shop"'], "--description: it must be one line of 1 to 90 characters"),
        (["shop", "--description", "x" * 91], "--description: it must be one line of 1 to 90 characters"),
        (["shop", "--author", "Ada\nBob"], "--author: it must be one line of 1 to 90 characters"),
        (["shop", "--author", ""], "--author: it must be one line of 1 to 90 characters"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments, "--defaults")

    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_into_a_folder_that_is_not_empty(tmp_path):
    tmp_path.joinpath("mine.txt").write_text("mine", "utf-8")
    done = run("shop", *GIVEN, "--output", str(tmp_path))

    assert (done.exit_code, done.stderr) == (
        1,
        f"powerstrip: there is something at {str(tmp_path)!r} already, choose another folder by --output\n",
    )
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_not_overwritten(tmp_path):
    file = tmp_path / "shop"
    file.write_text("mine", "utf-8")
    done = run("shop", *GIVEN, "--output", str(file))

    assert (done.exit_code, file.read_text("utf-8")) == (1, "mine")


def test_without_copier_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(scaffold, "find_spec", lambda _name: None)
    done = run("shop", *GIVEN, "--output", str(tmp_path))

    assert (done.exit_code, done.stderr) == (
        1,
        "powerstrip: a new package is written by copier, run: pip install 'powerstrip[new]'\n",
    )


@pytest.mark.parametrize(
    ("version", "bounds"),
    [("0.1.0", ">=0.1,<1"), ("0.12.3rc1", ">=0.12,<1"), ("1.0.0", ">=1.0,<2"), ("3.4", ">=3.4,<4")],
)
def test_a_package_works_with_the_sdk_until_it_may_break(version, bounds):
    assert sdk_bounds(version) == bounds
