"""Where the house is, put on the path so that a bench can use the tests' databases. The council's words, compiled."""

import sys
from pathlib import Path

HOUSE = Path(__file__).parents[1]
if str(HOUSE) not in sys.path:
    sys.path.insert(0, str(HOUSE))

SAMPLE = HOUSE / "directory" / "sample"
WARDLINE = Path(sys.executable).parent / "wardline"
ROUNDS = 3
