"""
The geometry of idle land beside its peers: ``python benchmarks/idle.py [--quick] [--json FILE]``.

``--markdown FILE`` writes the page that the documents quote. Peers: geopandas and shapely, and
from the dependency group `bench` rasterstats. What is measured and how stands in land/works.py
and walks/measuring.py; the page says it in words.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# the folder of a script comes first on the path, and none of its files is a package to import
sys.path[:1] = [str(HERE / "land"), str(HERE / "walks")]

# one thread for every engine that is not given its number
os.environ.setdefault("OMP_NUM_THREADS", "1")

import measuring  # noqa: E402  the path is set above
import report  # noqa: E402
import works  # noqa: E402

PACKAGES = (
    *("pianqu", "numpy", "pandas", "geopandas", "shapely"),
    *("rasterio", "exactextract", "rasterstats"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--quick", action="store_true", help="1,152 houses, in a minute")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--markdown", type=Path, help="write a page to this file")
    chosen = parser.parse_args()
    found = machine() | {"absent": works.absent(), "rows": []}
    for package in found["absent"]:
        print(f"{package} is not installed and not measured: pip install --group bench")
    for row in works.measured(works.QUICK if chosen.quick else works.FULL):
        found["rows"].append(row)
        print(report.line(row), flush=True)
        write(found, chosen)


def machine() -> dict[str, Any]:
    """What a page begins with, the packages being those of this benchmark."""
    measuring.PACKAGES = PACKAGES
    return measuring.machine()


def write(found: dict[str, Any], chosen: argparse.Namespace) -> None:
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if chosen.markdown:
        chosen.markdown.write_text(report.page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
