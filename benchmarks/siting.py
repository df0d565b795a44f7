"""
Siting beside its peer: ``python benchmarks/siting.py [--quick] [--json FILE]``.

``--markdown FILE`` writes the page that the documents quote. The peer is spopt (with the solver CBC
of PuLP), and so is the San Francisco case, which it carries. What is measured and how stands in
sites/cases.py; the page says it in words.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# the folder of a script comes first on the path, and none of its files is a package to import
sys.path[:1] = [str(HERE / "sites"), str(HERE / "walks")]

# one thread for every engine that is not given its number
os.environ.setdefault("OMP_NUM_THREADS", "1")

import cases  # noqa: E402  the path is set above
import measuring  # noqa: E402
import tables  # noqa: E402

PACKAGES = ("pianqu", "highspy", "numpy", "scipy", "pandas", "spopt", "pulp")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--quick", action="store_true", help="two small towns, within a minute")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--markdown", type=Path, help="write a page to this file")
    chosen = parser.parse_args()
    measuring.PACKAGES = PACKAGES
    found: dict[str, Any] = measuring.machine() | {"absent": cases.absent(), "rows": []}
    for package in found["absent"]:
        print(f"{package} is not installed and not measured: pip install --group bench")
    asked = cases.QUICK if chosen.quick else cases.CASES
    if "spopt" in found["absent"]:  # which the San Francisco case comes with
        asked = tuple(case for case in asked if case.homes)
    for case in asked:
        for row in cases.measured(case, peers=not found["absent"]):
            found["rows"].append(row)
            print(tables.line(row), flush=True)
            write(found, chosen)


def write(found: dict[str, Any], chosen: argparse.Namespace) -> None:
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if chosen.markdown:
        chosen.markdown.write_text(tables.page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
