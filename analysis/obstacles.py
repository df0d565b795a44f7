"""What stands in the way of walkers, or may: findings about walls, gates, slope and crossings."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from ..layers.findings import INFO, WARNING, Finding, finding
from . import ground
from .choices import Choices
from .walks import Walks

STEEP = 0.4  # rise over run: what is no stair and steeper is more likely a fault of the heights
ALONG = "along"


def findings(walks: Walks, choices: Choices, *, rasters: Mapping[str, object]) -> list[Finding]:
    """
    What walls, gates and slopes did to the walks.

    Parameters
    ----------
    walks, choices
        What was found, and what was asked.
    rasters
        The rasters of the city; without `dem` the ground is flat.

    Returns
    -------
    list
        One entry a finding, with ids and what to do.
    """
    if walks.under is None:
        return []
    slope = choices.slope and ground.DEM in rasters
    return [
        *_cuts(walks),
        *_behind(walks),
        *_for_residents(walks),
        *_shared(walks),
        *(_slope(walks) if slope else ()),
    ]


def _cuts(walks: Walks) -> Iterator[Finding]:
    assert walks.under is not None
    cuts = walks.under.ways.cuts
    for why, rows in cuts.groupby("why"):
        ids = sorted(rows["street"].astype(str).unique())
        if why == ALONG:
            remedy = "道路与阻隔线重合，未按阻隔断开；请把阻隔画在道路以外，或改为面。"
        else:
            remedy = (
                "道路穿过阻隔，而该处没有桥梁、地道、人行横道或可通行的出入口，按不能穿行计算；"
                "实际可以通行的，请补充出入口或注明桥梁、过街。"
            )
        yield from finding(
            INFO if why == ALONG else WARNING,
            "streets",
            "阻隔",
            value=f"{len(rows)} 处",
            remedy=remedy,
            ids=ids,
        )


def _behind(walks: Walks) -> Iterator[Finding]:
    for layer, frame, name in (
        ("buildings", walks.starts, "owner"),
        ("communities", walks.gates, "owner"),
        ("facilities", walks.doors[walks.doors["layer"] == "facilities"], "place"),
        ("parks", walks.doors[walks.doors["layer"] == "parks"], "place"),
    ):
        if not len(frame):
            continue
        off = frame["edge"].isna()
        for rows, severity, done in (
            (frame["behind"].eq(True) & ~off, INFO, "已改接同侧较远的道路"),
            (
                frame["behind"].eq(True) & off,
                WARNING,
                "接入距离内没有同侧的道路，未能接入，不参与计算",
            ),
        ):
            ids = sorted(frame.loc[rows, name].astype(str).unique())
            if ids:
                yield from finding(
                    severity,
                    layer,
                    "隔墙",
                    value=f"{len(ids)} 处",
                    remedy=f"离得最近的道路在围墙、河道等阻隔的另一侧，{done}；请核对阻隔与出入口。",
                    ids=ids,
                )


def _for_residents(walks: Walks) -> Iterator[Finding]:
    """Places that only residents of one community can reach."""
    assert walks.under is not None
    doors = walks.doors[walks.doors["edge"].notna()]
    shut = ~walks.under.anyone[doors["edge"].to_numpy(dtype=np.int64)]
    inside = pd.Series(shut, doors.index).groupby([doors["layer"], doors["place"]]).all()
    for layer, shut in inside[inside].groupby("layer"):
        ids = sorted(shut.index.get_level_values("place").astype(str))
        yield from finding(
            INFO,
            str(layer),
            "仅居民可达",
            value=f"{len(ids)} 处",
            remedy="只有经过仅供居民通行的道路或出入口才能到达，只计入该小区居民；"
            "对外开放的，请改正道路、出入口的通行对象。",
            ids=ids,
        )


def _shared(walks: Walks) -> Iterator[Finding]:
    """Streets for residents that several communities share: anyone walks them."""
    assert walks.under is not None
    ids = sorted(walks.under.ways.shared.astype(str))
    if ids:
        yield from finding(
            INFO,
            "streets",
            "通行对象",
            value=f"{len(ids)} 条",
            remedy="标注仅供居民通行，但通向几个小区，分不清供谁通行，按人人可走计算；"
            "请按小区断开这些道路，或补充小区边界。",
            ids=ids,
        )


def _slope(walks: Walks) -> Iterator[Finding]:
    assert walks.under is not None
    net, streets = walks.under.network, walks.under.ways.streets
    stairs = streets.index[streets["stairs"].eq(True).fillna(False)] if "stairs" in streets else []
    steep = (net.grade > STEEP) & ~net.street.isin(stairs)
    unknown = "这些道路处没有高程，按平地计算；请提供覆盖全部道路的高程。"
    odd = f"坡度超过 {STEEP:.0%} 而不是台阶；请核对高程数据（如含建筑的表面模型）。"
    for where, rule, remedy in (
        (np.isnan(net.grade), "高程缺失", unknown),
        (steep, "坡度异常", odd),
    ):
        ids = sorted(net.street[where].astype(str).unique())
        if ids:
            metres = float(net.length[where].sum())
            yield from finding(
                WARNING,
                "streets",
                rule,
                value=f"{len(ids)} 条，{metres:.0f} 米",
                remedy=remedy,
                ids=ids,
            )
