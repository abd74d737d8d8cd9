"""Honest statements: each of them runs, and none is refused."""

from pathlib import Path

import pytest

from powerstrip_sdk import ConnectorError, Grade

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parent / "honest"
STATEMENTS = [
    statement
    for path in sorted(FOLDER.glob("*.sql"))
    for statement in path.read_text(encoding="utf-8").removesuffix(";\n").split(";\n")
]


@pytest.fixture
async def honest(opens, admin, reader):
    await admin.execute((FOLDER / "schema.txt").read_text(encoding="utf-8"))
    await admin.execute("ALTER ROLE reader SET search_path = shop; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader")
    return await opens(**reader)


def test_there_are_enough_and_no_two_are_the_same():
    assert len(STATEMENTS) >= 500
    assert len(set(STATEMENTS)) == len(STATEMENTS)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("grade", [Grade.A, Grade.B])
async def test_every_honest_statement_runs(honest, grade):
    honest._grade = grade
    failed = {}
    for sql in STATEMENTS:
        try:
            await honest.fetch_rows(sql)
        except ConnectorError as error:
            failed[sql] = error
    assert failed == {}
