"""Sources of a refusal: the parcel that a plot is, other parcels, and what else lies on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .evidence_rows import column
from .land_classes import classes
from .overlaps import distances, grown, overlaps
from .refusal_rules import APPLIES, CLEAR, UNKNOWN, words

LAYERS = {  # layers asked for what lies on a plot: name, and the column that says of what kind
    "parcels": ("地块", "status"),
    "parks": ("公园绿地", "kind"),
    "facilities": ("服务设施", "kind"),
    "protections": ("保护要素", "kind"),
    "barriers": ("阻隔", "kind"),
    "premises": ("存量房屋", "status"),
    "buildings": ("楼栋", "safety_grade"),
    "streets": ("步行道路", "kind"),  # carriageways, as areas
    "shafts": ("预留电梯井道", "kind"),
}
_STATUS = {"in_use": "在用", "works": "施工中", "reserved": "留白"}
FOUND = {
    "status": "string",
    "object": "string",
    "share": "float64",
    "text": "string",
    "source": "string",
    "as_of": "datetime64[s]",
}

_LAND = "facility"  # a rule about what is drawn as an area
_GREEN = ("park", "parks")  # a park is one, whatever kind was written or was not


@dataclass(frozen=True, eq=False)
class Case:
    """The plots, what lies there, and the `land` class of each parcel; `own`: a plot's own parcel."""

    plots: gpd.GeoDataFrame
    layers: Mapping[str, gpd.GeoDataFrame]
    land: pd.DataFrame
    own: pd.Series
    sizes: Mapping[str, float]


def case(
    plots: gpd.GeoDataFrame,
    *,
    layers: Mapping[str, gpd.GeoDataFrame | None],
    codes: pd.DataFrame,
    sizes: Mapping[str, float],
) -> Case:
    """
    What is asked of all rules alike, looked up once.

    Parameters
    ----------
    plots, layers, codes, sizes
        As for :func:`pianqu.analysis.idle.refusals.refusals`.

    Returns
    -------
    Case
        Layers with their ids as text.

    Examples
    --------
    >>> from .land_classes import codes
    >>> land = gpd.GeoDataFrame({"landuse_scheme": ["ydyh"], "landuse": ["1401"]}, index=["L1"])
    >>> plot = gpd.GeoDataFrame({"of_layer": ["parcels"], "of": ["L1"]}, index=["L1"])
    >>> found = case(plot, layers={"parcels": land}, codes=codes(), sizes={})
    >>> found.own.tolist(), found.land["class"].tolist()
    (['L1'], ['park'])
    """
    held: dict[str, gpd.GeoDataFrame] = {
        name: layer.set_axis(layer.index.astype(str))
        for name, layer in layers.items()
        if layer is not None
    }
    parcels = held.get("parcels", pd.DataFrame())
    of = column(plots, "of").where(column(plots, "of_layer").eq("parcels"))
    return Case(
        plots=plots,
        layers=held,
        land=classes(parcels, table=codes),
        own=of.where(of.isin(parcels.index)),
        sizes=sizes,
    )


def said(plots: pd.DataFrame, status: object, text: object, **more: object) -> pd.DataFrame:
    """
    A finding for every plot.

    Examples
    --------
    >>> said(pd.DataFrame(index=["P1"]), "clear", "未见").loc["P1", ["status", "text"]].tolist()
    ['clear', '未见']
    """
    values = {"status": status, "text": text, "share": np.nan, "object": pd.NA, "source": pd.NA}
    values |= {"as_of": pd.NaT} | more
    return pd.DataFrame(values, index=plots.index, columns=list(FOUND))


def sources(rule: pd.Series, case: Case) -> Iterator[pd.DataFrame]:
    """
    What each source of a rule says of every plot, in the order in which they decide.

    Parameters
    ----------
    rule
        A row of :func:`pianqu.analysis.idle.refusal_rules.rules`.
    case
        From :func:`case`.

    Yields
    ------
    DataFrame
        ``FOUND``, the index of the plots.

    Examples
    --------
    >>> from .land_classes import codes
    >>> from .refusal_rules import rules
    >>> plot = gpd.GeoDataFrame({"of_layer": ["communities"], "of": ["C1"]}, index=["C1/1-1"])
    >>> nothing = case(plot, layers={}, codes=codes(), sizes={})
    >>> [found["text"].item() for found in sources(rules().loc["square"], nothing)]
    ['缺少地块（parcels）图层，无法判断', '缺少公园绿地（parks）图层，无法判断']
    """
    if rule["classes"] or rule["statuses"]:
        if "parcels" not in case.layers:
            yield _missing(case.plots, "parcels")
        else:
            yield _registered(rule, case)
            if rule["whose"] == "any":
                yield _on_parcels(rule, case)
    for layer in words(rule["layer"]):
        if layer in LAYERS:
            yield _on_layer(rule, layer, case)


def _missing(plots: pd.DataFrame, layer: str) -> pd.DataFrame:
    return said(plots, UNKNOWN, f"缺少{LAYERS[layer][0]}（{layer}）图层，无法判断")


def _registered(rule: pd.Series, case: Case) -> pd.DataFrame:
    """What the parcel that a plot is says of itself."""
    parcel = case.layers["parcels"].reindex(case.own.dropna())
    land = case.land.reindex(parcel.index)
    status = column(parcel, "status")
    meant = land["class"].isin(words(rule["classes"]))
    stands = status.isin(words(rule["statuses"])).fillna(value=False).astype(bool)
    no_class = land["class"].isna() & bool(rule["classes"])
    no_status = status.isna() & bool(rule["statuses"])
    blank = no_class | no_status
    lacks = pd.Series("用地代码", index=parcel.index, dtype="string")
    lacks = lacks.mask(no_status, "利用状态").mask(no_status & no_class, "利用状态和用地代码")
    code = "用地代码为 " + column(parcel, "landuse") + " " + land["zh"]
    text = pd.Series(f"本地块未登记为{rule['zh']}", index=parcel.index, dtype="string")
    text = text.mask(blank, "本地块没有可以判读的" + lacks)
    text = text.mask(stands, "本地块利用状态登记为“" + status.map(_STATUS).fillna(status) + "”")
    text = text.mask(meant, "本地块" + code)
    applies = meant | stands
    found = said(
        parcel,
        np.select([applies, blank], [APPLIES, UNKNOWN], CLEAR),
        text,
        object=pd.Series(parcel.index.astype("string"), parcel.index).where(applies),
        share=np.where(applies, 1.0, np.nan),
        source=column(parcel, "source"),
        as_of=column(parcel, "as_of", FOUND["as_of"]),
    ).set_axis(case.own.dropna().index)
    others = case.plots[case.own.isna().to_numpy()]
    rest = said(others, CLEAR, "不是登记的地块")
    return pd.concat([found, rest]).reindex(case.plots.index) if len(rest) else found


def _on_parcels(rule: pd.Series, case: Case) -> pd.DataFrame:
    parcels = case.layers["parcels"]
    meant = case.land["class"].isin(words(rule["classes"])) | column(parcels, "status").isin(
        words(rule["statuses"])
    ).fillna(value=False)
    found = _laid(rule, parcels[meant.to_numpy(dtype=bool)], "parcels", case, own=case.own)
    blank = case.land["class"].isna() & column(parcels, "status").isna()
    unsaid = _laid(rule, parcels[blank.to_numpy(dtype=bool)], "parcels", case, own=case.own)
    doubtful = unsaid["status"].eq(APPLIES) & found["status"].ne(APPLIES)
    reason = "所在的地块 " + unsaid["object"] + " 既无利用状态也无用地代码，无法判断"
    return found.assign(
        status=found["status"].mask(doubtful, UNKNOWN), text=found["text"].mask(doubtful, reason)
    )


def _on_layer(rule: pd.Series, layer: str, case: Case) -> pd.DataFrame:
    own = case.layers.get(layer)
    zh, name = LAYERS[layer]
    if own is None:
        return _missing(case.plots, layer)
    if str(rule.name) == _LAND:
        own = own[own.geometry.area > 0]
    named, kind = words(rule["kinds"]), column(own, name)
    blank = kind.isna().to_numpy()
    meant = kind.isin(named).to_numpy(dtype=bool) | (not named)
    if (rule.name, layer) == _GREEN:
        meant = meant | blank
    found = _near(rule, own[meant], layer, case)
    unsaid = own[blank & ~meant]
    if unsaid.empty:
        return found
    on = _laid(rule, unsaid, layer, case)
    doubtful = on["status"].eq(APPLIES) & found["status"].ne(APPLIES)
    reason = f"所在的{zh} " + on["object"].astype("string") + f" 没有登记 {name}，无法判断"
    return found.assign(
        status=found["status"].mask(doubtful, UNKNOWN), text=found["text"].mask(doubtful, reason)
    )


def _near(rule: pd.Series, objects: gpd.GeoDataFrame, layer: str, case: Case) -> pd.DataFrame:
    """What lies on objects, or on the distance to keep from them."""
    if objects.empty:
        return _laid(rule, objects, layer, case)
    far = distances(
        objects,
        kept=case.sizes[rule["buffer"]] if rule["buffer"] else 0.0,
        usual=float(rule["distance"]),
        published=layer == "protections",
    )
    return _laid(rule, grown(objects, far), layer, case, beyond=far)


def _laid(
    rule: pd.Series,
    objects: gpd.GeoDataFrame,
    layer: str,
    case: Case,
    *,
    own: pd.Series | None = None,
    beyond: np.ndarray | None = None,
) -> pd.DataFrame:
    """What lies on the plots: how much of each, and what that is."""
    none = said(case.plots, CLEAR, f"{LAYERS[layer][0]}图层中没有与之重叠的{rule['zh']}")
    on = overlaps(case.plots.geometry, objects, own=own)
    if on.empty:
        return none
    least = float(rule["share"])
    share = on["share"].astype(float)
    applies = share.ge(least) & share.gt(0)
    thing = objects.loc[~objects.index.duplicated()].reindex(on["object"]).set_axis(on.index)
    far = pd.Series(0.0 if beyond is None else beyond, objects.index)
    far = far[~far.index.duplicated()].reindex(on["object"]).set_axis(on.index)
    bare = shapely.area(case.plots.geometry.reindex(on.index).to_numpy()) == 0
    found = said(
        on,
        np.select([share.isna(), applies], [UNKNOWN, APPLIES], CLEAR),
        _told(rule, on, thing, far, bare),
        object=on["object"],
        share=share,
        source=column(thing, "source"),
        as_of=column(thing, "as_of", FOUND["as_of"]),
    )
    return pd.concat([found, none.drop(index=on.index)]).reindex(case.plots.index)


def _told(
    rule: pd.Series, on: pd.DataFrame, thing: pd.DataFrame, far: pd.Series, bare: np.ndarray
) -> list[str]:
    """A sentence a plot: the share, the object and its distance."""
    names = column(thing, "name").fillna("")
    least = float(rule["share"])
    told = []
    for share, one, name, more, away, point in zip(
        on["share"], on["object"], names, on["objects"], far, bare, strict=True
    ):
        called = f"{one} {name}".strip() + f"（{rule['zh']}）" + (f"等 {more} 处" * (more > 1))
        where = f"{called}的保护或退让范围（外扩 {away:g} m）内" if away > 0 else f"{called}内"
        if np.isnan(share):
            told.append(f"范围内有 {called}，只有点位、没有占地范围，无法判断占多少")
        elif point:
            told.append(f"位于 {where}")
        else:
            short = f"，未到 {least:.0%}，利用时应避开" if share < least else ""
            told.append(f"有 {_percent(share)} 的面积在 {where}{short}")
    return told


def _percent(share: float) -> str:
    """Whole percent; a small share is not called none."""
    return f"{share:.0%}" if share >= 0.095 or share == 0 else f"{share:.2%}"  # noqa: PLR2004 digits
