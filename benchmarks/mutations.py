"""Faults planted in the connection budget, one at a time, and whether the tests find them.

Usage::

    python benchmarks/mutations.py [--only WORD] [--processes 2]

Each fault is applied to a copy of the host, and the tests run against the copy until the first one fails. Prints a
table; the exit code is 1 if a fault survives, no longer applies, or if the tests fail without any.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool
from pathlib import Path

PLANTED = Path(__file__).resolve().parent / "mutations"
HOST = Path(__file__).resolve().parents[1] / "host"
ARITHMETIC_TESTS = ["test_budget_tickets.py", "test_budget.py", "test_budget_costs.py"]
SHELL_TESTS = ["test_pool.py", "test_pool_queue.py", "test_call.py", "test_misbehaviour.py", "test_shell_*.py"]


@dataclass(frozen=True)
class Fault:
    """One change that makes the budget wrong: words of a file that are there once, and what they become."""

    file: str
    name: str
    old: str
    new: str


def planted(path):
    """Read faults: a headline `== file: name`, then the old lines after `-` and the new ones after `+`."""
    for block in path.read_text(encoding="utf-8").split("\n== ")[1:]:
        headline, *lines = block.rstrip("\n").split("\n")
        file, _, name = headline.partition(": ")
        old, new = ("\n".join(line[1:] for line in lines if line[:1] == sign) for sign in "-+")
        yield Fault(file, name, old, new)


def apply(fault, sources):
    """Change the copy; the words to replace must be there exactly once."""
    path = sources / "powerstrip" / fault.file
    text = path.read_text(encoding="utf-8")
    if text.count(fault.old) != 1:
        return False
    path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
    return True


def run_tests(names, copy):
    """Return whether all tests pass against the copy."""
    files = [str(path) for name in names for path in sorted((copy / "tests").glob(name))]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--timeout=30", *files]
    environment = os.environ | {"PYTHONPATH": f"{copy / 'src'}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False, text=True)
    return done.returncode == 0, done.stdout


def judge(fault, tests):
    """Return how a fault ended, what found it, and after how many seconds."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("src", "tests"):
            shutil.copytree(HOST / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
        shutil.copy(HOST.parent / "pyproject.toml", copy)
        settings = (copy / "pyproject.toml").read_text(encoding="utf-8").replace('"host/tests"', '"tests"')
        (copy / "pyproject.toml").write_text(settings, encoding="utf-8")
        if fault is not None and not apply(fault, copy / "src"):
            return "does not apply", "", time.monotonic() - started
        passed, output = run_tests(tests, copy)
    failed = [line for line in output.splitlines() if line.startswith(("FAILED", "ERROR"))]
    by = failed[0].split("::")[-1].split(" - ")[0] if failed else ""
    return "SURVIVED" if passed else "killed", by, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description="Plant faults in the budget and see whether the tests find them.")
    parser.add_argument("--only", default="", help="only faults with this in `file: name`")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    planned = [(None, ARITHMETIC_TESTS), (None, SHELL_TESTS)] if not options.only else []
    for name, tests in (("arithmetic.txt", ARITHMETIC_TESTS), ("shell.txt", SHELL_TESTS)):
        faults = planted(PLANTED / name)
        planned += [(fault, tests) for fault in faults if options.only in f"{fault.file}: {fault.name}"]
    print("| file | fault | end | found by | s |\n| --- | --- | --- | --- | --- |")
    wrong = killed = 0
    with ThreadPool(options.processes) as pool:
        for (fault, _), (end, by, seconds) in zip(planned, pool.imap(lambda each: judge(*each), planned), strict=True):
            if fault is None:
                good, name, file = end == "SURVIVED", "none, where SURVIVED is right", "-"
            else:
                good, name, file = end == "killed", fault.name, fault.file
            killed += end == "killed"
            wrong += not good
            print(f"| {file} | {name} | {end} | {by} | {seconds:.1f} |", flush=True)
    print(f"\n{killed} killed, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
