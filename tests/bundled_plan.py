"""Packages of a little town for the tests of pages, each table with figures known by hand."""

from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
from shapely import LineString, box

EAST, NORTH = 500_000.0, 3_440_000.0
POOL = "跨片区组合（各片区合并平衡）；每个片区 100 至 3000 户；规则 12 条（本软件的约定 12）"
CONFLICT = "“片区不少于 100 户”本身无法满足。至少要：户数下限放低 60 户。"
EASE = "户数下限放低 60 户（至 40 户），即可组成片区：C4"


def place(west: float, south: float, wide: float, high: float) -> object:
    """A rectangle of the little town, in metres from its corner."""
    return box(EAST + west, NORTH + south, EAST + west + wide, NORTH + south + high)


def plan(**changed: pd.DataFrame) -> SimpleNamespace:
    """A plan of these tables, some of them changed."""
    fields = pd.DataFrame(columns=["table", "field", "zh", "unit"])
    return SimpleNamespace(tables=built() | changed, fields=fields)


def without_packages(status: str = "infeasible", **changed: pd.DataFrame) -> SimpleNamespace:
    """A plan in which no package was found."""
    tables = built()
    modes = tables["bundle_modes"].assign(status=status)
    empty = {name: tables[name].iloc[:0] for name in ("bundles", "bundle_members")}
    none = tables["bundle_transfers"].iloc[:0]
    return plan(**empty, bundle_modes=modes, bundle_transfers=none, **changed)


def changed(table: str, place: int, **cells: object) -> dict[str, pd.DataFrame]:
    """One table with other cells in a row."""
    frame = built()[table].copy()
    for field, value in cells.items():
        column = frame[field].astype(object)
        column.iloc[place] = value
        frame[field] = column
    return {table: frame}


def built() -> dict[str, pd.DataFrame]:
    """
    Every table about packages.

    东一村 C1 with its plot L1 is short of 280,000 yuan, 东二村 C2 has 100,000 over, the premises R1
    bring 500,000; 东四村 C4 is too small and cut off by the river B1; 东三村 C3 took no part.
    """
    return {**_layers(), **_packages(), **_answers(), **_why(), **_yards()}


def _layers() -> dict[str, pd.DataFrame]:
    areas = [place(0, 0, 190, 90), place(200, 0, 190, 90), place(0, 200, 90, 90)]
    homes = gpd.GeoDataFrame(
        {"name": ["东一村", "东二村", "东三村", "东四村"]},
        index=pd.Index(["C1", "C2", "C3", "C4"], name="id"),
        geometry=[*areas, place(420, 0, 90, 90)],
        crs=4549,
    )
    river = LineString([(EAST + 405, NORTH - 50), (EAST + 405, NORTH + 150)])
    rivers = gpd.GeoDataFrame(
        {"name": ["长河"], "kind": ["river"]},
        index=pd.Index(["B1"], name="id"),
        geometry=[river],
        crs=4549,
    )
    basis = [
        ("place", "范围", "示例"),
        ("packages", "片区", POOL),
        ("package_worth", "片区得分", "按户"),
    ]
    return {
        "communities": homes,
        "barriers": rivers,
        "basis": pd.DataFrame(basis, columns=["key", "zh", "value"]),
    }


def _units() -> gpd.GeoDataFrame:
    rows = {
        "C1": ("东一村", "communities", 300, None, 1_000_000.0, None, "P01"),
        "C2": ("东二村", "communities", 200, None, 500_000.0, None, "P02"),
        "C3": ("东三村", "communities", 90, None, None, "已改造", None),
        "C4": ("东四村", "communities", 40, None, 90_000.0, None, None),
        "L1": (None, "plots", 0, "C1", 20_000.0, None, "P01"),
        "L2": (None, "plots", 0, "C2", None, "建设费用未知", None),
        "R1": ("老厂房", "premises", 0, None, 100_000.0, None, "P03"),
    }
    columns = ["name", "of_layer", "households", "home", "cost", "left", "package"]
    shapes = [
        *(place(0, 0, 190, 90), place(200, 0, 190, 90), place(0, 200, 90, 90)),
        *(place(420, 0, 90, 90), place(10, 10, 40, 30), place(210, 10, 40, 30)),
        place(300, 200, 60, 40),
    ]
    index = pd.Index(list(rows), name="unit")
    table = pd.DataFrame(list(rows.values()), columns=columns, index=index)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=4549)


def _packages() -> dict[str, pd.DataFrame]:
    units = _units()
    packages = gpd.GeoDataFrame(
        {
            "name": ["东一村", "东二村", "老厂房"],
            "hub": ["C1", "C2", "R1"],
            "communities": [1, 1, 0],
            "land": [1, 0, 1],
            "households": [300, 200, 0],
            "hectares": [1.83, 1.71, 0.24],
            "worth": [281.5, 180.0, 0.0],
            "money": [-280_000.0, 100_000.0, 500_000.0],
            "money_least": [-280_000.0, 100_000.0, 500_000.0],
            "money_most": [-200_000.0, 100_000.0, 500_000.0],
            "income": [40_000.0, 0.0, 0.0],
            "overhead": 0.0,
            "balance": ["deficit", "surplus", "surplus"],
            "alone": [False, False, True],
            "pending": ["C1", "", ""],
            "district": ["东街道", "东街道", None],
            "served": ["parking 9", "", ""],
            "farthest": [60.0, 0.0, 0.0],
        },
        index=pd.Index(["P01", "P02", "P03"], name="package"),
        geometry=units.geometry.loc[["C1", "C2", "R1"]].to_numpy(),
        crs=4549,
    )
    members = pd.DataFrame(
        {
            "package": ["P01", "P01", "P02", "P03"],
            "unit": ["C1", "L1", "C2", "R1"],
            "hub": [True, False, True, True],
            "name": ["东一村", None, "东二村", "老厂房"],
            "of_layer": ["communities", "plots", "communities", "premises"],
            "role": ["小区", "闲置地块", "小区", "存量房屋"],
            "households": [300, 0, 200, 0],
            "hectares": [1.71, 0.12, 1.71, 0.24],
            "money_least": [-300_000.0, -20_000.0, 100_000.0, 500_000.0],
            "money_most": [-220_000.0, -20_000.0, 100_000.0, 500_000.0],
            "service": [None, "parking", None, None],
            "verdict": ["pending", None, "pass", None],
            "metres": [0.0, 60.0, 0.0, 0.0],
        }
    )
    return {"bundle_units": units, "bundles": packages, "bundle_members": members, **_links()}


def _links() -> dict[str, pd.DataFrame]:
    table = pd.DataFrame(
        {
            "first": ["C1", "C1", "C2"],
            "second": ["C2", "L1", "C4"],
            "gap": [10.0, 0.0, 30.0],
            "barrier": [None, None, "B1"],
            "walk": [12.0, 0.0, None],
            "state": ["free", "free", "parted"],
            "joined": [True, True, False],
            "why": ["相邻，其间没有阻隔"] * 2 + ["被阻隔分开，附近没有过街通道"],
        }
    )
    line = LineString([(EAST, NORTH), (EAST + 1, NORTH)])
    return {"bundle_links": gpd.GeoDataFrame(table, geometry=[line] * 3, crs=4549)}


def _answers() -> dict[str, pd.DataFrame]:
    modes = pd.DataFrame(
        {
            "mode": ["self", "package", "pool"],
            "status": ["proven", "no_answer", "gap"],
            "worth": [180.0, None, 461.5],
            "bound": [180.0, None, 500.0],
            "gap": [0.0, None, 38.5 / 461.5],
            "packages": [1, None, 2],
            "land_alone": [0, None, 1],
            "communities": [1, None, 2],
            "communities_all": 3,
            "households": [200, None, 500],
            "households_all": 540,
            "share": [200 / 540, None, 500 / 540],
            "surplus": [100_000.0, None, 600_000.0],
            "deficit": [0.0, None, -280_000.0],
            "balance": [100_000.0, None, 320_000.0],
        }
    )
    levels = pd.DataFrame(
        {
            "community": ["C1", "C2", "C3", "C4"],
            "name": ["东一村", "东二村", "东三村", "东四村"],
            "households": [300, 200, 90, 40],
            "money_least": [-300_000.0, 100_000.0, None, -5_000.0],
            "money_most": [-220_000.0, 100_000.0, None, -5_000.0],
            "verdict": ["pending", "pass", "pass", "pass"],
            "level": ["pool", "self", "out", "none"],
            "self_packed": [False, True, None, False],
            "package_packed": [None] * 4,
            "pool_packed": [True, True, None, False],
            "reason": [None, None, "已改造", None],
        }
    )
    transfers = pd.DataFrame(
        {
            "pool": 0,
            "kind": ["transfer", "kept", "kept"],
            "kind_zh": ["片区间调剂", "结余留存", "结余留存"],
            "from_package": ["P03", "P03", "P02"],
            "to_package": ["P01", None, None],
            "fen": [28_000_000, 22_000_000, 10_000_000],
            "amount": [280_000.0, 220_000.0, 100_000.0],
        }
    )
    modes.insert(2, "chosen", modes["mode"].eq("pool"))
    return {"bundle_modes": modes, "bundle_levels": levels, "bundle_transfers": transfers}


def _why() -> dict[str, pd.DataFrame]:
    left = {"unit": "C4", "state": "no_package", "reason": CONFLICT, "relaxation": EASE}
    left |= {"short_money": None, "short_households": 60, "example": "C4"}
    binding = pd.DataFrame(
        {
            "package": ["C1", "C2", None],
            "rule": ["most_households", "most_households", "money:0"],
            "rule_zh": ["片区不多于 320 户", "片区不多于 320 户", "资金池收支平衡"],
            "unit": ["户", "户", "元"],
            "measured": [300.0, 200.0, 320_000.0],
            "limit": [320.0, 320.0, 0.0],
            "room": [20.0, 120.0, 320_000.0],
            "next_step": [200.0, None, 5_000.0],
            "tight": [True, False, False],
        }
    )
    worth = {"rule": "money:0", "rule_zh": "资金池可用外部资金 0 元", "unit": "元", "limit": 0.0}
    worth |= {"changed_to": 100_000.0, "gain": 12.5, "gain_least": 12.5, "gain_most": 12.5}
    worth |= {"per": 1.25, "per_zh": "每万元", "status": "proven", "note": "放宽后多 12.5 户当量。"}
    other = {"place": 2, "value": 450.0, "bound": 450.0, "packages": 1, "households": 500}
    other |= {
        "proven": True,
        "looked_at": "全部可行片区",
        "words": "少 11.5 户当量：改为（C1、C2）。",
    }
    return {
        "bundle_left": pd.DataFrame([left | {"value_lost": None, "value_lost_most": None}]),
        "bundle_binding": binding,
        "bundle_worth": pd.DataFrame([worth]),
        "bundle_others": pd.DataFrame([other]),
        **_stability(),
        "bundle_conflict": pd.DataFrame({"text": pd.Series([], dtype="string")}),
    }


def _stability() -> dict[str, pd.DataFrame]:
    shaken = {"change": ["costs_up", "costs_down"], "change_zh": ["造价上浮 10%", "造价下浮 10%"]}
    shaken |= {
        "packages": 2,
        "balanced": [2, 2],
        "value_before": 461.5,
        "value_after": [461.5, 470],
    }
    shaken |= {
        "status": "proven",
        "pairs_kept": [3, 0],
        "pairs": [4, 0],
        "neighbours": [0.75, None],
    }
    shaken |= {"households": 500, "households_same": [300, 500], "note": "原片区全部仍能平衡。"}
    steady = {"package": ["C1", "C2"], "costs_up": [-382_000.0, 50_000.0], "balances_up": True}
    steady |= {"costs_down": [-178_000.0, 150_000.0], "balances_down": True, "most_up": [None, 0.2]}
    return {"bundle_shaken": pd.DataFrame(shaken), "bundle_steady": pd.DataFrame(steady)}


def _yards() -> dict[str, pd.DataFrame]:
    row = {"yards": "C3;C4", "yard_count": 2, "households": 130, "enough": False, "reason": "不足"}
    return {"management_packages": pd.DataFrame([row], index=pd.Index(["W01"], name="package"))}
