"""Correcting: one correction as it was written, the plots it finds, and the plot it adds."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from .plots import COLUMNS, community

REGISTER, KIND, PLOTS, LAYER = "register", "registered", "plots", "corrections"
_MOST = 0.5  # of a plot that an area covers, where no id says which plot is meant
_TEXT = ("name", "kind", "of_layer", "of", "community", "owner_class", "owner")
_UNSAID = "未注明"


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
    """Where an addition lies: communities, and the layers whose rows it may name."""

    communities: gpd.GeoDataFrame | None
    layers: Mapping[str, gpd.GeoDataFrame | None]


def written(corrections: pd.DataFrame | None) -> list[Row]:
    """
    The corrections in the order of the file.

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
        text = {
            name: "" if pd.isna(row.get(name)) else str(row[name]).strip()
            for name in ("action", "of_layer", "of", "evidence_rule", "by", "reason", "source")
        }
        shape = shapes.iloc[at]
        drawn = isinstance(shape, BaseGeometry) and not shape.is_empty
        found.append(
            Row(
                id=str(ident),
                action=text["action"],
                of_layer=text["of_layer"],
                of=text["of"],
                rule=text["evidence_rule"],
                who=text["by"],
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


def matched(row: Row, plots: gpd.GeoDataFrame) -> list[str]:
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
    list of str
        Plots; a drawn addition means a plot only where each covers at least half of the other.

    Examples
    --------
    >>> plots = gpd.GeoDataFrame({"of_layer": "parcels", "of": ["L1"]}, index=["L1"])
    >>> table = pd.DataFrame({"of_layer": ["parcels", "premises"], "of": "L1"}, index=["K1", "K2"])
    >>> [matched(row, plots) for row in written(table)]
    [['L1'], []]
    """
    if row.of:
        by_id = (plots.index.astype(str) == row.of) & (row.of_layer in ("", PLOTS))
        if row.of_layer != PLOTS:
            own = plots["of"].eq(row.of) & (not row.of_layer or plots["of_layer"].eq(row.of_layer))
            by_id = by_id | own.to_numpy(bool, na_value=False)
        if by_id.any():
            return [str(plot) for plot in plots.index[by_id]]
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


def new_plot(row: Row, plots: gpd.GeoDataFrame, sites: Sites) -> gpd.GeoDataFrame | None:
    """
    The plot that an addition makes, None where nothing says where it lies.

    Parameters
    ----------
    row
        One of :func:`written`.
    plots
        The plots that there are, whose ids are taken.
    sites
        Communities, and parcels and premises by id.

    Returns
    -------
    GeoDataFrame or None
        One row of the plots frame.

    Examples
    --------
    >>> land = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 4, 5)], index=["L7"])
    >>> table = pd.DataFrame({"of_layer": ["parcels"], "of": ["L7"]}, index=["K3"])
    >>> none = gpd.GeoDataFrame(geometry=[])
    >>> new_plot(written(table)[0], none, Sites(None, {"parcels": land}))[["of", "area"]].loc["L7"]
    of        L7
    area    20.0
    Name: L7, dtype: object
    """
    known, of_layer, of = _named(row, sites), row.of_layer, row.of
    shape = row.shape if known is None else known["geometry"]
    if known is None:
        known, of_layer, of = pd.Series(dtype=object), LAYER, row.id
    if shape is None or (shape.area == 0 and shape.length > 0):
        return None
    free = (name for name in (of, f"{of_layer}/{of}") if name not in plots.index)
    index = pd.Index([next(free, f"{LAYER}/{row.id}")], name=plots.index.name)
    shapes = gpd.GeoSeries([shape], index=index, crs=plots.crs)
    table = pd.DataFrame(
        {
            **{name: known.get(name, pd.NA) for name in ("name", "owner_class", "owner")},
            "kind": KIND,
            "of_layer": of_layer,
            "of": of,
            "community": community(shapes, sites.communities),
            "area": shape.area or np.nan,
            "legal_idle": known.get("legal_idle", pd.NA) if of_layer == "parcels" else pd.NA,
        },
        index=index,
    )
    table = table.astype(dict.fromkeys(_TEXT, "string") | {"legal_idle": "boolean"})
    return gpd.GeoDataFrame(table, geometry=shapes, crs=plots.crs)[list(COLUMNS)]


def _named(row: Row, sites: Sites) -> pd.Series | None:
    """The parcel or premises that a correction names."""
    layer = sites.layers.get(row.of_layer)
    if layer is None or not row.of:
        return None
    ids = layer.get("of", pd.Series(layer.index, layer.index)).astype(str)
    named = layer[ids.eq(row.of).to_numpy()]
    return named.iloc[0] if len(named) else None
