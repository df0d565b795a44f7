"""Communities against lists of items: the complete community, the scorecard, the eight in step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ..text.blocks import COMMUNITIES, ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, part, said, share, status
from ..text.names import Names, frame
from ..text.words import ANSWER_WORDS, HEADINGS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_GOOD, _BAD, _PART, _OPEN = "good", "bad", "part", "missing"
# how an item is decided, to the word for what nobody knows of it
_WANTING = {
    "attested": "wanting",
    "necessary": "wanting",
    "field": "no_data",
    "parking": "no_data",
    "lifts": "no_data",
}


@dataclass(frozen=True)
class Rating:
    """
    A table of communities by items, and how its words look.

    Attributes
    ----------
    table, state
        Its name, and the column with the state of an item.
    words
        State to word and tone; any other state is not decided.
    groups
        State of the column `group` to the heading above its items.
    """

    table: str
    state: str
    words: Mapping[str, tuple[str, str]]
    groups: Mapping[str, str]


COMPLETE = Rating(
    "complete_community", "item_result", {"pass": ("达标", _GOOD), "fail": ("未达标", _BAD)}, {}
)
SCORECARD = Rating(
    "scorecard",
    "result",
    {"met": ("达标", _GOOD), "not_met": ("未达标", _BAD)},
    {"has": "六有", "reaches": "五达标", "sound": "三完善"},
)
SYNCHRONY = Rating(
    "synchrony",
    "state",
    {
        "present": ("已有", _GOOD),
        "partly": ("部分", _PART),
        "missing": ("缺", _BAD),
        "not_needed": ("无需", _GOOD),
    },
    {},
)


def rated(plan: "Plan", rating: Rating, words: Names) -> list[str]:
    """
    The matrix of a rating, why cells are not good, and how each item is judged.

    Parameters
    ----------
    plan
        With the table of the rating, or without.
    rating
        :data:`COMPLETE`, :data:`SCORECARD` or :data:`SYNCHRONY`.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks; the communities with most that is bad come first.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rated(SimpleNamespace(tables={}), SCORECARD, Names({}, {}, {}))
    []
    """
    table = frame(plan, rating.table)
    if table is None:
        return []
    if table.empty:
        return [note(ANSWER_WORDS["no_rows"])]
    table = _with_cells(table, rating)
    worst = _worst(table)
    shown = worst[:COMMUNITIES]
    return [
        rendered(_matrix(table, rating, words, shown, len(worst))),
        note(_legend(table, rating)),
        *_reasons(table[table["community"].isin(shown)], rating, words, shown),
        *_rules(table, rating, words),
    ]


def _with_cells(table: pd.DataFrame, rating: Rating) -> pd.DataFrame:
    """The word and tone of each row, beside its item."""
    open_word = table.get("evidence", pd.Series("", table.index)).map(_WANTING).fillna("undecided")
    state = table[rating.state].astype(object)
    told = [
        rating.words.get(value, (ANSWER_WORDS[word], _OPEN))
        for value, word in zip(state, open_word, strict=True)
    ]
    named = [word for word, _ in told], [tone for _, tone in told]
    return table.assign(word=named[0], tone=named[1])


def _items(table: pd.DataFrame) -> pd.DataFrame:
    """One row an item and community: of several options of an item the first names it."""
    return table.drop_duplicates(["community", "item"])


def _worst(table: pd.DataFrame) -> list[str]:
    each = _items(table)
    many = pd.DataFrame(
        {
            tone: each["tone"].eq(tone).groupby(each["community"]).sum()
            for tone in (_BAD, _PART, _OPEN)
        }
    )
    order = many.sort_index().sort_values([_BAD, _PART, _OPEN], ascending=False, kind="stable")
    return [str(community) for community in order.index]


def _matrix(
    table: pd.DataFrame, rating: Rating, words: Names, shown: list[str], every: int
) -> Table:
    each = _items(table)
    first = each.drop_duplicates("item")
    cells = {
        (community, item): Cell(word, tone=tone)
        for community, item, word, tone in each[["community", "item", "word", "tone"]].itertuples(
            index=False
        )
    }
    tally = pd.crosstab(each["community"], each["word"])
    order = [word for word in _order(rating) if word in tally.columns]
    blank = Cell(ANSWER_WORDS["no_data"], tone=_OPEN)
    rows = [
        (
            Cell(words.community(community)),
            *(cells.get((community, item), blank) for item in first["item"]),
            *(Cell(str(tally.loc[community, word]), tone="number") for word in order),
        )
        for community in shown
    ]
    count = len(first)
    groups = (
        [rating.groups.get(group, "") for group in first["group"]]
        if "group" in first
        else [""] * count
    )
    return Table(
        f"{len(first)} 项，每格一项，未达标最多的小区在前",
        [HEADINGS["community"], *first["zh"].astype(str), *order],
        rows,
        "matrix",
        ["", *groups, *("合计（项）" for _ in order)],
        cut(rating.table, len(shown), every, what="个小区"),
    )


def _order(rating: Rating) -> list[str]:
    open_words = [ANSWER_WORDS[word] for word in ("undecided", "wanting", "no_data")]
    return [*(word for word, _ in rating.words.values()), *open_words]


def _legend(table: pd.DataFrame, rating: Rating) -> str:
    said = {
        ANSWER_WORDS["wanting"]: "地图数据不能判定，须有认定记录",
        ANSWER_WORDS["no_data"]: "所需字段未记录",
        ANSWER_WORDS["undecided"]: "部分楼栋或设施没有结果，不足以判定",
    }
    used = [word for word in _order(rating) if word in set(table["word"]) and word in said]
    if not used:
        return ""
    return (
        "；".join(f"{word}：{said[word]}" for word in used) + "。未知不计为达标，也不计为未达标。"
    )


def _reasons(table: pd.DataFrame, rating: Rating, words: Names, shown: list[str]) -> Iterator[str]:
    """Why: every cell that is bad, in part, or open for lack of data rather than of evidence."""
    rows = table[table["tone"].ne(_GOOD) & table["reason"].notna()]
    rows = rows[rows["word"].ne(ANSWER_WORDS["wanting"])]
    rank = rows["community"].map({community: at for at, community in enumerate(shown)})
    tones = rows["tone"].map({_BAD: 0, _PART: 1, _OPEN: 2})
    rows = rows.assign(rank=rank, grade=tones).sort_values(["rank", "grade"], kind="stable")
    if rows.empty:
        return
    listed = [
        (
            Cell(words.community(row["community"])),
            Cell(str(row["zh"])),
            Cell(str(row["word"]), tone=str(row["tone"])),
            _measured(row),
            Cell(str(row["reason"])),
        )
        for _, row in rows.head(ROWS).iterrows()
    ]
    foot = cut(rating.table, len(listed), len(rows), what="项")
    own = [words.heading(rating.table, field) for field in ("zh", rating.state, "reason")]
    headings = [HEADINGS["community"], *own[:2], "达到要求的占比", own[2]]
    yield folded(
        "未达标和未判定的原因",
        [rendered(Table("未达标和未判定的原因", headings, listed, foot=foot))],
        count=len(rows),
    )


def _measured(row: pd.Series) -> Cell:
    """The share that is as asked for, with its base, and what is asked for."""
    if "share_buildings" in row.index:
        whole = row["reached"] + row["not_reached"]
        cell = share(row["share_buildings"], note=part(row["reached"], whole))
    else:
        cell = share(row["measured"], note=part(row.get("reached"), row.get("base")))
    if not known(row.get("unknown")) or not row["unknown"]:
        return cell
    open_homes = f"未判定 {amount(row['unknown'])}"
    return Cell(cell.text, " · ".join(filter(None, [cell.note, open_homes])), cell.tone)


def _rules(table: pd.DataFrame, rating: Rating, words: Names) -> Iterator[str]:
    option = "option" if "option" in table else "item"
    rows = []
    for _, row in table.drop_duplicates(option).iterrows():
        source = Cell(str(row["standard"]), said(row["clause"]))
        sure = status(row["status"])
        rows.append((Cell(str(row["zh"]), tone=sure.tone), Cell(_asked(row)), source, sure))
    headings = ["项目", "怎样算达标", "依据", "依据核实"]
    yield folded("各项怎样判定", [rendered(Table("各项怎样判定", headings, rows))], count=len(rows))


def _asked(row: pd.Series) -> str:
    if "text" in row.index:
        return str(row["text"])
    area = f"，面积不少于 {amount(row['required'])} ㎡" if known(row["required"]) else ""
    return f"{row['share_needed']:.0%} 的住宅步行 {row['minutes_most']:g} 分钟内有{area}"
