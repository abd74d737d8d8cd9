"""What the garbage collector is kept from; in a process of its own, because it would be kept from the other tests."""

import subprocess
import sys

PAUSE = """
import gc
from powerstrip.collector import collector_paused, keep_from_collector
seen = [gc.isenabled(), gc.get_freeze_count()]
with collector_paused():
    made = [[] for _ in range(1000)]
    seen.append(gc.isenabled())
    keep_from_collector()
    seen += [gc.isenabled(), gc.get_freeze_count() > len(made)]
print(seen)
try:
    with collector_paused():
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print(gc.isenabled())
"""


def test_the_collector_works_again_and_leaves_out_what_the_start_made():
    done = subprocess.run([sys.executable, "-c", PAUSE], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.splitlines() == ["[True, 0, False, True, True]", "True"]
