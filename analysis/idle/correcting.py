"""Correcting: one correction as it was written, and the plots it finds or why it finds none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from .plots import PARCELS, PREMISES

REGISTER, PLOTS = "register", "plots"
_DONE = ("set", "remove", "insert")  # these have changed the layers already
_TEXT = ("action", "field", "of_layer", "of", "evidence_rule", "by", "reason", "source")
_MOST = 0.5  # of a plot that an area covers, where no id says which plot is meant
_UNSAID = "未注明"
_NOWHERE = "没有找到所指的闲置地块"
UNMATCHED, AMBIGUOUS = "unmatched", "ambiguous"

Entry = dict[str, object]


@dataclass(frozen=True, eq=False)
class Row:
    """One correction; what is not said is blank, no day is NaT, no geometry None."""

    id: str
    action: str
    of_layer: str
    of: str
    rule: str
    who: str
    reason: str
    source: str
    as_of: pd.Timestamp
    shape: BaseGeometry | None

    @property
    def by(self) -> str:
        """Who corrects, as words."""
        return self.who or _UNSAID

    @property
    def why(self) -> str:
        """The reason and who says so, as words."""
        day = "" if pd.isna(self.as_of) else f"，{self.as_of:%Y-%m-%d}"
        return f"{self.reason or _UNSAID}（{self.by}{day}）"

    def noted(self, plot: str) -> dict[str, object]:
        """What is kept of it with a plot."""
        return {
            "plot": plot,
            "who": self.by,
            "why": self.reason or _UNSAID,
            "as_of": self.as_of,
            "id": self.id,
            "source": self.source or pd.NA,
        }


@dataclass(frozen=True, eq=False)
class Sites:
    """
    Where an addition lies: communities, the layers whose rows it may name, and how far there is data.

    `edge` holds all data, and `beyond` is how many metres outside it a correction may still lie.
    """

    communities: gpd.GeoDataFrame | None = None
    layers: Mapping[str, gpd.GeoDataFrame | None] = field(default_factory=dict)
    edge: BaseGeometry | None = None
    beyond: float = 0.0

    def astray(self, row: Row) -> str | None:
        """How far outside the data a correction is drawn; None where it is not."""
        if row.shape is None or self.edge is None:
            return None
        far = float(shapely.distance(row.shape, self.edge))
        return f"图形在数据范围外 {far:,.0f} m" if far > self.beyond else None


class Match(NamedTuple):
    """The plots that a correction means, and those between which its id does not choose."""

    plots: list[str]
    either: list[str]


def written(corrections: pd.DataFrame | None) -> list[Row]:
    """
    The corrections of idle land in the order of the file; who corrects is the source if need be.

    Examples
    --------
    >>> table = pd.DataFrame({"action": ["exclude"], "of": ["L1"], "reason": [None]}, index=["K1"])
    >>> [(row.of, row.why) for row in written(table)]
    [('L1', '未注明（未注明）')]
    """
    if corrections is None:
        return []
    shapes = corrections.get("geometry", pd.Series(None, corrections.index, dtype=object))
    found = []
    for at, (ident, row) in enumerate(corrections.iterrows()):
        text = {name: "" if pd.isna(row.get(name)) else str(row[name]).strip() for name in _TEXT}
        if text["action"] in _DONE or (text["field"] and not text["action"]):
            continue
        shape = shapes.iloc[at]
        drawn = isinstance(shape, BaseGeometry) and not shape.is_empty
        found.append(
            Row(
                id=str(ident),
                action=text["action"],
                of_layer=text["of_layer"],
                of=text["of"],
                rule=text["evidence_rule"],
                who=text["by"] or text["source"],
                reason=text["reason"],
                source=text["source"],
                as_of=pd.Timestamp(row.get("as_of", pd.NaT)),
                shape=shape if drawn else None,
            )
        )
    return found


def entry(row: Row, plot: str | None, result: str, text: str) -> dict[str, object]:
    """
    What a correction did to a plot, as a row of the log.

    Examples
    --------
    >>> table = pd.DataFrame({"action": ["exclude"], "of": ["L1"]}, index=["K1"])
    >>> said = entry(written(table)[0], None, "unmatched", "没有找到")
    >>> said["correction"], said["text"]
    ('K1', '没有找到')
    """
    return {
        "correction": row.id,
        "action": row.action,
        "of_layer": row.of_layer or pd.NA,
        "of": row.of or pd.NA,
        "plot": plot or pd.NA,
        "result": result,
        "by": row.who or pd.NA,
        "reason": row.reason or pd.NA,
        "as_of": row.as_of,
        "text": text,
    }


def matched(row: Row, plots: gpd.GeoDataFrame) -> Match:
    """
    The plots that a correction means: by id, otherwise by where it is drawn.

    Parameters
    ----------
    row
        One of :func:`written`.
    plots
        Plots frame, in the CRS of the geometry of the correction.

    Returns
    -------
    Match
        An id without its layer is that of a plot, else of a parcel or premises, never of a
        community or block; where several have it none is meant. A drawn addition means a plot only
        where each covers at least half of the other.

    Examples
    --------
    >>> plots = gpd.GeoDataFrame({"of_layer": "parcels", "of": ["L1"]}, index=["L1"])
    >>> table = pd.DataFrame({"of_layer": ["parcels", "premises"], "of": "L1"}, index=["K1", "K2"])
    >>> [matched(row, plots).plots for row in written(table)]
    [['L1'], []]
    """
    named = _by_id(row, plots) if row.of else []
    if len(named) > 1 and not row.of_layer:
        return Match([], named)
    return Match(named or _by_place(row, plots), [])


def _by_id(row: Row, plots: gpd.GeoDataFrame) -> list[str]:
    if row.of_layer in ("", PLOTS):
        own = plots.index[plots.index.astype(str) == row.of]
        if len(own) or row.of_layer:
            return [str(plot) for plot in own]
    layers = [row.of_layer] if row.of_layer else [PARCELS, PREMISES]
    by_id = plots["of"].eq(row.of) & plots["of_layer"].isin(layers)
    return [str(plot) for plot in plots.index[by_id.to_numpy(bool, na_value=False)]]


def _by_place(row: Row, plots: gpd.GeoDataFrame) -> list[str]:
    if row.shape is None or plots.empty:
        return []
    shapes = plots.geometry.to_numpy()
    inside = shapely.intersects(shapes, row.shape)
    area, drawn = shapely.area(shapes), row.shape.area
    if drawn > 0:
        common = shapely.area(shapely.intersection(shapes, row.shape))
        inside &= common >= _MOST * area
        inside &= (row.action != REGISTER) | (common >= _MOST * drawn)
    elif row.shape.length > 0:
        inside[:] = False
    return [str(plot) for plot in plots.index[inside]]


def unmatched(
    row: Row, found: Match, plots: gpd.GeoDataFrame, sites: Sites, left: dict[str, str]
) -> list[Entry]:
    """
    Why a correction does nothing: its id is that of several plots, or of none, or it lies afar.

    Parameters
    ----------
    row, found
        The correction, and what :func:`matched` says of it.
    plots
        All plots, those that left too.
    sites
        How far there is data.
    left
        Plot that left to the correction that made it leave.

    Returns
    -------
    list
        Rows of the log.

    Examples
    --------
    >>> plots = gpd.GeoDataFrame({"of_layer": "parcels", "of": ["1", "1"]}, index=["a", "b"])
    >>> row = written(pd.DataFrame({"action": ["exclude"], "of": ["1"]}, index=["K1"]))[0]
    >>> unmatched(row, matched(row, plots), plots, Sites(), {})[0]["result"]
    'ambiguous'
    """
    if found.either:
        several = "、".join(found.either)
        text = f"编号 {row.of} 同时指 {several}，未作更改；请在 of_layer 中写明图层"
        return [entry(row, None, AMBIGUOUS, text)]
    gone = [plot for plot in matched(row, plots).plots if plot in left]
    if gone:
        return [
            entry(row, plot, UNMATCHED, f"地块 {plot} 已由 {left[plot]} 退出清单") for plot in gone
        ]
    afar = sites.astray(row)
    if afar is None and row.shape is not None and len(plots):
        near = float(plots.distance(row.shape).min())
        afar = f"图形距最近的闲置地块 {near:,.0f} m" if near > 0 else "图形没有盖住半个地块"
    return [entry(row, None, UNMATCHED, f"{_NOWHERE}；{afar}" if afar else _NOWHERE)]
