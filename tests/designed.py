"""Idle land of three plots and two proposed sites, and what a GeoPackage of it says."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from xml.etree.ElementTree import Element, fromstring

import geopandas as gpd
import pandas as pd
from shapely import MultiPolygon, Point, box

EAST, NORTH = 500_000.0, 3_440_000.0
HOSTILE = """<img src=x onerror="a()">]]>&'; DROP TABLE layer_styles; --"""
PLOTS = ["L1", "L2", "R1"]
LAYERS = {
    "闲置地块": "MULTIPOLYGON",
    "闲置房屋点位": "POINT",
    "内接矩形": "MULTIPOLYGON",
    "内切圆": "MULTIPOLYGON",
    "车位排布": "MULTIPOLYGON",
    "推荐选址": "POINT",
}
TABLES = {"闲置证据", "排除核对", "说明", "字段说明"}


def square(x: float, side: float) -> object:
    return box(EAST + x, NORTH, EAST + x + side, NORTH + side)


def spatial(geometry: list, **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=4549)


def plots() -> gpd.GeoDataFrame:
    """A square lot of 20 m, two parts put out as works, and premises of which no area is known."""
    table = spatial(
        [square(0, 20), MultiPolygon([square(40, 10), square(60, 10)]), Point(EAST + 90, NORTH)],
        plot=PLOTS,
        name=["东一空地", HOSTILE, "旧锅炉房"],
        kind=["vacant_parcel", "open_parcel", "premises"],
        kind_zh=["空闲地", "无建筑地块", "闲置房屋"],
        status=["candidate", "excluded", "candidate"],
        confidence=["high", "medium", "low"],
        community=["C1", pd.NA, "C1"],
        owner_class=["state", pd.NA, "state"],
        area=[400.0, 200.0, None],
        legal_idle=pd.array([True, None, None], dtype="boolean"),
        reasons=[pd.NA, "施工中", pd.NA],
        circle_diameter=[20.0, None, None],
        walk_reached=pd.Series([True, None, False], dtype=object),
    )
    return table.set_index("plot")


def evidence() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "plot": ["L1", "L1", "L1", "L1", "L2"],
            "kind": ["registered", "residual", "residual", "raster", "residual"],
            "says": ["for", "for", "for", "against", "for"],
            "measured": [None, 0.02, 0.02, None, 0.0],
            "unit": [None, "ratio", "ratio", None, "ratio"],
            "text": ["登记为空置", "房屋占地 2%", "房屋占地 2%", "植被茂密", "没有房屋"],
            "as_of": pd.to_datetime(["2024-06-30"] * 5),
            "certainty": ["verified", *["assumption"] * 4],
        }
    )


def tables() -> dict[str, pd.DataFrame]:
    bays = [square(0, 2), square(2, 2), square(4, 2)]
    uses = {"use": ["parking", "canteen"], "zh": ["停车场", "社区食堂"], "base": [80.0, 80.0]}
    return {
        "idle_plots": plots(),
        "idle_evidence": evidence(),
        "idle_refusals": pd.DataFrame(
            {"plot": ["L2"], "zh": ["施工中"], "effect": ["excludes"], "status": ["applies"]}
        ),
        "idle_reuse": pd.DataFrame(
            {"plot": ["L1"] * 2, "zh": ["停车场", "菜市场"], "fits": ["can", "needs_survey"]}
        ),
        "idle_rectangles": spatial(
            [square(0, 20)], plot=["L1"], length=[20.0], width=[20.0]
        ).set_index("plot"),
        "idle_bays": spatial(
            bays, plot=["L1"] * 3, part=["bay", "aisle", "drive"], number=[1, None, None]
        ),
        "siting": pd.DataFrame(uses),
        "siting_sites": pd.DataFrame(
            {
                "use": ["parking", "canteen"],
                "plot": ["L1", "R1"],
                "order": [1, 1],
                "fits": ["can", "needs_survey"],
                "gain": [54.0, 20.0],
                "gain_unit": ["residents", "residents*min"],
                "cost": [None, 120_000.0],
            }
        ),
        "communities": spatial([square(0, 100)], name=["东一村"]).set_index(pd.Index(["C1"])),
        "basis": pd.DataFrame(
            [("synthetic", "数据性质", "合成数据，非真实地点")], columns=["key", "zh", "value"]
        ),
        "sources": pd.DataFrame(
            {"attribution": ["© OpenStreetMap contributors"] * 2, "licence": ["ODbL"] * 2}
        ),
    }


def plan(**changed: pd.DataFrame) -> SimpleNamespace:
    fields = pd.DataFrame({"table": ["idle_plots"], "field": ["area"], "unit": ["m2"]})
    return SimpleNamespace(tables=tables() | changed, fields=fields)


def asked(file: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(file)) as opened:
        return opened.execute(query).fetchall()


def styled(file: Path) -> Iterator[tuple[str, Element]]:
    for name, text in asked(file, "SELECT f_table_name, styleQML FROM layer_styles"):
        yield name, fromstring(text)
