"""Siting of six uses in two communities, each table with figures known by hand."""

from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
from shapely import Point, box

EAST, NORTH = 500_000.0, 3_440_000.0
CONFLICT = "“必须选 L1”与“不得选 L1”相互矛盾，不能同时满足。；至少要放宽：去掉“不得选 L1”。"
NO_PLOT, NO_KIND = "没有地块适合这一用途，理由见利用判断表", "数据中未标注此类设施"
NO_COST, GONE = "造价表没有这一行，造价未知", "没有其他选择"
MARKED = "候选地块未入选：处数或资金有限，其他地块惠及的人更多"


def place(west: float, south: float, wide: float, high: float) -> object:
    """A rectangle of the little town, in metres from its corner."""
    return box(EAST + west, NORTH + south, EAST + west + wide, NORTH + south + high)


def plan(**changed: pd.DataFrame) -> SimpleNamespace:
    """A plan of these tables, some of them changed."""
    fields = pd.DataFrame(columns=["table", "field", "zh", "unit"])
    return SimpleNamespace(tables=built() | changed, fields=fields)


def built() -> dict[str, pd.DataFrame]:
    """
    Every table about siting.

    A canteen goes on L1 and L2 and is proven; a nursery goes on L1 too, with a gap; the rules of a
    market conflict; no plot fits a ball court; bicycles are not computed; waste needs nothing.
    """
    return {**_layers(), "siting": _summary(), "siting_sites": _sites(), **_rest(), **_shared()}


def _layers() -> dict[str, pd.DataFrame]:
    homes = gpd.GeoDataFrame(
        {"name": ["东一村", "东二村", "东三村"]},
        index=pd.Index(["C1", "C2", "C3"], name="id"),
        geometry=[place(0, 0, 190, 90), place(200, 0, 190, 90), place(400, 0, 190, 90)],
        crs=4549,
    )
    plots = gpd.GeoDataFrame(
        {
            "name": ["旧仓库", None, "边角地", None],
            "kind_zh": ["低效用地", "剩余空地", "空闲地", "空闲地"],
            "community": ["C1", "C2", None, "C3"],
            "status": "candidate",
            "confidence": "medium",
        },
        index=pd.Index(["L1", "L2", "L3", "L9"], name="plot"),
        geometry=[
            place(10, 10, 40, 30),
            Point(EAST + 300, NORTH + 45),
            place(150, 95, 20, 9),
            None,
        ],
        crs=4549,
    )
    return {"communities": homes, "idle_plots": plots}


def _summary() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "use": ["canteen", "nursery", "market", "sports", "bikes", "waste"],
            "zh": ["社区食堂", "托育", "菜市场", "小型球类场地", "非机动车停车", "垃圾投放点"],
            "status": [
                "proven",
                "gap",
                "infeasible",
                "no_candidates",
                "not_computed",
                "not_needed",
            ],
            "reason": [None, None, None, NO_PLOT, NO_KIND, "没有住宅在时限之外，不需要选址"],
            "candidates": [3, 2, 2, 0, None, 3],
            "base": [100.0, 100.0, 100.0, 100.0, None, 100.0],
            "uncovered_before": [60.0, 70.0, 50.0, 20.0, None, 0.0],
            "uncoverable": [4.0, 0.0, 5.0, 20.0, None, 0.0],
            "sites": [2, 1, None, 0, None, 0],
            "objective": [50.0, 30.0, None, None, None, None],
            "bound": [50.0, 36.0, None, None, None, None],
            "gap": [0.0, 0.2, None, None, None, None],
            "checked": [50.0, 30.0, None, None, None, None],
            "covered_before": [40.0, 30.0, 50.0, 80.0, None, 100.0],
            "covered_after": [90.0, 60.0, 50.0, 80.0, None, 100.0],
            "share_before": [0.4, 0.3, 0.5, 0.8, None, 1.0],
            "share_after": [0.9, 0.6, 0.5, 0.8, None, 1.0],
            "cost": [None, 500_000.0, None, None, None, None],
            "cost_certainty": ["assumption", "assumption", None, None, None, None],
            "binding": ["最多选 2 处", None, None, None, None, None],
            "conflict": [None, None, CONFLICT, None, None, None],
            "not_computed": [3, 3, 3, 3, None, 3],
        }
    )
    return table.assign(
        kind=table["use"], model="most_people", first="everyone", unit="households", limit=10.0
    ).assign(objective_unit="weight", left_out=None, unit_reason=None)


def _sites() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "use": ["canteen", "canteen", "nursery"],
            "order": [1, 2, 1],
            "plot": ["L1", "L2", "L1"],
            "gain": [40.0, 10.0, 30.0],
            "gain_alone": [40.0, 16.0, 30.0],
            "share_of_base": [0.4, 0.1, 0.3],
            "cost": [200_000.0, None, 500_000.0],
            "cost_least": [100_000.0, None, 400_000.0],
            "cost_most": [300_000.0, None, 700_000.0],
            "cost_certainty": ["assumption", None, "assumption"],
            "cost_reason": [None, NO_COST, None],
            "next_best": ["L3", None, None],
            "next_best_gain": [19.0, 0.0, None],
            "loss": [15.0, 10.0, None],
            "loss_empty": [34.0, 10.0, 30.0],
            "next_status": ["proven", "proven", "no_answer"],
            "next_reason": [None, GONE, None],
            "also_for": ["nursery", None, "canteen"],
        }
    )
    return table.assign(kind=table["use"], fits="can", gain_unit="households")


def _rest() -> dict[str, pd.DataFrame]:
    curve = pd.DataFrame(
        {
            "use": ["canteen"] * 3 + ["nursery"],
            "sites": [1, 2, 3, 1],
            "covered": [40.0, 50.0, 52.0, 30.0],
            "gain": [40.0, 10.0, 2.0, 30.0],
            "bound": [40.0, 50.0, 56.0, 36.0],
            "status": ["proven", "proven", "gap", "gap"],
        }
    ).assign(unit="households", gap=0.0, plots="L1")
    needs = pd.DataFrame(
        {
            "community": ["C1", "C2", "C3"],
            "use": ["canteen"] * 3,
            "status": ["proven", "proven", "not_computed"],
            "unmet_buildings": [2.0, 3.0, None],
            "unmet_households": [20.0, 40.0, None],
            "unmet_residents": [None, 96.0, None],
            "residents_missing": [2, 1, 0],
            "households_missing": 0,
            "not_computed": [0, 0, 3],
            "candidates": [2, 0, None],
            "candidate_plots": ["L1;L3", None, None],
            "proposed": ["L1", None, None],
            "base": [60.0, 40.0, None],
            "covered_before": [40.0, 0.0, None],
            "covered_after": [60.0, 0.0, None],
            "share_before": [40 / 60, 0.0, None],
            "share_after": [1.0, 0.0, None],
            "cost": [200_000.0, None, None],
            "cost_certainty": ["assumption", None, None],
            "falls_away": ["L1", None, None],
            "next_best": ["L3", None, None],
            "covered_next_best": [45.0, None, None],
            "share_next_best": [0.75, None, None],
            "reason": [None, "没有候选地块能在时限内到达", "没有一栋住宅算出了步行时间"],
        }
    ).assign(kind="canteen", unit="households")
    return {"siting_curve": curve, "siting_needs": needs}


def _shared() -> dict[str, pd.DataFrame]:
    plan = pd.DataFrame(
        {
            "plot": ["L1", "L1"],
            "use": ["canteen", "nursery"],
            "gain": [40.0, 30.0],
            "unit": "households",
            "area_needed": [300.0, 400.0],
            "plot_area": 1200.0,
            "cost": [200_000.0, None],
        }
    )
    total = {"status": "gap", "objective": 70.0, "bound": 75.0, "apart": 80.0}
    total |= {"unit": "households", "conflict": None, "left_out": "L2:canteen"}
    return {"siting_shared": plan, "siting_shared_total": pd.DataFrame([total])}
