"""What stands around the map of a page: title, marks, side panel, notes and sources, as HTML."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from ...layers import kinds
from ..basis import basis_value, synthetic
from ..findings import counted, gravest
from ..words import WORDS
from .features import add_script
from .offline import safe_text

if TYPE_CHECKING:
    from ...analysis.planning import Plan
    from ..look import Look

_IDS = 5  # of a finding
_SHOWN = 50  # findings on the page; the rest stands in the database
_UNNAMED = "未命名"


class Surround(MacroElement):
    """
    The north arrow, the scale, and whom the data is owed to, on the map itself.

    Parameters
    ----------
    owed
        Raw text, one line a source that asks to be named.

    Attributes
    ----------
    extent
        South-west and north-east in degrees: what a printed sheet shows. None leaves the view.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            pianqu.surround({{ this._parent.get_name() }});
            pianqu.printing({{ this._parent.get_name() }}, {{ this.extent|tojson }});
            {%- for credit in this.credits %}
            {{ this._parent.get_name() }}.attributionControl.addAttribution({{ credit|tojson }});
            {%- endfor %}
        {% endmacro %}
    """)

    def __init__(self, owed: Iterable[str]) -> None:
        super().__init__()
        self._name = "Surround"
        self.extent: list[list[float]] | None = None
        self.credits = [safe_text(credit) for credit in owed]

    def render(self, **kwargs: Any) -> None:
        """Add the page's own script to the page."""
        add_script(self, "pianqu.js")
        add_script(self, "print.js")
        super().render(**kwargs)


def credits_of(plan: "Plan") -> list[str]:
    """
    Whom the sources of a plan ask to be named.

    Parameters
    ----------
    plan
        With the table sources, or without.

    Returns
    -------
    list of str
        Each once, with its licence, in the order of the sources.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> sources = pd.DataFrame({"attribution": ["© A", None, "© A"]})
    >>> credits_of(SimpleNamespace(tables={"sources": sources}))
    ['© A']
    """
    sources = plan.tables.get("sources", pd.DataFrame())
    if "attribution" not in sources.columns:
        return []
    owed = []
    for _, row in sources[sources["attribution"].notna()].iterrows():
        credit, licence = _cell(row["attribution"]), _cell(row.get("licence"))
        owed.append(f"{credit}，{licence}" if licence and licence not in credit else credit)
    return [credit for credit in dict.fromkeys(owed) if credit]


def header(plan: "Plan", look: "Look") -> str:
    """
    The title over the map, with the marks of inside use and of synthetic data.

    Parameters
    ----------
    plan
        The line under the title is the name of the city and the day of the data, where known.
    look
        Title, marks.

    Returns
    -------
    str
        HTML; every text of the data escaped.
    """
    place, day = basis_value(plan, "place"), basis_value(plan, "as_of")
    known = ["" if place == _UNNAMED else place, f"数据日期 {day}" if day else ""]
    subtitle = look.subtitle or " · ".join(text for text in known if text)
    badges = [(WORDS["synthetic"], "pq-synthetic")] if synthetic(plan) else []
    badges += [(WORDS["inside_only"], "pq-inside")] if look.not_for_publication else []
    marks = "".join(f'<span class="pq-badge {name}">{escape(text)}</span>' for text, name in badges)
    under = f"<p>{escape(subtitle)}</p>" if subtitle else ""
    return (
        f'<header class="pq-head"><div><h1>{escape(look.title)}</h1>{under}</div>'
        f'<div class="pq-badges">{marks}</div></header>'
        f"<noscript><p>{escape(WORDS['no_script'])}</p></noscript>"
    )


def panel(plan: "Plan", look: "Look") -> str:
    """
    The side of the map: selector, legend, list of layers, table, notes and sources.

    Parameters
    ----------
    plan
        Its tables kinds, basis and sources, as far as they are there.
    look
        Author, day, number of the map review.

    Returns
    -------
    str
        HTML; the page's scripts fill the empty parts.
    """
    reach = "kinds" in plan.tables and len(plan.tables["kinds"]) > 0
    now = [
        _section(
            "kind", '<div id="pianqu-select"></div><div id="pianqu-state"></div>', "pianqu-kind"
        )
        if reach
        else "",
        _section("legend", '<div id="pianqu-legend" class="pq-legend"></div>'),
        _section("layers", '<div id="pianqu-layers" class="pq-layers"></div>'),
        _folding("table", '<div id="pianqu-table" aria-live="polite"></div>') if reach else "",
    ]
    foot = [_folding("basis", _basis(plan)), _imprint(plan, look)]
    rest = [
        _folding("communities_table", '<div id="pianqu-communities"></div>', state="")
        if reach and "communities" in plan.tables
        else "",
        *(_unanswered(plan, status) for status in ("not_mapped", "not_computed")),
        _folding("sources", _sources(plan)) if "sources" in plan.tables else "",
        _findings(plan),
    ]
    # blocks of a printed sheet: beside the map, under it, on the pages that follow
    blocks = {"now": now, "foot": foot, "rest": rest}
    parts = [f'<div class="pq-{name}">{"".join(block)}</div>' for name, block in blocks.items()]
    label = escape(f"{WORDS['legend']}、{WORDS['layers']}、{WORDS['table']}")
    return f'<aside class="pq-side" aria-label="{label}">{"".join(parts)}</aside>'


def _section(word: str, content: str, control: str = "") -> str:
    title = escape(WORDS[word])
    title = f'<label for="{control}">{title}</label>' if control else title
    return f'<section class="pq-part pq-part-{word}"><h2>{title}</h2>{content}</section>'


def _folding(word: str, content: str, count: int | None = None, state: str = "open") -> str:
    title = escape(WORDS[word]) + ("" if count is None else f"<b>{count}</b>")
    return (
        f'<details class="pq-part pq-part-{word}" {state}><summary><h2>{title}</h2></summary>'
        f"{content}</details>"
    )


def _unanswered(plan: "Plan", status: str) -> str:
    frame = plan.tables.get("kinds", pd.DataFrame({"status": []}))
    rows = frame[frame["status"] == status]
    if rows.empty:
        return ""
    items = "".join(
        f'<li title="{escape(_cell(row.get("reason")))}">{escape(_cell(row.get("zh")))}</li>'
        for _, row in rows.iterrows()
    )
    reasons = dict.fromkeys(_cell(reason) for reason in rows.get("reason", []) if _cell(reason))
    notes = "".join(f'<p class="pq-note">{escape(reason)}</p>' for reason in list(reasons)[:3])
    return _folding(f"{status}_title", f'<ul class="pq-chips">{items}</ul>{notes}', len(rows))


def _basis(plan: "Plan") -> str:
    frame = plan.tables.get("basis", pd.DataFrame({"zh": [], "value": []}))
    lines = "".join(
        f"<dt>{escape(_cell(row['zh']))}</dt><dd>{escape(_cell(row['value']) or WORDS['no_data'])}</dd>"
        for _, row in frame.iterrows()
    )
    return f'<dl class="pq-lines">{lines}</dl>'


def _sources(plan: "Plan") -> str:
    """One block a source: the layers it gave, then what holds for all of them."""
    found: dict[tuple[str, ...], list[str]] = {}
    for _, row in plan.tables["sources"].iterrows():
        same = tuple(_cell(row.get(name)) for name in ("source", "as_of", "licence", "attribution"))
        rows = _cell(row.get("rows"))
        layer = _cell(row.get("layer"))
        counted = rows and layer in kinds.layers()  # a raster has none
        found.setdefault(same, []).append(_layer(layer) + (f" {rows} 行" if counted else ""))
    return "".join(
        f'<p class="pq-source"><b>{escape(source)}</b><br>{escape("、".join(layers))}<br>'
        f"{escape(' · '.join(fact for fact in dict.fromkeys(facts) if fact))}</p>"
        for (source, *facts), layers in found.items()
    )


def _findings(plan: "Plan") -> str:
    frame = plan.tables.get("findings", pd.DataFrame())
    if frame.empty:
        return ""
    items = []
    for _, row in gravest(frame).head(_SHOWN).iterrows():
        severity = WORDS.get(f"severity_{_cell(row.get('severity'))}", _cell(row.get("severity")))
        where = [_layer(_cell(row.get("layer"))), _ids(row), _cell(row.get("rule"))]
        head = f"{severity}：{' '.join(part for part in where if part)}"
        value = _cell(row.get("value"))
        said = (f"{value}。" if value else "") + _cell(row.get("remedy"))
        items.append(f"<li><b>{escape(head)}</b> {escape(said)}</li>")
    rest = len(frame) - len(items)
    more = f'<p class="pq-note">其余 {rest} 项见 renewal.gpkg 的 findings 表。</p>' if rest else ""
    told = (
        f'<p class="pq-note">{escape(counted(frame))}</p><ul class="pq-list">{"".join(items)}</ul>'
    )
    return _folding("findings", told + more, len(frame), "")


def _ids(row: pd.Series) -> str:
    ids = [part for part in _cell(row.get("id")).split(";") if part]
    rest = f" 等 {len(ids)} 个" if len(ids) > _IDS else ""
    return "、".join(ids[:_IDS]) + rest


def _imprint(plan: "Plan", look: "Look") -> str:
    lines = [(WORDS["author"], look.author), (WORDS["made"], look.date)]
    lines = [(word, text) for word, text in lines if text]
    lines.append((WORDS["review"], look.review_number or WORDS["review_none"]))
    text = "".join(f"<p>{escape(word)}：{escape(value)}</p>" for word, value in lines)
    return f'<footer class="pq-imprint">{text}</footer>'


def _layer(name: str) -> str:
    return kinds.schema(name).zh if name in kinds.layers() else WORDS.get(name, name)


def _cell(cell: Any) -> str:
    if cell is None or (pd.api.types.is_scalar(cell) and pd.isna(cell)):
        return ""
    return str(cell.date()) if isinstance(cell, pd.Timestamp) else str(cell)
