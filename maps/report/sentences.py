"""The sentences of a report: read from tables of sentences, filled from the tables of a plan."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...gis.errors import ChoiceError
from ..text.cells import known
from ..text.names import Names, frame
from . import keys
from .grids import named, worded
from .words import CHAPTERS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Sentence:
    """
    A sentence with its placeholders.

    Attributes
    ----------
    chapter, key
        Where it stands, and its own name.
    text
        With placeholders in braces, as :func:`pianqu.maps.report.keys.read` takes them.
    label
        What it is about, for the sentence that says that this is not known.
    each
        A key of rows, as in "siting[sites>0]": the sentence is said once a row.
    when
        A placeholder: the sentence is left out where its value is nought.
    most
        How many rows are said at most.
    quiet
        Whether it is left out where a value is not known; else that is said with the reason.
    """

    chapter: str
    key: str
    text: str
    label: str = ""
    each: str = ""
    when: str = ""
    most: int = 30
    quiet: bool = False


@dataclass(frozen=True)
class Filled:
    """
    A sentence as it is said.

    Attributes
    ----------
    sentence
        Whose.
    text
        What is read.
    values
        What stands in its placeholders, in their order; empty where it says what is not known.
    table
        The table that is not there; empty where all are.
    """

    sentence: Sentence
    text: str
    values: tuple[str, ...] = ()
    table: str = ""


def sentences(own: Sequence[Path] = ()) -> list[Sentence]:
    """
    The sentences of the report, and the user's own in place of or behind them.

    Parameters
    ----------
    own
        TOML files with `[[sentence]]` tables: chapter, key, text, and label, each, when, most,
        quiet as wanted. One with the key of a bundled sentence stands in for it; an empty text
        leaves it out.

    Returns
    -------
    list of Sentence

    Raises
    ------
    ChoiceError
        A file is missing or not TOML, a sentence lacks its chapter, key or text, or a placeholder
        cannot be meant: every fault at once.

    Examples
    --------
    >>> sentences()[0].chapter
    'summary'
    """
    kept = {sentence.key: sentence for sentence in _bundled()}
    faults: list[str] = []
    for path in own:
        for sentence in _read(Path(path), faults):
            kept[sentence.key] = sentence
    if faults:
        raise ChoiceError(faults)
    return [sentence for sentence in kept.values() if sentence.text]


def pieces(text: str) -> list[str]:
    """
    Literal text and keys by turns: what stands at an odd place is a key.

    Examples
    --------
    >>> pieces("共 {finance|count} 项")
    ['共 ', 'finance|count', ' 项']
    """
    return _BRACES.split(text)


def filled(sentence: Sentence, plan: "Plan", *, words: Names | None = None) -> list[Filled]:
    """
    A sentence as the tables of a plan have it.

    Parameters
    ----------
    sentence
        From :func:`sentences`.
    plan
        With the tables that it asks, or without.
    words
        Of the plan, as from :func:`pianqu.maps.report.grids.named`; worked out where not given.

    Returns
    -------
    list of Filled
        One, or one a row of `each`; none where it has nothing to say.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import pandas as pd
    >>> plan = SimpleNamespace(tables={"a": pd.DataFrame({"b": [3, 4]})}, fields=pd.DataFrame())
    >>> [one.text for one in filled(Sentence("money", "k", "共 {a.b|sum} 项。"), plan)]
    ['共 7 项。']
    >>> [one.text for one in filled(Sentence("money", "k", "{c.d}", label="造价"), plan)]
    ['造价未计算：没有 c 表。']
    """
    if sentence.when and not _wanted(sentence.when, plan):
        return []
    words = words or named(plan)
    if not sentence.each:
        return list(_one(sentence, plan, {}, words))
    key = keys.read(f"{sentence.each}|count")
    table = frame(plan, key.table) if key else None
    if key is None or table is None or not {name for name, _, _ in key.tests} <= set(table.columns):
        return []
    rows = keys.selected(table, key.tests, {}).head(sentence.most)
    return [
        one for row in rows.to_dict("records") for one in _one(sentence, plan, _keyed(row), words)
    ]


def _keyed(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _one(
    sentence: Sentence, plan: "Plan", row: Mapping[str, Any], words: Names
) -> Iterator[Filled]:
    values: list[str] = []
    for text in pieces(sentence.text)[1::2]:
        key = keys.read(text)
        if key is None:
            continue
        found = keys.find(key, plan, row=row)
        if not known(found.value):
            if not sentence.quiet:
                yield _unknown(sentence, found, key.table if found.absent else "", row)
            return
        value = found.value
        if key.form == "word":
            own = key.table or sentence.each.partition("[")[0]
            value = worded(str(value), key.field, words, table=own)
        values.append(keys.printed(value, key.form))
    yield Filled(sentence, _joined(sentence.text, values), tuple(values))


def _unknown(sentence: Sentence, found: keys.Found, table: str, row: Mapping[str, Any]) -> Filled:
    label = sentence.label or sentence.key
    about = row.get("zh", row.get("name"))
    topic = f"{about}：{label}" if known(about) else label
    state = "未计算" if found.absent else "未知"
    return Filled(sentence, f"{topic}{state}：{found.reason.rstrip('。')}。", table=table)


def _joined(text: str, values: Sequence[str]) -> str:
    parts = pieces(text)
    said = list(values)
    return "".join(said.pop(0) if place % 2 else part for place, part in enumerate(parts))


def _wanted(when: str, plan: "Plan") -> bool:
    key = keys.read(when.strip("{}"))
    if key is None:
        return False
    value = keys.find(key, plan).value
    return known(value) and bool(value)


@cache
def _bundled() -> tuple[Sentence, ...]:
    faults: list[str] = []
    with resources.as_file(resources.files(__spec__.parent).joinpath("sentences.toml")) as path:
        found = tuple(_read(path, faults))
    if faults:
        raise ChoiceError(faults)
    return found


def _read(path: Path, faults: list[str]) -> Iterator[Sentence]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        faults.append(f"报告模板 {path}：无法读取（{error.strerror or error}）；请检查路径。")
        return
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"报告模板 {path}：不是 UTF-8 编码的 TOML 文件（{error}）；请改正。")
        return
    rows = content.get("sentence", [])
    if set(content) - {"sentence"} or not isinstance(rows, list):
        faults.append(f"报告模板 {path}：只应有 [[sentence]] 表；请改正。")
        return
    for place, row in enumerate(rows, start=1):
        wrong = list(_faults(row))
        faults.extend(
            f"报告模板 {path} 第 {place} 句（{row.get('key')}）：{said}" for said in wrong
        )
        if not wrong:
            yield Sentence(**row)


def _faults(row: Mapping[str, Any]) -> Iterator[str]:
    wanted = {field.name: field.type for field in fields(Sentence)}
    odd = set(row) - set(wanted)
    if odd:
        yield f"不认识的键 {'、'.join(sorted(odd))}；可用 {'、'.join(wanted)}。"
    for name in ("chapter", "key", "text"):
        if not isinstance(row.get(name), str):
            yield f"缺少 {name}，应为文字；请补上。"
    for name in set(row) & set(wanted):
        if type(row[name]) is not wanted[name]:
            yield f"{name} 的值 {row[name]} 类型不对；请改正。"
    if row.get("chapter") not in CHAPTERS:
        yield f"没有名为“{row.get('chapter')}”的章；可用 {'、'.join(CHAPTERS)}。"
    for text in (row.get("text", ""), row.get("when", "")):
        if isinstance(text, str):
            yield from _odd_keys(text)
    if row.get("each") and keys.read(f"{row['each']}|count") is None:
        yield f"each 的“{row['each']}”不是“表[条件]”；请改正。"


def _odd_keys(text: str) -> Iterator[str]:
    parts = pieces(text)
    if any(sign in part for part in parts[::2] for sign in "{}"):
        yield f"“{text}”的花括号不成对；请改正。"
    for part in parts[1::2]:
        if keys.read(part) is None:
            yield (
                f"占位符“{{{part}}}”看不懂，应为“表.字段[条件]|汇总|格式”；"
                f"汇总可用 {'、'.join(keys.GATHERED)}，格式可用 {'、'.join(keys.FORMS)}。"
            )
