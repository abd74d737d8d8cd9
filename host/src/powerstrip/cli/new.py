"""`powerstrip new`."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powerstrip.cli.output import ExitCode, fail

if TYPE_CHECKING:
    from powerstrip.scaffold import Question

__all__ = ["new"]


def new(  # noqa: PLR0917 - each is an option
    name: Annotated[
        str | None, typer.Argument(help="Name of the connector: up to 16 lower-case letters and digits.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="sql, api (over HTTP) or other.", show_default=False, metavar="KIND")
    ] = None,
    description: Annotated[str | None, typer.Option(help="A sentence for people and models.")] = None,
    author: Annotated[str | None, typer.Option(help="Who holds the rights.")] = None,
    licence: Annotated[str | None, typer.Option(help="Apache-2.0, MIT, BSD-3-Clause or none.")] = None,
    defaults: Annotated[bool, typer.Option("--defaults", help="Ask nothing; what is not given is a default.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="Folder of the package; else powerstrip-NAME.", show_default=False)
    ] = None,
) -> None:
    """Write the package of a new connector.

    It has two tools, a template, and passing tests that inherit the acceptance suite. What is not given is asked for.
    """
    given = {"name": name, "kind": kind, "description": description, "author": author, "licence": licence}
    answers = _answers({key: answer for key, answer in given.items() if answer is not None}, defaults=defaults)
    folder = output or Path(f"powerstrip-{answers['name']}")

    from powerstrip.errors import PackageNotWritten
    from powerstrip.scaffold import check_folder, write_package

    try:
        check_folder(folder)
        write_package(answers, folder)
    except PackageNotWritten as error:
        fail(ExitCode.FAILED, str(error))
    typer.echo(_WRITTEN.format(name=answers["name"], folder=folder))


def _answers(given: Mapping[str, str], *, defaults: bool) -> dict[str, str]:
    """Return an answer to each question: what is given, the default, or what a person says."""
    from powerstrip.scaffold import QUESTIONS

    _check_given(given)
    if defaults or not sys.stdin.isatty():
        _check_complete(given, defaults=defaults)
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        if question.key in given:
            answers[question.key] = given[question.key]
        elif defaults and question.default:
            answers[question.key] = question.default(answers)
        else:
            answers[question.key] = _asked(question, answers)
    return answers


def _check_given(given: Mapping[str, str]) -> None:
    from powerstrip.scaffold import QUESTIONS

    for question in QUESTIONS:
        if question.key in given and (wrong := question.wrong(given[question.key])):
            fail(ExitCode.USAGE, f"{_option(question)}: {wrong}")


def _check_complete(given: Mapping[str, str], *, defaults: bool) -> None:
    from powerstrip.scaffold import QUESTIONS

    missing = [_option(each) for each in QUESTIONS if each.key not in given and not (defaults and each.default)]
    if missing:
        otherwise = "" if defaults else ", or --defaults for all but NAME"
        fail(ExitCode.USAGE, f"nobody can be asked here, so give {', '.join(missing)}{otherwise}")


def _asked(question: "Question", answers: Mapping[str, str]) -> str:
    default = question.default(answers) if question.default else None
    while True:
        answer: str = typer.prompt(question.text, default=default).strip()
        if not (wrong := question.wrong(answer)):
            return answer
        typer.echo(wrong, err=True)


def _option(question: "Question") -> str:
    return "NAME" if question.key == "name" else f"--{question.key}"


_WRITTEN = """powerstrip-{name} is in {folder}. To see that it works:

  cd {folder}
  python -m pip install -e '.[test,lint]'
  POWERSTRIP_ACCEPT=1 pytest
  powerstrip plugins info {name}

Its README says what to change, in which order."""
