"""What a page rests on: the basis, the findings, the sources and whom they ask to be named."""

from collections.abc import Collection, Iterator
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...layers import kinds
from ..findings import counted, gravest
from ..web.furniture import credits_of
from ..words import WORDS
from .blocks import ROWS, Table, cut, lines, note, rendered
from .cells import Cell, number, said, text
from .names import Names, frame, parts

if TYPE_CHECKING:
    from ...analysis.planning import Plan
    from ..look import Look

WALKING = ("minutes", "pace", "distance_rule", "base", "crs", "as_of")  # of the basis, beside times
_IDS = 5
_HASH = 12  # signs of a hash that tell files apart


def basis(plan: "Plan", *, only: Collection[str] = ()) -> list[str]:
    """
    The lines that say on what the figures rest.

    Parameters
    ----------
    plan
        With the table `basis`, or without.
    only
        Keys of the lines that are wanted; all where empty.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"key": ["crs"], "zh": ["坐标系"], "value": ["EPSG:4549"]})
    >>> basis(SimpleNamespace(tables={"basis": table}))
    ['<dl class="an-lines"><dt>坐标系</dt><dd>EPSG:4549</dd></dl>']
    """
    table = frame(plan, "basis")
    if table is None or table.empty:
        return []
    if only:
        table = table[table["key"].isin(list(only))]
    pairs = [(said(row["zh"]), text(row["value"])) for _, row in table.iterrows()]
    return [lines(pairs)] if pairs else []


def findings(plan: "Plan", words: Names) -> list[str]:
    """
    What was found in the data, the gravest first.

    Parameters
    ----------
    plan
        With the table `findings`, or without.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> findings(SimpleNamespace(tables={}), Names({}, {}, {}))
    []
    """
    table = frame(plan, "findings")
    if table is None:
        return []
    if table.empty:
        return [note("没有发现问题。")]
    rows = gravest(table)
    fields = ("severity", "layer", "id", "rule", "value", "remedy")
    listed = [tuple(_finding(row)) for _, row in rows.head(ROWS).iterrows()]
    foot = cut("findings", len(listed), len(rows), what="项")
    headings = [words.heading("findings", field, unit="") for field in fields]
    return [
        note(f"{counted(table)}。"),
        rendered(Table("数据中发现的问题及处理", headings, listed, foot=foot)),
    ]


def sources(plan: "Plan", words: Names) -> list[str]:
    """
    Where the data came from, under what licence, and whom it asks to be named.

    Parameters
    ----------
    plan
        With the table `sources`, or without.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> sources(SimpleNamespace(tables={}), Names({}, {}, {}))
    []
    """
    table = frame(plan, "sources")
    if table is None or table.empty:
        return []
    fields = [name for name in ("layer", "source", "as_of", "rows", "licence") if name in table]
    headings = [words.heading("sources", field, unit="") for field in fields]
    hashed = "sha256" in table
    rows = [tuple(_source(row, fields, hashed=hashed)) for _, row in table.iterrows()]
    owed = [note(f"数据署名：{credit}") for credit in credits_of(plan)]
    headings += ["文件校验（SHA-256 前 12 位）"] if hashed else []
    return [rendered(Table("各图层的来源", headings, rows)), *owed]


def clause(row: Any, *, between: str = " ") -> str:
    """
    Standard and clause of a rule; empty where it has none.

    Examples
    --------
    >>> clause({"standard": "GB 55038-2025", "clause": "3.2.2"}), clause({"standard": "本软件约定", "clause": "-"})
    ('GB 55038-2025 3.2.2', '本软件约定')
    """
    told = [said(row.get(name)) for name in ("standard", "clause")]
    return between.join(part for part in told if part and part != "-")


def imprint(look: "Look", software: str) -> str:
    """
    Who made the page, when, and with what.

    Parameters
    ----------
    look
        Author, day, number of the map review.
    software
        Name and version.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> from pianqu.maps.look import Look
    >>> "未填写" in imprint(Look(), "pianqu 1")
    True
    """
    pairs = [(WORDS["author"], look.author), (WORDS["made"], look.date)]
    told = [(word, value) for word, value in pairs if value]
    told += [(WORDS["review"], look.review_number or WORDS["review_none"]), ("软件", software)]
    inside = "".join(f"<p>{escape(word)}：{escape(value)}</p>" for word, value in told)
    return f'<footer class="an-imprint">{inside}</footer>'


def _finding(row: pd.Series) -> Iterator[Cell]:
    severity = said(row.get("severity"))
    tone = {"error": "bad", "warning": "part"}.get(severity, "")
    yield Cell(WORDS.get(f"severity_{severity}", severity), tone=tone)
    yield Cell(_layer(said(row.get("layer"))))
    ids = parts(row.get("id"))
    more = f"等 {len(ids)} 个" if len(ids) > _IDS else ""
    yield Cell("、".join(ids[:_IDS]), more)
    for field in ("rule", "value", "remedy"):
        yield Cell(said(row.get(field)))


def _source(row: pd.Series, fields: list[str], *, hashed: bool) -> Iterator[Cell]:
    for field in fields:
        if field == "layer":
            yield Cell(_layer(said(row[field])))
        elif field == "rows":
            yield number(row[field]) if said(row["layer"]) in kinds.layers() else Cell("")
        else:
            yield text(row[field], word="no_data")
    if hashed:
        yield Cell(said(row["sha256"])[:_HASH], tone="code")


def _layer(name: str) -> str:
    return kinds.schema(name).zh if name in kinds.layers() else WORDS.get(name, name)
