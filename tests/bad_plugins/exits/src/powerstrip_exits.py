"""Wrong on purpose: it leaves the process at import."""

import sys

sys.exit("go away")
