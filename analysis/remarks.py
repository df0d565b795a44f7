"""What must stand beside the figures: the basis of every one, and all that was left out."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..layers.findings import INFO, WARNING, Finding, finding
from ..layers.findings import table as finding_table
from . import origins, standards
from .choices import Choices
from .doors import BASES, GIVEN, POINT
from .places import PARK
from .standards import SECONDS
from .walks import Walks

if TYPE_CHECKING:
    from ..layers.city import City

SNAP = "接入距离"


def basis(city: "City", choices: Choices, caption: dict[str, Any]) -> pd.DataFrame:
    """
    Every line that says on what the figures rest.

    Returns
    -------
    DataFrame
        One row a line: `key`, `zh` (its heading) and `value` (a sentence).
    """
    rows = [
        ("place", "范围", city.name or "未命名"),
        ("synthetic", "数据性质", "合成数据，非真实地点" if city.synthetic else "用户提供的数据"),
        ("minutes", "时限", f"步行 {choices.minutes:g} 分钟以内（含 {choices.minutes:g} 分钟）"),
        ("search_minutes", "搜索范围", f"{choices.search_minutes:g} 分钟以内的最近设施"),
        ("pace", "步速", _pace(choices)),
        ("stairs", "台阶", _stairs(choices)),
        ("distance_rule", "距离规则", str(caption["distance_rule"])),
        ("origins", "起点", _origins(city)),
        ("doors", "终点", _doors(choices)),
        ("snap", SNAP, f"距步行道路 {choices.snap:g} 米以内；超过者列入“问题清单”，不参与计算"),
        ("access", "通行", "封闭的道路和出入口不走；标注“居民”通行的道路和出入口按可通行计算"),
        ("ignored", "未计入", "坡度、路口等候；围墙、河道等只在道路不通处起作用"),
        ("base", "统计对象", _base(city)),
        ("not_mapped", "未标注", "数据中没有记录的设施类型记为“未标注”，不等于没有"),
        ("crs", "坐标系", str(caption["crs"])),
        ("as_of", "数据日期", str(caption["as_of"] or "未注明")),
        ("source", "数据来源", str(caption["source"] or "未注明")),
        *_licences(city),
        ("software", "软件", f"pianqu {version('pianqu')}"),
    ]
    if city.extent is not None:
        rows.append(("edge", "数据边缘", "靠近边缘者可能使用范围以外的设施，覆盖率为下限"))
    return pd.DataFrame(rows, columns=["key", "zh", "value"])


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
        *_proposed(walks),
        *_parts(walks),
        *_only_registered(city, walks),
        *_at_edge(choices, access),
    ]
    return pd.concat([city.findings, finding_table(rows)], ignore_index=True)


def _origins(city: "City") -> str:
    if city.buildings is None:
        return "小区出入口（取最近的出入口），没有出入口资料的取小区内一点"
    stairs = "单元入口（取最远的单元），没有单元资料的楼栋取楼栋内一点"
    return stairs + "；没有楼栋资料的小区取其出入口或小区内一点"


def _doors(choices: Choices) -> str:
    return (
        f"出入口；没有出入口资料且无围墙的公园和场地，取边界与道路相交处或 {choices.doorstep:g} 米内"
        "的道路，注明“推定”"
    )


def _base(city: "City") -> str:
    whom = "小区" if city.buildings is None else "住宅、商住及用途未知的楼栋"
    return f"{whom}；分母为有结果者，未能计算的另列"


def _pace(choices: Choices) -> str:
    row = standards.load("pace", overrides=choices.rules).loc[choices.pace].to_dict()
    source = f"{row['standard']} {row['clause']}".strip() or "出处未注明"
    metres = round(choices.speed * SECONDS, 6)
    return f"{row['zh']} {metres:g} 米/分钟（{source}，{_status(row)}）"


def _stairs(choices: Choices) -> str:
    row = standards.load("pace", overrides=choices.rules).loc["stairs"].to_dict()
    kept = standards.stairs(overrides=choices.rules)
    return f"台阶步速为平地的 {kept:.0%}（{_status(row)}）"


def _status(row: dict) -> str:
    return standards.STATUS.get(str(row["status"]), str(row["status"]))


def _licences(city: "City") -> list[tuple[str, str, str]]:
    if not len(city.sources):
        return []
    pairs = city.sources[["attribution", "licence"]].dropna(how="all").drop_duplicates()
    return [
        ("licence", "署名与许可", "，".join(str(part) for part in pair if pd.notna(part)))
        for pair in pairs.itertuples(index=False)
    ]


def _doors_off_network(choices: Choices, walks: Walks) -> list[Finding]:
    alone = walks.doors[walks.doors["edge"].isna()].drop_duplicates(["layer", "place", "gap"])
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
        off = starts[starts["edge"].isna()]
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
