"""
Coverage beside its peers: run ``python benchmarks/coverage.py [--quick] [--json FILE]``.

``--markdown FILE`` writes the page that the documents quote. Peers: scipy, and pandana from the
dependency group `bench`. What is timed and how stands in walks/nearest.py.
"""

import os
import sys
from pathlib import Path

# the folder of a script comes first on the path: numba would take this file for the package
# coverage, which it imports where there is one
sys.path[0] = str(Path(__file__).parent / "walks")

# one thread for every engine: pandana would take all cores where pianqu is given one
os.environ.setdefault("OMP_NUM_THREADS", "1")

from nearest import main  # noqa: E402  the path is set above

if __name__ == "__main__":
    main()
