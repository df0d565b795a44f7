"""The report as one page: chapters, tables, figures and maps in it, nothing fetched."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from ...gis.errors import OutputError
from ..look import Look
from ..web.gate import assert_self_contained
from ..web.offline import asset
from .compose import compose
from .content import Block, Chapter, Frame, Picture, Report, Said, Terms
from .frames import framed, policy
from .grids import Grid
from .templates import sorted_out
from .words import REPORT_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_MIME = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def html(
    plan: "Plan",
    *,
    look: Look | None = None,
    maps: Mapping[str, str] | None = None,
    figures: Mapping[str, Path] | None = None,
    template: Path | str | Sequence[Path | str] | None = None,
    logo: Path | str | None = None,
) -> str:
    """
    The report as one HTML file that asks the network for nothing.

    Parameters
    ----------
    plan
        Tables that are not there leave their part out, with the reason.
    look
        Title and marks.
    maps
        Name to the HTML of a page that stands in the report, in a sandboxed frame.
    figures
        Name to PNG or JPEG; a name that begins with a table or a question stands in its chapter.
    template
        The user's own sentences (.toml) and style (.css); a .docx is for :func:`docx`.
    logo
        PNG or JPEG over the title.

    Returns
    -------
    str
        The same bytes for the same plan.

    Raises
    ------
    ChoiceError
        A template is missing, of no known kind, or has sentences that cannot be meant.
    OutputError
        A picture is missing, or something in the page would be fetched.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import pandas as pd
    >>> empty = SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field", "zh"]))
    >>> "方案怎么定" in html(empty)
    True
    """
    given = sorted_out(template)
    report = compose(plan, look=look, own=given[".toml"], figures=figures, maps=maps)
    styles = [asset("report.css"), *(_style(path) for path in given[".css"])]
    body = "".join(_chapter(chapter) for chapter in report.chapters)
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        f'content="{escape(policy((maps or {}).values()), quote=True)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(report.title)}</title>\n<style>\n{''.join(styles)}</style>\n</head>\n"
        f"<body>\n{_cover(report, logo)}\n{_contents(report)}\n<main>\n{body}</main>\n"
        "</body>\n</html>\n"
    )
    assert_self_contained(page)
    return page


def _style(path: Path) -> str:
    """The user's own style; it cannot end the element that it stands in."""
    return path.read_text(encoding="utf-8-sig").replace("</", "<\\/")


def _cover(report: Report, logo: Path | str | None) -> str:
    picture = f'<img class="logo" alt="" src="{_data(Path(logo))}">' if logo else ""
    marks = "".join(f"<span>{escape(mark)}</span>" for mark in report.marks)
    facts = "".join(
        f"<div><dt>{escape(word)}</dt><dd>{escape(value)}</dd></div>"
        for word, value in report.facts
    )
    under = f"<p>{escape(report.subtitle)}</p>" if report.subtitle else ""
    return (
        f'<header class="cover">{picture}<h1>{escape(report.title)}</h1>{under}'
        f'<p class="marks">{marks}</p><dl>{facts}</dl></header>'
    )


def _contents(report: Report) -> str:
    links = "".join(
        f'<li><a href="#{escape(chapter.key)}">{escape(chapter.title)}</a></li>'
        for chapter in report.chapters
    )
    return f'<nav aria-label="{REPORT_WORDS["contents"]}"><ol>{links}</ol></nav>'


def _chapter(chapter: Chapter) -> str:
    inside = "".join(_block(block) for block in chapter.blocks)
    if chapter.key == "maps":
        inside = f'<p class="soft">{escape(REPORT_WORDS["map_note"])}</p>{inside}'
    for title, blocks in chapter.sections:
        inside += f"<h3>{escape(title)}</h3>" + "".join(_block(block) for block in blocks)
    key = escape(chapter.key)
    return (
        f'<section id="{key}" aria-labelledby="{key}-title">'
        f'<h2 id="{key}-title">{escape(chapter.title)}</h2>{inside}</section>\n'
    )


def _block(block: Block) -> str:
    match block:
        case Said():
            return _said(block)
        case Terms():
            inside = "".join(
                f"<dt>{escape(word)}</dt><dd>{escape(value)}</dd>" for word, value in block.pairs
            )
            return f'<dl class="terms">{inside}</dl>'
        case Picture():
            words = escape(block.caption)
            source = _data(block.path)
            return f'<figure><img alt="{words}" src="{source}"><figcaption>{words}</figcaption></figure>'
        case Frame():
            return f"<h3>{escape(block.name)}</h3>{framed(block.name, block.html)}"
        case Grid():
            return _table(block)


def _said(block: Said) -> str:
    if block.listed:
        return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in block.texts) + "</ul>"
    tone = f' class="{block.tone}"' if block.tone else ""
    return "".join(f"<p{tone}>{escape(text)}</p>" for text in block.texts)


def _table(grid: Grid) -> str:
    heads = "".join(_cells("th", grid.headings, grid, scope="col"))
    rows = "".join(
        f"<tr>{''.join(_cells('td', row, grid, titles=grid.headings))}</tr>" for row in grid.rows
    )
    foot = f'<p class="soft">{escape(grid.foot)}</p>' if grid.foot else ""
    return (
        f'<div class="wide"><table data-table="{escape(grid.table)}">'
        f"<caption>{escape(grid.caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{foot}"
    )


def _cells(
    tag: str, texts: Sequence[str], grid: Grid, *, scope: str = "", titles: Sequence[str] = ()
) -> Iterator[str]:
    for place, text in enumerate(texts):
        right = place < len(grid.numeric) and grid.numeric[place]
        given = ' class="number"' if right else ""
        given += f' scope="{scope}"' if scope else ""
        given += f' data-title="{escape(titles[place])}"' if titles else ""
        yield f"<{tag}{given}>{escape(text)}</{tag}>"


def _data(path: Path) -> str:
    """A picture as an address that holds it."""
    kind = _MIME.get(path.suffix.lower())
    if kind is None or not path.is_file():
        raise OutputError(f"报告的图片 {path}：不存在或不是 PNG、JPEG；请改正路径或转换格式。")
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
