"""What a dead source does to the others: p50 and p99 of the healthy ones' calls, without and with it.

Usage::

    python benchmarks/budget_dead_source.py [--seconds 5] [--json]

A host with 20 healthy sources and one that is dead in one of four ways, on the counting server of `tests/budget`. Each
healthy source has two callers and the dead one five, who all call again at once (after an error in 10 ms). The five
callers also call in the baseline, at a healthy source more, so that the load is the same.
"""

import argparse
import json

from counted_load import Load, counted_host, percentile, run

HEALTHY, CALLERS, AT_DEAD = 20, 2, 5
HOLD = 0.1
BUDGET = {"total": 100, "per_source": 20}
POOL = {"size": 20, "max_overflow": 0}
WAYS = {"none is dead": None, "refused": "refused", "black hole": "black_hole", "silent": "silent", "reset": 40}


async def measure_once(mode, seconds):
    modes = {} if mode is None else {HEALTHY: mode}
    async with counted_host(HEALTHY + 1, budget=BUDGET, pool=POOL, modes=modes) as running:
        load = Load(running, 1.0, HOLD)
        callers = {f"s{number}": CALLERS for number in range(HEALTHY)} | {f"s{HEALTHY}": AT_DEAD}
        await load.call_with(callers)  # opens the connections
        load.seconds = seconds
        await load.call_with(callers)
        healthy = [each for number in range(HEALTHY) for each in load.latencies[f"s{number}"]]
    return {"calls": len(healthy), "p50": percentile(healthy, 0.5) * 1000, "p99": percentile(healthy, 0.99) * 1000}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    results = {name: run(measure_once, mode, options.seconds) for name, mode in WAYS.items()}
    if options.json:
        print(json.dumps(results))
        return
    baseline = results["none is dead"]["p99"]
    print("| dead source | calls of the others | p50, ms | p99, ms | p99 beside none dead |\n|" + " --- |" * 5)
    for name, one in results.items():
        beside = one["p99"] / baseline
        print(f"| {name} | {one['calls']} | {one['p50']:.1f} | {one['p99']:.1f} | {beside:.2f} x |")


if __name__ == "__main__":
    main()
