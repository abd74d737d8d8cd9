"""User code that must type-check does, and what must not, does not: under mypy and under pyright."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from node import install_packages

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]
TYPES = Path(__file__).parent / "types"
FILES = ["right.py", "wrong.py"]


@pytest.mark.parametrize("name", FILES)
def test_mypy_finds_what_is_wrong_and_nothing_else(name, tmp_path):
    config = tmp_path / "mypy.ini"
    config.write_text("[mypy]\nplugins = pydantic.mypy\n", "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--output", "json", "--config-file", str(config)]
    options = ["--cache-dir", str(tmp_path / "cache"), str(TYPES / name)]
    # What mypy itself does not say about encodings is none of ours.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONWARNDEFAULTENCODING"}
    done = subprocess.run(
        [*command, *options], cwd=tmp_path, env=own, capture_output=True, encoding="utf-8", check=False
    )

    assert not done.stderr, done.stdout + done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines() if line]
    assert told([(each["line"], each["message"]) for each in found if each["severity"] == "error"]) == marked(name)


@pytest.mark.parametrize("name", FILES)
async def test_pyright_finds_what_is_wrong_and_nothing_else(name, tmp_path):
    node = await install_packages()
    config = tmp_path / "pyrightconfig.json"
    shutil.copy(TYPES / name, tmp_path)
    settings = {"include": [name], "typeCheckingMode": "strict", "reportUnusedExpression": False}
    quiet = ("reportUnusedFunction", "reportUnusedParameter", "reportUnusedVariable", "reportMissingTypeStubs")
    config.write_text(json.dumps({**settings, **dict.fromkeys(quiet, False)}), "utf-8")

    done = await node.run("pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(config))

    found = [each for each in json.loads(done.out)["generalDiagnostics"] if each["severity"] == "error"]
    assert told([(each["range"]["start"]["line"] + 1, each["message"]) for each in found]) == marked(name)


def marked(name):
    """The lines on which the file says that something is wrong."""
    lines = (TYPES / name).read_text("utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if "# wrong:" in line}


def told(errors):
    """The lines on which a checker says that something is wrong, with what it says where a test fails."""
    sys.stdout.write("".join(f"{line}: {message}{os.linesep}" for line, message in errors))
    return {line for line, _ in errors}
