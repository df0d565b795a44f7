"""The layers of packages on a map: packages, hubs, links, land that serves, packages of yards."""

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from ..packages.balance import judged_balance
from ..packages.base import Bundled, bundled, served, service
from ..packages.cut import barriers
from ..packages.words import BALANCES, LINKS, PACKAGE_WORDS
from ..packages.yards import packed_yards
from ..style import OKABE_ITO, Swatch
from ..text.amounts import wan_span
from ..text.cells import amount, known, said
from ..web.features import FeatureLayer, Legend

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_HUES = {
    "surplus": ("结余，可调剂", OKABE_ITO["blue"]),
    "balanced": (BALANCES["balanced"][0], OKABE_ITO["green"]),
    "deficit": ("缺口，须调剂或补足", OKABE_ITO["vermillion"]),
    "alone": ("单独注入资金池的资产", OKABE_ITO["purple"]),
    "": ("平衡状况不明", "#9aa1ab"),
}
_LINES: dict[str, tuple[str, Any]] = {
    "free": (OKABE_ITO["green"], "line"),
    "walked": (OKABE_ITO["sky"], "line"),
    "parted": (OKABE_ITO["vermillion"], "dash"),
    "district": (OKABE_ITO["purple"], "dash"),
    "unknown_district": ("#6b7280", "dash"),
}
_LAND = (OKABE_ITO["orange"], OKABE_ITO["yellow"], OKABE_ITO["sky"], OKABE_ITO["black"])
_BARE = "#6b7280"  # land that hosts nothing


def package_layers(plan: "Plan") -> dict[str, FeatureLayer]:
    """
    The layers of packages.

    Parameters
    ----------
    plan
        With the tables of packages, or without: no layers then.

    Returns
    -------
    dict
        Name to layer: `bundles`, `bundle_hubs`, `bundle_links`,
        `bundle_land` and `management_packages`, hidden until asked for.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> package_layers(SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table"])))
    {}
    """
    found = bundled(plan)
    made = {"management_packages": packed_yards(plan)}
    if found is not None:
        places = _places(plan)
        made = {
            "bundles": _packages(plan, found),
            "bundle_hubs": _hubs(found, places),
            "bundle_links": _links(found, places),
            "bundle_land": _land(found, places),
            **made,
        }
    return {name: layer for name, layer in made.items() if layer is not None}


def _places(plan: "Plan") -> gpd.GeoSeries | None:
    """Geometry of every unit by id; None where they have none."""
    table: Any = plan.tables.get("bundle_units")
    if table is None or not len(table) or getattr(table, "crs", None) is None:
        return None
    ids = table.get("unit", table.index).astype(str)
    shapes = gpd.GeoSeries(table.geometry.to_numpy(), index=ids, crs=table.crs)
    return gpd.GeoSeries(shapes[~(shapes.isna() | shapes.is_empty)])


def _packages(plan: "Plan", found: Bundled) -> FeatureLayer | None:
    table: Any = plan.tables["bundles"]
    if not len(table) or getattr(table, "crs", None) is None:
        return None
    rows = found.packages.set_index("package", drop=False)
    alone = rows["alone"].astype(bool)
    states = rows["balance"].where(~alone, "alone")
    order = {code: at for at, code in enumerate(_HUES)}
    marks = states.map(order).fillna(order[""]).astype(int)
    return _layer(
        gpd.GeoDataFrame(
            {"name": [_title(code, found) for code in rows.index]},
            index=rows.index,
            geometry=table.geometry.to_numpy(),
            crs=table.crs,
        ),
        "layer_packages",
        swatches=[_area(word, hue) for word, hue in _HUES.values()],
        marks=marks,
        fields=_package_cards(rows, found),
        show=False,  # the page opens with who reaches what: colours must not lie on each other
    )


def _package_cards(rows: pd.DataFrame, found: Bundled) -> pd.DataFrame:
    members = [
        "、".join(found.name(unit) for unit in found.inside(code).get("unit", ()))
        for code in rows.index
    ]
    pending = [
        "、".join(found.name(unit) for unit in said(each).split("、") if unit)
        for each in rows["pending"]
    ]
    return pd.DataFrame(
        {
            "平衡状况": [judged_balance(row)[0] for _, row in rows.iterrows()],
            "结余（万元，最不利～最有利）": [
                wan_span(row["money_least"], row["money_most"]) for _, row in rows.iterrows()
            ],
            "户数（户）": [amount(each) for each in rows["households"]],
            "面积（公顷）": [amount(each, digits=2) for each in rows["hectares"]],
            "片区中心": [found.name(each) for each in rows["hub"]],
            "成员": members,
            "服务的需求": [served(each) or None for each in rows["served"]],
            "待补证据": [each or None for each in pending],
        },
        index=rows.index,
    )


def _hubs(found: Bundled, places: gpd.GeoSeries | None) -> FeatureLayer | None:
    if places is None or found.packages.empty:
        return None
    rows = found.packages.assign(_hub=found.packages["hub"].astype(str))
    rows = rows[rows["_hub"].isin(places.index) & ~rows["alone"].astype(bool)]
    rows = rows.set_index("package", drop=False)
    if rows.empty:
        return None
    points = shapely.point_on_surface(places.loc[rows["_hub"]].to_numpy())
    named = [f"{found.name(hub)}（{code} 的中心）" for code, hub in rows["_hub"].items()]
    far = [f"{amount(each)} 米" if known(each) else None for each in rows["farthest"]]
    return _layer(
        gpd.GeoDataFrame({"name": named}, index=rows.index, geometry=points, crs=places.crs),
        "layer_hubs",
        swatches=[Swatch("片区中心", OKABE_ITO["black"], "dot", 6.0)],
        marks=pd.Series(0, rows.index),
        fields=pd.DataFrame({"最远的成员步行": far}, index=rows.index),
    )


def _links(found: Bundled, places: gpd.GeoSeries | None) -> FeatureLayer | None:
    """Between middles: the shortest line of two that touch could not be seen."""
    table = found.table("bundle_links")
    if places is None or table.empty:
        return None
    ends = table[["first", "second"]].astype(str)
    kept = ends.isin(places.index).all(axis=1)
    rows, ends = table[kept], ends[kept]
    if rows.empty:
        return None
    middles = gpd.GeoSeries(shapely.point_on_surface(places.to_numpy()), places.index)
    pairs = [shapely.get_coordinates(middles.loc[list(pair)]) for pair in ends.to_numpy()]
    named = [f"{found.name(one)} 与 {found.name(other)}" for one, other in ends.to_numpy()]
    order = {code: at for at, code in enumerate(_LINES)}
    last = order["unknown_district"]
    return _layer(
        gpd.GeoDataFrame(
            {"name": named}, index=rows.index, geometry=shapely.linestrings(pairs), crs=places.crs
        ),
        "layer_links",
        swatches=[
            Swatch(LINKS[code][0], hue, mark, 2.0, always=False)
            for code, (hue, mark) in _LINES.items()
        ],
        marks=rows["state"].map(order).fillna(last).astype(int),
        fields=_link_cards(rows, found),
    )


def _link_cards(rows: pd.DataFrame, found: Bundled) -> pd.DataFrame:
    named = barriers(found)
    between = [named.get(str(each), str(each)) if known(each) else None for each in rows["barrier"]]
    return pd.DataFrame(
        {
            "能否同片区": ["可以" if joined else "不可以" for joined in rows["joined"]],
            "原因": [said(each) or None for each in rows["why"]],
            "净距": [f"{amount(each)} 米" if known(each) else None for each in rows["gap"]],
            "其间的阻隔": between,
            "步行": [f"{amount(each)} 米" if known(each) else None for each in rows["walk"]],
        },
        index=rows.index,
    )


def _land(found: Bundled, places: gpd.GeoSeries | None) -> FeatureLayer | None:
    """Plots, premises and projects in a package, by what they would host."""
    if places is None or found.members.empty:
        return None
    own = found.members[found.members["of_layer"].ne("communities").fillna(value=True)]
    own = own[own["unit"].astype(str).isin(places.index)].reset_index(drop=True)
    if own.empty:
        return None
    kinds = sorted({said(each) for each in own["service"]})
    words = [f"承载{service(each)[0]}" if each else "只带来收支，不承载服务" for each in kinds]
    hues = [_LAND[at % len(_LAND)] if each else _BARE for at, each in enumerate(kinds)]
    named = [f"{found.name(each)}（{each}）" for each in own["unit"].astype(str)]
    shapes = places.loc[own["unit"].astype(str)].to_numpy()
    money = [wan_span(row["money_least"], row["money_most"]) for _, row in own.iterrows()]
    cards = pd.DataFrame(
        {"片区": [_title(each, found) for each in own["package"]], "收支（万元）": money},
        index=own.index,
    )
    return _layer(
        gpd.GeoDataFrame({"name": named}, index=own.index, geometry=shapes, crs=places.crs),
        "layer_land",
        swatches=[_area(word, hue) for word, hue in zip(words, hues, strict=True)],
        marks=own["service"].map(said).map({each: at for at, each in enumerate(kinds)}),
        fields=cards,
    )


def _layer(
    rows: gpd.GeoDataFrame,
    word: str,
    *,
    swatches: list[Swatch],
    marks: pd.Series,
    fields: pd.DataFrame,
    show: bool = False,
) -> FeatureLayer:
    return FeatureLayer(
        rows,
        name=PACKAGE_WORDS[word],
        legend=Legend(tuple(swatches), marks),
        fields=fields.dropna(axis=1, how="all"),
        group=PACKAGE_WORDS["group"],
        show=show,
    )


def _area(word: str, hue: str) -> Swatch:
    return Swatch(word, hue, "dot", 5.0, 1.0, area=0.45, always=False)


def _title(code: Any, found: Bundled) -> str:
    cell = found.package(code)
    return f"{cell.text}（{cell.note}）" if cell.note else cell.text
