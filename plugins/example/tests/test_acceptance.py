from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from anyio import to_thread

from powerstrip_example import plugin
from powerstrip_sdk import Column, NotFound, Rows
from powerstrip_sdk.testing import ConnectorSuite, run_tool


class TestExample(ConnectorSuite):
    plugin = plugin
    connector = "example"
    takes_credentials = False
    can_be_absent = False
    can_be_unreachable = False
    can_run_long = False
    streams = False
    arguments: ClassVar = {"read_rows": {"file": "cities.csv"}}
    failing: ClassVar = {"read_rows": ({"file": "missing.csv"}, NotFound)}
    values_tool = "read_rows"
    values: ClassVar = {
        "empty": ({"file": "blank.csv"}, ""),
        "unicode": ({"file": "unicode.csv"}, "Zoë 漢字 \U0001f50c"),
    }
    lacks: ClassVar = dict.fromkeys(
        ("binary", "date", "decimal", "huge", "nan", "null", "timestamp"), "a CSV file holds text alone"
    )

    @pytest.fixture
    def config(self, tmp_path: Path) -> dict[str, Any]:
        folder = tmp_path / "reports"
        folder.mkdir()
        folder.joinpath("cities.csv").write_text('\ufeffname,people\nBern,134591\n\n"Biel,\nBienne",55932\n', "utf-8")
        folder.joinpath("empty.csv").touch()
        folder.joinpath("blank.csv").write_text("name,people\n,1\n", "utf-8")
        folder.joinpath("unicode.csv").write_text("name\nZoë 漢字 \U0001f50c\n", "utf-8")
        folder.joinpath("long.csv").write_text("number\n" + "".join(f"{each}\n" for each in range(2500)), "utf-8")
        tmp_path.joinpath("secret.csv").write_text("key\n1234\n", "utf-8")
        return {"folder": str(folder)}

    @pytest.fixture
    def long_result(self) -> tuple[str, dict[str, Any], int]:
        return "read_rows", {"file": "long.csv"}, 2500

    @pytest.fixture
    def state(self, tmp_path: Path) -> Callable[[], Awaitable[object]]:
        def files() -> object:
            return {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}

        return lambda: to_thread.run_sync(files)

    async def read(self, config: dict[str, Any], file: str) -> Rows:
        async with self.opened(config) as connection:
            rows: Rows = await run_tool(connection, plugin.read_rows, {"file": file})
            return rows

    async def test_rows_are_read_with_their_columns(self, config):
        rows = await self.read(config, "cities.csv")
        assert rows.columns == (Column(name="name"), Column(name="people"))
        assert rows.rows == [("Bern", "134591"), ("Biel,\nBienne", "55932")]

    async def test_an_empty_file_has_no_columns(self, config):
        assert await self.read(config, "empty.csv") == Rows(columns=(), rows=[])

    async def test_files_are_listed_by_name(self, config):
        async with self.opened(config) as connection:
            assert await run_tool(connection, plugin.list_files) == {
                "items": ["blank.csv", "cities.csv", "empty.csv", "long.csv", "unicode.csv"]
            }

    @pytest.mark.parametrize(
        "name", ["../secret.csv", "..", "", "/etc/passwd", "missing.csv", "*.csv", "a\0.csv", "./cities.csv"]
    )
    async def test_no_name_leads_out_of_the_folder(self, config, name):
        with pytest.raises(NotFound, match="see list_files"):
            await self.read(config, name)
