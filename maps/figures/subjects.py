"""The maps of a plan: one a group of layers, and one of its own for every layer that is in none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..atlas.sheets import sheets
from ..basis import basis_value
from ..style import OKABE_ITO, Swatch
from .absent import Absent, why
from .layer import Layer, grid, read
from .map_sheet import Map
from .reached import reach_maps
from .verdicts import verdict_layers
from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan


@dataclass(frozen=True)
class Subject:
    """
    A map that is drawn where its layers are there.

    Attributes
    ----------
    key, title
        Of the map.
    main
        Names of its layers, the lowest first.
    table
        Without it there is no map.
    question
        Of the plan, that makes the table.
    basis
        Keys of the table basis whose lines are its 口径.
    named
        Of its layers, those whose rows bear their names.
    """

    key: str
    title: str
    main: tuple[str, ...]
    table: str
    question: str = ""
    basis: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


SUBJECTS = (
    Subject("map_parks", "公园绿地与服务设施", ("parks", "facilities"), "parks", named=("parks",)),
    Subject("map_present", "现状用地与存量房屋", ("parcels", "premises", "entrances"), "parcels"),
    Subject("map_limits", "约束：阻隔与保护要素", ("barriers", "protections"), "barriers"),
    Subject(
        "map_park_land",
        "公园绿地法定服务半径覆盖的居住用地",
        ("park_land", "parks"),
        "park_land",
        "parks",
    ),
    Subject("map_lifts", "加装电梯：各单元实施条件", ("elevators",), "elevators", "elevators"),
    Subject("map_idle", "闲置地线索（按可信度）", ("idle_plots",), "idle_plots", "idle", ("idle",)),
    Subject(
        "map_siting",
        "设施选址：拟建与次优地块",
        ("siting_sites",),
        "siting_sites",
        "siting",
        ("siting",),
    ),
    Subject(
        "map_packages",
        "片区划分",
        ("package_areas", "bundle_hubs"),
        "bundles",
        "bundling",
        ("packages",),
        ("package_areas",),
    ),
    Subject("map_bundles", "片区：按平衡状况", ("bundles",), "bundles", "bundling", ("packages",)),
    Subject(
        "map_eligibility",
        "小区纳入资格",
        ("eligibility",),
        "eligibility",
        "eligibility",
        ("eligibility",),
        ("eligibility",),
    ),
    Subject(
        "map_stages",
        "改造分期（按批次年度）",
        ("staging",),
        "staging",
        "staging",
        ("stages",),
        ("staging",),
    ),
)
_UNDER = {  # what lies under a map, the lowest first, and how pale it is there
    "parks": Swatch("公园绿地", "#dcebdf", "fill", 0.2, 0.9),
    "streets": Swatch("步行道路", "#b9bfc9", "line", 0.9, 1.0),
    "buildings": Swatch("楼栋", "#e2e5ea", "band", 0.4, 1.0, area=1.0),
    "outlines": Swatch("小区范围", "#5b3a8c", "outline", 1.2, 1.0),
}
_PLAIN = {  # where no kind of service is looked at
    "parks": Swatch("公园绿地", "#8cc79a", "fill", 0.8, 0.75),
    "facilities": Swatch("服务设施", OKABE_ITO["vermillion"], "dot", 3.6, 1.0, area=0.3),
}
_TABLES = {"bundle_hubs": "bundles", "bundle_land": "bundle_members", "outlines": "communities"}
_PLACE = ("outlines", "buildings")  # a map shows where people live
_REACH = ("communities", "doors")  # drawn by kind


def maps(plan: "Plan") -> tuple[list[Map], list[Absent]]:
    """
    The maps of a plan.

    Parameters
    ----------
    plan
        The answers.

    Returns
    -------
    tuple of list
        Those that can be drawn, and those that cannot, with the reason.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> made, left = maps(SimpleNamespace(tables={}))
    >>> made, left[0].key, left[0].reason
    ([], 'map_reach', '没有数据表 building_minutes')
    """
    epsg = grid(plan)
    layers = {} if epsg is None else read(sheets(plan), epsg=epsg)
    extra = {} if epsg is None else verdict_layers(plan, epsg=epsg)
    if "idle_plots" in layers:
        layers["idle_plots"] = replace(layers["idle_plots"], hatched=True)
    plain = {name: layers[name].plain(swatch) for name, swatch in _PLAIN.items() if name in layers}
    every = layers | plain | extra
    made, left = reach_maps(plan, layers)
    for subject in SUBJECTS:
        if subject.main[0] in every:
            made.append(_map(plan, subject, every))
        else:
            left.append(
                Absent(subject.key, subject.title, "map", subject.table, _why(plan, subject))
            )
    keys = {each.key for each in made}
    made += _others(layers, {name for each in SUBJECTS if each.key in keys for name in each.main})
    made = [replace(each, context=_context(each, layers)) for each in made]
    return made, left


def seen(plan_maps: list[Map]) -> tuple[Layer, ...]:
    """
    The layers that say where people live, of which all maps show the extent.

    Parameters
    ----------
    plan_maps
        From :func:`maps`.

    Returns
    -------
    tuple of Layer
        Those of the first map where no map has outlines or buildings.
    """
    names = {swatch.label for key in _PLACE for swatch in (_UNDER[key],)}
    for each in plan_maps:
        found = [layer for layer in each.context if layer.swatches[0].label in names]
        if found:
            return (found[-1],)
    return plan_maps[0].main if plan_maps else ()


def _map(plan: "Plan", subject: Subject, layers: dict[str, Layer]) -> Map:
    told = [basis_value(plan, key) for key in subject.basis]
    notes = tuple(f"{FIGURE_WORDS['basis']}：{line}" for line in told if line)
    return Map(
        subject.key,
        subject.title,
        main=tuple(layers[name] for name in subject.main if name in layers),
        named=tuple(layers[name] for name in subject.named if name in layers),
        notes=notes,
        table=subject.table,
    )


def _others(layers: dict[str, Layer], drawn: set[str]) -> Iterator[Map]:
    """Layers that are on no map: the next question's land here by themselves."""
    for key, layer in layers.items():
        if key not in {*drawn, *_UNDER, *_REACH}:
            title = f"{layer.group}：{layer.name.removeprefix(f'{layer.group}：')}"
            table = "service_areas" if key.startswith("area_") else _TABLES.get(key, key)
            yield Map(f"map_{key}", title, main=(layer,), table=table)


def _context(each: Map, layers: dict[str, Layer]) -> tuple[Layer, ...]:
    own = {layer.name for layer in each.main}
    return tuple(
        layers[key].plain(swatch)
        for key, swatch in _UNDER.items()
        if key in layers and layers[key].name not in own
    )


def _why(plan: "Plan", subject: Subject) -> str:
    return why(plan, subject.table, question=subject.question)
