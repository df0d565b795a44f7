"""How many stairwells can have a lift: by readiness, by community, with households and elderly."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from ..text.amounts import summed
from ..text.blocks import COMMUNITIES, Table, cut, note, rendered
from ..text.cells import Cell, amount, known, number, part, share
from ..text.names import Names
from ..words import WORDS
from .base import ORDER, Base, readiest
from .words import STATES

_LOST = "个单元不明"
_PEOPLE = {"households": "户", "elderly": "老年人（人）"}
_MEANT = {
    "ready": "场地各项符合，表决通过",
    "to_vote": "场地各项符合，表决未通过、不能判定或没有记录",
    "to_survey": "没有不符合的硬条件，但有须现场或资料查明的",
    "none": "至少一项硬条件不符合",
}


def counts(found: Base, words: Names) -> list[str]:
    """
    The headline: of the stairwells that may need a lift, how many are how ready.

    Parameters
    ----------
    found
        What the shares are of.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> rows = pd.DataFrame({"readiness": ["ready", "none"], "households": [12, 10], "elderly": [3, None]})
    >>> html = "".join(counts(Base(rows, 4.0, 1, 0, 0), Names({}, {}, {})))
    >>> "2 个单元" in html, "50.0%" in html
    (True, True)
    """
    return [
        note(_lead(found), tone="lead"),
        _tiles(found),
        rendered(_states(found)),
        note(_left_out(found)),
        *_communities(found, words),
    ]


def _of(found: Base) -> str:
    if found.least is None:
        return "需要加装的"
    return f"{found.least:g} 层及以上、没有电梯的"


def _lead(found: Base) -> str:
    said = "，".join(f"{STATES[code][0]} {len(found.state(code)):,} 个" for code in ORDER)
    return f"{_of(found)} {len(found.rows):,} 个单元中：{said}。"


def _tiles(found: Base) -> str:
    boxes = []
    for code in ORDER:
        own = found.state(code)
        homes = summed(own.get("households", pd.Series(dtype="Float64")), lost=_LOST)
        people = f"{homes.text} 户" if "number" in homes.tone else "户数无数据"
        word = escape(STATES[code][0])
        told = escape(f"{_rate(len(own), len(found.rows))} · {people}")
        boxes.append(f"<div><span>{word}</span><b>{len(own):,}</b><small>{told}</small></div>")
    return f'<div class="an-answer an-four">{"".join(boxes)}</div>'


def _rate(count: int, whole: int) -> str:
    return share(count / whole if whole else None).text


def _states(found: Base) -> Table:
    fields = [field for field in _PEOPLE if field in found.rows]
    rows = []
    for code in ORDER:
        word, tone = STATES[code]
        own = found.state(code)
        whole = len(found.rows)
        rate = share(len(own) / whole if whole else None, note=part(len(own), whole))
        cells = [Cell(word), Cell(_MEANT[code], tone=tone), number(len(own)), rate]
        rows.append(cells + [summed(own[field], lost=_LOST) for field in fields])
    every = len(found.rows)
    total = [
        Cell("合计"),
        Cell("以上各项的基数"),
        number(every),
        share(1.0, note=part(every, every)),
    ]
    rows.append(total + [summed(found.rows[field], lost=_LOST) for field in fields])
    headings = ["成熟度", "含义", "单元（个）", "占比", *(_PEOPLE[field] for field in fields)]
    return Table(f"按成熟度：{_of(found)}单元", headings, rows)


def _left_out(found: Base) -> str:
    parts = [
        (found.low, f"不足 {found.least:g} 层" if found.least is not None else "层数不足"),
        (found.fitted, "已有电梯"),
    ]
    told = "，".join(f"{word} {amount(count)} 个" for count, word in parts if count)
    said = f"{WORDS['lift_outside']}的单元：{told}。" if told else ""
    if found.unsure:
        said += f"范围内有 {found.unsure:,} 个单元的层数或有无电梯不明，按可能需要计入。"
    return said


def _communities(found: Base, words: Names) -> Iterator[str]:
    if "community" not in found.rows:
        return
    groups = list(found.rows.groupby(found.rows["community"].astype("string"), dropna=False))
    groups.sort(key=lambda pair: readiest(pair[1]))
    fields = [field for field in _PEOPLE if field in found.rows]
    rows = []
    for code, own in groups[:COMMUNITIES]:
        name = words.community(code) if known(code) else "小区不明"
        many = own["readiness"].value_counts()
        states = [number(int(many.get(state, 0))) for state in ORDER]
        rows.append(
            [Cell(name), number(len(own)), *states, *(summed(own[f], lost=_LOST) for f in fields)]
        )
    headings = ["小区", "单元（个）", *(STATES[code][0] for code in ORDER)]
    headings += [_PEOPLE[field] for field in fields]
    foot = cut("elevators", len(rows), len(groups), what="个小区", which="可实施单元最多的")
    yield rendered(Table("各小区的单元", headings, rows, foot=foot))
