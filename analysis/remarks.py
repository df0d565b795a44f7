"""What must stand beside the figures: the basis of every one, and all that was left out."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..layers.findings import INFO, WARNING
from . import standards
from .choices import Choices
from .doors import BASES, GIVEN, POINT
from .standards import SECONDS
from .walks import PARK, Walks

if TYPE_CHECKING:
    from ..layers.city import City

COLUMNS = ["severity", "layer", "id", "rule", "value", "remedy"]


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
        ("origins", "起点", "单元入口（取最远的单元）；无单元图层的楼栋取楼栋内一点"),
        (
            "doors",
            "终点",
            f"出入口；未给出出入口的公园取边界与道路相交处或 {choices.doorstep:g} 米内的道路，注明“推定”",
        ),
        (
            "snap",
            "接入距离",
            f"距步行道路 {choices.snap:g} 米以内；超过者列入“问题清单”，不参与计算",
        ),
        ("base", "统计对象", "住宅、商住及用途未知的楼栋；分母为有结果者，未能计算的另列"),
        ("not_mapped", "未标注", "数据中没有记录的设施类型记为“未标注”，不等于没有"),
        ("crs", "坐标系", str(caption["crs"])),
        ("as_of", "数据日期", str(caption["as_of"] or "未注明")),
        ("source", "数据来源", str(caption["source"] or "未注明")),
        *_licences(city),
        ("software", "软件", f"pianqu {version('pianqu')}"),
    ]
    if city.extent is not None:
        rows.append(
            ("edge", "数据边缘", "靠近数据边缘的楼栋可能使用范围以外的设施，未覆盖数为上限")
        )
    return pd.DataFrame(rows, columns=["key", "zh", "value"])


def findings(
    city: "City", choices: Choices, walks: Walks, tables: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """
    Everything that was left out or taken on trust, each with what to do.

    Returns
    -------
    DataFrame
        One row a finding: `severity` (warning, info), `layer`, `id`, `rule`, `value`,
        `remedy`.
    """
    rows = [
        *_off_network(choices, walks),
        *_buildings_off_network(choices, tables),
        *_without_door(city, walks),
        *_proposed(walks),
        *_parts(walks),
        *_at_edge(choices, tables),
    ]
    found = pd.DataFrame(rows, columns=COLUMNS)
    return pd.concat([city.findings.reindex(columns=COLUMNS), found], ignore_index=True)


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


def _off_network(choices: Choices, walks: Walks) -> list[tuple]:
    doors = walks.doors
    alone = doors[doors["edge"].isna()]
    reached = set(doors.loc[doors["edge"].notna(), "place"])
    return [
        (
            WARNING,
            row.layer,
            row.place,
            "接入距离",
            f"{row.gap:.0f} 米",
            f"距最近步行道路 {row.gap:.0f} 米，超过 {choices.snap:g} 米，未参与计算；请核对位置或补充道路。",
        )
        for row in alone.drop_duplicates("place").itertuples()
        if row.place not in reached
    ]


def _buildings_off_network(choices: Choices, tables: dict[str, pd.DataFrame]) -> list[tuple]:
    if "building_access" not in tables:
        return []
    access = tables["building_access"]
    alone = access[~access["snapped"] & access["gap"].notna()]
    return [
        (
            WARNING,
            "buildings",
            row.Index,
            "接入距离",
            f"{row.gap:.0f} 米",
            f"距最近步行道路 {row.gap:.0f} 米，超过 {choices.snap:g} 米，未能计算；请补充楼前道路。",
        )
        for row in alone.itertuples()
    ]


def _without_door(city: "City", walks: Walks) -> list[tuple]:
    if city.parks is None or city.streets is None or "fenced" not in city.parks.columns:
        return []
    fenced = city.parks.index[city.parks["fenced"].fillna(False).astype(bool)]
    known = set(walks.doors.loc[walks.doors["kind"] == PARK, "place"])
    return [
        (
            WARNING,
            "parks",
            park,
            "出入口",
            "无",
            "有围墙而未给出出入口，未参与计算；请补充出入口。",
        )
        for park in fenced
        if park not in known
    ]


def _proposed(walks: Walks) -> list[tuple]:
    doors = walks.doors
    guessed = doors[~doors["basis"].isin([GIVEN, POINT])]
    return [
        (
            INFO,
            layer,
            None,
            "推定出入口",
            f"{places['place'].nunique()} 处",
            f"{BASES[str(basis)]}；请用实测出入口替换。",
        )
        for (layer, basis), places in guessed.groupby(["layer", "basis"])
    ]


def _parts(walks: Walks) -> list[tuple]:
    if walks.network is None or walks.network.component.max(initial=0) == 0:
        return []
    net = walks.network
    apart = net.component[net.start] > 0
    number, metres = int(net.component.max()), float(net.length[apart].sum())
    share = metres / float(net.length.sum())
    return [
        (
            WARNING,
            "streets",
            None,
            "路网连通",
            f"{number} 处",
            f"有 {number} 段道路（共 {metres:.0f} 米，占 {share:.1%}）与主路网不连通；请核对是否漏画连接。",
        )
    ]


def _at_edge(choices: Choices, tables: dict[str, pd.DataFrame]) -> list[tuple]:
    if "building_access" not in tables:
        return []
    access = tables["building_access"]
    near = int((access["counted"] & (access["edge_minutes"] <= choices.minutes)).sum())
    if not near:
        return []
    counted = int(access["counted"].sum())
    return [
        (
            WARNING,
            "buildings",
            None,
            "数据边缘",
            f"{near} 栋",
            f"{counted} 栋中有 {near} 栋距数据边缘不足 {choices.minutes:g} 分钟，范围以外的设施未计入，其“未到达”可能偏多；请取更大范围的数据。",
        )
    ]
