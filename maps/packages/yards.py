"""The layer of packages of small yards on a map: whose management is packed together."""

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from ..style import OKABE_ITO, Swatch
from ..text.cells import amount, known, said
from ..text.names import frame
from ..web.features import FeatureLayer, Legend
from .words import PACKAGE_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_ENOUGH = (("户数够一个包", OKABE_ITO["black"]), ("户数不够一个包", OKABE_ITO["vermillion"]))


def packed_yards(plan: "Plan") -> FeatureLayer | None:
    """
    Packages of small yards for management, as the outlines of their yards.

    Parameters
    ----------
    plan
        With `management_packages` and the layers of the yards, or without: no layer then.

    Returns
    -------
    FeatureLayer or None
        Hidden until asked for.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> packed_yards(SimpleNamespace(tables={})) is None
    True
    """
    table = frame(plan, "management_packages")
    if table is None or table.empty:
        return None
    shapes = _yard_shapes(plan)
    if shapes is None:
        return None
    rows = table.set_index("package", drop=False)
    yards = [
        [each for each in said(row).split(";") if each in shapes.index] for row in rows["yards"]
    ]
    outlines: Any = [
        shapely.union_all(shapes.loc[own].to_numpy()) if own else None for own in yards
    ]
    marks = (~rows["enough"].astype("boolean").fillna(value=False)).astype(int)
    fields = pd.DataFrame(
        {
            "楼院": [said(each).replace(";", "、") for each in rows["yards"]],
            "户数（户）": [amount(each) if known(each) else None for each in rows["households"]],
            "说明": [said(each) or None for each in rows["reason"]],
        },
        index=rows.index,
    )
    swatches = tuple(Swatch(word, hue, "outline", 3.0, always=False) for word, hue in _ENOUGH)
    return FeatureLayer(
        gpd.GeoDataFrame({"name": rows["package"].astype(str)}, geometry=outlines, crs=shapes.crs),
        name=PACKAGE_WORDS["layer_management"],
        legend=Legend(swatches, marks),
        fields=fields.dropna(axis=1, how="all"),
        group=PACKAGE_WORDS["group"],
        show=False,
    )


def _yard_shapes(plan: "Plan") -> gpd.GeoSeries | None:
    """Communities and buildings by id, in the system of the first of them."""
    parts: list[gpd.GeoSeries] = []
    for name in ("communities", "buildings"):
        table: Any = plan.tables.get(name)
        if table is not None and len(table) and getattr(table, "crs", None) is not None:
            own = table.geometry if not parts else table.geometry.to_crs(parts[0].crs)
            parts.append(gpd.GeoSeries(own[~(own.isna() | own.is_empty)]))
    if not parts:
        return None
    every = pd.concat(parts)
    return gpd.GeoSeries(every[~every.index.duplicated()], crs=parts[0].crs)
