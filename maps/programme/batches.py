"""The yearly batches: the time line, the table, and why the others are in none."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from ..text.amounts import fine, yuan
from ..text.blocks import COMMUNITIES, Table, cut, note, rendered
from ..text.cells import Cell, amount, known, number, said
from ..text.names import parts
from ..text.words import ANSWER_WORDS
from .base import Programme
from .timeline import YEARS, Block, Year, timeline

_MONEY = ("cost", "budget", "carried", "left")
_MEANT = (
    "块的高度为造价，虚线为当年可用资金（含结转）。成熟一个改造一个：只排已成熟、未开工的小区；"
    "每年在资金以内让户数最多，资金不限的年份成熟的全部排入。"
)


def batches(held: Programme) -> list[str]:
    """
    The batches by year.

    Parameters
    ----------
    held
        With `staging_batches` and `staging` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> batches(Programme(SimpleNamespace(tables={}), Names({}, {}, {}), {}))
    []
    """
    table = held.table("staging_batches")
    if table.empty:
        return []
    found = held.table("staging")
    return [*_figure(table, found, held), _table(table, held), *_left(found, held)]


def _figure(table: pd.DataFrame, found: pd.DataFrame, held: Programme) -> Iterator[str]:
    rows = {} if found.empty else {str(row["community"]): row for _, row in found.iterrows()}
    years = [
        Year(
            int(str(row["year"])),
            [_block(code, rows.get(code), held) for code in parts(row["communities"])],
            _budget(row),
        )
        for _, row in table.head(YEARS).iterrows()
    ]
    yield (
        '<figure class="an-figure"><div class="an-wide" tabindex="0" role="region" '
        f'aria-label="年度批次">{timeline(years)}</div><figcaption>{escape(_MEANT)}'
        f'<span class="an-swipe">{escape(ANSWER_WORDS["swipe"])}</span></figcaption></figure>'
    )


def _block(code: str, row: pd.Series | None, held: Programme) -> Block:
    known_row = {} if row is None else row
    return Block(held.words.community(code), known_row.get("households"), known_row.get("cost"))


def _budget(row: pd.Series) -> float | None:
    if not known(row.get("budget")):
        return None
    carried = row.get("carried")
    return float(str(row["budget"])) + (float(str(carried)) if known(carried) else 0.0)


def _table(table: pd.DataFrame, held: Programme) -> str:
    digits = fine(table, _MONEY)
    rows = []
    for _, row in table.iterrows():
        limited = known(row.get("budget"))
        free = Cell("不限", tone="missing")
        rows.append(
            [
                Cell(f"{row['year']} 年"),
                number(row["community_count"]),
                number(row["households"]),
                yuan(row["cost"], digits=digits),
                yuan(row["budget"], digits=digits) if limited else free,
                yuan(row["carried"], digits=digits) if limited else free,
                yuan(row["left"], digits=digits) if limited else free,
                Cell(held.named(row["communities"], most=COMMUNITIES) or "没有", _proven(row)),
            ]
        )
    headings = [
        "年度",
        "小区（个）",
        "户数（户）",
        "造价（元）",
        "当年资金（元）",
        "上年结转（元）",
        "结余（元）",
        "小区",
    ]
    return rendered(Table("年度批次", headings, rows))


def _proven(row: pd.Series) -> str:
    if not known(row.get("community_count")) or not row["community_count"]:
        return ""
    sure = known(row.get("proven")) and bool(row["proven"])
    return "已证明当年没有户数更多的选法" if sure else "未证明当年户数最多"


def _left(found: pd.DataFrame, held: Programme) -> Iterator[str]:
    if found.empty:
        return
    own = found[found["batch"].isna()]
    if own.empty:
        yield note("所有小区都已排入批次。")
        return
    rows = [
        [
            held.community(row["community"]),
            Cell(
                amount(row["households"]) if known(row.get("households")) else "未知", tone="number"
            ),
            Cell(said(row.get("batch_reason")) or "原因未注明"),
        ]
        for _, row in own.head(COMMUNITIES).iterrows()
    ]
    foot = cut("staging", len(rows), len(own), what="个小区", which="在前的")
    yield rendered(Table("没有排入批次的小区", ["小区", "户数（户）", "原因"], rows, foot=foot))
