"""Votes on the page of lifts: each on both bases, by household and by area, what is missing, and why."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from ...analysis.votes.ballots import PER_M2
from ..text.amounts import short
from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, said, share, status
from ..text.names import frame
from .base import Places
from .rounds import held, objections, trend, unit
from .words import CONSENT, TESTS, TOPICS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

FEW = 6  # votes on a topic of which none is folded
_WORST = {"fail": 0, "undetermined": 1, "pass": 2}
_BASES = {  # (share, numerator, denominator) by household and by area
    "参与": ("share_participating", "participating", "eligible"),
    "同意占参与": ("share_agree_of_participating", "agree", "participating"),
    "同意占全部": ("share_agree_of_eligible", "agree", "eligible"),
    "面积：参与（㎡）": ("share_area_participating", "area_participating", "area_eligible"),
    "面积：同意占参与（㎡）": (
        "share_area_agree_of_participating",
        "area_agree",
        "area_participating",
    ),
    "面积：同意占全部（㎡）": ("share_area_agree_of_eligible", "area_agree", "area_eligible"),
}
_FIRST_BY_AREA = 3
_BY_AREA = ("quorum_area", "agree_area")
_CENT = PER_M2 // 100  # whole units of area in a hundredth of a square metre
_CODE = "民法典"
_BEYOND = {  # what the clause itself does not say
    "elevator": "加装电梯按 (七) 处理、以单元为表决单位系各地做法",
    "fund": "条文没有以单元为表决单位，此处按付款的单元计票",
}


def consent(plan: "Plan", named: Places) -> list[str]:
    """
    Every vote with its last round, the rounds before it, and the objections.

    Parameters
    ----------
    plan
        With `consents`, `consent_rounds` and `objections`, as far as they are there.
    named
        Names of stairwells and buildings.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> consent(SimpleNamespace(tables={}), Places(None, {}, {}))
    []
    """
    votes = frame(plan, "consents")
    if votes is None:
        return []
    if votes.empty:
        return [note("表决资料中没有可以计票的事项。")]
    blocks = [note(_lead(votes), tone="lead"), note(_persons(votes))]
    topics = votes["topic"].astype("string")
    for topic in sorted(topics.unique(), key=_order):
        blocks += _topic(topic, votes[topics.eq(topic)], named)
    return [*blocks, *trend(plan, named), *objections(plan, named)]


def _order(topic: str) -> int:
    return [*TOPICS, topic].index(topic)


def _lead(votes: pd.DataFrame) -> str:
    told = []
    for topic, word in TOPICS.items():
        own = votes[votes["topic"].eq(topic)]
        many = own["verdict"].value_counts()
        said_of = "，".join(
            f"{CONSENT[verdict][0]} {many[verdict]}" for verdict in _WORST if verdict in many.index
        )
        told += [f"{word} {len(own)} 件（{said_of}）"] if len(own) else []
    return f"按最后一轮共 {len(votes):,} 件表决：{'；'.join(told)}。"


def _persons(votes: pd.DataFrame) -> str:
    said_of = "人数按户计：有两套房的业主依法算一人，此处算两户。" if "persons_are" in votes else ""
    return (
        f"{said_of}每个比例都写明分子和分母；“占参与”与“占全部”是两个不同的口径，以条文要求的为准。"
        "面积不明时“不能判定”，不算通过。"
    )


def _topic(topic: str, votes: pd.DataFrame, named: Places) -> Iterator[str]:
    order = votes.assign(_place=votes["verdict"].map(_WORST)).sort_values(
        ["_place", "unit"], kind="stable"
    )
    shown = order.head(ROWS)
    won = shown["verdict"].eq("pass") if len(shown) > FEW else pd.Series(False, shown.index)
    whole = cut("consents", len(shown), len(order), what="件", which="未通过在前的")
    word = TOPICS.get(topic, topic)
    rest = shown[won]
    yield (
        rendered(_table(f"{word}：每件的最后一轮", shown[~won], named))
        if len(rest) < len(shown)
        else ""
    )
    passed = _table(f"{word}：通过的各件", rest, named)
    yield folded(f"{word}：通过的各件", [rendered(passed)] if len(rest) else [], count=len(rest))
    yield note(f"{word}的规则：{_rules(topic, votes)}。{whole}")


def _table(caption: str, votes: pd.DataFrame, named: Places) -> Table:
    rows = [list(_vote(row, named)) for _, row in votes.iterrows()]
    headings = ["表决单元", *_BASES, "结论", "还差"]
    groups = ["", *["按户"] * _FIRST_BY_AREA, *["按专有面积"] * _FIRST_BY_AREA, "", ""]
    return Table(caption, headings, rows, groups=groups)


def _vote(row: pd.Series, named: Places) -> Iterator[Cell]:
    codes = [] if row["unit_kind"] == "community" else said(row.get("communities")).split(";")
    where = "".join(f"{named.words.community(code)}，" for code in codes if code)
    yield Cell(unit(row, named, short=True), f"{where}{held(row)}")
    for place, columns in enumerate(_BASES.values()):
        yield _share(row, *columns, area=place >= _FIRST_BY_AREA)
    word, tone = CONSENT.get(said(row["verdict"]), (said(row["verdict"]), ""))
    yield Cell(word, _tests(row), tone)
    yield _missing(row)


def _rules(topic: str, votes: pd.DataFrame) -> str:
    """The clauses a topic was judged by, each with its certainty and what it does not say."""
    once = votes.reindex(columns=["standard", "clause", "certainty"]).drop_duplicates()
    told = []
    for standard, clause, sure in once.itertuples(index=False):
        name, place = said(standard), said(clause)
        if not name:
            told.append("没有该事项的规则，不作判定")
            continue
        national = name.startswith(_CODE)
        more = _BEYOND.get(topic, "") if national else "地方规定，他处以当地规定为准"
        words = f"{name} {place}".strip().removesuffix(" -")
        surety = f"{'多数比例' if national else ''}{status(sure).text}"
        told.append(f"{words}（{'；'.join(filter(None, [surety, more]))}）")
    return "；".join(told)


def _tests(row: pd.Series) -> str:
    """Which tests of the rule fail, and which are open."""
    told = []
    for outcome, word in (("fail", "未达"), ("undetermined", "未定")):
        names = [zh for name, zh in TESTS.items() if said(row.get(name)) == outcome]
        told += [f"{word}：{'、'.join(names)}"] if names else []
    return "；".join(told)


def _share(row: pd.Series, name: str, over: str, under: str, *, area: bool) -> Cell:
    if known(value := row.get(name)):
        return share(value, note=f"{short(row[over])} / {short(row[under])}")
    lost = row.get("unknown_areas")
    if area and known(lost) and lost:
        asked = {said(row.get(name)) for name in _BY_AREA} - {"not_applicable"}
        word = "面积不明" if asked else "规则不按面积"
        return Cell(word, f"{amount(lost)} 户没有面积", "missing")
    return Cell("不能计算", "分母为 0 或不明", "missing")


def _missing(row: pd.Series) -> Cell:
    """What would reach the thresholds, by household and by area; else what is to be found out."""
    if said(row["verdict"]) == "pass":
        return Cell("无")
    told = []
    for stem, counted in (("missing", _homes), ("missing_area", _area)):
        ways = [
            f"{counted(row[name])}{way}"
            for name, way in (
                (f"{stem}_by_turning", "改为同意"),
                (f"{stem}_by_joining", "未参与的参与并同意"),
            )
            if known(row.get(name)) and float(row[name]) > 0
        ]
        told += ["，或 ".join(ways)] if ways else []
    told += [
        f"先查明 {amount(row[name])} 户的{what}"
        for name, what in (("unknown", "意见"), ("unknown_areas", "面积"))
        if said(row["verdict"]) == "undetermined" and known(row.get(name)) and int(row[name])
    ]
    return Cell("；".join(told)) if told else Cell("不能判定", tone="missing")


def _homes(value: float) -> str:
    return f"{amount(value)} 户"


def _area(value: float) -> str:
    """
    An area that is enough, which two decimals by rounding would not be.

    One unit more than a bound is what a majority asks that the bound itself does not reach.
    """
    units = round(value * PER_M2)
    beyond = units - 1
    if beyond == 0:
        return "再有任何面积（不论大小）"
    if units % _CENT and not beyond % (_CENT // 2):
        return f"超过 {short(beyond / PER_M2, digits=3)} ㎡"
    return f"{short(-(-units // _CENT) * _CENT / PER_M2)} ㎡"
