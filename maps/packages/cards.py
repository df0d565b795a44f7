"""A card for each package: its plan, its members, what it serves, how it balances, what binds."""

from collections.abc import Iterator
from html import escape
from typing import Any

import pandas as pd

from ..text.amounts import in_wan, span, told
from ..text.blocks import Table, cut, folded, lines, note, rendered
from ..text.cells import Cell, amount, judged, known, number, said
from .balance import account, balance, judged_balance
from .base import Bundled, equivalent, served, service
from .drawing import Ground, drawing, ground, keys
from .transfers import sides
from .words import VERDICTS

CARDS = 60  # packages on the page at most
_MEMBERS = [
    *("成员", "类别", "户数（户）", "面积（公顷）", "收支（元）", "到中心步行（米）"),
    *("承载服务", "资格"),
]

_MEANT = (
    "成员的收支为收入减造价，未定款项按上下限列示；地块的收支为建设费用，其经营收入另计入片区。"
    "每个片区的“收”“支”两条等长，条内数字为万元；“成员的资金来源”由结余和造价推得，造价按上限计。"
)


def cards(found: Bundled) -> list[str]:
    """
    The cards of all packages, in the order of the table.

    Parameters
    ----------
    found
        The packages of a plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> cards(Bundled(None, None, pd.DataFrame(), pd.DataFrame(), {}))
    []
    """
    if found.packages.empty:
        return []
    land, moved = ground(found), dict(sides(found).iterrows())
    shown = found.packages.head(CARDS)
    made = [_card(row, found, land, moved[str(row["package"])]) for _, row in shown.iterrows()]
    more = cut("bundles", len(shown), len(found.packages), what="个片区", which="前")
    return [note(_MEANT), _index(shown, found), keys(), *made, note(more)]


def _index(shown: pd.DataFrame, found: Bundled) -> str:
    links = "".join(
        f'<li><a href="#{escape(_anchor(code))}">{escape(f"{code} {found.titles[str(code)]}")}</a></li>'
        for code in shown["package"]
    )
    return f'<nav class="st-index" aria-label="各片区"><ul>{links}</ul></nav>'


def _anchor(code: Any) -> str:
    return f"package-{code}"


def _card(row: pd.Series, found: Bundled, land: Ground | None, moved: pd.Series) -> str:
    word, tone = judged_balance(row)
    code = str(row["package"])
    alone = "<b>单独注入资金池</b>" if bool(row.get("alone")) else ""
    own = account(row, found, moved)
    blocks = "".join(
        [
            '<div class="pk-top"><div>',
            f'<figure class="an-plan">{drawing(code, found, land)}</figure>',
            lines(_facts(row, found), name="an-lines an-sizes"),
            "</div><div>",
            *balance(own),
            *_binding(row, found),
            *_shaken(row, found),
            "</div></div>",
            rendered(_members(row, found)),
        ]
    )
    return (
        f'<article class="an-plot pk-card" id="{escape(_anchor(code))}"><header>'
        f"<h3>{escape(f'{code} {found.titles[code]}')}</h3>"
        f'<p>{alone}<b class="t-{tone}">{escape(word)}</b></p></header>{blocks}</article>'
    )


def _facts(row: pd.Series, found: Bundled) -> Iterator[tuple[str, Cell]]:
    land = f"，地块、房屋 {int(row['land'])} 处" if row.get("land") else ""
    yield "组成", Cell(f"小区 {int(row['communities'])} 个{land}")
    if row["communities"]:
        yield "户数", Cell(f"{int(row['households']):,} 户")
    yield "面积", Cell(f"{amount(row['hectares'], digits=2)} 公顷", "各成员面积之和")
    if known(row.get("district")):
        yield "街道", Cell(said(row["district"]))
    far = row.get("farthest")
    way = f"最远的成员步行 {amount(far)} 米" if known(far) else "到成员的步行距离不明"
    way = way if row["communities"] + row["land"] > 1 else "只有这一个成员"
    yield "片区中心", Cell(found.name(row["hub"]), way)
    yield "结余、缺口", Cell(f"{_ends(row)} 万元", "未定款项按上下限列示")
    yield "服务的需求", _served(row)
    if known(row.get("worth")):
        yield "得分", Cell(equivalent(row["worth"]))
    if known(row.get("pending")):
        names = "、".join(found.name(each) for each in said(row["pending"]).split("、"))
        yield "待补证据", Cell(names, "资格尚缺证据，先计入", "doubt")


def _ends(row: pd.Series) -> str:
    ends = [in_wan(row.get(name)) for name in ("money_least", "money_most")]
    return "～".join(dict.fromkeys(ends))


def _served(row: pd.Series) -> Cell:
    told_so = served(row.get("served"))
    return Cell(told_so) if told_so else Cell("没有由本片区用地满足的需求", tone="missing")


def _members(row: pd.Series, found: Bundled) -> Table:
    own = found.inside(row["package"])
    return Table(
        "成员",
        _MEMBERS,
        [list(_member(each, found)) for _, each in own.iterrows()],
    )


def _member(row: pd.Series, found: Bundled) -> Iterator[Cell]:
    name = found.unit(row["unit"])
    yield Cell(name.text, "；".join(filter(None, [name.note, "片区中心" if row["hub"] else ""])))
    yield Cell(said(row.get("role")))
    lived = said(row.get("of_layer")) == "communities"
    yield number(row.get("households")) if lived else Cell("不适用", tone="missing")
    yield number(row.get("hectares"), digits=2)
    yield span(row.get("money_least"), row.get("money_most"))
    far = row.get("metres")
    yield number(far) if known(far) else Cell("不明", tone="missing")
    kind = row.get("service")
    yield Cell(service(kind)[0] if known(kind) else "无", tone="" if known(kind) else "missing")
    yield judged(row.get("verdict"), VERDICTS) if lived else Cell("不适用", tone="missing")


def _binding(row: pd.Series, found: Bundled) -> Iterator[str]:
    """What is tight, then every limit with its room behind a line."""
    table = found.table("bundle_binding")
    own = table[table["package"].eq(row["hub"]).fillna(value=False)] if len(table) else table
    if own.empty:
        return
    tight = own[own["tight"].astype(bool)]
    if tight.empty:
        yield note("没有卡住的条件：所列限值都有余量。")
    for _, each in tight.iterrows():
        step = (
            f"，再动一个成员至少要 {_amount(each, 'next_step')}" if known(each["next_step"]) else ""
        )
        yield note(
            f"卡住：{said(each['rule_zh'])}，现为 {_amount(each, 'measured')}，"
            f"只余 {_amount(each, 'room')}{step}。",
            tone="warning",
        )
    rows = [
        [
            Cell(said(each["rule_zh"])),
            *(Cell(_amount(each, name), tone="number") for name in ("measured", "limit", "room")),
            Cell("卡住", tone="bad") if bool(each["tight"]) else Cell("有余量", tone="good"),
        ]
        for _, each in own.iterrows()
    ]
    shown = Table("各项条件的余量", ["条件", "实际", "限值", "余量", "是否卡住"], rows)
    yield folded("各项条件的余量", [rendered(shown)], count=len(rows))


def _amount(row: pd.Series, name: str) -> str:
    if not known(row[name]):
        return "不明"
    unit = said(row["unit"])
    return told(row[name]) if unit == "元" else f"{amount(row[name])} {unit}"


def _shaken(row: pd.Series, found: Bundled) -> Iterator[str]:
    table = found.table("bundle_steady")
    own = table[table["package"].eq(row["hub"])] if len(table) else table
    if own.empty:
        return
    each, words = own.iloc[0], found.table("bundle_shaken")
    named = dict(zip(words["change"], words["change_zh"], strict=True)) if len(words) else {}
    parts = []
    for code, usual in (("up", "造价上浮"), ("down", "造价下浮")):
        still = "仍平衡" if bool(each[f"balances_{code}"]) else "不再平衡"
        pool = "所在资金池" if found.mode == "pool" else ""
        said_so = named.get(f"costs_{code}", usual)
        parts.append(f"{said_so}，本片区结余变为 {told(each[f'costs_{code}'])}，{pool}{still}")
    most = each.get("most_up")
    room = f"；造价最多可涨 {float(str(most)):.1%} 仍能平衡" if known(most) else ""
    yield note(f"{'；'.join(parts)}{room}。")
