"""The tier of a package, from how its connectors did in the suite and from facts about the package.

Run it in the environment of the package's tests::

    python -m powerstrip_sdk.testing.grading FOLDER

or `powerstrip grade FOLDER`, which is the same.
"""

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from powerstrip_sdk.testing.declared import Declared, declared
from powerstrip_sdk.testing.package import Package, missing_facts, read_package
from powerstrip_sdk.tier import TIER_FILE, TIERS, ConnectorTier, Missing, Tier, TierRecord, contents_digest

__all__ = ["accept", "grade", "main", "run_suite", "shown", "why_refused"]

_BLAMELESS = ("passed", "does_not_apply")


def run_suite(package: Package, arguments: Sequence[str] = ()) -> dict[str, Any]:
    """Run a package's own tests, and return the report; what pytest prints is passed on.

    Args:
        package: its folder.
        arguments: for pytest.

    Raises:
        ValueError: if the tests did not pass, or none of them is of the suite.
    """
    with TemporaryDirectory(prefix="powerstrip-") as folder:
        file = Path(folder) / "report.json"
        options = ["-p", "powerstrip_sdk.testing.report", "--powerstrip-report", str(file)]
        done = subprocess.run(  # noqa: S603 - this interpreter, and what the author says
            [sys.executable, "-m", "pytest", *options, *arguments], cwd=package.folder, check=False
        )
        if not file.exists():
            raise ValueError(f"pytest ended with exit code {done.returncode} and wrote no report")
        report: dict[str, Any] = json.loads(file.read_text("utf-8"))
    if done.returncode != 0:
        report["failed"] = f"pytest ended with exit code {done.returncode}"
    return report


def grade(package: Package, report: dict[str, Any]) -> TierRecord:
    """Return the tier, and what keeps the package from the next.

    Args:
        package: its folder.
        report: of `powerstrip_sdk.testing.report`.

    Raises:
        ValueError: if the report has nothing about the package's connectors.
    """
    found = [declared(importlib.import_module(module.partition(":")[0])) for module in package.modules]
    everything = Declared(
        connectors=tuple(each for one in found for each in one.connectors),
        tools=tuple(each for one in found for each in one.tools),
        templates=tuple(each for one in found for each in one.templates),
    )
    if not everything.connectors:
        raise ValueError(f"{package.name!r} declares no connector, and only connectors have tiers")
    suites = {suite["connector"]: suite for suite in report["suites"]}
    missing = [
        *_own_tests(report),
        *(each for connector in everything.connectors for each in _missing_tests(connector.name, suites)),
        *missing_facts(package, everything),
    ]
    return TierRecord(
        package=package.name,
        package_version=str(package.project.get("version", "")),
        sdk_version=version("powerstrip-sdk"),
        tier=_reached(missing),
        connectors=tuple(_summary(suites[each.name]) for each in everything.connectors if each.name in suites),
        missing=tuple(sorted(missing, key=lambda each: (TIERS.index(each.tier), each.what))),
        contents=contents_digest(package.source),
    )


def accept(package: Package, record: TierRecord) -> Path:
    """Write the file that the package's wheel will carry, and return it.

    Args:
        package: its folder.
        record: about it.
    """
    file = package.source / TIER_FILE
    file.write_text(record.model_dump_json(indent=2) + "\n", "utf-8")
    return file


def why_refused(package: Package, record: TierRecord) -> str:
    """Return how the package's file differs from what is true now, `""` if it does not.

    Args:
        package: its folder.
        record: about it, made now.
    """
    file = package.source / TIER_FILE
    try:
        kept = TierRecord.model_validate_json(file.read_bytes())
    except (OSError, ValueError):
        return f"{TIER_FILE} is missing or cannot be read, run: powerstrip grade"
    if kept != record:
        return f"{TIER_FILE} says something else than what is true now, run: powerstrip grade"
    return ""


def shown(record: TierRecord) -> str:
    """Return a record for people: the tier, and line by line what is missing."""
    lines = [f"{record.package} {record.package_version}: {record.tier or 'no tier'}"]
    lines += [f"  for {each.tier}: {each.what}: {each.why}" for each in record.missing]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade a package; returns the exit code.

    Args:
        arguments: of the command line, the process's own if None.
    """
    parser = argparse.ArgumentParser(prog="powerstrip grade", description="Grade a plugin's package.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="with its pyproject.toml")
    parser.add_argument("--report", type=Path, help="of a run of its tests, instead of running them now")
    parser.add_argument("--check", action="store_true", help=f"fail if {TIER_FILE} is not up to date, write nothing")
    parser.add_argument("--minimum", choices=TIERS, help="fail below this tier")
    parser.add_argument("--json", action="store_true", help="print the record")
    parser.epilog = "Arguments after -- are pytest's."
    own, for_pytest = _split(list(sys.argv[1:] if arguments is None else arguments))
    options = parser.parse_args(own)
    try:
        package = read_package(options.folder.resolve())
        report = json.loads(options.report.read_text("utf-8")) if options.report else run_suite(package, for_pytest)
        record = grade(package, report)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"powerstrip grade: {error}\n")
        return 1
    sys.stdout.write((record.model_dump_json(indent=2) if options.json else shown(record)) + "\n")
    refused = why_refused(package, record) if options.check else ""
    if not options.check:
        accept(package, record)
    if options.minimum and not _is_at_least(record.tier, options.minimum):
        refused = refused or f"the tier is below {options.minimum}"
    if refused:
        sys.stderr.write(f"powerstrip grade: {refused}\n")
    return 1 if refused else 0


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Part the arguments at `--`."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:end], arguments[end + 1 :]


def _own_tests(report: dict[str, Any]) -> Iterator[Missing]:
    if why := report.get("failed"):
        yield Missing(tier="bronze", what="the package's own tests", why=why)


def _missing_tests(connector: str, suites: dict[str, Any]) -> Iterator[Missing]:
    if connector not in suites:
        yield Missing(tier="bronze", what=connector, why="no test class inherits ConnectorSuite for it")
        return
    for test in suites[connector]["tests"]:
        name, outcome = f"{connector}: {test['id']}", test["outcome"]
        if outcome == "overridden":
            yield Missing(tier="platinum", what=name, why=f"overridden: {test['reason']}")
        elif outcome not in _BLAMELESS:
            yield Missing(tier=test["tier"], what=name, why=test["reason"] or outcome.replace("_", " "))


def _summary(suite: dict[str, Any]) -> ConnectorTier:
    def reasons(outcome: str) -> dict[str, str]:
        return {test["id"]: test["reason"] for test in suite["tests"] if test["outcome"] == outcome}

    return ConnectorTier(
        connector=suite["connector"],
        passed=len(reasons("passed")),
        does_not_apply=reasons("does_not_apply"),
        overridden=reasons("overridden"),
    )


def _reached(missing: Sequence[Missing]) -> Tier | None:
    reached: Tier | None = None
    for tier in TIERS:
        if any(each.tier == tier for each in missing):
            break
        reached = tier
    return reached


def _is_at_least(tier: Tier | None, minimum: Tier) -> bool:
    return tier is not None and TIERS.index(tier) >= TIERS.index(minimum)


if __name__ == "__main__":
    sys.exit(main())
