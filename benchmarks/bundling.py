"""
Packages beside their peers: ``python benchmarks/bundling.py [--quick] [--json FILE]``.

``--only n60,n200`` runs some parts (n60, n200, n1000, maxp, medians); with the ``--json`` of an
earlier run on the same machine the rows of the other parts are kept. ``--markdown FILE`` writes the
page that the documents quote. What is measured and how stands in packages/parts.py.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# the folder of a script comes first on the path; `packages` in it is one to import
sys.path[:1] = [str(HERE), str(HERE / "walks")]

# one thread for every engine that is not given its number
os.environ.setdefault("OMP_NUM_THREADS", "1")

import measuring  # noqa: E402  the path is set above
from packages import page, parts, rivals  # noqa: E402

PACKAGES = ("pianqu", "highspy", "numba", "numpy", "scipy", "spopt", "scikit-learn", "kahip")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--quick", action="store_true", help="one small town, within a minute")
    parser.add_argument("--only", help="parts, with commas between them")
    parser.add_argument("--json", type=Path, help="keep the rows in this file")
    parser.add_argument("--markdown", type=Path, help="write a page to this file")
    chosen = parser.parse_args()
    measuring.PACKAGES = tuple(name for name in PACKAGES if not _missing(name))
    asked = chosen.only.split(",") if chosen.only else list(parts.PARTS)
    if strange := set(asked) - set(parts.PARTS):
        parser.error(f"no part {', '.join(sorted(strange))}; there are {', '.join(parts.PARTS)}")
    found: dict[str, Any] = measuring.machine() | {"absent": rivals.absent(), "rows": []}
    if chosen.only and chosen.json and chosen.json.exists():
        found["rows"] = [row for row in measuring.rows(chosen.json) if row["part"] not in asked]
    for name in found["absent"]:
        print(f"{name} is not installed and not measured: pip install --group bench")
    for part in asked:
        for row in parts.rows(part, quick=chosen.quick):
            found["rows"].append({"part": part, **row})
            print(page.line(row), flush=True)
            write(found, chosen)
    write(found, chosen)


def write(found: dict[str, Any], chosen: argparse.Namespace) -> None:
    found["rows"].sort(key=lambda row: parts.PARTS.index(row["part"]))
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1, default=int), encoding="utf-8")
    if chosen.markdown:
        text = page.page(found, measuring.heading(found))
        chosen.markdown.write_text(text, encoding="utf-8")


def _missing(name: str) -> bool:
    return measuring.missing({"scikit-learn": "sklearn"}.get(name, name))


if __name__ == "__main__":
    main()
