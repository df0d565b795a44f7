"""
Maps of many features beside their peers: ``python benchmarks/maps.py [--quick] [--json FILE]``.

``--only NAME`` (such as buildings-100000) runs one work; ``--markdown FILE`` writes the page that
the documents quote. Peers: folium.GeoJson and geopandas.explore, in the same browser. What is
measured and how stands in drawing/drawings.py and drawing/browsing.py; the page says it in words.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# the folder of a script comes first on the path, and none of its files is a package to import
sys.path[:1] = [str(HERE / "drawing"), str(HERE / "walks")]

import drawings  # noqa: E402  the path is set above
import drawings_page  # noqa: E402
import measuring  # noqa: E402

PACKAGES = ("pianqu", "folium", "geopandas", "shapely", "numpy", "pandas", "playwright")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--quick", action="store_true", help="1,000 and 10,000, in a minute")
    parser.add_argument("--only", action="append", help="one work: " + ", ".join(names()))
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--markdown", type=Path, help="write a page to this file")
    chosen = parser.parse_args()
    works = drawings.QUICK if chosen.quick else drawings.FULL
    works = tuple(work for work in works if not chosen.only or work.name in chosen.only)
    found: dict[str, Any] = machine() | {"rows": []}
    for row in drawings.measured(works):
        found["rows"].append(row)
        print(row["work"], drawings_page.line(row), flush=True)
        write(found, chosen)


def names() -> list[str]:
    return [work.name for work in drawings.FULL]


def machine() -> dict[str, Any]:
    """What a page begins with, the packages being those of this benchmark."""
    measuring.PACKAGES = PACKAGES
    return measuring.machine()


def write(found: dict[str, Any], chosen: argparse.Namespace) -> None:
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if chosen.markdown:
        chosen.markdown.write_text(drawings_page.page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
