from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from powerstrip_sdk import Grade, Grading
from powerstrip_sqlite import SqliteConfig
from powerstrip_sqlite.connect import connect

pytestmark = pytest.mark.anyio


def set_modes(path: Path, *, folder: int, file: int) -> None:
    path.chmod(file)
    path.parent.chmod(folder)


async def graded(path: Path, as_somebody: AbstractContextManager[None]) -> Grading:
    with as_somebody:
        connection = await connect(SqliteConfig(path=path))
        grading = await connection.probe()
        await connection.close()
    return grading


async def test_a_file_that_the_system_lets_nobody_write_is_of_grade_a(shelf, as_somebody_without_rights):
    set_modes(shelf, folder=0o555, file=0o444)

    assert await graded(shelf, as_somebody_without_rights()) == Grading(
        grade=Grade.A, reason="the host's user may write neither the database file nor its folder"
    )


@pytest.mark.parametrize(
    ("folder", "file", "what"),
    [(0o777, 0o666, "file and its folder"), (0o777, 0o444, "folder"), (0o555, 0o666, "file")],
)
async def test_what_the_host_could_write_makes_it_grade_b(shelf, as_somebody_without_rights, folder, file, what):
    set_modes(shelf, folder=folder, file=file)

    assert await graded(shelf, as_somebody_without_rights()) == Grading(
        grade=Grade.B, reason=f"the host's user may write the database {what}, and SQLite opened it read only"
    )
