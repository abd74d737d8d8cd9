"""A host of several workers for each test that asks for one."""

import sys
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest
import tomli_w

# pytest's import mode leaves the modules beside a test file unimportable.
sys.path.insert(0, str(Path(__file__).parent))

from workers_host import PATIENCE, ServingProcess, start


@pytest.fixture
def serve(tmp_path):
    """Serve a configuration inside a block."""

    @asynccontextmanager
    async def serving(config, *, workers=2, **environment):
        tree = {**config, "host": {"data_dir": str(tmp_path / "data"), **config.get("host", {})}}
        file = tmp_path / "powerstrip.toml"
        file.write_text(tomli_w.dumps(tree), "utf-8")
        process = start(tmp_path, "--bind", "127.0.0.1:0", "--workers", str(workers), **environment)
        try:
            with anyio.fail_after(PATIENCE):
                lines = await anyio.to_thread.run_sync(lambda: [process.stdout.readline() for _ in range(2)])
            assert lines[1] == f"  {workers} workers\n", (tmp_path / "log").read_text("utf-8")
            yield ServingProcess(process, lines[0].split()[-1])
        finally:
            process.terminate()
            process.wait(PATIENCE)
            process.stdout.close()

    return serving
