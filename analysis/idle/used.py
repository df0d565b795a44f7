"""Ground in use: houses with their yards, streets, green, services, what is protected or reserved."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .. import origins
from . import refusal_rules, setbacks
from .evidence_rows import column
from .land_classes import EVIDENCE, REFUSES, classes
from .overlaps import distances, grown

BUILDING, STREET, PARK, FACILITY, PREMISES = "building", "street", "park", "facility", "premises"
PARCEL, PROTECTED, WATER, RAILWAY, SHAFT, PLOT = (
    *("parcel", "protected", "water", "railway"),
    *("shaft", "plot"),
)
ZH = {
    BUILDING: "房屋及其庭院",
    STREET: "道路",
    PARK: "公园绿地",
    FACILITY: "服务设施用地",
    PREMISES: "存量房屋",
    PARCEL: "在用地块",
    PROTECTED: "保护要素",
    WATER: "河道",
    RAILWAY: "铁路",
    SHAFT: "预留电梯井道",
    PLOT: "已登记的闲置地块",
}
TAKES = {
    "buildings": "房屋及退让",
    "streets": "道路",
    "parks": "公园绿地",
    "facilities": "设施用地",
    "premises": "存量房屋",
    "parcels": "地块",
    "protections": "保护要素",
    "barriers": "河道和铁路",
    "shafts": "预留井道",
}
_LINES = {"river": (WATER, "river"), "railway": (RAILWAY, "railway")}
_RESIDENTIAL = ("residential", "homes")


@dataclass(frozen=True, eq=False)
class Ground:
    """
    The layers that take ground, in one metric CRS; None where there is no such layer.

    `height` is metres by building, NA where not known; `shafts` are rectangles reserved for lifts;
    `codes` is the table of land uses; `sizes` the setbacks.
    """

    buildings: gpd.GeoDataFrame | None
    height: pd.Series
    streets: gpd.GeoDataFrame | None
    parks: gpd.GeoDataFrame | None
    facilities: gpd.GeoDataFrame | None
    premises: gpd.GeoDataFrame | None
    parcels: gpd.GeoDataFrame | None
    protections: gpd.GeoDataFrame | None
    barriers: gpd.GeoDataFrame | None
    shafts: gpd.GeoSeries | None
    codes: pd.DataFrame
    sizes: dict[str, float]
    overrides: setbacks.Overrides = None

    @property
    def there(self) -> tuple[str, ...]:
        """Layers that there are."""
        return tuple(name for name in TAKES if getattr(self, name) is not None)


def used(ground: Ground, *, known: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """
    Every piece of ground that something takes.

    Parameters
    ----------
    ground
        The layers.
    known
        Plots that the parcels are already known to be, so that no ground is counted twice.

    Returns
    -------
    GeoDataFrame
        One row a piece: `what` (see ``ZH``), `object` (its id), `geometry` (areas).

    Examples
    --------
    >>> streets = gpd.GeoDataFrame(
    ...     {"width": [4.0]}, geometry=[shapely.LineString([(0, 0), (10, 0)])], index=["S1"], crs=4549
    ... )
    >>> none = dict.fromkeys(
    ...     ["buildings", "parks", "facilities", "premises", "parcels", "protections", "barriers"]
    ... )
    >>> ground = Ground(
    ...     streets=streets, height=pd.Series(dtype=float), shafts=None, codes=pd.DataFrame(),
    ...     sizes=setbacks.setbacks(), **none,
    ... )
    >>> used(ground)[["what", "object"]].to_numpy().tolist(), used(ground).area.round().tolist()
    ([['street', 'S1']], [52.0])
    """
    pieces = [*_built(ground), *_open(ground), *_registered(ground, known)]
    frames = [
        gpd.GeoDataFrame({"what": what, "object": shapes.index.astype(str)}, geometry=shapes.array)
        for what, shapes in pieces
        if len(shapes)
    ]
    crs = next((shapes.crs for _, shapes in pieces), None)
    if not frames:
        return gpd.GeoDataFrame({"what": [], "object": []}, geometry=[], crs=crs)
    table = pd.concat(frames, ignore_index=True)
    area = table.geometry.area > 0
    return gpd.GeoDataFrame(table[area.to_numpy()], geometry="geometry", crs=crs)


Piece = tuple[str, gpd.GeoSeries]


def _built(ground: Ground) -> Iterator[Piece]:
    if ground.buildings is not None:
        homes = pd.Series(origins.dwellings(ground.buildings), index=ground.buildings.index)
        yield BUILDING, setbacks.yards(ground.buildings, homes, ground.height, ground.sizes)
    if ground.streets is not None:
        yield STREET, _as_wide(ground.streets[~_below(ground.streets)], ground).geometry
    yield SHAFT, reserved(ground).geometry


def _below(streets: gpd.GeoDataFrame) -> np.ndarray:
    """Tunnels take no ground."""
    return column(streets, "tunnel", "boolean").fillna(value=False).to_numpy(dtype=bool)


def _as_wide(streets: gpd.GeoDataFrame, ground: Ground) -> gpd.GeoDataFrame:
    wide = setbacks.widths(streets, overrides=ground.overrides).to_numpy()
    # round ends close the outer corner where one street ends and the next begins
    shapes = shapely.buffer(streets.geometry.to_numpy(), wide / 2, cap_style="round")
    return gpd.GeoDataFrame(
        streets.set_geometry(gpd.GeoSeries(shapes, streets.index, crs=streets.crs))
    )


def _open(ground: Ground) -> Iterator[Piece]:
    for what, layer in (
        (PARK, ground.parks),
        (FACILITY, ground.facilities),
        (PREMISES, ground.premises),
    ):
        if layer is not None:
            yield what, layer.geometry
    if ground.protections is not None:
        rules = refusal_rules.rules(overrides=ground.overrides)
        yield PROTECTED, protected(ground.protections, rules, ground.sizes)
    if ground.barriers is not None:
        for kind, (what, size) in _LINES.items():
            own = ground.barriers[ground.barriers["kind"].eq(kind).fillna(value=False)]
            line = own.geometry.area.eq(0).to_numpy()
            beside = np.where(line, ground.sizes[size], 0.0)
            shapes = shapely.buffer(own.geometry.to_numpy(), beside)
            yield what, gpd.GeoSeries(shapes, own.index, crs=own.crs)


def carriageways(ground: Ground) -> gpd.GeoDataFrame | None:
    """
    The streets that part the ground into blocks, as areas as wide as they are.

    Parameters
    ----------
    ground
        Its streets, sizes and tables.

    Returns
    -------
    GeoDataFrame
        Those rows of the streets, with areas for lines; None where there is no layer.
    """
    if ground.streets is None:
        return None
    parting = setbacks.parting(ground.streets, overrides=ground.overrides)
    return _as_wide(gpd.GeoDataFrame(ground.streets[parting]), ground)


def reserved(ground: Ground) -> gpd.GeoDataFrame:
    """
    The shafts reserved for lifts, each with the fire lane around it.

    Parameters
    ----------
    ground
        Its shafts and sizes.

    Returns
    -------
    GeoDataFrame
        Indexed by stairwell; empty where no lift is planned.
    """
    own = gpd.GeoSeries([]) if ground.shafts is None else ground.shafts
    wide = own.buffer(ground.sizes["shaft_lane"], join_style="mitre")
    return gpd.GeoDataFrame(geometry=wide, crs=own.crs)


def kept(ground: Ground) -> gpd.GeoSeries:
    """
    Ground that a plot may reach into and cannot use: all that takes ground but houses and parcels.

    Parameters
    ----------
    ground
        The layers; of the streets, the carriageways.

    Returns
    -------
    GeoSeries
        Areas, indexed from 0.

    Examples
    --------
    >>> none = dict.fromkeys(["buildings", "streets", "facilities", "premises", "parcels"])
    >>> park = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 4, 5)], index=["P1"], crs=4549)
    >>> ground = Ground(
    ...     parks=park, protections=None, barriers=None, shafts=None, height=pd.Series(dtype=float),
    ...     codes=pd.DataFrame(), sizes=setbacks.setbacks(), **none,
    ... )
    >>> kept(ground).area.tolist()
    [20.0]
    """
    pieces = [shapes for what, shapes in _open(ground) if what != PREMISES]
    roads = carriageways(ground)
    pieces += [reserved(ground).geometry] + ([] if roads is None else [roads.geometry])
    shapes = np.concatenate([np.asarray(each.array) for each in pieces])
    crs = next((each.crs for each in pieces if each.crs is not None), None)
    return gpd.GeoSeries(shapes[shapely.area(shapes) > 0], crs=crs)


def protected(
    protections: gpd.GeoDataFrame, rules: pd.DataFrame, sizes: dict[str, float]
) -> gpd.GeoSeries:
    """
    The ground that each protected object keeps free: as far as it would refuse a plot.

    Parameters
    ----------
    protections
        The layer: `kind`, `buffer`, `crown_radius`, where there are.
    rules
        From :func:`pianqu.analysis.idle.refusal_rules.rules`; kinds that only warn keep nothing.
    sizes
        From :func:`pianqu.analysis.idle.setbacks.setbacks`.

    Returns
    -------
    GeoSeries
        Areas, the objects that keep any ground.

    Examples
    --------
    >>> from .refusal_rules import rules
    >>> tree = gpd.GeoDataFrame(
    ...     {"kind": ["ancient_tree"], "crown_radius": [6.0]}, geometry=[shapely.Point(0, 0)], crs=4549
    ... )
    >>> protected(tree, rules(), setbacks.setbacks()).area.round().tolist()
    [380.0]
    """
    parts = []
    asked = rules[rules["layer"].eq("protections") & rules["effect"].eq("excludes")]
    for _, rule in asked.iterrows():
        own = protections[protections["kind"].isin(str(rule["kinds"]).split("|"))]
        metres = distances(
            own,
            kept=sizes[rule["buffer"]] if rule["buffer"] else 0.0,
            usual=float(rule["distance"]),
            published=True,
        )
        parts.append(grown(own, metres).geometry)
    if not parts:
        return gpd.GeoSeries([], crs=protections.crs)
    return gpd.GeoSeries(pd.concat(parts), crs=protections.crs)


def _registered(ground: Ground, known: gpd.GeoDataFrame | None) -> Iterator[Piece]:
    """Parcels whose register or use says that they are used, and those that are plots already."""
    if known is not None:
        yield PLOT, gpd.GeoSeries(known.geometry)
    if ground.parcels is None:
        return
    meant = classes(ground.parcels, table=ground.codes)
    status = column(ground.parcels, "status")
    lived = meant["class"].isin(_RESIDENTIAL) | meant["compared"].eq("homes").fillna(value=False)
    taken = meant["effect"].eq(REFUSES).fillna(value=False)
    taken |= status.isin(["in_use", "works", "reserved"]) & ~lived
    # a use that is known is a use, whether or not anybody says that it goes on
    taken |= status.isna() & meant["class"].notna() & ~meant["effect"].eq(EVIDENCE) & ~lived
    yield PARCEL, gpd.GeoSeries(ground.parcels.geometry[taken.fillna(value=False).to_numpy(bool)])
