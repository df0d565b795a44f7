"""The layer of siting on a map: proposed plots by how many uses want them, and the next best."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..siting.base import Base, Use, base
from ..siting.figures import brings, cost
from ..siting.listing import falls
from ..siting.words import SITING_WORDS
from ..style import OKABE_ITO, Swatch
from ..text.cells import amount
from ..text.names import names, parts
from ..web.features import FeatureLayer, Legend

if TYPE_CHECKING:
    import geopandas as gpd

    from ...analysis.planning import Plan

TABLE = "siting_sites"
_MOST = 3  # uses of the last class of proposed plots
_CLASSES = (
    ("拟建：1 种用途", OKABE_ITO["orange"]),
    ("拟建：2 种用途", OKABE_ITO["vermillion"]),
    (f"拟建：{_MOST} 种及以上用途", OKABE_ITO["purple"]),
    ("次优：拟建地块落空时补上", OKABE_ITO["sky"]),
)


def sites(plan: "Plan") -> dict[str, FeatureLayer]:
    """
    The layer of proposed plots.

    Parameters
    ----------
    plan
        With `siting`, `siting_sites` and `idle_plots`, or without: no layer then.

    Returns
    -------
    dict
        Name to layer; hidden until asked for. One feature a plot; a click shows for each use that
        proposes it the order, what it brings, its cost, and what comes if it falls away.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> sites(SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field", "zh"])))
    {}
    """
    land: Any = plan.tables.get("idle_plots")
    found = base(plan, names(plan)) if len(plan.tables.get(TABLE, ())) else None
    if found is None or land is None or getattr(land, "crs", None) is None:
        return {}
    taken = found.taken
    named = {*taken, *_stand_ins(found)}
    rows = land[land.index.astype(str).isin(named) & land.geometry.notna()]
    if not len(rows):
        return {}
    return {TABLE: _layer(rows, found, taken)}


def _layer(rows: "gpd.GeoDataFrame", found: Base, taken: dict[str, list[str]]) -> FeatureLayer:
    swatches = tuple(
        Swatch(label, hue, "dot", 5.0, 1.0, area=0.75, always=False) for label, hue in _CLASSES
    )
    codes = rows.index.astype(str)
    marks = [_class(len(taken.get(code, ()))) for code in codes]
    return FeatureLayer(
        rows.assign(name=[found.plots.inline(code) for code in codes]),
        name=SITING_WORDS["layer"],
        legend=Legend(swatches, pd.Series(marks, rows.index)),
        fields=_cards(rows, found, taken),
        group=SITING_WORDS["group"],
        show=False,
    )


def _class(uses: int) -> int:
    return min(uses, _MOST) - 1 if uses else _MOST


def _stand_ins(found: Base) -> dict[str, list[str]]:
    """Plot that comes in if a proposed one falls away, to the uses and plots it stands in for."""
    after: dict[str, list[str]] = {}
    for use in found.uses:
        for _, row in use.sites.iterrows():
            for plot in parts(row.get("next_best")):
                after.setdefault(plot, []).append(f"{use.zh}（{row['plot']} 落空时）")
    return after


def _cards(rows: "gpd.GeoDataFrame", found: Base, taken: dict[str, list[str]]) -> pd.DataFrame:
    """One column a use that proposes any of the plots, and one for what a plot stands in for."""
    cards = pd.DataFrame(index=rows.index)
    for use in found.uses:
        told = {str(row["plot"]): _told(row, use, found, taken) for _, row in use.sites.iterrows()}
        if told:
            cards[use.zh] = [told.get(str(plot)) for plot in rows.index]
    after = {plot: "、".join(dict.fromkeys(uses)) for plot, uses in _stand_ins(found).items()}
    cards["可替补"] = [after.get(str(plot)) for plot in rows.index]
    return cards.dropna(axis=1, how="all")


def _told(row: pd.Series, use: Use, found: Base, taken: dict[str, list[str]]) -> str:
    """One site of one use in a sentence."""
    unit = row.get("gain_unit")
    alone = brings(row.get("gain_alone"), unit)
    paid = cost(row)
    money = f"约 {paid.text} 万元" if "number" in paid.tone else "未知"
    sure = f"（{paid.note}）" if paid.note else ""
    return (
        f"第 {amount(row['order'])} 处，{brings(row.get('gain'), unit, sign='新增 ')}"
        f"（单独建 {alone}）；造价{money}{sure}；若落空：{falls(row, found, taken).text}"
    )
