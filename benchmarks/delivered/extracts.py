"""One OpenStreetMap file read by pianqu or pyrosm: counts, ids of buildings, seconds and memory."""

import os
import resource
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

READERS = ("pianqu", "pyrosm")
PARTS = ("buildings", "walking network", "facilities", "parks", "land use")


def measured(work: Callable[[Path], dict[str, Any]], file: Path) -> dict[str, Any]:
    """What a reader found, with CPU and wall seconds and the peak memory of this process."""
    wall = time.perf_counter()
    found = work(file)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return found | {
        "cpu_s": spent.ru_utime + spent.ru_stime,
        "wall_s": time.perf_counter() - wall,
        "mb": spent.ru_maxrss / 1024,
        "load": os.getloadavg()[0],
    }


def pianqu(file: Path) -> dict[str, Any]:
    """All eight layers at once; there is no way to read fewer."""
    from pianqu.layers import osm

    extract = osm.read(file)
    names = ("buildings", "streets", "facilities", "parks", "parcels")
    frames = dict(zip(PARTS, (extract.layers[name] for name in names), strict=True))
    buildings = extract.findings.query("layer == 'buildings'")
    return {
        "counts": {part: len(frame) for part, frame in frames.items()},
        "buildings": sorted(frames["buildings"].index),
        "ways": sorted({key.split(".")[0] for key in frames["walking network"].index}),
        "other layers": {
            name: len(frame) for name, frame in extract.layers.items() if name not in names
        },
        "storeys": int(frames["buildings"]["storeys"].notna().sum()),
        "unread": _ids(buildings[buildings["value"].str.contains("未读入")]),
        "findings": len(extract.findings),
        "refused": _refused(extract.findings),
    }


def pyrosm(file: Path) -> dict[str, Any]:
    """The same five parts, of which points of interest are by the keys of pyrosm."""
    import pyrosm as reader

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, about versions of pandas
        osm = reader.OSM(str(file))
        found = (
            osm.get_buildings(),
            osm.get_network("walking"),
            osm.get_pois(),
            osm.get_data_by_custom_criteria({"leisure": ["park"]}),
            osm.get_landuse(),
        )
    frames = dict(zip(PARTS, found, strict=True))
    buildings, ways = frames["buildings"], frames["walking network"]
    return {
        "counts": {part: len(frame) for part, frame in frames.items()},
        "buildings": sorted(buildings["osm_type"].str[0] + buildings["id"].astype(str)),
        "ways": sorted("w" + ways["id"].astype(str)),
        "storeys": int(buildings["building:levels"].notna().sum()),
    }


def agreement(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Which buildings and streets only one of them has; every id of a building in words."""
    mine, his = set(ours["buildings"]), set(theirs["buildings"])
    streets, walk = set(ours["ways"]), set(theirs["ways"])
    refused = {key for keys in ours["refused"].values() for key in keys}
    return {
        "buildings in both": len(mine & his),
        "buildings only pianqu": sorted(mine - his),
        "buildings only pyrosm": sorted(his - mine),
        "of these listed as unread": sorted((his - mine) & set(ours["unread"])),
        "streets in both": len(streets & walk),
        "streets only pianqu": len(streets - walk),
        "streets only pyrosm": len(walk - streets),
        "of these listed as not walked": len((walk - streets) & refused),
        "why": {
            reason: len(set(keys) & walk)
            for reason, keys in ours["refused"].items()
            if set(keys) & walk
        },
    }


def _ids(rows: Any) -> list[str]:
    return [key for cell in rows["id"] for key in cell.split(";") if key]


def _refused(findings: Any) -> dict[str, list[str]]:
    """The ways that are no streets, by the reason that the planner is told."""
    said = findings[(findings["layer"] == "streets") & (findings["id"] != "")]
    left_out = said["rule"].str.startswith("未计入") | said["value"].str.contains("未读入")
    return {rule: _ids(rows) for rule, rows in said[left_out].groupby("rule")}
