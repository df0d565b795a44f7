"""Refusals: why a plot is not idle land after all, every rule asked of every plot."""

from collections.abc import Callable, Collection, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .evidence_rows import column, worded
from .refusal_rules import (
    ALL,
    APPLIES,
    CLEAR,
    EXCLUDES,
    LAND,
    OPEN,
    PREMISES,
    UNKNOWN,
    WARNS,
    words,
)
from .refusal_sources import FOUND, Case, case, said, sources

COLUMNS = {
    "plot": "string",
    "rule": "string",
    "zh": "string",
    "effect": "string",
    "status": "string",
    "object": "string",
    "share": "float64",
    "measured": "float64",
    "limit": "float64",
    "unit": "string",
    "text": "string",
    "source": "string",
    "as_of": "datetime64[s]",
    "standard": "string",
    "clause": "string",
    "certainty": "string",
}
_RESIDUAL = ("residual", "open_parcel")  # kinds of plot that no record calls idle
_RANK = {APPLIES: 0, UNKNOWN: 1, CLEAR: 2}


def refusals(
    plots: gpd.GeoDataFrame,
    *,
    extent: shapely.Polygon | None,
    enclosure: pd.Series | None,
    codes: pd.DataFrame,
    setbacks: Mapping[str, float],
    rules: pd.DataFrame,
    excluded: pd.DataFrame | None = None,
    built: Collection[str] = (),
    **layers: gpd.GeoDataFrame | None,
) -> pd.DataFrame:
    """
    Every rule asked of every plot.

    Parameters
    ----------
    plots
        Plots frame indexed by plot, metric CRS.
    extent
        The edge of the data; None where it is not known.
    enclosure
        Closed share of the horizon by plot, from :func:`pianqu.analysis.idle.courts.enclosure`.
    codes
        From :func:`pianqu.analysis.idle.land_classes.codes`.
    setbacks
        From :func:`pianqu.analysis.idle.setbacks.setbacks`.
    rules
        From :func:`pianqu.analysis.idle.refusal_rules.rules`.
    excluded
        What corrections put out: `who`, `why`, `as_of`, `id` by plot; None where there are none.
    built
        Kinds of plot on which something stands, as the table `idle_kinds` says.
    **layers
        Any of parcels, parks, facilities, protections, barriers, premises, buildings, streets and
        shafts (both as areas, from :mod:`pianqu.analysis.idle.used`): its rows indexed by id, the
        same CRS; None or left out where there is no such layer.

    Returns
    -------
    DataFrame
        ``COLUMNS``, a row for each plot and rule, by plot in the order of the rules. `status` is
        applies, clear or unknown; `object` is what most of the plot lies on, `share` the part of
        its area that does (NaN where nothing does or it is not known). Where less of it does than
        a rule that excludes asks, the rule applies with the effect of a warning. A plot that is a
        parcel is asked for its own code and status first. What cannot be looked up is unknown, with the
        reason in `text`, unless another source of the rule applies.

    Examples
    --------
    >>> from .land_classes import codes
    >>> from .refusal_rules import rules
    >>> from .setbacks import setbacks
    >>> land = {"kind": "vacant_parcel", "of_layer": "parcels", "of": "L1"}
    >>> plot = gpd.GeoDataFrame(land, geometry=[shapely.box(0, 0, 9, 9)], index=["L1"], crs=4549)
    >>> park = gpd.GeoDataFrame({"name": ["东园"], "kind": ["garden"]}, geometry=plot.geometry.array)
    >>> found = refusals(
    ...     plot, parks=park.set_axis(["P1"]), extent=None, enclosure=None,
    ...     codes=codes(), setbacks=setbacks(), rules=rules(),
    ... ).set_index("rule")
    >>> found.loc["park", "text"], found.loc["flood", "status"]
    ('有 100% 的面积在 P1 东园（公园绿地）内', 'unknown')
    """
    asked = case(plots, layers=layers, codes=codes, sizes=setbacks)
    own_rules: dict[str, Callable[[pd.Series], pd.DataFrame]] = {
        "court": lambda rule: _court(rule, plots, enclosure),
        "block_rest": lambda rule: _lead(plots, str(rule["kinds"])),
        "oversize": lambda rule: _oversize(plots, setbacks[rule["buffer"]]),
        "edge": lambda rule: _edge(rule, plots, extent),
        "correction": lambda _: _corrected(plots, excluded),
        "unknown_use": lambda _: _unknown_use(asked),
        "reserve_blank": lambda rule: _reserved(rule, asked),
    }
    parts = []
    for key, rule in rules.iterrows():
        own = own_rules.get(str(key))
        found = own(rule) if own else strongest(list(sources(rule, asked)), plots)
        parts.append(_rows(_of_those_asked(found, plots, str(rule["asks"]), built), str(key), rule))
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    table = pd.concat(parts, ignore_index=True).astype(COLUMNS)
    order = np.tile(np.arange(len(plots)), len(parts)).argsort(kind="stable")
    return table.iloc[order].reset_index(drop=True)


def strongest(found: list[pd.DataFrame], plots: pd.DataFrame) -> pd.DataFrame:
    """
    One finding a plot: what applies, else what is not known, else what is most.

    Parameters
    ----------
    found
        What each source says, in the order in which they decide.
    plots
        Their index.

    Returns
    -------
    DataFrame
        The index of `plots`; where nothing applies, every reason for not knowing is told, and what
        is known of a part.

    Examples
    --------
    >>> plots = pd.DataFrame(index=["P1"])
    >>> both = [said(plots, "clear", "未见"), said(plots, "unknown", "缺少图层")]
    >>> strongest(both, plots)["status"].tolist()
    ['unknown']
    """
    if not found:
        return said(plots, CLEAR, "")
    table = pd.concat([each.assign(plot=range(len(plots))) for each in found], ignore_index=True)
    table["rank"] = table["status"].map(_RANK).astype(int)
    table["much"] = -table["share"].fillna(0.0)
    best = table.sort_values(["plot", "rank", "much"], kind="stable").drop_duplicates("plot")
    best = best.set_index("plot")
    told = table["status"].eq(UNKNOWN) | (table["status"].eq(CLEAR) & table["share"].gt(0))
    reasons = table[told].groupby("plot")["text"].agg("；".join)
    unknown = best["status"] == UNKNOWN
    text = best["text"].mask(unknown, reasons.reindex(best.index).astype("string"))
    return best.assign(text=text)[list(FOUND)].set_axis(plots.index)


def _rows(found: pd.DataFrame, key: str, rule: pd.Series) -> pd.DataFrame:
    effect, partly = str(rule["effect"]), found["status"].eq(CLEAR) & found["share"].gt(0)
    return pd.DataFrame(
        {
            "plot": found.index,
            "rule": key,
            "zh": rule["zh"],
            "effect": np.where(partly & (effect == EXCLUDES), WARNS, effect),
            "status": found["status"].mask(partly, APPLIES).array,
            "object": found["object"].array,
            "share": found["share"].array,
            "measured": found.get("measured", found["share"]).array,
            "limit": float(rule["share"]),
            "unit": rule["unit"],
            "text": found["text"].array,
            "source": found["source"].array,
            "as_of": found["as_of"].array,
            "standard": rule["standard"] or pd.NA,
            "clause": rule["clause"] or pd.NA,
            "certainty": rule["status"],
        }
    )


def _of_those_asked(
    found: pd.DataFrame, plots: gpd.GeoDataFrame, whom: str, built: Collection[str]
) -> pd.DataFrame:
    """The rest is clear: the rule does not speak of such plots."""
    premises = column(plots, "of_layer").eq(PREMISES).to_numpy(bool, na_value=False)
    if whom == ALL:
        return found
    if whom in (LAND, PREMISES):
        asked = premises == (whom == PREMISES)
    elif whom == OPEN:
        asked = ~premises & ~column(plots, "kind").isin(built).to_numpy(bool, na_value=False)
    else:
        asked = column(plots, "kind").isin(_RESIDUAL).to_numpy(bool, na_value=False)
    rest = said(plots[~asked], CLEAR, "本条不问此类地块")
    both = [each for each in (found[asked], rest) if len(each)]
    return pd.concat(both).reindex(plots.index) if both else found


def _court(rule: pd.Series, plots: gpd.GeoDataFrame, enclosure: pd.Series | None) -> pd.DataFrame:
    """A place that houses close all around belongs to them."""
    if enclosure is None:
        return said(plots, UNKNOWN, "没有楼栋，无法计算围合程度")
    closed = enclosure.reindex(plots.index).astype(float)
    text = worded(closed, "地平线有 {:.0%} 被房屋遮挡").fillna("围合程度没有算出，无法判断")
    status = np.select([closed.isna(), closed.ge(float(rule["share"]))], [UNKNOWN, APPLIES], CLEAR)
    found = said(
        plots, status, text + worded(closed * 0 + rule["share"], "（以 {:.0%} 为限）").fillna("")
    )
    return found.assign(measured=closed)


def _lead(plots: gpd.GeoDataFrame, layer: str) -> pd.DataFrame:
    """What no record speaks of, outside of any community, is a lead and no finding."""
    alone = plots["of_layer"].eq(layer).fillna(value=False).to_numpy(dtype=bool)
    text = np.where(
        alone, "街区内的剩余空地，没有用地登记，只是线索，须先补图或现场核对", "不是街区剩余空地"
    )
    return said(plots, np.where(alone, APPLIES, CLEAR), text)


def _oversize(plots: gpd.GeoDataFrame, most: float) -> pd.DataFrame:
    """What is left over and large is land whose use nobody has drawn."""
    area = plots.geometry.area
    large = area.gt(most).to_numpy()
    text = worded(area, "面积 {:,.0f} ㎡") + (
        pd.Series("", index=plots.index).mask(
            large, f"，大于 {most:,.0f} ㎡，多半是没有绘出用途的土地，须先补图"
        )
    )
    return said(plots, np.where(large, APPLIES, CLEAR), text).assign(measured=area)


def _edge(rule: pd.Series, plots: gpd.GeoDataFrame, extent: shapely.Polygon | None) -> pd.DataFrame:
    """A plot at the edge of the data may go on beyond it."""
    if extent is None:
        return said(plots, UNKNOWN, "数据范围不明，不知地块是否被截断")
    far = float(rule["distance"])
    cut = ~shapely.within(plots.geometry.to_numpy(), extent.buffer(-far))
    text = np.where(cut, f"距数据边界不到 {far:g} m，地块可能被截断", "不在数据边缘")
    return said(plots, np.where(cut, APPLIES, CLEAR), text)


def _corrected(plots: pd.DataFrame, excluded: pd.DataFrame | None) -> pd.DataFrame:
    """Who put a plot out, and why."""
    found = said(plots, CLEAR, "没有校正排除")
    if excluded is None or excluded.empty:
        return found
    out = excluded[excluded.index.isin(plots.index)]
    day = worded(out["as_of"], "，{:%Y-%m-%d}").fillna("")
    rows = said(
        out,
        APPLIES,
        "经校正排除：" + out["why"].astype("string") + "（" + out["who"] + day + "）",
        object=out["id"].astype("string"),
        share=1.0,
        source=column(out, "source"),
        as_of=out["as_of"],
    )
    return pd.concat([rows, found.drop(index=rows.index)]).reindex(plots.index)


def _unknown_use(asked: Case) -> pd.DataFrame:
    """A parcel of which status or class is not known."""
    if "parcels" not in asked.layers:
        return said(asked.plots, UNKNOWN, "缺少地块（parcels）图层，无法判断")
    parcels = asked.layers["parcels"]
    no_status, no_class = column(parcels, "status").isna(), asked.land["class"].isna()
    why = asked.land["reason"].fillna("没有用地代码").mask(~no_class)
    lacks = pd.Series("没有登记利用状态", parcels.index, dtype="string").where(no_status)
    lacks = (lacks + "，" + why).fillna(lacks).fillna(why)
    text = asked.own.map(lacks[~lacks.index.duplicated()]).astype("string")
    chosen = text.notna().to_numpy()
    text = text.fillna("利用状态和用途已登记，或不是登记的地块")
    return said(asked.plots, np.where(chosen, APPLIES, CLEAR), text)


def _reserved(rule: pd.Series, asked: Case) -> pd.DataFrame:
    """Reserved land, by its kind or by what the parcel says."""
    own = column(asked.plots, "kind").isin(words(rule["kinds"])).to_numpy(bool, na_value=False)
    ids = pd.Series(asked.plots.index.astype("string"), asked.plots.index).where(own)
    text = np.where(own, f"地块类型为{rule['zh']}，单列", f"地块类型不是{rule['zh']}")
    by_kind = said(asked.plots, np.where(own, APPLIES, CLEAR), text, object=ids)
    by_kind["share"] = np.where(own, 1.0, np.nan)
    return strongest([*sources(rule, asked), by_kind], asked.plots)
