"""Service areas on the map: pictures of what is within each limit, the farthest drawn lowest."""

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from ..style import Swatch
from ..web.cards import card_fields
from ..web.features import FeatureLayer, Legend
from ..words import WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

TABLE = "service_areas"
_HUES = ("#0b5fa5", "#3f8fce", "#8dbfe6", "#c4def2")  # the nearest first; darker is nearer


def service_areas(plan: "Plan") -> dict[str, FeatureLayer]:
    """
    One layer a kind whose service areas are in the plan.

    Parameters
    ----------
    plan
        With the table `service_areas`, or without: no layers then.

    Returns
    -------
    dict
        Name to layer; hidden until asked for.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> service_areas(SimpleNamespace(tables={}))
    {}
    """
    frame = plan.tables.get(TABLE)
    if frame is None or not len(frame):
        return {}
    fields = card_fields(plan, TABLE)
    return {
        f"area_{kind}": _layer(plan, str(kind), gpd.GeoDataFrame(rows), fields.loc[rows.index])
        for kind, rows in frame.groupby("kind", sort=False)
    }


def _layer(plan: "Plan", kind: str, rows: "gpd.GeoDataFrame", fields: pd.DataFrame) -> FeatureLayer:
    """Rows of one kind, the longest walk first so that the shorter lie above."""
    ordered = rows.sort_values("minutes", ascending=False)
    limits = sorted(rows["minutes"])
    swatches = tuple(
        Swatch(WORDS["area_within"].format(minutes=minutes), hue, "fill", 0.8, 0.45, always=False)
        for minutes, hue in zip(limits, _HUES, strict=False)
    )
    place = {minutes: number for number, minutes in enumerate(limits)}
    words = plan.tables["kinds"]["zh"]
    called = ordered["minutes"].map(lambda minutes: WORDS["area_within"].format(minutes=minutes))
    return FeatureLayer(
        ordered.assign(name=called),
        name=WORDS["area_of"].format(kind=words.get(kind, kind)),
        legend=Legend(swatches, ordered["minutes"].map(place)),
        fields=fields.loc[ordered.index],
        group=WORDS["group_reach"],
        show=False,
    )
