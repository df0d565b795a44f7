"""The page of a comparison: one HTML file with what changes, for whom, and on what it rests."""

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from ...analysis.comparing import UNLIKE
from ...layers import kinds
from ..look import Look
from ..style import OKABE_ITO, Swatch
from ..web.basemap import basemaps
from ..web.cards import card_fields
from ..web.columns import Columns
from ..web.features import FeatureLayer, Legend
from ..web.furniture import Surround, credits_of, header, panel
from ..web.offline import OfflineMap, Verbatim
from ..web.scripts import DRAWING, add_data, add_script, packed
from ..web.tools import Tools
from ..words import WORDS
from .contrasts import CLASSES, all_rates, changed, only_times, payload, records
from .sheets import Drawn, sheets
from .swiping import sides

if TYPE_CHECKING:
    import geopandas as gpd

    from ...analysis.planning import Plan

_PRESENT = ("parks", "streets", "communities", "entrances", "facilities")
_ABOVE = ("entrances", "facilities")  # the buildings lie under these
_NO_DATA = len(CLASSES) - 2
_ACTIONS = (
    Swatch(WORDS["added"], OKABE_ITO["green"], "band", 4.0, 1.0, area=0.35, always=False),
    Swatch(WORDS["opened"], "#c2185b", "band", 4.0, 1.0, area=0.35, always=False),
    Swatch(WORDS["shut"], OKABE_ITO["black"], "dash", 4.0, 1.0, always=False),
    Swatch(WORDS["removed"], OKABE_ITO["vermillion"], "dash", 4.0, 1.0, always=False),
    Swatch(WORDS["altered"], "#7a5c00", "band", 3.0, 1.0, area=0.25, always=False),
)
_ADDED, _OPENED, _SHUT, _REMOVED, _ALTERED = range(len(_ACTIONS))
_SHUT_WORDS = ("封闭", "否")  # what a field of access says after it was closed
_HEADINGS = {"layer": "图层", "id": "编号", "fields": "改动的字段"}


class _Compare(MacroElement):
    """The selector of the kinds that changed, tied to the layers that follow it."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            pianqu.compare({{ this._parent.get_name() }}, pianqu.data("{{ this.get_name() }}_data"), {
                {%- for key, layer in this.layers.items() %}{{ key }}: {{ layer.get_name() }}, {% endfor -%}
            });
        {% endmacro %}
    """)

    def __init__(self, content: dict[str, Any], layers: Drawn) -> None:
        super().__init__()
        self._name = "Compare"
        self.layers = layers
        self._payload = content

    def render(self, **kwargs: Any) -> None:
        """Add the data and the page's own scripts to the page."""
        add_script(self, *DRAWING, "swipe.js", "comparison.js")
        text = packed(self, self._payload, Columns(), name=WORDS["rates"])
        add_data(self, f"{self.get_name()}_data", text)
        super().render(**kwargs)


def comparison(plan: "Plan", *, look: Look | None = None) -> OfflineMap:
    """
    The page of a comparison; `comparison(compare(before, after)).save("compare.html")` writes it.

    Parameters
    ----------
    plan
        From :func:`pianqu.analysis.comparing.compare`.
    look
        Title, marks and imprint.

    Returns
    -------
    OfflineMap
        A folium map; further folium layers attach to it.

    Raises
    ------
    OutputError
        On writing: something in the page would be fetched.
    """
    look = look or Look(title=WORDS["comparison_title"])
    label = f"{look.title}。{WORDS['comparison_label']}"
    made = OfflineMap(title=look.title, label=label, min_zoom=4, max_zoom=20, zoom_snap=0.25)
    for layer in basemaps(look):
        made.add_child(layer)
    made.page.html.add_child(
        Verbatim(header(plan, look) + _panel(plan, look)), name="pianqu-around"
    )
    surround = Surround(credits_of(plan))
    made.add_child(surround)
    drawn = _drawn(plan)
    for layer in drawn.values():
        made.add_child(layer)
    followers = {n: drawn[n] for n in ("buildings", "facilities") if n in drawn}
    made.add_child(_Compare(payload(plan) | {"sides": sides(plan)}, followers))
    made.add_child(Tools())
    surround.extent = _fit(made, drawn)
    return made


def _drawn(plan: "Plan") -> Drawn:
    """What is there, the buildings by what changes for them, and the changes over all."""
    drawn = sheets(_only(plan, *_PRESENT))
    above = {name: drawn.pop(name) for name in _ABOVE if name in drawn}
    frame = plan.tables.get("buildings")
    if frame is not None and len(frame):
        drawn["buildings"] = FeatureLayer(
            frame,  # pyright: ignore[reportArgumentType] the layer of buildings has geometry
            name=WORDS["to_kind_change"],
            legend=Legend(CLASSES, pd.Series(_NO_DATA, frame.index)),
            fields=card_fields(plan, "buildings"),
            group=WORDS["group_changes"],
        )
    drawn |= above
    rows = _shown(plan)
    if len(rows):
        drawn["changes"] = FeatureLayer(
            rows,
            name=WORDS["changed_rows"],
            legend=Legend(_ACTIONS, pd.Series([_action(row) for row in records(rows)], rows.index)),
            fields=_words(rows),
            group=WORDS["group_changes"],
        )
    return drawn


def _only(plan: "Plan", *names: str) -> "Plan":
    from ...analysis.planning import Plan

    return Plan({name: plan.tables[name] for name in names if name in plan.tables}, plan.fields)


def _shown(plan: "Plan") -> "gpd.GeoDataFrame":
    """Rows that changed to the eye: not a street that only has a vertex more."""
    rows: Any = plan.tables["changed_rows"]
    if not len(rows):
        return rows
    rows = rows[rows["fields"].ne("vertices").fillna(True) & rows.geometry.notna()]
    called = [_called(row) for row in records(rows)]
    return rows.assign(name=called)


def _called(row: dict[str, Any]) -> str:
    layer = kinds.schema(str(row["layer"])).zh
    name = f"{row['name']} " if pd.notna(row["name"]) else ""
    return f"{layer} {name}{row['id']}"


def _action(row: dict[str, Any]) -> int:
    if row["action"] in ("added", "removed"):
        return _ADDED if row["action"] == "added" else _REMOVED
    if set(str(row["fields"]).split(";")) & {"access", "open"}:
        said = set(str(row["after"]).split("；"))
        return _SHUT if said & set(_SHUT_WORDS) else _OPENED
    return _ALTERED


def _words(rows: pd.DataFrame) -> pd.DataFrame:
    """What a click on a changed row shows."""
    table = pd.DataFrame(index=rows.index)
    for name, heading in _HEADINGS.items():
        table[heading] = rows[name].astype(object).where(rows[name].notna(), None)
    table["图层"] = [kinds.schema(str(layer)).zh for layer in rows["layer"]]
    table["改动的字段"] = [_fields(row) for row in records(rows)]
    table["变化"] = [_ACTIONS[_action(row)].label for row in records(rows)]
    for name in ("before", "after"):
        table[WORDS[name]] = rows[name].astype(object).where(rows[name].notna(), None)
    return table


def _fields(row: dict[str, Any]) -> str | None:
    if pd.isna(row["fields"]):
        return None
    known = {field.name: field.zh for field in kinds.schema(str(row["layer"])).fields}
    known |= {"geometry": "位置与形状", "vertices": "折点"}
    return "、".join(known.get(name, name) for name in str(row["fields"]).split(";"))


def _panel(plan: "Plan", look: Look) -> str:
    """The side of the map: the panel of any page, with what differs before the rest of it."""
    usual = panel(_only(plan, "basis", "sources", "findings"), look)
    head, block, rest = usual.partition('<div class="pq-now">')
    parts = [_warning(plan)]
    if changed(plan):
        parts.append(
            _part("changed_kinds", '<div id="pianqu-select"></div>', control="pianqu-kind")
            + _part("rates", '<div id="pianqu-table" aria-live="polite"></div>')
        )
    parts.append(_part("all_rates", all_rates(plan) + _rest(plan)))
    if changed(plan) and "communities" in plan.tables:
        parts.append(_part("community_moves", '<div id="pianqu-communities"></div>'))
    parts.append(_part("changed_rows", _list(plan)))
    first, later = "".join(parts[:2]), "".join(parts[2:])
    now, foot, under = rest.partition('<div class="pq-foot">')
    ahead, end, tail = under.partition('<div class="pq-rest">')
    return head + block + first + now + foot + ahead + end + later + tail


def _part(word: str, content: str, *, control: str = "") -> str:
    title = escape(WORDS[word])
    title = f'<label for="{control}">{title}</label>' if control else title
    return f'<section class="pq-part pq-part-{word}"><h2>{title}</h2>{content}</section>'


def _warning(plan: "Plan") -> str:
    """That the choices differ, above everything else."""
    findings = plan.tables.get("findings", pd.DataFrame({"rule": [], "value": []}))
    told = findings.loc[findings["rule"].eq(UNLIKE).fillna(False), "value"]
    if told.empty:
        return ""
    text = escape(WORDS["not_comparable"] + str(told.iloc[0]))
    return f'<section class="pq-part"><p class="pq-warning">{text}</p></section>'


def _rest(plan: "Plan") -> str:
    """Kinds in which nobody gains or loses."""
    kept = only_times(plan)
    if not kept:
        return ""
    items = "".join(f"<li>{escape(zh)}</li>" for zh in kept)
    return f'<p class="pq-note">{escape(WORDS["only_times"])}</p><ul class="pq-chips">{items}</ul>'


def _list(plan: "Plan") -> str:
    rows = plan.tables["changed_rows"]
    items = []
    for row in records(rows[rows["fields"].ne("vertices").fillna(True)]):
        told = [_fields(row), *(row[name] for name in ("before", "after"))]
        field, was, now = ("" if text is None or pd.isna(text) else str(text) for text in told)
        moved = f"：{field} {was} → {now}" if was or now else f"：{field}" if field else ""
        head = f"<b>{escape(_ACTIONS[_action(row)].label)}</b> {escape(_called(row) + moved)}"
        items.append(f"<li>{head}</li>")
    rest = len(rows) - len(items)
    more = f'<p class="pq-note">{rest} 条道路只增加了折点，线形不变。</p>' if rest else ""
    return f'<ul class="pq-list">{"".join(items)}</ul>{more}'


def _fit(made: OfflineMap, drawn: Drawn) -> list[list[float]] | None:
    """Open on where people live, and on what changes."""
    shown = [drawn[name] for name in ("buildings", "outlines", "changes") if name in drawn]
    corners = [corner for layer in shown for corner in layer.get_bounds() if None not in corner]
    if not corners:
        return None
    south, west = (float(min(values)) for values in zip(*corners, strict=True))  # pyright: ignore[reportArgumentType] checked above
    north, east = (float(max(values)) for values in zip(*corners, strict=True))  # pyright: ignore[reportArgumentType] checked above
    made.fit_bounds([[south, west], [north, east]], padding=(24, 24), max_zoom=19)
    return [[south, west], [north, east]]
