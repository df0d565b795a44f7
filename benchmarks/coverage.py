"""
Walking beside its peers: ``python benchmarks/coverage.py [--quick] [--size 10k] [--json FILE]``.

``--markdown FILE`` writes the page that the documents quote. Peers: scipy, and from the dependency
group `bench` pandana and the example of OSMnx. What is measured and how stands in walks/rows.py
and walks/measuring.py; the page says it in words.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

# the folder of a script comes first on the path: numba would take this file for the package
# coverage, which it imports where there is one
sys.path[0] = str(Path(__file__).parent / "walks")

# one thread for every engine: pandana would take all cores where pianqu is given one
os.environ.setdefault("OMP_NUM_THREADS", "1")

import measuring  # noqa: E402  the path is set above
import nearest  # noqa: E402
import pages  # noqa: E402
import rows  # noqa: E402
import tiled  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--quick", action="store_true", help="small town, 4 kinds, in a minute")
    parser.add_argument(
        "--size",
        action="append",
        choices=list(rows.SIZES),
        help="may be repeated; else all, none with --earlier",
    )
    parser.add_argument(
        "--earlier", action="append", type=Path, default=[], help="a file of --json: its rows too"
    )
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--markdown", type=Path, help="write a page to this file")
    chosen = parser.parse_args()
    streets = tiled.helsinki()
    nearest.one_thread(rows.tiny(streets))  # compiles, or loads what was compiled
    earlier = [row for file in chosen.earlier for row in measuring.rows(file)]
    found = measuring.machine() | {"absent": rows.absent(), "rows": earlier}
    for package in found["absent"]:
        print(f"{package} is not installed and not measured: pip install --group bench")
    names = chosen.size or ([] if earlier else list(rows.SIZES))
    sizes = [rows.QUICK] if chosen.quick else [rows.SIZES[name] for name in names]
    write(found, chosen)
    for size in sizes:
        for row in rows.measured(size, streets, memory=True):
            found["rows"].append(row)
            print(pages.line(row), flush=True)
        write(found, chosen)


def write(found: dict[str, Any], chosen: argparse.Namespace) -> None:
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if chosen.markdown and found["rows"]:
        chosen.markdown.write_text(pages.page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
