"""Why the planner's rate and the statutory one differ: the answer, the figure, the table of steps."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from ..text.blocks import Table, note, rendered
from ..text.cells import Cell, hectares, known, missing, number, points, said, tenths_rate, text
from ..text.names import Names
from ..text.words import ANSWER_WORDS, STEP_UNITS
from .waterfall import waterfall

_TABLE = "reconciliation"
_NAMED = 2  # largest differences that the answer names


def reconciled(table: pd.DataFrame, words: Names) -> list[str]:
    """
    The answer in a sentence, the figure, and every step with what it rests on.

    Parameters
    ----------
    table
        From :func:`pianqu.analysis.reconciliation.waterfall`; the step may be a column.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from pianqu.analysis import reconciliation
    >>> steps = [
    ...     reconciliation.Step("s0", "法定口径", "起点", "m2", 963, 1000),
    ...     reconciliation.Step("s1", "按户数", "改按户数", "households", 542, 1000),
    ... ]
    >>> blocks = reconciled(reconciliation.waterfall(steps), Names({}, {}, {}))
    >>> "合计 −42.1 个百分点 = 54.2% − 96.3%" in blocks[-1]
    True
    """
    if table.empty:
        return [note(ANSWER_WORDS["no_rows"])]
    whole = table[table["rate_tenths"].notna()]
    answer = _answer(whole) if len(whole) else note(ANSWER_WORDS["no_rate"], tone="warning")
    figure = (
        f'<figure class="an-figure"><div class="an-wide" tabindex="0" role="region" '
        f'aria-label="{escape(ANSWER_WORDS["figure"])}">{waterfall(table)}</div>'
        f"<figcaption>{escape(ANSWER_WORDS['figure'])}。"
        f'<span class="an-swipe">{escape(ANSWER_WORDS["swipe"])}</span></figcaption></figure>'
    )
    return [answer, figure, rendered(_steps(table, words, total(table)))]


def total(table: pd.DataFrame) -> str:
    """
    The sum of the differences as they are printed, and what it is the difference of.

    Parameters
    ----------
    table
        As for :func:`reconciled`.

    Returns
    -------
    str
        Empty with fewer than two rates.

    Examples
    --------
    >>> tenths = pd.array([999, None, 692], dtype="Int64")
    >>> moved = pd.array([None, None, -307], dtype="Int64")
    >>> total(pd.DataFrame({"rate_tenths": tenths, "difference_tenths": moved}))
    '合计 −30.7 个百分点 = 69.2% − 99.9%'
    """
    rates = table["rate_tenths"].dropna().astype(int)
    if len(rates) < 2:  # noqa: PLR2004  a difference has two sides
        return ""
    moved = points(int(table["difference_tenths"].dropna().sum()))
    return (
        f"{ANSWER_WORDS['sum']} {moved} {ANSWER_WORDS['point']} = "
        f"{tenths_rate(rates.iloc[-1])} − {tenths_rate(rates.iloc[0])}"
    )


def _answer(whole: pd.DataFrame) -> str:
    """Both figures side by side, and which steps make the difference."""
    first, last = whole.iloc[0], whole.iloc[-1]
    moved = int(last["rate_tenths"]) - int(first["rate_tenths"])
    figures = "".join(
        f"<div><b>{escape(value)}</b><span>{escape(label)}</span><small>{escape(base)}</small></div>"
        for value, label, base in (
            (tenths_rate(int(first["rate_tenths"])), str(first["zh"]), _parts(first)),
            (tenths_rate(int(last["rate_tenths"])), str(last["zh"]), _parts(last)),
            (points(moved), f"相差（{ANSWER_WORDS['point']}）", "后者减前者"),
        )
    )
    steps = whole.iloc[1:].assign(size=lambda rows: rows["difference_tenths"].astype(int).abs())
    steps = steps[steps["size"] > 0].sort_values("size", ascending=False, kind="stable")
    causes = "；".join(
        f"{row['zh']} {points(int(row['difference_tenths']))} {ANSWER_WORDS['point']}"
        for _, row in steps.head(_NAMED).iterrows()
    )
    told = f"差得最多的步骤：{causes}。" if causes else "各步换算后没有差别。"
    return f'<div class="an-answer">{figures}</div>{note(told + ANSWER_WORDS["not_error"], tone="lead")}'


def _parts(row: pd.Series) -> str:
    unit = STEP_UNITS.get(str(row["unit"]), ("", ""))[1]
    return f"{_amount(row, 'numerator').text} / {_amount(row, 'denominator').text} {unit}"


def _steps(table: pd.DataFrame, words: Names, foot: str) -> Table:
    fields = ("zh", "changed", "numerator", "denominator", "unit", "rate", "difference")
    unit = {"rate": "", "difference": ANSWER_WORDS["point"]}
    return Table(
        "每一步只改变一处口径",
        [words.heading(_TABLE, field, unit=unit.get(field)) for field in fields],
        [tuple(_cells(row)) for _, row in table.iterrows()],
        foot=foot,
    )


def _cells(row: pd.Series) -> Iterator[Cell]:
    computed = known(row["rate_tenths"])
    yield Cell(str(row["zh"]), tone="" if computed else "off")
    yield text(row["changed"])
    yield _amount(row, "numerator")
    yield _amount(row, "denominator")
    yield Cell(STEP_UNITS.get(str(row["unit"]), ("", str(row["unit"])))[1])
    if not computed:
        reason = said(row["reason"]) or ANSWER_WORDS["unnamed_reason"]
        yield Cell(ANSWER_WORDS["not_computed"], reason, "missing")
        yield missing("not_computed")
        return
    yield Cell(tenths_rate(int(row["rate_tenths"])), tone="number strong")
    moved = row["difference_tenths"]
    if not known(moved):
        yield Cell(ANSWER_WORDS["start"], tone="number")
        return
    tone = "up" if moved > 0 else "down" if moved < 0 else ""
    yield Cell(points(int(moved)), tone=f"number {tone}".strip())


def _amount(row: pd.Series, field: str) -> Cell:
    if row["unit"] == "m2":
        return hectares(row[field], word="not_computed")
    return number(row[field], word="not_computed")
