"""Idle land of five plots, each table with figures known by hand."""

import geopandas as gpd
import pandas as pd
from shapely import Polygon, box

EAST, NORTH = 500_000.0, 3_440_000.0
DAY = pd.Timestamp("2024-06-30")
CUSTOM = {"standard": "本软件约定", "clause": None, "certainty": "assumption"}
CODE = {"standard": "GB 55037-2022", "clause": "3.4.5", "certainty": "secondary"}


def ground(x: float, y: float, wide: float, high: float) -> Polygon:
    """A rectangle by its lower left and its sides."""
    return box(EAST + x, NORTH + y, EAST + x + wide, NORTH + y + high)


_SHAPES = [
    ground(400, -8, 20, 10),
    ground(60, 40, 40, 40),
    None,
    ground(0, 95, 30, 10),
    ground(500, 0, 30, 30),
]


def built() -> dict[str, pd.DataFrame]:
    """
    Every table about idle land.

    L1 is registered and supported, with room for two bays; C1/5-5 is left over of C1; R1 are rooms
    without an outline; L3 lies in a park, L4 is reserved. K1 puts L3 out, K2 matches nothing.
    """
    return {**_plots(), **_why(), **_account(), **_uses()}


def _plots() -> dict[str, pd.DataFrame]:
    nothing = [None] * 2
    table = gpd.GeoDataFrame(
        {
            "name": ["东边条地", None, "旧锅炉房", "园边地", "留白地"],
            "kind": ["vacant_parcel", "residual", "premises", "vacant_parcel", "reserve_blank"],
            "kind_zh": ["空闲地", "剩余空地", "闲置房屋", "空闲地", "留白用地"],
            "of_layer": ["parcels", "communities", "premises", "parcels", "parcels"],
            "of": ["L1", "C1", "R1", "L3", "L4"],
            "community": [None, "C1", "C2", None, None],
            "owner_class": ["state", None, "state", "state", "state"],
            "owner": ["区城投", None, "街道办", "园林所", None],
            "area": [200.0, 1600.0, None, 300.0, 900.0],
            "legal_idle": pd.array([True, None, None, False, None], dtype="boolean"),
            "status": ["candidate"] * 3 + ["excluded", "separate"],
            "confidence": ["high", "medium", "low", "low", "medium"],
            "confidence_rule": ["legal_idle", "residual_known", "other", "other", "registered"],
            "confidence_text": ["可信度高：有认定"] + ["可信度：示例"] * 4,
            "reasons": [None, None, None, "有 60% 的面积在 P1 南园（公园绿地）内", None],
            "warnings": ["离数据边界 3 m，可能被截断", *[None] * 4],
            "unknown": [None, "低洼积水区：缺少保护要素图层", *[None] * 3],
            "circle_diameter": [10.0, 40.0, None, *nothing],
            "mean_width": [10.0, 40.0, None, *nothing],
            "rectangle_length": [20.0, 40.0, None, *nothing],
            "rectangle_width": [10.0, 40.0, None, *nothing],
            "frontage": [20.0, 0.0, None, *nothing],
            "street": ["S1", "S1", None, *nothing],
            "street_distance": [0.0, 55.0, None, *nothing],
            "depth": [10.0, None, None, *nothing],
            "slope": [0.012, None, None, *nothing],
            "sun_points": pd.array([20, 30, None, *nothing], dtype="Int64"),
            "sun_hours": [6.5, None, None, *nothing],
            "sun_share": [0.85, None, None, *nothing],
            "sun_share_least": [0.85, 0.4, None, *nothing],
            "bays": pd.array([2, 0, None, *nothing], dtype="Int64"),
            "bays_apart": pd.array([1, 0, None, *nothing], dtype="Int64"),
            "floor_area": [None, None, 480.0, *nothing],
            "premises_kind": [None, None, "boiler_house", *nothing],
            "walk_reached": pd.array([True, False, True, *nothing], dtype="boolean"),
            "walk_reason": [None, "隔着围墙", None, *nothing],
        },
        index=pd.Index(["L1", "C1/5-5", "R1", "L3", "L4"], name="plot"),
        geometry=gpd.GeoSeries(_SHAPES).to_numpy(),
        crs=4549,
    )
    both = gpd.GeoDataFrame(
        {"length": [20.0, 40.0], "width": [10.0, 40.0], "bearing": [90.0, 0.0]},
        index=table.index[:2],
        geometry=table.geometry.iloc[:2].to_numpy(),
        crs=4549,
    )
    parts = [ground(401, -7, 2.4, 5.3), ground(403.4, -7, 2.4, 5.3), ground(401, -1.7, 5, 3)]
    bays = gpd.GeoDataFrame(
        {"plot": "L1", "part": ["bay", "bay", "aisle"], "row": 1, "number": [1, 2, None]},
        geometry=parts,
        crs=4549,
    )
    return {
        "idle_plots": table,
        "idle_rectangles": both,
        "idle_bays": bays,
        "idle_layouts": _layouts(),
    }


def _layouts() -> pd.DataFrame:
    table = {"bays": [2, 0], "layout": ["perpendicular", None], "reason": ["", "不临道路"]}
    return pd.DataFrame(table, index=pd.Index(["L1", "C1/5-5"], name="plot"))


def _why() -> dict[str, pd.DataFrame]:
    rows = [
        ("L1", "raster", "sign_built", "note", "像元不足 4 个", None),
        ("L1", "registered", "status_vacant", "for", "登记为空置", DAY),
        ("L1", "under_used", "corner", "for", "位于一路转角", DAY),
        ("C1/5-5", "residual", "residual", "for", "扣除后剩余 1600 ㎡", DAY),
        ("R1", "premises", "premises_idle", "for", "登记为闲置", None),
        ("L3", "registered", "status_vacant", "for", "登记为空置", DAY),
        ("L4", "registered", "status_reserved", "for", "登记为留白", DAY),
    ]
    evidence = pd.DataFrame(rows, columns=["plot", "kind", "rule", "says", "text", "as_of"])
    evidence = evidence.assign(source="地块登记", measured=None, limit=None, unit=None, **CUSTOM)
    rows = [
        ("L1", "park", "公园绿地", "excludes", "clear", "不在公园绿地内", 0.5, CUSTOM),
        ("L1", "edge", "数据边缘", "warns", "applies", "离数据边界 3 m，可能被截断", None, CUSTOM),
        ("C1/5-5", "park", "公园绿地", "excludes", "clear", "不在公园绿地内", 0.5, CUSTOM),
        ("C1/5-5", "flood", "低洼积水区", "excludes", "unknown", "缺少保护要素图层", 0.1, CUSTOM),
        ("C1/5-5", "hazard", "地质灾害点", "excludes", "unknown", "缺少保护要素图层", 0.1, CUSTOM),
        ("L3", "park", "公园绿地", "excludes", "applies", "有 60% 的面积在南园内", 0.5, CUSTOM),
        ("L3", "fire_lane", "消防车道", "excludes", "applies", "有 20% 在车道内", 0.1, CODE),
        (
            "L4",
            "reserve_blank",
            "留白用地",
            "separate",
            "applies",
            "代码为 16 留白用地",
            None,
            CODE,
        ),
    ]
    columns = ["plot", "rule", "zh", "effect", "status", "text", "limit"]
    refusals = pd.DataFrame([row[:-1] for row in rows], columns=columns)
    rest = pd.DataFrame([row[-1] for row in rows]).assign(unit="ratio")
    return {"idle_evidence": evidence, "idle_refusals": refusals.join(rest)}


def _account() -> dict[str, pd.DataFrame]:
    right = {
        "correction": ["K1", "K2"],
        "action": ["exclude", "confirm"],
        "of": ["L3", "L9"],
        "plot": ["L3", None],
        "result": ["excluded", "unmatched"],
        "by": ["街道办", "王某"],
        "reason": ["已建成绿地", None],
        "as_of": [DAY, pd.NaT],
        "text": ["排除：已建成绿地", None],
    }
    sums = {"frame": ["C1", "C2"], "of_layer": "communities", "area": [17_100.0, 17_100.0]}
    sums |= {"used_area": [15_000.0, 17_000.0], "residual_area": [2_100.0, 100.0]}
    sums |= {"error": [0.0, 1e-9], "opened_area": [1_600.0, 0.0], "neck_area": [400.0, 60.0]}
    sums |= {"sliver_area": [100.0, 40.0], "parts": [1, 0], "building_area": [14_000.0, 16_000.0]}
    return {
        "idle_corrections": pd.DataFrame(right),
        "idle_areas": pd.DataFrame(sums | {"park_area": [0.0, 0.0]}),
    }


def _uses() -> dict[str, pd.DataFrame]:
    park = {"use": "pocket_park", "zh": "口袋公园", "renewal_item": "park", "capacity_unit": "m2"}
    cars = {"use": "parking", "zh": "停车场", "renewal_item": "parking", "capacity_unit": "bay"}
    lobby = {"use": "lift_lobby", "zh": "电梯井道与候梯厅", "renewal_item": "lift"}
    care = {"use": "elder_daycare", "zh": "老年人日间照料", "renewal_item": "care"}
    met = {"unmet": 30.0, "need_base": 80.0, "need_share": 0.375, "need_unit": "households"}
    rows = [
        park | {"plot": "L1", "fits": "cannot", "reasons": "面积 200 ㎡，差 200 ㎡"},
        cars | {"plot": "L1", "fits": "can", "capacity": 2.0, "warnings": "须穿越人行道"} | met,
        lobby | {"plot": "L1", "fits": "needs_survey", "surveys": "距单元未知"},
        park | {"plot": "C1/5-5", "fits": "can", "capacity": 1600.0} | met,
        care | {"plot": "R1", "fits": "needs_survey", "surveys": "结构安全未知"},
    ]
    reuse = pd.DataFrame(rows).assign(area_base="land", area_needed=90.0, certainty="secondary")
    margins = reuse["fits"].eq("can")
    reuse["least_margin"] = margins.map({True: 0.25, False: None}).astype(float)
    reuse["margin_rule"] = margins.map({True: "parking.area", False: None})
    silent = reuse["use"].eq("lift_lobby")
    reuse["need_reason"] = silent.map({True: "没有步行覆盖", False: None})
    checks = {
        "plot": ["L1"],
        "use": "parking",
        "rule": "parking.area",
        "zh": "面积",
        "limit": 160.0,
    }
    checks |= {"effect": "cannot", "status": "pass", "unit": "m2", "text": "面积够"} | CODE
    sets = {"plot": ["L1"], "rank": 1, "uses": "parking", "zh": "停车场、非机动车停车", "count": 2}
    sets |= {"items": "parking", "item_count": 1, "area_needed": 150.0, "area": 200.0, "left": 50.0}
    sets |= {"need_met": 70.0, "need_unknown": 1, "together": 0}
    apart = {"plot": ["L1"], "use": "pocket_park", "other": "parking", "text": "不能同地"}
    return {
        "idle_reuse": reuse,
        "idle_checks": pd.DataFrame(checks),
        "idle_sets": pd.DataFrame(sets),
        "idle_apart": pd.DataFrame(apart),
    }
