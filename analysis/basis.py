"""On what the figures rest: the lines that stand on every page and beside every share."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pandas as pd
from pyproj import CRS

from . import land_basis, pace, programme_basis, standards
from .choice_limits import EVERYONE
from .choices import Choices
from .ground import DEM
from .lifts import grants, lift_votes, prices
from .light import sun_profiles
from .standards import SECONDS
from .votes import consent_rules

if TYPE_CHECKING:
    from ..layers.city import City

# of what a fund's share is, by row of elevator_funds
FUND_OF = {
    grants.PROVIDENT: "居民分摊",
    grants.MAINTENANCE: "该单元按户数应摊的余额",
}
DISTANCE_RULE = "沿步行路网的最短时间（含起终点接入段，按步行方向，时限含端点）"
# the layers that a figure of coverage can come from
USED = (
    "communities",
    "buildings",
    "stairwells",
    "streets",
    "facilities",
    "parks",
    "entrances",
    "barriers",
    "dem",
)


def caption(city: "City", choices: Choices) -> dict[str, Any]:
    """What stands beside every share: limit, pace, distance rule, CRS, date, source."""
    used = city.sources[city.sources["layer"].isin(USED)]
    days = pd.to_datetime(used["as_of"], errors="coerce").dropna()
    span = (
        sorted({days.min().date().isoformat(), days.max().date().isoformat()}) if len(days) else []
    )
    names = dict.fromkeys(str(name) for name in used["source"])
    return {
        "minutes": choices.minutes,
        "pace_m_per_min": round(choices.speed * SECONDS, 6),
        "distance_rule": DISTANCE_RULE,
        "crs": f"EPSG:{city.epsg}",
        "as_of": " 至 ".join(span) or None,
        "source": "；".join(names),
    }


def lines(city: "City", choices: Choices, caption: dict[str, Any]) -> pd.DataFrame:
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
        ("slope", "坡度", _slope(city, choices)),
        ("wait", "路口等候", _wait(choices)),
        ("distance_rule", "距离规则", str(caption["distance_rule"])),
        ("origins", "起点", _origins(city)),
        ("doors", "终点", _doors(choices)),
        (
            "snap",
            "接入距离",
            f"距步行道路 {choices.snap:g} 米以内；超过者列入“问题清单”，不参与计算",
        ),
        ("access", "通行", _passage(choices)),
        ("barriers", "阻隔", _barriers(city, choices)),
        ("base", "统计对象", _base(city)),
        *_of_lifts(city, choices),
        *land_basis.lines(choices),
        *programme_basis.lines(choices),
        ("not_mapped", "未标注", "数据中没有记录的设施类型记为“未标注”，不等于没有"),
        ("crs", "坐标系", f"{CRS.from_epsg(city.epsg).name}（{caption['crs']}）"),
        ("as_of", "数据日期", str(caption["as_of"] or "未注明")),
        ("source", "数据来源", str(caption["source"] or "未注明")),
        *_licences(city),
        ("software", "软件", f"pianqu {version('pianqu')}"),
    ]
    if city.extent is not None:
        rows.append(("edge", "数据边缘", "靠近边缘者可能使用范围以外的设施，覆盖率为下限"))
    return pd.DataFrame(rows, columns=["key", "zh", "value"])


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
    walker = pace.gait(choices.pace, overrides=choices.rules)
    if walker.stairs == 0:
        return f"{walker.zh}不走台阶，也不走有台阶的出入口"
    rows = standards.load("pace", overrides=choices.rules)
    up, down = (_status(rows.loc[name].to_dict()) for name in (pace.STAIRS, pace.STAIRS_DOWN))
    return (
        f"上台阶步速为平地的 {walker.stairs:.0%}（{up}），下台阶为 {walker.stairs_down:.0%}（{down}）；"
        "没有高程处按上台阶"
    )


def _slope(city: "City", choices: Choices) -> str:
    if not choices.slope:
        return "未计入（按选项）"
    if DEM not in city.rasters:
        return "未计入：没有高程数据（dem）"
    return "按高程和步行方向计入（Tobler 1993）；缺高程处按平地，另列"


def _wait(choices: Choices) -> str:
    return f"每处人行横道 {choices.crossing_wait:g} 秒" if choices.crossing_wait else "未计入"


def _passage(choices: Choices) -> str:
    shut = "封闭的道路和出入口不走"
    if choices.passage == EVERYONE:
        return f"{shut}；仅供居民通行的道路和出入口按人人可通行计算"
    return f"{shut}；仅供居民通行的道路和出入口只有该小区居民可走"


def _barriers(city: "City", choices: Choices) -> str:
    if not choices.barriers:
        return "未计入（按选项）：围墙、河道等只在道路不通处起作用"
    if city.barriers is None:
        return "没有阻隔图层：围墙、河道等只在道路不通处起作用"
    return "围墙、河道、铁路、主干路等只能在出入口、桥梁、地道和人行横道处通过，接入道路时也不穿墙"


def _of_lifts(city: "City", choices: Choices) -> list[tuple[str, str, str]]:
    """On what daylight, votes and the money of lifts rest, where there is a layer to ask."""
    if city.buildings is None:
        return []
    rows = [("sun", "日照", _sun(choices)), ("lift_light", "加梯挡光", _lift_light(choices))]
    if city.votes is not None:
        rows.append(("consent", "表决", _consent(choices)))
    return [*rows, ("lift_money", "电梯造价", _lift_money(choices))]


def _sun(choices: Choices) -> str:
    rule = sun_profiles.profile(choices.sun, overrides=choices.rules)
    sure = standards.STATUS[rule.status]
    return (
        f"{rule.zh}：{rule.day:%m-%d} 真太阳时 {rule.start:g}—{rule.end:g} 时不少于 {rule.required:g} 小时"
        f"（{_source(rule.standard, rule.clause).strip()}，{sure}）；楼高上下 {rule.band:g} 米都达标才算稳妥；"
        "不计地形遮挡、坡屋面和阳台"
    )


def _consent(choices: Choices) -> str:
    rule = consent_rules.rules(choices.consent, overrides=choices.rules)["elevator"]
    unknown = "；面积未知的不判为通过" if rule.area() else "；该规则不计面积"
    return (
        f"加装电梯按{_source(rule.standard, rule.clause)}（{standards.STATUS[rule.status]}）："
        f"{lift_votes.asked(rule)}；人数以户计，一人多户者未合并{unknown}"
    )


def _lift_light(choices: Choices) -> str:
    table = standards.load("lift_daylight", overrides=choices.rules).T
    rule = table[choices.lift_light].to_dict()
    source = _source(rule["standard"], rule["clause"]).strip()
    effect = {"warn": "只提示并列入征询名单", "veto": "否决"}[rule["effect"]]
    return f"{rule['zh']}（{source}，{_status(rule)}）：{effect}"


def _lift_money(choices: Choices) -> str:
    costs = standards.load(prices.TABLE, overrides=choices.rules)
    own = costs[costs["set"] == choices.lift_cost]
    sure = "、".join(dict.fromkeys(_status(row) for row in own.to_dict("records")))
    grant = grants.subsidy(choices.subsidy, overrides=choices.rules)
    parts = [
        f"{own['zh'].iloc[0]}（{sure}）",
        *_carried(own),
        f"补贴：{grant['zh']}（{_status(grant.to_dict())}）",
        *_funds(choices),
        "实际以报价和当地政策为准",
    ]
    return "；".join(parts)


def _carried(rows: pd.DataFrame) -> list[str]:
    """Rows that give the figures of an earlier one to other storeys."""
    storeys = ["storeys_least", "storeys_most"]
    same = [name for name in rows if name not in (*storeys, "note")]
    said = []
    for _, group in rows.groupby(same, sort=False, dropna=False):
        spans = (dict.fromkeys(f"{end:g}" for end in row) for row in group[storeys].to_numpy())
        first, *others = (f"{'—'.join(span)} 层" for span in spans)
        said += [f"{other}沿用 {first}的数" for other in others]
    return said


def _funds(choices: Choices) -> list[str]:
    """How much of each fund is counted at most: the limits are no clause's."""
    rows = standards.load(grants.FUNDS, overrides=choices.rules).T
    return [
        f"{rows[fund]['zh']}至多计{of}的 {float(rows[fund]['ratio']):.0%}"
        f"（限额为假定，{_status(rows[fund].to_dict())}）"
        for fund, of in FUND_OF.items()
    ]


def _source(standard: object, clause: object) -> str:
    """Where a rule stands; a clause of "-" is none."""
    named = [str(each).strip() for each in (standard, clause)]
    said = " ".join(each for each in named if each not in ("", "-"))
    return f" {said}" if said else "所选规则（未附条文）"


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
