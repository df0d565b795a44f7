"""
Sun hours beside their peers: ``python benchmarks/daylight.py [--quick] [--size 449] [--json FILE]``.

``--markdown FILE`` writes the page that the documents quote. Peers: a compiled ray cast of its own,
and from the dependency group `bench` embree by trimesh and pybdshadow. What is measured and how
stands in sunlight/works.py and walks/measuring.py; the page says it in words.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# the folder of a script comes first on the path, and none of its files is a package to import
sys.path[:1] = [str(HERE / "sunlight"), str(HERE / "walks")]

# one thread for every engine that is not given its number
os.environ.setdefault("OMP_NUM_THREADS", "1")

import measuring  # noqa: E402  the path is set above
import report  # noqa: E402
import works  # noqa: E402

PACKAGES = ("pianqu", "numba", "numpy", "pandas", "shapely", "trimesh", "embreex", "pybdshadow")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--quick", action="store_true", help="449 houses, in a minute")
    parser.add_argument(
        "--size", action="append", choices=list(works.SIZES), help="may be repeated; else all"
    )
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--markdown", type=Path, help="write a page to this file")
    chosen = parser.parse_args()
    found = machine() | {"absent": works.absent(), "rows": []}
    for package in found["absent"]:
        print(f"{package} is not installed and not measured: pip install --group bench")
    sizes = [works.QUICK] if chosen.quick else [works.SIZES[n] for n in chosen.size or works.SIZES]
    for size in sizes:
        for row in works.measured(size):
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
