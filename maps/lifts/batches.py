"""Batches of lifts and the three stages of the programme, and who is in no batch and why."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.amounts import wan
from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, missing, number, part, said, share
from ..text.names import Names, frame
from .base import ORDER, Base, Places
from .words import STATES

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_PEOPLE = {"households": "户", "elderly": "老年人"}
_MONEY = {"subsidy": "补贴（万元）", "custody": "托管费（万元/年）"}
_ALL, _BATCH = "all", "batch"


def batches(plan: "Plan", found: Base, named: Places) -> list[str]:
    """
    The programme by stage, the batches, and those in none.

    Parameters
    ----------
    plan
        With `elevator_programme`, `elevator_batches` and `elevator_batch_members`, as far as they
        are there.
    found
        The stairwells.
    named
        Names of stairwells and communities.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> none = Base(pd.DataFrame({"stairwell": []}), None, 0, 0, 0)
    >>> batches(SimpleNamespace(tables={}), none, Places(None, {}, {}))
    []
    """
    blocks: list[str] = []
    stages = frame(plan, "elevator_programme")
    if stages is not None and len(stages):
        blocks += _programme(_agreed(stages, found.rows))
    table = frame(plan, "elevator_batches")
    if table is not None:
        blocks += _batches(table, named.words)
    members = frame(plan, "elevator_batch_members")
    if members is not None:
        blocks += _outside(members, found, named)
    return blocks


def _agreed(stages: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """With how many of the planned lifts are agreed, and how many lifts there are already."""
    there = stages[stages["place"].eq("existing")].set_index("stage")["lifts"]
    stages = stages.assign(existing=stages["stage"].map(there.to_dict()))
    if "lifts_ready" in stages:
        return stages
    ready = rows[rows["readiness"].eq(ORDER[0])]
    batch = ready.get("batch", pd.Series(pd.NA, ready.index)).astype("string")
    alone = {_ALL: len(ready), "single": int(batch.isna().sum())}
    many = [
        int(batch.eq(code).sum()) if known(code) else alone.get(place)
        for place, code in zip(stages["place"], stages["batch"], strict=True)
    ]
    return stages.assign(lifts_ready=pd.array(many, dtype="Int64"))


def _programme(stages: pd.DataFrame) -> Iterator[str]:
    brief = stages[~stages["place"].eq(_BATCH)]
    yield rendered(_stages(brief, "三个阶段：合计、未成片和已有电梯"))
    rest = stages[stages["place"].eq(_BATCH)]
    shown = rest.head(ROWS)
    foot = cut("elevator_programme", len(shown), len(rest), what="行", which="阶段在前的")
    table = _stages(shown, "三个阶段按片", foot=foot)
    yield folded("三个阶段按片", [rendered(table)] if len(rest) else [], count=len(rest))


def _stages(rows: pd.DataFrame, caption: str, *, foot: str = "") -> Table:
    headings = ["阶段", "范围", "电梯（台）", *_PEOPLE.values(), *_MONEY.values()]
    told = foot or (
        "占比的分母：规划和加装为可能需要加装的单元，托管另加已有电梯的单元；户和老年人同。"
    )
    cells = [list(_stage(row)) for _, row in rows.iterrows()]
    return Table(caption, headings, cells, foot=told)


def _stage(row: pd.Series) -> Iterator[Cell]:
    yield Cell(said(row["stage_zh"]))
    batch = row.get("batch")
    yield Cell(str(batch) if known(batch) else said(row["place_zh"]))
    lifts = _counted(row, "lifts", "base", "share")
    yield Cell(lifts.text, "；".join(filter(None, [lifts.note, _voted(row)])), lifts.tone)
    for name in _PEOPLE:
        yield _counted(row, name, f"{name}_base", f"{name}_share")
    for name in _MONEY:
        yield _sum(row, name, applies=name == "custody" or said(row["stage"]) != "custody")


def _voted(row: pd.Series) -> str:
    """How many of the lifts are agreed: what is planned or cared for is not yet agreed."""
    ready: Any = row.get("lifts_ready")
    lifts: Any = row.get("lifts")
    if (
        said(row["place"]) == "existing"
        or said(row["stage"]) == "building"
        or not (known(ready) and known(lifts))
    ):
        return ""
    old: Any = row.get("existing")
    there = int(old) if said(row["place"]) == _ALL and known(old) else 0
    parts = [f"已有 {there:,} 台"] if there else []
    parts += [f"可实施（表决通过）{int(ready):,} 台"]
    parts += [f"尚未议定 {int(lifts) - int(ready) - there:,} 台"]
    return f"其中{'，'.join(parts)}"


def _counted(row: pd.Series, name: str, base: str, rate: str) -> Cell:
    if not known(row.get(name)):
        return missing()
    told = part(row[name], row.get(base))
    whole = f"{share(row.get(rate)).text}，{told}" if known(row.get(rate)) else told
    return number(row[name], note="；".join(filter(None, [whole, _blank(row, name)])))


def _sum(row: pd.Series, name: str, *, applies: bool = True) -> Cell:
    if not applies:
        return Cell("不适用")
    return wan(row.get(name), note=_blank(row, name))


def _blank(row: pd.Series, name: str) -> str:
    told = amount(blank) if known(blank := row.get(f"{name}_unknown")) else "0"
    return f"另有 {told} 台不明" if told != "0" else ""


def _batches(table: pd.DataFrame, words: Names) -> Iterator[str]:
    if table.empty:
        yield note("没有可以成片的单元：附近的台数都不足一片，见下表。")
        return
    shown = table.head(ROWS)
    headings = ["片", "成熟度", "小区", "电梯（台）", *_PEOPLE.values(), *_MONEY.values()]
    headings += ["居民分摊（万元）", "最远两台（米）", "平均优先分"]
    rows = [list(_batch(row, words)) for _, row in shown.iterrows()]
    foot = cut("elevator_batches", len(shown), len(table), what="片", which="编号在前的")
    caption = f"{len(table):,} 片：同一成熟度、相邻、中间没有阻隔的单元；编号先按成熟度，再按优先分"
    yield rendered(Table(caption, headings, rows, foot=foot))


def _batch(row: pd.Series, words: Names) -> Iterator[Cell]:
    yield Cell(said(row["batch"]))
    word, tone = STATES.get(said(row["readiness"]), (said(row["readiness"]), ""))
    yield Cell(word, tone=tone)
    codes = [code for code in said(row.get("communities")).split("、") if code]
    yield Cell("、".join(words.community(code) for code in codes), said(row.get("district")))
    yield number(row["lifts"])
    for name in _PEOPLE:
        yield number(row.get(name), note=_blank(row, name))
    for name in (*_MONEY, "household_part"):
        yield _sum(row, name)
    yield number(row.get("span"))
    yield number(row.get("score"), digits=1)


def _outside(members: pd.DataFrame, found: Base, named: Places) -> Iterator[str]:
    """Who could have a lift and is in no batch; who could not is counted with the rest."""
    able = members["readiness"].isin(ORDER[:3])
    alone = members[able & members["batch"].isna()]
    within = int((able & members["batch"].notna()).sum())
    yield note(
        f"{int(able.sum()):,} 个可能加装的单元中，{within:,} 个成片，{len(alone):,} 个未成片；"
        f"不具备条件的 {len(found.state('none')):,} 个不参与。"
    )
    if alone.empty:
        return
    shown = alone.sort_values("stairwell", kind="stable").head(ROWS)
    rows = []
    for code, state, reason in shown[["stairwell", "readiness", "reason"]].itertuples(index=False):
        word, tone = STATES[str(state)]
        rows.append(
            [Cell(named.stairwell(code)), Cell(word, tone=tone), Cell(said(reason) or "原因未注明")]
        )
    foot = cut("elevator_batch_members", len(shown), len(alone), what="个单元", which="编号在前的")
    table = Table("未成片的单元及原因", ["单元", "成熟度", "为什么未成片"], rows, foot=foot)
    yield folded("未成片的单元及原因", [rendered(table)], count=len(alone))
