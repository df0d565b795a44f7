"""The figures on packages: what the synthetic district gives in each way of balancing."""

import pandas as pd
from lift_rows import ZH, pair, sheet
from programmed import between, ids, wan
from rule_cells import number

from pianqu.analysis.planning import Plan

_PROVEN = "proven"
_MODES = {
    "self": ("each community by itself", "小区内自平衡"),
    "package": ("each package", "片区内平衡"),
    "pool": ("across packages", "跨片区组合"),
}
_STATES = {
    "proven": ("proven", "已证明最优"),
    "gap": ("not proven in time", "限时内未证明"),
    "infeasible": ("infeasible", "条件冲突，无解"),
    "no_answer": ("no answer in time", "限时内未求出"),
}
_LEVELS = {
    "self": ("by itself", "小区内自平衡"),
    "package": ("in a package", "片区内平衡"),
    "pool": ("across packages", "跨片区组合"),
    "none": ("in none", "三种方式都未纳入"),
    "out": ("not looked at", "未参与组合"),
}
_KINDS = {
    "transfer": ("transfer", "片区间调剂"),
    "drawn": ("from outside", "上级补入"),
    "kept": ("kept", "结余留存"),
}
_OUT = {
    "没有位置": "no position",
    "户数未知": "households not known",
    "已改造": "renewed already",
    "不具备纳入条件（见资格审核）": "not eligible",
    "资金台账中没有金额完整的项目": "no project with all amounts known",
}
_LEFT = {
    "no_package": ("no package can have it", "没有可行片区"),
    "competes": ("could be, but the plan is worth more without", "可成片，方案未选"),
    "unknown": ("not decided in time", "限时内未能判定"),
}
_LINKS = {
    "free": ("near, nothing between", "相邻，其间没有阻隔"),
    "walked": ("a barrier between, with a way across near", "其间有阻隔，但附近可步行通过"),
    "parted": ("parted by a barrier", "被阻隔分开"),
    "district": ("of two sub-districts", "分属两个街道"),
    "unknown_district": ("sub-district not known", "所属街道未知"),
}
_CHANGES = {
    "costs_up": ("works cost 10 % more", "造价上浮 10%"),
    "costs_down": ("works cost 10 % less", "造价下浮 10%"),
}
_RULES = {
    "money": ("money from outside, yuan", "可另行动用的资金（元）"),
    "least_households": ("least households", "户数下限"),
    "most_households": ("most households", "户数上限"),
    "least_area": ("least area, m²", "面积下限（㎡）"),
    "most_area": ("most area, m²", "面积上限（㎡）"),
    "overhead": ("cost of a package, yuan", "每个片区的固定费用（元）"),
    "reach": ("reach, a tenth more", "步行可达范围（加一成）"),
    "count": ("packages", "片区数"),
}


def blocks(plan: Plan) -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "units": _units,
        "links": _links,
        "modes": modes,
        "bundles": packages,
        "transfers": transfers,
        "levels": _levels,
        "left": left,
        "worth": _worth,
        "shaken": _shaken,
    }
    return {
        f"packages.{name}{end}": block(plan, language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def _units(plan: Plan, language: str) -> str:
    """How many of each layer take part, and how many do not."""
    words = {
        "communities": ("communities", "小区"),
        "plots": ("idle plots", "闲置地块"),
        "premises": ("premises", "存量房屋"),
        "projects": ("projects of no community", "不属于小区的项目"),
    }
    table = plan["bundle_units"]
    part = table["left"].isna()
    lines = [
        (pair(words[str(layer)], language), int(own.sum()), int((~own).sum()))
        for layer, own in part.groupby(table["of_layer"])
    ]
    return sheet(language, "layer|take part|do not", "图层|参与|不参与", lines)


def _links(plan: Plan, language: str) -> str:
    table = plan["bundle_links"]
    lines = [
        (
            f"`{state}`",
            pair(_LINKS[str(state)], language) if state in _LINKS else "",
            len(own),
            pair(("yes", "是") if own["joined"].all() else ("no", "否"), language),
        )
        for state, own in table.groupby("state")
    ]
    return sheet(language, "state|what|pairs|side by side", "状态|含义|对|可成片", lines)


def modes(plan: Plan, language: str) -> str:
    """The ways of balancing; figures only of those that are proven, for others differ by machine."""
    lines = []
    for row in plan["bundle_modes"].itertuples():
        head = f"`{row.mode}` {pair(_MODES[str(row.mode)], language)}"
        state = pair(_STATES[str(row.status)], language)
        if row.status != _PROVEN:
            lines.append((head, state, *[""] * 7))
            continue
        counts = row.packages, row.land_alone, f"{row.communities}/{row.communities_all}"
        share = f"{row.households:,}/{row.households_all:,} ({100 * row.share:.1f} %)"
        money = (wan(each) for each in (row.surplus, row.deficit))
        lines.append((head, state, *counts, share, *money, f"{row.worth:,.1f}"))
    return sheet(
        language,
        "balance|status|packages|land by itself|communities|households|surplus|deficit|worth",
        "平衡方式|状态|片区|单列地块|小区|户|结余|缺口|价值（户当量）",
        lines,
    )


def packages(plan: Plan, language: str) -> str:
    """Every package with its members and money."""
    members = plan["bundle_members"].groupby("package")["unit"].agg(";".join)
    lines = [
        (
            name,
            ids(members[name], language),
            row["hub"],
            f"{row['households']:,}",
            f"{row['hectares']:.2f}",
            row["served"],
            between(row["money"], row["money_most"]),
            ids(row["pending"], language),
            f"{row['farthest']:,.0f}",
        )
        for name, row in plan["bundles"].iterrows()
    ]
    return sheet(
        language,
        "package|members|hub|households|ha|served on its land|money|pending|farthest walk, m",
        "片区|成员|中心|户|公顷|用地服务|资金|待补证据|最远步行（m）",
        lines,
    )


def transfers(plan: Plan, language: str) -> str:
    """Who pays whom."""
    lines = [
        (
            row.from_package,
            "" if pd.isna(row.to_package) else row.to_package,
            pair(_KINDS[str(row.kind)], language),
            wan(row.amount),
        )
        for row in plan["bundle_transfers"].itertuples()
    ]
    return sheet(language, "from|to|what|10,000 yuan", "付|收|性质|万元", lines)


def _levels(plan: Plan, language: str) -> str:
    lines = []
    for row in plan["bundle_levels"].itertuples():
        why = "" if pd.isna(row.reason) else str(row.reason)
        said = why if language == ZH else _OUT.get(why, why)
        money = between(row.money_least, row.money_most)
        level = pair(_LEVELS[str(row.level)], language)
        lines.append((f"{row.community} {row.name}", f"{row.households:,}", money, level, said))
    return sheet(
        language,
        "community|households|money|first packed|why not looked at",
        "小区|户|资金|首次成片的方式|未参与的原因",
        lines,
    )


def left(plan: Plan, language: str) -> str:
    """Communities that take part and are in no package, and what would have to give."""
    lines = []
    for row in plan["bundle_left"].reset_index().itertuples():
        lost = ""
        if not pd.isna(row.value_lost) and row.value_lost == row.value_lost_most:
            lost = number(row.value_lost)
        gives = [
            wan(row.short_money),
            "" if pd.isna(row.short_households) else f"{row.short_households:,.0f}",
        ]
        said = (("" if pd.isna(row.rules) else row.rules),) if language == ZH else ()
        lines.append((row.unit, pair(_LEFT[str(row.state)], language), *gives, lost, *said))
    return sheet(
        language,
        "community|state|short of money|short of households|worth that the plan would lose",
        "小区|状态|差资金|差户数|放入后方案少（户当量）|相互矛盾的规则",
        lines,
    )


def _worth(plan: Plan, language: str) -> str:
    lines = []
    for row in plan["bundle_worth"].reset_index().itertuples():
        key = str(row.rule).split(":", maxsplit=1)[0]
        head = f"`{row.rule}`", pair(_RULES[key], language) if key in _RULES else ""
        limits = ["" if pd.isna(each) else number(each) for each in (row.limit, row.changed_to)]
        proven = row.status == _PROVEN
        gain = number(row.gain) if proven else pair(_STATES["gap"], language)
        lines.append((*head, *limits, gain))
    return sheet(
        language,
        "rule|what|now|changed to|gain in worth, households",
        "规则|内容|现值|改为|价值增加（户当量）",
        lines,
    )


def _shaken(plan: Plan, language: str) -> str:
    lines = []
    for row in plan["bundle_shaken"].reset_index().itertuples():
        proven = row.status == _PROVEN
        shown = f"{row.value_before:,.1f} → {row.value_after:,.1f}" if proven else ""
        same = f"{row.households_same:,}/{row.households:,}" if proven else ""
        state = pair(_STATES[str(row.status)], language)
        balanced = f"{row.balanced}/{row.packages}"
        lines.append((pair(_CHANGES[str(row.change)], language), balanced, state, shown, same))
    return sheet(
        language,
        "change|packages that still balance|made anew|worth|households with the same communities",
        "变动|仍能平衡的片区|重新求解|价值（户当量）|片区成员不变的户",
        lines,
    )
