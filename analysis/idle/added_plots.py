"""Plots that people add: drawn, or named by the id of a parcel or premises."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from .correcting import REGISTER, UNMATCHED, Entry, Row, Sites, entry, matched, unmatched, written
from .evidence_rows import COLUMNS as EVIDENCE_COLUMNS
from .evidence_rows import column, joined, rows
from .evidence_rules import FOR, Rules
from .plots import COLUMNS, community, free

REGISTERED, LAYER, RULE = "registered", "corrections", "correction"
_TEXT = ("name", "kind", "of_layer", "of", "community", "owner_class", "owner")


class Added(NamedTuple):
    """Plots and evidence after additions, and what each addition did (rows of the log)."""

    plots: gpd.GeoDataFrame
    evidence: pd.DataFrame
    log: list[Entry]


def add(
    plots: gpd.GeoDataFrame,
    evidence: pd.DataFrame,
    corrections: pd.DataFrame | None,
    *,
    rules: Rules,
    sites: Sites,
) -> Added:
    """
    Land that people add, before land that is left over is looked for.

    Parameters
    ----------
    plots, evidence, corrections, rules
        As for :func:`pianqu.analysis.idle.corrections.apply`; plots that are known.
    sites
        Where an addition may lie.

    Returns
    -------
    Added
        An addition is more evidence for a plot that it means, otherwise a plot of its own. Points,
        and ids that no layer has, are left to :func:`pianqu.analysis.idle.corrections.apply`: they may mean what is left over.

    Examples
    --------
    >>> import shapely
    >>> from . import evidence_rules
    >>> none = gpd.GeoDataFrame({"of_layer": [], "of": []}, geometry=[], crs=4549)
    >>> land = gpd.GeoDataFrame(
    ...     {"action": ["register"]}, geometry=[shapely.box(0, 0, 9, 9)], index=["K1"], crs=4549
    ... )
    >>> found = add(none, joined([]), land, rules=evidence_rules.rules(), sites=Sites())
    >>> found.plots["area"].to_dict()
    {'K1': 81.0}
    """
    ready = [row for row in written(corrections) if row.action == REGISTER]
    return registered(plots, evidence, ready, rules, sites, wait=True)


def registered(
    plots: gpd.GeoDataFrame,
    evidence: pd.DataFrame,
    given: list[Row],
    rules: Rules,
    sites: Sites,
    *,
    wait: bool = False,
) -> Added:
    """
    Plots that people add, and evidence for those that are there.

    Parameters
    ----------
    plots, evidence, rules, sites
        As for :func:`add`.
    given
        Additions.
    wait
        Whether points, and ids that no layer has, are passed over.

    Returns
    -------
    Added
        As of :func:`add`.

    Examples
    --------
    >>> from . import evidence_rules
    >>> none = gpd.GeoDataFrame({"of_layer": [], "of": []}, geometry=[], crs=4549)
    >>> row = written(pd.DataFrame({"action": ["register"], "of": ["L9"]}, index=["K1"]))
    >>> registered(none, joined([]), row, evidence_rules.rules(), Sites()).log[0]["text"]
    '没有图形，也没有找到所指的地块或房屋，无法补充登记'
    """
    log: list[Entry] = []
    told = [evidence]
    for row in given:
        match = matched(row, plots)
        found = match.plots
        if match.either:
            log += unmatched(row, match, plots, sites, {})
            continue
        if not found:
            new = new_plot(row, plots, sites)
            point = new is not None and new["of_layer"].eq(LAYER).all() and new["area"].isna().all()
            if wait and (new is None or point):
                continue
            afar = sites.astray(row) if new is None or new["of_layer"].eq(LAYER).all() else None
            if new is None or afar:
                text = afar or "没有图形，也没有找到所指的地块或房屋"
                log.append(entry(row, None, UNMATCHED, f"{text}，无法补充登记"))
                continue
            plots = gpd.GeoDataFrame(pd.concat([plots, new]), crs=plots.crs)
            found = [str(new.index[0])]
        told += [
            row_of(row.noted(plot), f"由{row.by}补充登记：{row.reason}", rules) for plot in found
        ]
        log += [entry(row, plot, REGISTERED, f"补充登记：{row.why}") for plot in found]
    return Added(plots, joined(told), log)


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
    >>> import shapely
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
    taken = {str(plot) for plot in plots.index}
    if known is None:
        known, of_layer, of = pd.Series(dtype=object, name=row.id), LAYER, row.id
        taken |= {
            str(each) for own in sites.layers.values() if own is not None for each in own.index
        }
    if shape is None or (shape.area == 0 and shape.length > 0):
        return None
    ident = free(str(known.name), taken=taken, name=of_layer)
    index = pd.Index([ident], name=plots.index.name)
    shapes = gpd.GeoSeries([shape], index=index, crs=plots.crs)
    table = pd.DataFrame(
        {
            **{name: known.get(name, pd.NA) for name in ("name", "owner_class", "owner")},
            "kind": REGISTERED,
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


def row_of(noted: dict[str, object], text: str, rules: Rules, *, says: str = FOR) -> pd.DataFrame:
    """
    A correction as a row of evidence.

    Parameters
    ----------
    noted
        From :meth:`pianqu.analysis.idle.correcting.Row.noted`.
    text, says
        In words, and whether it speaks for the plot.
    rules
        Of evidence.

    Examples
    --------
    >>> from .evidence_rules import rules
    >>> table = pd.DataFrame({"source": "记录", "as_of": "2024-06-30"}, index=["K1"])
    >>> row_of(written(table)[0].noted("L1"), "由街道补充登记", rules())["object"].tolist()
    ['K1']
    """
    layer = pd.DataFrame([noted]).set_index("plot")
    layer = layer.astype({"source": "string", "as_of": EVIDENCE_COLUMNS["as_of"]})
    return rows(layer, RULE, rules=rules, says=says, object=column(layer, "id"), text=text)
