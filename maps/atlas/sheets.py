"""The layers of a page: which tables are drawn, under which heading, in which classes."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...layers import kinds
from ..basis import limits
from ..style import (
    GREY,
    NOT_COUNTED,
    OKABE_ITO,
    Swatch,
    minute_breaks,
    minute_swatches,
    share_swatches,
)
from ..web.cards import card_fields, place_names
from ..web.features import FeatureLayer, Legend
from ..words import WORDS
from .areas import service_areas
from .idle_land import idle_land
from .lifts import lifts
from .packages import package_layers
from .sites import sites

if TYPE_CHECKING:
    import geopandas as gpd

    from ...analysis.planning import Plan

Drawn = dict[str, FeatureLayer]
_QUIET = "#dcdfe3"  # what asks for no attention

# drawn below to above: layer, group, first shown
_PLAIN = (
    ("districts", "group_present", False),
    ("parks", "group_present", True),
    ("parcels", "group_present", False),
    ("barriers", "group_limits", True),
    ("streets", "group_present", True),
)
_ABOVE = (
    ("premises", "group_present", False),
    ("entrances", "group_present", False),
    ("protections", "group_limits", False),
)


def sheets(plan: "Plan") -> Drawn:
    """
    Every layer of the plan that can be drawn, the lowest first.

    Parameters
    ----------
    plan
        Layer tables are drawn as far as they are there and have a geometry.

    Returns
    -------
    dict
        Layers by name. `communities` is coloured by share and `outlines` is the same without;
        `buildings` is coloured by walking time where there is one.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> list(sheets(SimpleNamespace(tables={})))
    []
    """
    drawn: Drawn = {}
    for layer, group, show in _PLAIN:
        _add(drawn, plan, layer, group, show)
    drawn |= service_areas(plan)
    _communities(drawn, plan)
    _buildings(drawn, plan)
    for layer, group, show in _ABOVE:
        _add(drawn, plan, layer, group, show)
    drawn |= idle_land(plan)
    drawn |= sites(plan)
    drawn |= package_layers(plan)
    drawn |= lifts(plan)
    _followers(drawn, plan)
    return drawn


def _table(plan: "Plan", layer: str) -> "gpd.GeoDataFrame | None":
    frame = plan.tables.get(layer)
    if frame is None or not len(frame) or getattr(frame, "crs", None) is None:
        return None
    return frame if frame.geometry.notna().any() else None  # pyright: ignore[reportReturnType] has a crs


def _add(drawn: Drawn, plan: "Plan", layer: str, group: str, show: bool) -> None:
    frame = _table(plan, layer)
    if frame is not None:
        drawn[layer] = FeatureLayer(
            frame,
            name=kinds.schema(layer).zh,
            legend=_parks(plan, frame) if layer == "parks" else _LEGENDS[layer](frame),
            fields=card_fields(plan, layer),
            group=WORDS[group],
            show=show,
        )


def _communities(drawn: Drawn, plan: "Plan") -> None:
    frame = _table(plan, "communities")
    if frame is None:
        return
    name, fields = kinds.schema("communities").zh, card_fields(plan, "communities")
    if "community_coverage" in plan.tables:
        drawn["communities"] = FeatureLayer(
            frame,
            name=WORDS["share_of_community"],
            legend=Legend(share_swatches(), pd.Series(len(share_swatches()) - 1, frame.index)),
            fields=fields,
            group=WORDS["group_reach"],
            show=_table(plan, "buildings") is None,
        )
    name = WORDS["outline"].format(layer=name)
    outline = Legend((Swatch(name, "#5b3a8c", "outline", 1.6, 1.0),))
    drawn["outlines"] = FeatureLayer(frame, name=name, legend=outline, fields=fields)


def _buildings(drawn: Drawn, plan: "Plan") -> None:
    frame = _table(plan, "buildings")
    if frame is None:
        return
    timed = "building_minutes" in plan.tables
    legend = Legend((Swatch(kinds.schema("buildings").zh, "#b9bec7", always=False),))
    if timed:
        limit, search = limits(plan)
        breaks = minute_breaks(limit, search)
        classes = minute_swatches(breaks, limit, searched=search is not None)
        classes = (*classes, NOT_COUNTED)
        legend = Legend(classes, pd.Series(len(breaks) + 2, frame.index))
    drawn["buildings"] = FeatureLayer(
        frame,
        name=WORDS["to_kind"] if timed else kinds.schema("buildings").zh,
        legend=legend,
        fields=card_fields(plan, "buildings"),
        group=WORDS["group_reach" if timed else "group_present"],
    )


def _followers(drawn: Drawn, plan: "Plan") -> None:
    """Doors and facilities: those of the kind that is looked at stand out."""
    for layer, own, other, show in (
        ("doors", WORDS["selected_doors"], WORDS["other_doors"], False),
        ("facilities", WORDS["selected_kind"], WORDS["other_kinds"], True),
    ):
        frame = _table(plan, layer)
        if frame is None:
            continue
        colour, size = _HUE_AND_SIZE[layer]
        classes = (
            Swatch(own, colour, "dot", size, 1.0, area=0.75, always=False),
            Swatch(other, "#8b929d", "dot", min(size, 3.6) - 1.0, always=False),
            Swatch(WORDS["other_areas"], "#a0703c", "band", 1.2, 0.9, area=0.15, always=False),
        )
        areas = frame.geom_type.isin(["Polygon", "MultiPolygon"])
        doors = layer == "doors"  # they have no names and ids but those of their places
        named = frame.assign(name=place_names(plan, layer)) if doors else frame
        drawn[layer] = FeatureLayer(
            named,
            name=WORDS[layer],
            legend=Legend(classes, areas.map({True: 2, False: 1})),
            fields=card_fields(plan, layer),
            group=WORDS["group_reach"],
            show=show,
            ids=frame["place"] if doors and "place" in frame else None,
        )


def _parks(plan: "Plan", frame: "gpd.GeoDataFrame") -> Legend:
    """Where it is known which parks count for a kind, those of the selected kind stand out."""
    if "doors" not in plan.tables:
        return _LEGENDS["parks"](frame)
    classes = (
        Swatch(WORDS["selected_parks"], "#1b7f4d", "fill", 1.8, 0.85, always=False),
        Swatch(WORDS["other_parks"], "#a9d6b3", "fill", 0.8, 0.75, always=False),
    )
    return Legend(classes, pd.Series(1, frame.index))


def _one(swatch: Swatch) -> Callable[["gpd.GeoDataFrame"], Legend]:
    return lambda frame: Legend((swatch,), pd.Series(0, frame.index))


def _streets(frame: "gpd.GeoDataFrame") -> Legend:
    classes = (
        Swatch(WORDS["streets"], "#8f97a3", "line", 1.4, 1.0),
        Swatch(WORDS["stairs"], OKABE_ITO["sky"], "dash", 2.4, 1.0, always=False),
        Swatch(WORDS["closed_street"], OKABE_ITO["vermillion"], "dash", 1.6, 1.0, always=False),
    )
    stairs = frame.get("stairs", pd.Series(False, frame.index)).eq(True).fillna(False)
    closed = frame.get("access", pd.Series("", frame.index)).eq("closed").fillna(False)
    index = np.select([closed.to_numpy(dtype=bool), stairs.to_numpy(dtype=bool)], [2, 1], 0)
    return Legend(classes, pd.Series(index, frame.index))


def _by(column: str, vocabulary: str, example: Swatch) -> Callable[["gpd.GeoDataFrame"], Legend]:
    """Classes by the codes of a column, the same colours on every page; the rest share grey."""
    hues = _HUES[vocabulary]
    words = {choice.code: choice.zh for choice in kinds.vocabulary(vocabulary)}
    swatches = [_like(example, words[code], hue) for code, hue in hues.items()]
    swatches.append(_like(example, WORDS["other"], "#8c8c8c"))
    swatches.append(_like(example, WORDS["no_data"], GREY["no_data"]))
    places = {code: place for place, code in enumerate(hues)}

    def legend(frame: "gpd.GeoDataFrame") -> Legend:
        codes = frame.get(column, pd.Series(pd.NA, frame.index)).astype("string")
        index = [
            len(places) + 1 if pd.isna(code) else places.get(code, len(places)) for code in codes
        ]
        return Legend(tuple(swatches), pd.Series(index, frame.index))

    return legend


def _like(example: Swatch, label: str, colour: str) -> Swatch:
    return replace(example, label=label, colour=colour, always=False)


_HUE_AND_SIZE = {"doors": (OKABE_ITO["blue"], 4.0), "facilities": (OKABE_ITO["vermillion"], 6.5)}
_HUES: dict[str, dict[str, str]] = {
    "parcel_status": {
        "vacant": OKABE_ITO["orange"],
        "waste": OKABE_ITO["yellow"],
        "under_used": OKABE_ITO["purple"],
        "demolished": OKABE_ITO["vermillion"],
        "works": OKABE_ITO["sky"],
        "reserved": OKABE_ITO["green"],
        "in_use": _QUIET,
    },
    "premises_status": {
        "idle": OKABE_ITO["orange"],
        "dangerous": OKABE_ITO["vermillion"],
        "leased": OKABE_ITO["sky"],
        "in_use": _QUIET,
    },
    "barrier_kind": {
        "wall": "#8a6d5a",
        "fence": "#b39c8a",
        "river": OKABE_ITO["blue"],
        "railway": OKABE_ITO["black"],
        "arterial": OKABE_ITO["purple"],
        "expressway": OKABE_ITO["green"],
    },
    "protection_kind": {
        "ancient_tree": OKABE_ITO["green"],
        "historic_building": OKABE_ITO["vermillion"],
        "heritage_site": OKABE_ITO["purple"],
        "historic_area": OKABE_ITO["orange"],
        "flood": OKABE_ITO["blue"],
        "hazard": OKABE_ITO["black"],
        "pipe_corridor": OKABE_ITO["sky"],
        "fire_lane": OKABE_ITO["yellow"],
    },
}
_LEGENDS: dict[str, Callable[["gpd.GeoDataFrame"], Legend]] = {
    "districts": _one(Swatch(kinds.schema("districts").zh, GREY["ink"], "dash", 1.8, 0.9)),
    "parks": _one(Swatch(kinds.schema("parks").zh, "#8cc79a", "fill", 0.8, 0.75)),
    "parcels": _by("status", "parcel_status", Swatch("", "", "fill", 0.8, 0.55)),
    "streets": _streets,
    "premises": _by("status", "premises_status", Swatch("", "", "fill", 1.2, 0.8)),
    "entrances": _one(Swatch(kinds.schema("entrances").zh, OKABE_ITO["black"], "dot", 3.0)),
    "barriers": _by("kind", "barrier_kind", Swatch("", "", "band", 1.2, 0.7, area=0.35)),
    "protections": _by("kind", "protection_kind", Swatch("", "", "fill", 1.4, 0.6)),
}
