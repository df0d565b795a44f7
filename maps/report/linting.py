"""The lint of a report: every number against the tables, every name against the plan."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..text.names import Names
from .chapters import chapters
from .grids import grid, named
from .numbers import figures, level, masked
from .reading import Part, parts
from .residue import residue
from .sentences import Sentence, filled, pieces, sentences
from .stock import Stock, stock
from .vocabulary import BLOT, Vocabulary, vocabulary

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_COLUMNS = ["where", "fault", "found", "text", "said"]
_LEAST = 6  # signs of a sentence beside its figures, by which it is known again
_NAMED = re.compile(r"^表\s?\d+\s*.*（(\w+)）$")
_SAMPLE = 60

Fault = tuple[str, str, str]  # which, what was found, and the sentence


@dataclass(frozen=True, eq=False)
class _Known:
    """What a text is held against."""

    plan: "Plan"
    stock: Stock
    words: Vocabulary
    names: Collection[str]
    sentences: list[tuple[Sentence, re.Pattern[str], frozenset[str]]]
    places: pd.DataFrame
    spoken: Names


def lint(
    source: str | Path,
    plan: "Plan",
    *,
    template: Sequence[Path] = (),
    names: Collection[str] = (),
    allowed: Collection[str] = (),
) -> pd.DataFrame:
    """
    Find what a report says and the tables of its plan do not.

    Parameters
    ----------
    source
        Text or HTML; or the path of a page, a Word file, a .toml of sentences, or a text.
    plan
        Whose report it is.
    template
        The user's own sentences that the report was made with.
    names
        Places of other projects: wherever one stands, it is a fault.
    allowed
        Words that may stand in the text though no table has them.

    Returns
    -------
    DataFrame
        One row a fault: `where`, `fault` (number, changed, name, blank), `found`, `text`, `said`
        (one sentence in Chinese). A number counts as known where a table has a value that rounds
        to it in its unit; days, clauses, codes of standards, ids and names are no numbers. In a
        sentence or table of the report itself each figure is held against its own key instead.

    Raises
    ------
    SourceError
        The file cannot be read.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> homes = pd.DataFrame({"households": [54, 40]}, index=["C1", "C2"])
    >>> plan = SimpleNamespace(tables={"communities": homes}, fields=pd.DataFrame())
    >>> lint("全部 2 个小区，最大的 54 户。", plan).empty
    True
    >>> lint("全部 2 个小区，最大的 55 户。", plan)["found"].tolist()
    ['55 户']
    """
    spoken = named(plan)
    known = _Known(
        plan,
        stock(plan),
        vocabulary(plan, allowed=allowed),
        tuple(map(level, names)),
        [_form(sentence, plan, spoken) for sentence in sentences(template)],
        chapters(plan),
        spoken,
    )
    rows = [
        (part.where or "正文", which, found, text[:_SAMPLE], said)
        for part in parts(source)
        for text, (which, found, said) in _of_part(part, known)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS).drop_duplicates(ignore_index=True)


def _of_part(part: Part, known: _Known) -> Iterator[tuple[str, Fault]]:
    if not (part.headings or part.rows):
        yield from ((part.text, fault) for fault in _of_sentence(level(part.text), known))
        return
    yield from ((part.text, fault) for fault in _of_text(level(part.text), known))
    printed = _printed(part, known)
    for row in [part.headings, *part.rows] if printed is None else part.rows:
        if printed is not None and tuple(row) in printed:
            continue
        said = "｜".join(row)
        if printed is not None:
            yield (
                said,
                ("changed", row[0] if row else "", f"这一行与表中现有的行不符：{said[:_SAMPLE]}。"),
            )
            continue
        for cell in row:
            if level(cell) in known.words.clauses:
                continue
            yield from ((said, fault) for fault in _of_text(level(cell), known))


def _printed(part: Part, known: _Known) -> frozenset[tuple[str, ...]] | None:
    """The rows that a table of the report would have now; None where it is another's table."""
    match = _NAMED.match(part.text)
    if match is None or match[1] not in known.plan.tables:
        return None
    now = grid(known.plan, known.places.loc[[match[1]]].iloc[0], known.spoken, whole=True)
    if now is None or list(now.headings) != part.headings:
        return None
    return frozenset(tuple(" ".join(cell.split()) for cell in row) for row in now.rows)


def _form(
    sentence: Sentence, plan: "Plan", words: Names
) -> tuple[Sentence, re.Pattern[str], frozenset[str]]:
    literal = [re.escape(_spaced(level(part))) for part in pieces(sentence.text)[::2]]
    said = frozenset(_spaced(level(one.text)) for one in filled(sentence, plan, words=words))
    return sentence, re.compile("(.{1,400}?)".join(literal)), said


def _of_sentence(text: str, known: _Known) -> Iterator[Fault]:
    """A sentence of the report by its keys; any other by its numbers and names."""
    text = _spaced(text)
    fitting = [
        (sentence, said)
        for sentence, form, said in known.sentences
        if len("".join(pieces(sentence.text)[::2])) >= _LEAST and form.fullmatch(text)
    ]
    if not fitting:
        yield from _of_text(text, known)
        return
    own = next((one for one in fitting if text in one[1]), fitting[0])
    sentence, said = own
    literal = level(BLOT.join(pieces(sentence.text)[::2]))
    yield from _of_text(literal, known)
    if text not in said:
        near = get_close_matches(text, said, n=1, cutoff=0.0)
        now = f"现在应为：{near[0]}" if near else "现在没有这一句"
        yield "changed", sentence.key, f"这一句与表中的数不符（{sentence.key}）；{now}"


def _of_text(text: str, known: _Known) -> Iterator[Fault]:
    blotted = known.words.blotted(text)
    for found in dict.fromkeys(residue(text, blotted, names=known.names)):
        blank = not any("\u4e00" <= sign <= "\u9fff" for sign in found) or found in ("某", "某某")
        which = "blank" if blank or found.startswith("待") else "name"
        yield (
            which,
            found,
            f"“{found}”是没有填写的空白。"
            if which == "blank"
            else f"“{found}”不在本方案的表中，疑为其他项目的名称。",
        )
    for found in dict.fromkeys(known.words.strange(blotted)):
        yield "name", found, f"编号“{found}”不在本方案的表中。"
    for figure in figures(masked(blotted)):
        if not known.stock.holds(figure):
            yield "number", figure.text, f"“{figure.text}”在本方案的表中找不到。"


def _spaced(text: str) -> str:
    return " ".join(text.split())
