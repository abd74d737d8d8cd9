"""The modules beside the test."""

import sys
from pathlib import Path

# pytest's import mode leaves the modules beside a test file unimportable.
sys.path.insert(0, str(Path(__file__).parent))
