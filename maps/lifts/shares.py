"""What each household of some stairwells pays: by floor, with its weight, range and instalments."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from ...analysis import standards
from ..text.amounts import between, short
from ..text.blocks import Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, missing, number, said, status
from ..text.names import frame
from .base import Base, Places
from .words import STATES

if TYPE_CHECKING:
    from ...analysis.planning import Plan

EXAMPLES = 40  # stairwells on the page at most
_SAME = [  # what is alike for all households of a row
    "storey",
    "coefficient",
    "weight",
    "weights",
    "cost_share",
    "compensation",
    "amount",
    "amount_least",
    "amount_most",
    "reason",
]
_DIGITS = 2


def shares(plan: "Plan", found: Base, named: Places) -> list[str]:
    """
    The amounts of households, floor by floor: ready stairwells, and the first of each batch.

    Parameters
    ----------
    plan
        With `elevator_shares`, and `elevator_payments` where there.
    found
        The stairwells.
    named
        Names of stairwells.

    Returns
    -------
    list of str
        HTML blocks: a fold a stairwell; households of a floor that pay alike stand in one row.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> none = Base(pd.DataFrame({"stairwell": []}), None, 0, 0, 0)
    >>> shares(SimpleNamespace(tables={}), none, Places(None, {}, {}))
    []
    """
    table = frame(plan, "elevator_shares")
    if table is None or table.empty:
        return []
    there = set(table["stairwell"])
    wanted = [code for code in _examples(found.rows) if code in there]
    shown = wanted[:EXAMPLES]
    table = table[table["stairwell"].isin(shown)]
    stages = _stages(plan, shown)
    blocks = [
        f"<h3>{len(shown)} 个单元的每户分摊</h3>" if shown else "",
        note(
            "列可实施的单元和每片优先序最前的一个；其余单元的每一户见 renewal.gpkg 的 "
            "elevator_shares 表，分期见 elevator_payments 表。"
        ),
    ]
    for code in shown:
        own = table[table["stairwell"].eq(code)]
        title = f"{_chosen(found.rows, code)} {named.stairwell(code)}：{_title(own)}"
        blocks.append(folded(title, _stairwell(own, stages)))
    which = "可实施和优先序最前的"
    return [
        *blocks,
        note(cut("elevator_shares", len(shown), len(wanted), what="个单元", which=which)),
    ]


def _examples(rows: pd.DataFrame) -> list[str]:
    """Ready ones, then the first of each batch, each in order of rank."""
    rank = pd.to_numeric(rows.get("rank", pd.Series(pd.NA, rows.index)), errors="coerce")
    order = rows.assign(_rank=rank).sort_values(["_rank", "stairwell"], kind="stable")
    ready = order.loc[order["readiness"].eq("ready"), "stairwell"].tolist()
    batch = order.get("batch", pd.Series(pd.NA, order.index))
    first = order[batch.notna()].assign(_batch=batch).drop_duplicates("_batch")
    return list(dict.fromkeys([*ready, *first.sort_values("_batch")["stairwell"]]))


def _stages(plan: "Plan", shown: list[str]) -> pd.DataFrame:
    """Instalments of the households shown, a column a stage; empty without them."""
    table = frame(plan, "elevator_payments")
    if table is None or table.empty:
        return pd.DataFrame()
    own = table[table["stairwell"].isin(shown)]
    if own.empty:
        return pd.DataFrame()
    own = own.assign(
        word=[
            f"{zh}（{amount(share)}%）"
            for zh, share in zip(own["zh"], own["stage_share"], strict=True)
        ]
    )
    stages = own.groupby("word", sort=False)
    return pd.DataFrame({str(word): each.set_index("id")["amount"] for word, each in stages})


def _chosen(rows: pd.DataFrame, code: str) -> str:
    """Why a stairwell is among the examples."""
    row = rows[rows["stairwell"].eq(code)].iloc[0]
    return STATES["ready"][0] if row["readiness"] == "ready" else f"{row['batch']} 首位"


def _title(own: pd.DataFrame) -> str:
    if own["amount"].isna().any():
        return f"{len(own)} 户，金额未定"
    ends = own["amount"].agg(["min", "max"])
    total = amount(own["amount"].sum(), digits=_DIGITS)
    span = between(*ends, scale=1) or amount(ends.iloc[0], digits=_DIGITS)
    return f"{len(own)} 户，合计 {total} 元，每户 {span} 元"


def _stairwell(own: pd.DataFrame, stages: pd.DataFrame) -> Iterator[str]:
    rows = own.reindex(columns=[*own.columns, *(name for name in _SAME if name not in own)])
    if len(stages):
        rows = rows.join(stages, on="id")
    keys = [*_SAME, *stages.columns]
    groups = rows.sort_values("storey", ascending=False, kind="stable").groupby(
        keys, dropna=False, sort=False
    )
    cells = [list(_floor(group, list(stages.columns))) for _, group in groups]
    headings = ["楼层", "系数", "权重 / 合计", "分摊造价（元/户）", "首层补偿", "每户应付（元）"]
    headings += [*stages.columns, "住户"]
    first = own.iloc[0]
    foot = f"系数：{_set(first)}；住户：{_sources(own)}；分期为假定，以合同为准。"
    yield rendered(Table("每户分摊：从高到低，同层数字相同的并为一行", headings, cells, foot=foot))


def _set(row: pd.Series) -> str:
    """A set of coefficients with its certainty, also where it blocks a share."""
    code = said(row.get("coefficients"))
    table = standards.load("share_coefficients").reset_index()
    rows = table.drop_duplicates("set").set_index("set")
    name, sure = code or "未注明", row.get("certainty")
    if code in rows.index:
        name = str(rows["zh"][code])
        sure = sure if known(sure) else rows["status"][code]
    return f"{name}（{status(sure).text if known(sure) else '核实情况未注明'}）"


def _sources(own: pd.DataFrame) -> str:
    return "、".join(own["source"].dropna().astype(str).drop_duplicates()) or "来源未注明"


def _floor(group: pd.DataFrame, stages: list[str]) -> Iterator[Cell]:
    row = group.iloc[0]
    storey = f"{amount(row['storey'])} 层" if known(row["storey"]) else "层数不明"
    yield Cell(storey, f"{len(group)} 户")
    yield number(row["coefficient"], digits=_DIGITS)
    whole = known(row["weight"]) and known(row["weights"])
    yield (
        Cell(f"{short(row['weight'])} / {short(row['weights'])}", tone="number")
        if whole
        else missing()
    )
    yield number(row["cost_share"], digits=_DIGITS, word="not_computed")
    yield number(row["compensation"], digits=_DIGITS, word="not_computed")
    span = between(row["amount_least"], row["amount_most"], scale=1)
    if known(row["amount"]):
        yield number(row["amount"], digits=_DIGITS, note=span)
    else:
        yield Cell("未定", said(row["reason"]) or span, "missing")
    for stage in stages:
        yield number(row[stage], digits=_DIGITS, word="not_computed")
    yield Cell("、".join(group["household"].astype(str)))
