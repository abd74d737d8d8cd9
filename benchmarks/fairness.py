"""How fairly sources share the budget: answers a second of each, under equal load and beside a noisy one.

Usage::

    python benchmarks/fairness.py [--seconds 10] [--json]

Ten sources on the counting server of `tests/budget`, under a budget of 20 connections; each answer takes 100 ms.

- equal: every source has 10 callers, five times what the budget can serve at once.
- quiet: nine sources have 1 caller each, the tenth none.
- noisy: the same, and the tenth has 100 callers.
"""

import argparse
import json

from counted_load import Load, counted_host, run

SOURCES, HOLD = 10, 0.1
BUDGET = {"total": 20, "per_source": 20}
POOL = {"size": 20, "max_overflow": 0}
QUIET = {f"s{number}": 1 for number in range(SOURCES - 1)}
NOISY = f"s{SOURCES - 1}"
LOADS = {
    "equal": {f"s{number}": 10 for number in range(SOURCES)},
    "quiet": QUIET,
    "noisy": {**QUIET, NOISY: 100},
}


async def measure_once(callers, seconds):
    async with counted_host(SOURCES, budget=BUDGET, pool=POOL) as running:
        load = Load(running, 2.0, HOLD)
        await load.call_with(callers)  # opens the connections
        load.seconds = seconds
        await load.call_with(callers)
        assert load.failures == 0
    return load.rates()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rates = {name: run(measure_once, callers, options.seconds) for name, callers in LOADS.items()}
    if options.json:
        print(json.dumps(rates))
        return
    print("| source | equal load | quiet | beside a noisy one |\n| --- | --- | --- | --- |")
    for source in LOADS["equal"]:
        row = " | ".join(f"{rates[name][source]:.1f}" if source in rates[name] else "" for name in rates)
        print(f"| {source}{' (noisy)' if source == NOISY else ''} | {row} |")
    equal, kept = rates["equal"], [rates["noisy"][source] / rates["quiet"][source] for source in QUIET]
    print(f"\nequal load: the worst source got {min(equal.values()) / max(equal.values()):.2f} of the best")
    print(f"beside the noisy one: the quiet ones kept {min(kept):.2f} to {max(kept):.2f} of what they had without it")


if __name__ == "__main__":
    main()
