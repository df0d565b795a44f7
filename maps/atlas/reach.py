"""Every kind of facility in one payload: a page changes kind without reloading."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from ..basis import limits
from ..style import minute_breaks
from ..web.columns import Columns
from ..web.features import FeatureLayer, names
from ..web.scripts import DRAWING, add_data, add_script, packed
from ..words import WORDS
from .times import (
    NOT_COMPUTED,
    access_notes,
    building_times,
    community_shares,
    numbers,
    tenths,
    uncounted,
)

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_OPENS_ON = "park_small"
_CIRCLES = {"c5": 5.0, "c10": 10.0, "c15": 15.0}  # minutes
_SIGNS = {"0": 0, "1": 1, "-": 2}
_FIGURES = ("reached", "not_reached", "unknown", "base", "share")


class Reach(MacroElement):
    """
    The selector of kinds, tied to the layers that follow it.

    Parameters
    ----------
    payload
        From :func:`payload`.
    layers
        The layers that change with the kind, by name: buildings, communities, outlines,
        facilities, doors.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            pianqu.reach(pianqu.data("{{ this.get_name() }}_data"), {
                {%- for key, layer in this.layers.items() %}{{ key }}: {{ layer.get_name() }}, {% endfor -%}
            });
        {% endmacro %}
    """)

    def __init__(self, payload: dict[str, Any], layers: Mapping[str, FeatureLayer]) -> None:
        super().__init__()
        self._name = "Reach"
        self.layers = layers
        self._payload = payload

    def render(self, **kwargs: Any) -> None:
        """Add the data and the page's own scripts to the page."""
        add_script(self, *DRAWING, "reach.js")
        add_data(self, f"{self.get_name()}_data", self._packed())
        super().render(**kwargs)

    def _packed(self) -> str:
        """Minutes and answers, a number a building and kind, as columns beside the rest."""
        columns, apart = Columns(), ("tenths", "reached")
        kinds = self._payload["kinds"]
        tenths = [columns.ints(kind["tenths"]) if "tenths" in kind else None for kind in kinds]
        signs = [[_SIGNS[sign] for sign in kind.get("reached", "")] for kind in kinds]
        rest = [{key: kind[key] for key in kind if key not in apart} for kind in kinds]
        return packed(
            self,
            self._payload | {"kinds": rest},
            columns,
            name=WORDS["table"],
            tenths=tenths,
            reached=[columns.ints(each) for each in signs],
        )


def payload(plan: "Plan") -> dict[str, Any]:
    """
    What the page's script needs to show any kind: minutes, shares and sentences.

    Parameters
    ----------
    plan
        With the tables kinds and coverage; the others as far as they are there.

    Returns
    -------
    dict
        `kinds` by living circle, each with `tenths` (of minutes a building, rounded up so that a
        class never crosses the limit; -1 beyond the search, -2 not computed, -3 no data),
        `reached` (a sign a building), `communities`, the rows of its `facilities` and `doors`, its
        rows of `coverage`, and sentences.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> kinds = pd.DataFrame({"zh": ["小学"], "level": ["c10"], "status": ["mapped"]}, ["school"])
    >>> tables = {"kinds": kinds, "coverage": pd.DataFrame({"kind": [], "unit": []})}
    >>> payload(SimpleNamespace(tables=tables))["kinds"][0]["level"]
    '十分钟生活圈'
    """
    kinds = _by_circle(plan.tables["kinds"])
    limit, search = limits(plan)
    edge, reasons = access_notes(plan, limit)
    times = building_times(plan) if "buildings" in plan.tables else None
    return {
        "kinds": [
            {**_kind(plan, str(kind), row), **_times(plan, str(kind), row["status"], times)}
            for kind, row in kinds.iterrows()
        ],
        "first": _first(kinds),
        "limit": limit,
        "search": search,
        "breaks": [tenths(step) for step in minute_breaks(limit, search)],
        "edge": edge,
        "reasons": reasons,
        "uncounted": uncounted(plan),
        "communities": names(plan.tables.get("communities", pd.DataFrame())),
    }


def _first(kinds: pd.DataFrame) -> int:
    """Place of the kind a page opens on: small parks, else of the ten-minute circle, else any."""
    mapped = (kinds["status"] == "mapped").to_numpy()
    parks = kinds.index.to_numpy() == _OPENS_ON
    circle = kinds["level"].eq("c10").fillna(False).to_numpy(dtype=bool)
    for wanted in (mapped & parks, mapped & circle, mapped):
        if wanted.any():
            return int(np.flatnonzero(wanted)[0])
    return 0


def _by_circle(kinds: pd.DataFrame) -> pd.DataFrame:
    circles = ("c5", "c10", "c15", "block")
    if "level" not in kinds.columns:
        return kinds.assign(level="")
    place = kinds["level"].map({circle: place for place, circle in enumerate(circles)})
    return kinds.iloc[place.fillna(len(circles)).argsort(kind="stable")]


def _kind(plan: "Plan", kind: str, row: pd.Series) -> dict[str, Any]:
    coverage = plan.tables.get("coverage", pd.DataFrame(columns=["kind", "unit"]))
    rows = coverage[coverage["kind"] == kind]
    figures = [[str(unit) for unit in rows["unit"]]]
    figures += [numbers(rows.get(name, [None] * len(rows))) for name in _FIGURES]
    result: dict[str, Any] = {
        "zh": _text(row, "zh") or kind,
        "level": WORDS.get(_text(row, "level"), _text(row, "level") or WORDS["other_level"]),
        "status": row["status"],
        "state": WORDS.get(row["status"], ""),
        "sentences": [*_sentences(row), *_circle(row, limits(plan)[0])],
        "facilities": _places(plan, "facilities", ("kind", "also"), kind),
        "doors": _places(plan, "doors", ("kinds",), kind),
        "parks": _parks(plan, kind),
        "coverage": [
            dict(zip(("unit", *_FIGURES), cells, strict=True))
            for cells in zip(*figures, strict=True)
        ],
        "notes": _notes(rows),
    }
    if "communities" in plan.tables:
        result["communities"] = community_shares(plan, kind)
    return result


def _times(
    plan: "Plan", kind: str, status: str, times: dict[str, tuple[list[int], str]] | None
) -> dict[str, Any]:
    if times is None:
        return {}
    number = len(plan.tables["buildings"])
    open_answer = [NOT_COMPUTED] * number, "-" * number
    # a kind that is not mapped is never shown as absent, whatever the tables hold
    codes, signs = open_answer if status == "not_mapped" else times.get(kind, open_answer)
    return {"tenths": codes, "reached": signs}


def _sentences(row: pd.Series) -> list[str]:
    reason = _text(row, "reason")
    if row["status"] == "not_mapped":
        return [WORDS["not_mapped_long"]]
    if row["status"] == "not_computed":
        return [f"{WORDS['not_computed']}：{reason or WORDS['no_reason']}"]
    places, joined = (numbers([row.get(name)])[0] for name in ("places", "on_network"))
    if places is None:
        return [reason] if reason else []
    count = f"数据中 {places} 处"
    if joined is not None:
        count += f"，接入路网 {joined} 处"
        count += f"；{places - joined} 处未接入，未参与计算" if joined < places else ""
    return [f"{count}。", *([reason] if reason else [])]


def _circle(row: pd.Series, limit: float) -> list[str]:
    """Which living circle a kind belongs to, beside the one limit of the page."""
    level = _text(row, "level")
    if row["status"] != "mapped" or level not in (*_CIRCLES, "block"):
        return []
    counted = "本图" if _CIRCLES.get(level) == limit else "本图一律"
    return [f"该类属{WORDS[level]}；{counted}按 {limit:g} 分钟统计，步行可达不等于达到该类标准。"]


def _parks(plan: "Plan", kind: str) -> list[int]:
    """Rows of the parks that have a door of a kind."""
    doors, parks = (plan.tables.get(name, pd.DataFrame()) for name in ("doors", "parks"))
    if not {"layer", "place"} <= set(doors.columns):
        return []
    own = doors.iloc[_places(plan, "doors", ("kinds",), kind)]
    found = parks.index.isin(own.loc[own["layer"] == "parks", "place"])
    return [int(row) for row in np.flatnonzero(found)]


def _places(plan: "Plan", table: str, columns: tuple[str, ...], kind: str) -> list[int]:
    frame = plan.tables.get(table, pd.DataFrame())
    found: set[int] = set()
    for column in columns:
        if column in frame.columns:
            cells = frame[column].astype("string").fillna("").str.split(";")
            found |= {place for place, kinds in enumerate(cells) if kind in kinds}
    return sorted(found)


def _notes(rows: pd.DataFrame) -> list[str]:
    if rows.empty:
        return []
    row = rows.iloc[0]
    parts = [
        f"步行 {row['minutes']:g} 分钟以内（含）为到达" if _text(row, "minutes") else "",
        f"步速 {row['pace_m_per_min']:g} 米/分钟" if _text(row, "pace_m_per_min") else "",
        *(_text(row, name) for name in ("distance_rule", "crs")),
        f"数据日期 {_text(row, 'as_of')}" if _text(row, "as_of") else "",
        f"来源 {_text(row, 'source')}" if _text(row, "source") else "",
    ]
    return [
        "口径：" + "；".join(part for part in parts if part) + "。",
        *_counts(rows, "near_edge", "未到达者中靠近数据边界、可能使用边界外设施的：{}。"),
        *_counts(rows, "without_weight", "没有数量记录、未计入的起点：{}。"),
    ]


def _counts(rows: pd.DataFrame, column: str, sentence: str) -> list[str]:
    found = [
        f"{WORDS.get(f'{unit}_counted', unit)} {count:g}"
        for unit, count in zip(rows["unit"], numbers(rows.get(column, [])), strict=False)
        if count
    ]
    return [sentence.format("、".join(found))] if found else []


def _text(row: pd.Series, name: str) -> str:
    cell = row.get(name)
    return "" if cell is None or pd.isna(cell) else str(cell)
