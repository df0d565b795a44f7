"""The report of a plan before it has a form: chapters with their sentences, tables and figures."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ...gis.errors import OutputError
from ..basis import basis_value, synthetic
from ..look import Look
from ..text.cells import said
from ..text.names import Names, frame
from ..words import WORDS
from .chapters import chapter_of, chapters, question_of, subject_of, title_of
from .content import Block, Chapter, Frame, Picture, Report, Said
from .grids import Grid, grid, named
from .records import catalogue, method, origins, unanswered
from .sentences import Filled, filled, sentences
from .words import CHAPTERS, NUMERALS, REPORT_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

MAIN = ("scheme", "work", "money", "resources", "upkeep")
_UNNAMED = "未命名"
PICTURES = (".png", ".jpg", ".jpeg")


def compose(
    plan: "Plan",
    *,
    look: Look | None = None,
    own: Sequence[Path] = (),
    figures: Mapping[str, Path] | None = None,
    maps: Mapping[str, str] | None = None,
) -> Report:
    """
    The chapters of a plan's report.

    Parameters
    ----------
    plan
        Tables that are not there leave their part out, with the reason.
    look
        Title and marks.
    own
        Tables of the user's own sentences, as for
        :func:`pianqu.maps.report.sentences.sentences`.
    figures
        Name to file, PNG or JPEG: a name that begins with a table or question stands in its
        chapter, another at the end.
    maps
        Name to the HTML of a page.

    Returns
    -------
    Report

    Raises
    ------
    ChoiceError
        A sentence of the user's own cannot be meant.
    OutputError
        A figure is missing or no picture.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> empty = SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field", "zh"]))
    >>> [chapter.title for chapter in compose(empty).chapters][1]
    '一、方案怎么定'
    """
    look = look or Look()
    pictures = _pictures(plan, figures or {})
    places, words = chapters(plan), named(plan)
    said_by = _filled(plan, own, words)
    built = [Chapter("summary", CHAPTERS["summary"], tuple(_sentences(plan, said_by["summary"])))]
    for key in MAIN:
        blocks = [*_sentences(plan, said_by[key]), *pictures.pop(key, [])]
        blocks += _grids(plan, places[places["chapter"].eq(key)], words)
        built.append(Chapter(key, "", tuple(blocks or [Said((REPORT_WORDS["nothing"],))])))
    built += _last(plan, places)
    built = [_numbered(chapter, built) for chapter in built]
    if maps:
        frames = tuple(Frame(name, page) for name, page in maps.items())
        built.insert(1, Chapter("maps", REPORT_WORDS["maps"], frames))
    appendix = [
        *_grids(plan, places[places["chapter"].eq("appendix")], words),
        *pictures.pop("", []),
    ]
    title = CHAPTERS["appendix"]
    built += [Chapter("appendix", title, tuple(appendix))] if appendix else []
    return _headed(plan, look, tuple(_with_numbers(built)))


def _filled(plan: "Plan", own: Sequence[Path], words: Names) -> dict[str, list[Filled]]:
    """Chapter to what it says, in the order of the sentences."""
    found: dict[str, list[Filled]] = {key: [] for key in CHAPTERS}
    for sentence in sentences(own):
        found[sentence.chapter] += filled(sentence, plan, words=words)
    return found


def _sentences(plan: "Plan", found: list[Filled]) -> Iterator[Said]:
    """What is known first; then once a question, what is not there."""
    known = [one for one in found if not one.table]
    for repeated, group in groupby(known, key=lambda one: bool(one.sentence.each)):
        texts = tuple(one.text for one in group)
        yield Said(texts, listed=repeated, tone="" if repeated else "lead")
    lost = dict.fromkeys(missing(plan, one.table) for one in found if one.table)
    if lost:
        yield Said(tuple(lost), tone="warning")


def missing(plan: "Plan", table: str) -> str:
    """
    The sentence that says why a table is not there.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> row = {"question": "finance", "zh": "资金台账", "reason": "没有资金表"}
    >>> missing(SimpleNamespace(tables={"questions": pd.DataFrame([row])}), "finance")
    '资金台账未计算：没有资金表。'
    >>> missing(SimpleNamespace(tables={}), "finance")
    '各项目资金平衡未计算：本次没有这项结果。'
    """
    asked = frame(plan, "questions")
    if asked is not None and {"question", "zh", "reason"} <= set(asked.columns):
        own = asked[asked["question"].eq(question_of(table)) & asked["reason"].notna()]
        if len(own):
            row = own.iloc[0]
            return f"{said(row['zh'])}未计算：{said(row['reason']).rstrip('。')}。"
    return f"{title_of(table)}未计算：本次没有这项结果。"


def _grids(plan: "Plan", places: pd.DataFrame, words: Names) -> list[Block]:
    found = [grid(plan, place, words) for _, place in places.iterrows()]
    return [one for one in found if one is not None]


def _last(plan: "Plan", places: pd.DataFrame) -> Iterator[Chapter]:
    yield Chapter("unanswered", "", unanswered(plan))
    yield Chapter("method", "", method(plan) or (Said((REPORT_WORDS["nothing"],)),))
    listed = [(REPORT_WORDS["catalogue"], catalogue(plan, places))] if len(places) else []
    yield Chapter("sources", "", (), (*origins(plan), *listed))


def _numbered(chapter: Chapter, every: list[Chapter]) -> Chapter:
    """With its numeral before its title; the summary has none."""
    if chapter.title:
        return chapter
    place = [other.key for other in every if not other.title].index(chapter.key)
    title = f"{NUMERALS[place]}、{CHAPTERS[chapter.key]}"
    return Chapter(chapter.key, title, chapter.blocks, chapter.sections)


def _with_numbers(built: list[Chapter]) -> Iterator[Chapter]:
    """Tables and figures with a number each, through the whole report."""
    tables, figures = iter(range(1, 10_000)), iter(range(1, 10_000))

    def counted(block: Block) -> Block:
        if isinstance(block, Grid):
            named = f"（{block.table}）" if block.table else ""
            caption = f"表 {next(tables)}　{block.caption}{named}"
            return Grid(block.table, caption, *_rest(block))
        if isinstance(block, Picture):
            return Picture(block.path, f"图 {next(figures)}　{block.caption}")
        return block

    for chapter in built:
        blocks = tuple(map(counted, chapter.blocks))
        sections = tuple((title, tuple(map(counted, inside))) for title, inside in chapter.sections)
        yield Chapter(chapter.key, chapter.title, blocks, sections)


def _rest(
    block: Grid,
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[bool, ...], str]:
    return block.headings, block.rows, block.numeric, block.foot


def _pictures(plan: "Plan", figures: Mapping[str, Path]) -> dict[str, list[Picture]]:
    faults = [
        f"报告的插图 {name}：{path} 不存在或不是 PNG、JPEG 图片；请改正路径或转换格式。"
        for name, path in figures.items()
        if not Path(path).is_file() or Path(path).suffix.lower() not in PICTURES
    ]
    if faults:
        raise OutputError(faults)
    found: dict[str, list[Picture]] = {}
    for name, path in figures.items():
        chapter = chapter_of(name)
        picture = Picture(Path(path), _caption(plan, name))
        found.setdefault(chapter if chapter in MAIN else "", []).append(picture)
    return found


def _caption(plan: "Plan", name: str) -> str:
    """What a figure shows: the Chinese name of its table or of its question."""
    subject = subject_of(name) or name
    asked = frame(plan, "questions")
    if asked is not None and {"question", "zh"} <= set(asked.columns):
        own = asked.loc[asked["question"].eq(subject), "zh"]
        if len(own):
            return said(own.iloc[0])
    return title_of(subject)


def _headed(plan: "Plan", look: Look, built: tuple[Chapter, ...]) -> Report:
    place, day = basis_value(plan, "place"), basis_value(plan, "as_of")
    pairs = [
        ("范围", "" if place == _UNNAMED else place),
        ("数据日期", day),
        (WORDS["author"], look.author),
        (WORDS["made"], look.date),
        (WORDS["review"], look.review_number or WORDS["review_none"]),
        ("软件", basis_value(plan, "software")),
    ]
    marks = [WORDS["synthetic"]] if synthetic(plan) else []
    marks += [WORDS["inside_only"]] if look.not_for_publication else []
    title = REPORT_WORDS["title"] if look.title == WORDS["title"] else look.title
    facts = tuple((word, value) for word, value in pairs if value)
    return Report(title, look.subtitle, facts, tuple(marks), built)
