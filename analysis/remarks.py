"""What a plan left out or took on trust, each with ids and what to do."""

from typing import TYPE_CHECKING

import pandas as pd

from ..layers.findings import INFO, WARNING, Finding, finding
from ..layers.findings import table as finding_table
from ..layers.kinds import schema
from . import obstacles, origins, scorecard, synchrony
from .choices import Choices
from .doors import BASES, GIVEN, POINT
from .places import PARK
from .walks import Walks

if TYPE_CHECKING:
    from ..layers.city import City

SNAP = "接入距离"
RESTED_ON = ["year_built", "floor_area", "households", "residents", "building_count"]


def findings(city: "City", choices: Choices, walks: Walks, access: pd.DataFrame) -> pd.DataFrame:
    """
    Everything that was left out or taken on trust, each with what to do.

    Parameters
    ----------
    city, choices, walks
        What was asked, of what, and what was found.
    access
        The table `building_access`; empty where there are no buildings.

    Returns
    -------
    DataFrame
        One row a finding: `severity` (warning, info), `layer`, `id` (several joined by
        semicolons), `rule`, `value`, `remedy`.
    """
    rows = [
        *_doors_off_network(choices, walks),
        *_origins_off_network(choices, walks),
        *_without_place(city, walks),
        *_without_door(city, choices, walks),
        *_not_open(choices, walks),
        *_other_parks(choices, walks),
        *_proposed(walks),
        *_parts(walks),
        *obstacles.findings(walks, choices, rasters=city.rasters),
        *_only_registered(city, walks),
        *_blanks(city),
        *_at_edge(choices, access),
    ]
    said = _contradictions(city, choices)
    return pd.concat([city.findings, finding_table(rows), *said], ignore_index=True)


def _contradictions(city: "City", choices: Choices) -> list[pd.DataFrame]:
    """Items that a community has in both of its attested lists."""
    if city.communities is None or not {"attested", "attested_not"} & {*city.communities}:
        return []
    cards = (scorecard, synchrony)
    return [card.contradictions(city.communities, overrides=choices.rules) for card in cards]


def _doors_off_network(choices: Choices, walks: Walks) -> list[Finding]:
    far = walks.doors["edge"].isna() & ~walks.doors["behind"].eq(True)
    alone = walks.doors[far].drop_duplicates(["layer", "place", "gap"])
    rows: list[Finding] = []
    for layer, doors in alone.groupby("layer"):
        ids = sorted(doors["place"].astype(str).unique())
        least, most = doors["gap"].min(), doors["gap"].max()
        rows += finding(
            WARNING,
            str(layer),
            SNAP,
            value=f"{len(ids)} 处，相距 {least:.0f} 至 {most:.0f} 米",
            remedy=f"有出入口距最近步行道路超过 {choices.snap:g} 米，未参与计算；"
            "请核对位置或补充道路。",
            ids=ids,
        )
    return rows


def _origins_off_network(choices: Choices, walks: Walks) -> list[Finding]:
    if walks.network is None:
        return []
    rows: list[Finding] = []
    for layer, starts in (("buildings", walks.starts), ("communities", walks.gates)):
        off = starts[starts["edge"].isna() & ~starts["behind"].eq(True)]
        ids = sorted(off["owner"].astype(str).unique())
        if ids:
            rows += finding(
                WARNING,
                layer,
                SNAP,
                value=f"{len(ids)} 处，最远 {off['gap'].max():.0f} 米",
                remedy=f"有起点距最近步行道路超过 {choices.snap:g} 米，楼栋有一个单元如此即"
                "不计算；请补充门前道路或核对位置。",
                ids=ids,
            )
    return rows


def _without_place(city: "City", walks: Walks) -> list[Finding]:
    rows: list[Finding] = []
    for layer in ("stairwells", "facilities", "parks", "entrances"):
        frame = getattr(city, layer)
        if frame is not None and hasattr(frame, "geometry"):
            ids = frame.index[~origins.placed(frame)].astype(str).tolist()
            rows += _unplaced(
                layer, ids, "没有几何位置，未参与计算；单元缺位置的楼栋按其余单元计算。"
            )
    if walks.communities is not None:
        alone = (
            walks.communities.index.difference(pd.Index(walks.gates["owner"])).astype(str).tolist()
        )
        rows += _unplaced(
            "communities", alone, "没有楼栋、可用出入口和边界，未能计算；请补充其一。"
        )
    return rows


def _unplaced(layer: str, ids: list[str], remedy: str) -> list[Finding]:
    if not ids:
        return []
    return finding(WARNING, layer, "缺少位置", value=f"{len(ids)} 处", remedy=remedy, ids=ids)


def _without_door(city: "City", choices: Choices, walks: Walks) -> list[Finding]:
    if walks.network is None:
        return []
    asked = walks.services[walks.services["open"] & walks.services["kind"].isin(choices.asked)]
    rows: list[Finding] = []
    for layer, places in asked.groupby("layer"):
        entered = walks.doors.loc[walks.doors["layer"] == layer, "place"]
        frame = getattr(city, str(layer))
        there = frame.index[origins.placed(frame)]
        ids = sorted(set(places["place"]) & set(there) - set(entered))
        if ids:
            rows += finding(
                WARNING,
                str(layer),
                "出入口",
                value=f"{len(ids)} 处",
                remedy="有围墙而没有出入口资料，或出入口全部封闭，未参与计算；请补充出入口。",
                ids=[str(place) for place in ids],
            )
    return rows


def _not_open(choices: Choices, walks: Walks) -> list[Finding]:
    shut = walks.services.loc[~walks.services["open"], "place"].astype(str).tolist()
    if not shut or PARK not in choices.asked:
        return []
    remedy = "不对公众开放的公园未计入；已开放的请更正。"
    return finding(INFO, "parks", "未开放", value=f"{len(shut)} 处", remedy=remedy, ids=shut)


def _other_parks(choices: Choices, walks: Walks) -> list[Finding]:
    """Facilities that serve as parks: in the shares on foot, unknown to the statutory rate."""
    also = walks.services[
        walks.services["layer"].eq("facilities") & walks.services["kind"].eq(PARK)
    ]
    if not len(also) or PARK not in choices.asked:
        return []
    remedy = (
        "服务设施图层中的公园类设施计入步行覆盖，但不在公园绿地图层内，未计入法定覆盖率及其对照；"
        "属于公园绿地的请移入公园绿地图层。"
    )
    ids = also["place"].astype(str).tolist()
    return finding(INFO, "facilities", "公园类设施", value=f"{len(ids)} 处", remedy=remedy, ids=ids)


def _proposed(walks: Walks) -> list[Finding]:
    guessed = walks.doors[~walks.doors["basis"].isin([GIVEN, POINT])]
    return [
        row
        for (layer, basis), doors in guessed.groupby(["layer", "basis"])
        for row in finding(
            INFO,
            str(layer),
            "推定出入口",
            value=f"{doors['place'].nunique()} 处",
            remedy=f"{BASES[str(basis)]}；请用实测出入口替换。",
            ids=sorted(doors["place"].astype(str).unique()),
        )
    ]


def _parts(walks: Walks) -> list[Finding]:
    net = walks.network
    if net is None or net.component.max(initial=0) == 0:
        return []
    apart = net.component[net.start] > 0
    number, metres = int(net.component.max()), float(net.length[apart].sum())
    share = metres / float(net.length.sum())
    return finding(
        WARNING,
        "streets",
        "路网连通",
        value=f"{number} 处",
        remedy=f"有 {number} 片道路（共 {metres:.0f} 米，占 {share:.1%}）与主路网不连通；"
        "请核对是否漏画连接。",
        ids=sorted(net.street[apart].astype(str).unique()),
    )


def _only_registered(city: "City", walks: Walks) -> list[Finding]:
    """Communities whose buildings are not known stand in no share by buildings."""
    if city.buildings is None or walks.communities is None or not len(walks.communities):
        return []
    alone = city.communities.loc[walks.communities.index]
    known = alone["households"].sum() if "households" in alone.columns else 0
    return finding(
        WARNING,
        "communities",
        "没有楼栋资料",
        value=f"{len(alone)} 个小区，登记 {int(known)} 户",
        remedy="这些小区只在“小区覆盖”表中有结果，不在按楼栋统计的覆盖率之内；请补充楼栋图层。",
        ids=alone.index.astype(str).tolist(),
    )


def _blanks(city: "City") -> list[Finding]:
    """Cells that are blank in a column that a figure rests on."""
    rows: list[Finding] = []
    for layer in ("buildings", "communities"):
        frame = city.layers.get(layer, pd.DataFrame())
        for column in frame.columns.intersection(RESTED_ON):
            blank = frame.index[frame[column].isna()]
            if 0 < len(blank) < len(frame):
                field = schema(layer).field(column)
                rows += finding(
                    INFO,
                    layer,
                    "缺项",
                    value=f"{len(blank)}/{len(frame)} 缺“{field.zh}”",
                    remedy="留空者不计入用到该项的统计；请补充。",
                    ids=[str(key) for key in blank],
                )
    return rows


def _at_edge(choices: Choices, access: pd.DataFrame) -> list[Finding]:
    if access.empty:
        return []
    near = int((access["counted"] & (access["edge_minutes"] <= choices.minutes)).sum())
    counted = int(access["counted"].sum())
    if not near:
        return []
    return finding(
        WARNING,
        "buildings",
        "数据边缘",
        value=f"{near} 栋",
        remedy=f"{counted} 栋中有 {near} 栋距数据边缘不足 {choices.minutes:g} 分钟，范围以外的设施"
        "未计入，其“未到达”可能偏多；请取更大范围的数据。",
    )
