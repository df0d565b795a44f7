"""Walking times of every kind of facility as one payload: a page changes kind without reloading."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from .features import FeatureLayer, add_data, add_script, data_text
from .style import minute_breaks, share_class
from .words import WORDS

if TYPE_CHECKING:
    from ..analysis.planning import Plan

BEYOND, NOT_COMPUTED, NO_DATA = -1, -2, -3  # in place of tenths of minutes; as in reach.js
_NUMBERS = (
    "minutes_median minutes_max buildings_reached buildings_total"
    " households_reached households_total share_households"
).split()


class Reach(MacroElement):
    """
    The selector of kinds, tied to the layers that follow it.

    Parameters
    ----------
    payload
        From :func:`payload`.
    layers
        The layers that change with the kind, by name: buildings, communities, facilities.
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
        self._payload = data_text(payload)

    def render(self, **kwargs: Any) -> None:
        """Add the data and the page's own script to the page."""
        add_script(self, "reach.js")
        add_data(self, f"{self.get_name()}_data", self._payload)
        super().render(**kwargs)


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
        `kinds` in the order of the table, each with `tenths` (of minutes a building, rounded up so
        that a class never crosses the limit; -1 beyond the search, -2 not computed, -3 no data),
        `reached` (a sign a building), `communities`, `facilities`, `coverage` and sentences.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> kinds = pd.DataFrame({"zh": ["小学"], "level": ["c10"], "status": ["mapped"]}, ["school"])
    >>> tables = {"kinds": kinds, "coverage": pd.DataFrame({"kind": [], "unit": []})}
    >>> payload(SimpleNamespace(tables=tables))["kinds"][0]["level"]
    '十分钟生活圈'
    """
    kinds = plan.tables["kinds"]
    limit, search = limits(plan)
    breaks = minute_breaks(limit, search)
    edge, reasons = _access(plan, limit)
    mapped = np.flatnonzero((kinds["status"] == "mapped").to_numpy())
    return {
        "kinds": [_kind(plan, str(kind), row) for kind, row in kinds.iterrows()],
        "first": int(mapped[0]) if len(mapped) else 0,
        "limit": limit,
        "search": search,
        "breaks": [tenths(step) for step in breaks],
        "edge": edge,
        "reasons": reasons,
    }


def limits(plan: "Plan") -> tuple[float, float | None]:
    """
    The minutes that count as reached, and those beyond which nothing was looked for.

    Parameters
    ----------
    plan
        With the table coverage; the search stands in the table basis under search_minutes.

    Returns
    -------
    tuple of float
        Ten minutes where coverage has no rows; None for a search that is not given.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> tables = {"coverage": pd.DataFrame({"minutes": [8.0]})}
    >>> limits(SimpleNamespace(tables=tables))
    (8.0, None)
    """
    coverage = plan.tables["coverage"]
    given = coverage["minutes"].dropna() if "minutes" in coverage.columns else pd.Series()
    limit = float(given.iloc[0]) if len(given) else 10.0
    basis = plan.tables.get("basis", pd.DataFrame({"key": [], "value": []}))
    found = pd.to_numeric(basis.loc[basis["key"] == "search_minutes", "value"], errors="coerce")
    search = float(found.iloc[0]) if len(found) and found.notna().iloc[0] else None
    return limit, search


def tenths(minutes: float) -> int:
    """
    Tenths of minutes, rounded up: what is over a whole limit stays over it.

    Parameters
    ----------
    minutes
        Zero or more.

    Returns
    -------
    int

    Examples
    --------
    >>> tenths(10.0), tenths(10.001), tenths(9.99)
    (100, 101, 100)
    """
    return int(np.ceil(minutes * 10))


def building_tenths(
    minutes: pd.Series, reached: pd.Series, index: pd.Index
) -> tuple[list[int], str]:
    """
    Walking times of buildings as the page reads them.

    Parameters
    ----------
    minutes, reached
        One kind: minutes (NaN beyond the search or not computed), and whether reached (NA: not
        computed); indexed by building.
    index
        The buildings drawn, in order.

    Returns
    -------
    tuple
        Tenths of minutes or a negative code, and the signs 1, 0 or -, one a building.

    Examples
    --------
    >>> minutes = pd.Series([10.0, float("nan"), float("nan")], list("abc"))
    >>> reached = pd.Series([True, False, pd.NA], list("abc"), dtype="boolean")
    >>> building_tenths(minutes, reached, pd.Index(list("abcd")))
    ([100, -1, -2, -3], '10--')
    """
    here = index.isin(minutes.index)
    known = reached.reindex(index).astype("boolean")
    value = np.ceil(minutes.reindex(index).to_numpy(dtype=float) * 10)
    code = np.where(np.isfinite(value), value, BEYOND)
    code = np.where(known.isna(), np.where(here, NOT_COMPUTED, NO_DATA), code)
    signs = known.map({True: "1", False: "0"}).fillna("-")
    return [int(number) for number in code], "".join(signs)


def _kind(plan: "Plan", kind: str, row: pd.Series) -> dict[str, Any]:
    result: dict[str, Any] = {
        "zh": _text(row, "zh") or kind,
        "level": WORDS.get(_text(row, "level"), _text(row, "level") or WORDS["other_level"]),
        "status": row["status"],
        "state": WORDS.get(row["status"], ""),
        "sentences": _sentences(row),
        "facilities": _facilities(plan, kind),
        **_coverage(plan, kind),
    }
    if "buildings" in plan.tables:
        index = plan.tables["buildings"].index
        result["tenths"], result["reached"] = building_tenths(
            _column(plan, "building_minutes", kind), _column(plan, "building_reached", kind), index
        )
        if row["status"] == "not_mapped":  # never shown as absent, whatever the tables hold
            result["tenths"], result["reached"] = [NOT_COMPUTED] * len(index), "-" * len(index)
    if "communities" in plan.tables:
        result["communities"] = _communities(plan, kind)
    return result


def _column(plan: "Plan", table: str, kind: str) -> pd.Series:
    frame = plan.tables.get(table, pd.DataFrame())
    return frame[kind] if kind in frame.columns else pd.Series(pd.NA, frame.index, dtype="object")


def _sentences(row: pd.Series) -> list[str]:
    reason = _text(row, "reason")
    if row["status"] == "not_mapped":
        return [WORDS["not_mapped_long"], *([reason] if reason else [])]
    if row["status"] == "not_computed":
        return [f"{WORDS['not_computed']}：{reason or WORDS['no_data']}"]
    places, joined = row.get("places"), row.get("on_network")
    if places is None or pd.isna(places):
        return [reason] if reason else []
    count = f"数据中 {places} 处"
    if joined is not None and pd.notna(joined):
        count += f"，接入路网 {joined} 处"
        count += f"；{places - joined} 处未接入，未计入" if joined < places else ""
    return [f"{count}。", *([reason] if reason else [])]


def _facilities(plan: "Plan", kind: str) -> list[int]:
    frame = plan.tables.get("facilities")
    if frame is None or "kind" not in frame.columns:
        return []
    own = frame["kind"].eq(kind).fillna(False).to_numpy(dtype=bool)
    if "also" in frame.columns:
        also = frame["also"].fillna("").astype(str).str.split(";")
        own = own | np.array([kind in parts for parts in also], dtype=bool)
    return [int(place) for place in np.flatnonzero(own)]


def _coverage(plan: "Plan", kind: str) -> dict[str, Any]:
    coverage = plan.tables["coverage"]
    rows = coverage[coverage["kind"] == kind]
    numbers = ["reached", "not_reached", "unknown", "base", "share"]
    table = [
        {"unit": row["unit"], **{name: number(row.get(name)) for name in numbers}}
        for _, row in rows.iterrows()
    ]
    return {"coverage": table, "notes": _notes(rows)}


def _notes(rows: pd.DataFrame) -> list[str]:
    if rows.empty:
        return []
    row = rows.iloc[0]
    parts = [
        f"步行 {row['minutes']:g} 分钟以内为到达" if _text(row, "minutes") else "",
        f"步速 {row['pace_m_per_s']:.3g} 米/秒" if _text(row, "pace_m_per_s") else "",
        *(_text(row, name) for name in ("distance_rule", "crs")),
        f"数据日期 {_text(row, 'as_of')}" if _text(row, "as_of") else "",
        f"来源 {_text(row, 'source')}" if _text(row, "source") else "",
    ]
    notes = ["口径：" + "；".join(part for part in parts if part) + "。"]
    near = [number(cell) for cell in rows.get("near_edge", pd.Series())]
    units = [WORDS.get(f"{unit}_short", unit) for unit in rows["unit"]]
    edges = [f"{count} {unit}" for count, unit in zip(near, units, strict=False) if count]
    return [*notes, f"靠近数据边界、结论可能偏低的：{'、'.join(edges)}。"] if edges else notes


def _communities(plan: "Plan", kind: str) -> dict[str, list[Any]]:
    index = plan.tables["communities"].index
    long = plan.tables.get("community_coverage", pd.DataFrame({"community": [], "kind": []}))
    rows = long[long["kind"] == kind].set_index("community").reindex(index)
    columns = {name: [number(cell) for cell in rows.get(name, [None] * len(index))] for name in _NUMBERS}
    states = [None if pd.isna(cell) else str(cell) for cell in rows.get("reached", [None] * len(index))]
    shares = [
        own if own is not None else (part / whole if whole else None)
        for own, part, whole in zip(
            columns["share_households"],
            columns["buildings_reached"],
            columns["buildings_total"],
            strict=True,
        )
    ]
    basis = rows.get("basis", [None] * len(index))
    return {
        **columns,
        "basis": [None if pd.isna(cell) else WORDS.get(f"basis_{cell}", str(cell)) for cell in basis],
        "marks": [share_class(share, state) for share, state in zip(shares, states, strict=True)],
    }


def _access(plan: "Plan", limit: float) -> tuple[dict[int, float], dict[int, str]]:
    if "building_access" not in plan.tables or "buildings" not in plan.tables:
        return {}, {}
    access = plan.tables["building_access"].reindex(plan.tables["buildings"].index)
    edge, reason = access["edge_minutes"], access["reason"]
    near = {place: float(value) for place, value in enumerate(edge) if value <= limit}
    told = {place: str(text) for place, text in enumerate(reason) if pd.notna(text) and text}
    return {place: round(value, 1) for place, value in near.items()}, told


def number(cell: Any) -> int | float | None:
    """
    A cell as a number that JSON can hold.

    Parameters
    ----------
    cell
        A number, or missing.

    Returns
    -------
    int, float or None
        None for missing and infinite; whole numbers as int; the rest to six digits after the point.

    Examples
    --------
    >>> number(3.0), number(0.1234567), number(float("nan")), number(pd.NA)
    (3, 0.123457, None, None)
    """
    if cell is None or pd.isna(cell) or not np.isfinite(cell):
        return None
    return int(cell) if float(cell).is_integer() else round(float(cell), 6)


def _text(row: pd.Series, name: str) -> str:
    cell = row.get(name)
    return "" if cell is None or pd.isna(cell) else str(cell)
