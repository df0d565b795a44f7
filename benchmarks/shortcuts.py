"""
What the usual shortcuts cost: ``python benchmarks/shortcuts.py [--quick] [--markdown FILE]``.

The minutes that each shortcut gives are held against the exact ones, on the town of coverage.py.
``--json FILE`` writes the rows.
"""

import argparse
import json
import os
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parent / "walks")  # as in coverage.py
os.environ.setdefault("OMP_NUM_THREADS", "1")

import errors  # noqa: E402  the path is set above
import measuring  # noqa: E402
import rows  # noqa: E402
import tiled  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--quick", action="store_true", help="the small town, within a minute")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--markdown", type=Path, help="write a page to this file")
    chosen = parser.parse_args()
    size = rows.SIZES["10k" if chosen.quick else "100k"]
    streets = tiled.helsinki()
    town = tiled.town(streets, size.columns, size.rows, size.homes, seed=rows.SEED)
    found = measuring.machine() | {"town": errors.described(town), "rows": []}
    for row in errors.measured(town):
        found["rows"].append(row)
        print(errors.line(row), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if chosen.markdown:
        chosen.markdown.write_text(errors.page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
