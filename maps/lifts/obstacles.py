"""Why stairwells cannot have a lift, and what must be surveyed: by rule, with clause and certainty."""

from collections.abc import Iterator

import pandas as pd

from ...analysis.lifts.readiness import NO_RECORD
from ..text.blocks import ROWS, Table, cut, note, rendered
from ..text.cells import Cell, known, number, part, said, status
from ..text.names import Names
from ..text.records import clause
from .base import Base
from .words import LIGHT_RULE

_NOTES = 3  # different notes of a rule that are quoted
_KEPT = ["stairwell", "rule", "zh", "status", "note", "standard", "clause", "certainty"]
_NONE, _SURVEY = "none", "to_survey"


def obstacles(found: Base, checks: pd.DataFrame | None, words: Names) -> list[str]:
    """
    What refuses a lift, and what is to be surveyed before it is known.

    Parameters
    ----------
    found
        What the shares are of.
    checks
        The table `elevator_checks`, or none.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> rows = {"stairwell": ["U1"], "readiness": "none", "reasons": "差 1 m", "surveys": None}
    >>> check = {"stairwell": ["U1"], "rule": "road", "zh": "机动车道", "status": "fail"}
    >>> check |= {"note": "差 1 m", "standard": "设计惯例", "clause": "-", "certainty": "unverified"}
    >>> found = Base(pd.DataFrame(rows), 4.0, 0, 0, 0)
    >>> html = "".join(obstacles(found, pd.DataFrame(check), Names({}, {}, {})))
    >>> "机动车道" in html, "未核实" in html
    (True, True)
    """
    if checks is None or checks.empty:
        return []
    refused, open_ = found.state(_NONE), found.state(_SURVEY)
    blocks = list(_refusals(refused, _deciding(checks, refused, "reasons"), words))
    blocks += _surveys(open_, _deciding(checks, open_, "surveys"), words)
    return [*blocks, *_votes(found)]


def _deciding(checks: pd.DataFrame, rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The checks whose note stands in a column of their stairwell, its community beside."""
    said_of = rows.set_index("stairwell")[column].dropna().astype(str)
    own = checks.reindex(columns=_KEPT)
    own = own[own["stairwell"].isin(said_of.index) & own["note"].notna()]
    told = own["stairwell"].map(said_of.to_dict())
    inside = [str(note_) in text for note_, text in zip(own["note"], told, strict=True)]
    own = own[pd.Series(inside, index=own.index, dtype=bool)]
    where = rows.set_index("stairwell").get("community", pd.Series(dtype=object))
    return own.assign(community=own["stairwell"].map(where.to_dict()))


def _refusals(rows: pd.DataFrame, own: pd.DataFrame, words: Names) -> Iterator[str]:
    if rows.empty:
        yield note("没有不具备条件的单元。", tone="lead")
        return
    alone = own.groupby("stairwell")["rule"].transform("nunique").eq(1)
    listed = []
    for _, group in sorted(own.groupby("rule", sort=False), key=lambda pair: -len(pair[1])):
        many = group["stairwell"].nunique()
        single = group.loc[alone[group.index], "stairwell"].nunique()
        listed.append([*_rule(group), number(many, note=part(many, len(rows))), number(single)])
        listed[-1] += [Cell(_places(group, words)), *_source(group)]
    vetoed = rows["reasons"].astype("string").str.contains(LIGHT_RULE, regex=False).fillna(False)
    if int(vetoed.sum()):
        yield note(f"另有 {int(vetoed.sum()):,} 个单元由日照规则否决，见“日照”。")
    headings = ["硬条件", "不符合的单元（个）", "只因此项（个）", "小区", "标准与条款", "依据核实"]
    yield note(
        f"{len(rows):,} 个单元不具备条件；一个单元可有几项不符合，“只因此项”是解决它即无其他硬条件不符合的。",
        tone="lead",
    )
    shown = listed[:ROWS]
    foot = cut("elevator_checks", len(shown), len(listed), what="项规则", which="单元最多的")
    yield rendered(Table("不符合的硬条件：单元多的在前", headings, shown, foot=foot))


def _surveys(rows: pd.DataFrame, own: pd.DataFrame, words: Names) -> Iterator[str]:
    if rows.empty:
        yield note("没有只差踏勘的单元。")
        return
    listed = []
    groups = own.groupby(["rule", "status"], sort=False)
    for (_, state), group in sorted(groups, key=lambda pair: -len(pair[1])):
        many = group["stairwell"].nunique()
        kind = _kind(str(state), group)
        listed.append([*_rule(group), number(many, note=part(many, len(rows))), kind])
        listed[-1] += [Cell(_notes(group)), Cell(_places(group, words)), *_source(group)]
    headings = ["须查明", "单元（个）", "性质", "查什么", "小区", "标准与条款", "依据核实"]
    caption = f"待踏勘的 {len(rows):,} 个单元要查什么：查明以前既不算可以，也不算不可以"
    shown = listed[:ROWS]
    foot = cut("elevator_checks", len(shown), len(listed), what="项规则", which="单元最多的")
    yield rendered(Table(caption, headings, shown, foot=foot))


def _votes(found: Base) -> Iterator[str]:
    """That nobody voted is said beside, since it keeps no shaft from fitting."""
    rows = found.rows[~found.rows["readiness"].eq(_NONE)]
    silent = rows["surveys"].astype("string").str.contains(NO_RECORD, regex=False).fillna(False)
    if int(silent.sum()):
        yield note(f"此外 {int(silent.sum()):,} / {len(rows):,} 个可能加装的单元{NO_RECORD}。")


def _rule(group: pd.DataFrame) -> Iterator[Cell]:
    first = group.iloc[0]
    yield Cell(said(first["zh"]) or said(first["rule"]))


def _source(group: pd.DataFrame) -> Iterator[Cell]:
    first = group.iloc[0]
    yield Cell(clause(first))
    yield status(first["certainty"])


def _kind(state: str, group: pd.DataFrame) -> Cell:
    if state != "unknown":
        return Cell("现场查明", tone="part")
    if group["note"].astype(str).str.startswith("缺少").all():
        return Cell("不明：缺少图层", tone="missing")
    return Cell("不明：资料没有", tone="missing")


def _notes(group: pd.DataFrame) -> str:
    different = group["note"].drop_duplicates().astype(str).tolist()
    more = f"；等 {len(different)} 种情况" if len(different) > _NOTES else ""
    return "；".join(different[:_NOTES]) + more


def _places(group: pd.DataFrame, words: Names) -> str:
    codes = group["community"].dropna().astype(str).drop_duplicates().tolist()
    named = [words.community(code) for code in codes if known(code)]
    more = f"等 {len(named)} 个" if len(named) > _NOTES else ""
    return "、".join(named[:_NOTES]) + more
