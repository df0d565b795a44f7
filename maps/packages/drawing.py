"""The small plan of a package: members, links, barriers, and the hub."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from ..plots.sheet import HIGH, WIDE, Sheet, label, margins, over, path, room
from .base import Bundled
from .words import BARRIERS

KEYS: dict[str, str] = {
    "home": "本片区的小区",
    "land": "本片区的地块、房屋",
    "hub": "片区中心",
    "link": "相邻、可连通",
    "walked": "隔着阻隔、有过街通道",
    "cut": "被切断的相邻关系",
    "barrier": "河道、铁路、主干路",
    "other": "其他对象",
}
_STAR = 9.0  # radius of the mark of the hub
_LINE = 13.0  # height of a label
_THIN = 0.5  # of a unit of the drawing: less of an area is a dot
_STREETS = 60_000  # signs of a path of streets at most


@dataclass(frozen=True, eq=False)
class Ground:
    """
    What all plans of a page share, in metres.

    Attributes
    ----------
    units
        Geometry of every unit by id.
    links
        `first`, `second`, `state`, `joined`.
    barriers, streets
        Geometries.
    """

    units: gpd.GeoSeries
    links: Any
    barriers: Any
    streets: Any

    @cached_property
    def middles(self) -> dict[str, Any]:
        """A point inside every unit."""
        points = shapely.point_on_surface(self.units.to_numpy())
        return dict(zip(self.units.index.astype(str), points, strict=True))

    @cached_property
    def trees(self) -> tuple[shapely.STRtree, shapely.STRtree]:
        """Of units and of streets."""
        return shapely.STRtree(self.units.to_numpy()), shapely.STRtree(self.streets)


def ground(found: Bundled) -> Ground | None:
    """
    The ground of a plan; None where units have no metric place.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> ground(Bundled(SimpleNamespace(tables={}), Names({}, {}, {}), None, None, {})) is None
    True
    """
    units = found.plan.tables.get("bundle_units")
    crs = getattr(units, "crs", None)
    if units is None or crs is None or crs.is_geographic or not len(units):
        return None
    index = units["unit"].astype(str) if "unit" in units else units.index.astype(str)
    shapes = gpd.GeoSeries(units.geometry.to_numpy(), index=index, crs=crs)
    shapes = gpd.GeoSeries(shapes[~(shapes.isna() | shapes.is_empty)])
    hard = _layer(found, "barriers", crs)
    kept = hard[hard["kind"].isin(list(BARRIERS))].geometry.to_numpy() if hard is not None else []
    streets = _layer(found, "streets", crs)
    lines = [] if streets is None else streets.geometry.to_numpy()
    return Ground(shapes, found.table("bundle_links"), _placed(kept), _placed(lines))


def drawing(package: Any, found: Bundled, land: Ground | None) -> str:
    """
    The plan of one package.

    Parameters
    ----------
    package
        Its id.
    found
        Members and names.
    land
        Where things lie.

    Returns
    -------
    str
        One SVG element, north up; a sentence where no member has a place.
    """
    rows = found.inside(package)
    ids = [] if rows.empty else [str(each) for each in rows["unit"]]
    placed = [each for each in ids if land is not None and each in land.middles]
    if land is None or not placed:
        return '<p class="an-noplan">成员没有可用的位置，未绘图。</p>'
    sheet = over(shapely.union_all([land.units[each] for each in placed]))
    homes = set(rows.loc[rows["of_layer"].eq("communities"), "unit"].astype(str))
    hubs = {str(each) for each in rows.loc[rows["hub"].astype(bool), "unit"]}
    inside = "".join(
        [
            *_around(land, sheet, set(placed)),
            *_members(land, sheet, placed, homes),
            *_barriers(land, sheet),
            *_links(land, sheet, set(placed)),
            *_marks(land, sheet, found, placed, homes, hubs),
            margins(sheet),
        ]
    )
    told = f"{found.titles.get(str(package), str(package))}示意图：成员见“成员”表"
    return (
        f'<svg class="pd pk" role="img" aria-label="{escape(told)}" '
        f'viewBox="0 0 {WIDE:g} {HIGH:g}" xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    )


def keys() -> str:
    """
    What the plans show, once for all of them.

    Examples
    --------
    >>> keys().count("<li>")
    8
    """
    inside = "".join(
        f'<li><i class="pk-key pk-key-{name}"></i>{escape(word)}</li>'
        for name, word in KEYS.items()
    )
    return f'<ul class="pd-keys">{inside}</ul>'


def _layer(found: Bundled, name: str, crs: Any) -> gpd.GeoDataFrame | None:
    table: Any = found.plan.tables.get(name)
    if table is None or not len(table) or getattr(table, "crs", None) is None:
        return None
    return table.to_crs(crs)


def _placed(shapes: Any) -> Any:
    kept = np.asarray(shapes, dtype=object)
    return kept[~(shapely.is_missing(kept) | shapely.is_empty(kept))] if len(kept) else kept


def _around(land: Ground, sheet: Sheet, own: set[str]) -> Iterator[str]:
    units, streets = land.trees
    lines = land.streets[np.sort(streets.query(sheet.window, predicate="intersects"))]
    road = sheet.path(shapely.intersection(lines, sheet.window)) if len(lines) else ""
    yield path("pk-street", road if len(road) <= _STREETS else "")
    near = np.sort(units.query(sheet.window, predicate="intersects"))
    codes, shapes = land.units.index.to_numpy(), land.units.to_numpy()
    others: Any = shapes[[at for at in near if str(codes[at]) not in own]]
    yield path("pk-other", sheet.path(shapely.intersection(others, sheet.window)))


def _members(land: Ground, sheet: Sheet, own: list[str], homes: set[str]) -> Iterator[str]:
    for name, kept in (("home", homes), ("land", set(own) - homes)):
        yield path(f"pk-{name}", sheet.path(land.units[each] for each in own if each in kept))
    for each in own:
        if land.units[each].area * sheet.scale**2 < _THIN:
            x, y = sheet.at(land.middles[each].x, land.middles[each].y)
            yield f'<circle class="pk-land" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'


def _barriers(land: Ground, sheet: Sheet) -> Iterator[str]:
    if not len(land.barriers):
        return
    seen = shapely.intersection(land.barriers, sheet.window)
    areal = shapely.get_dimensions(seen) == 2  # noqa: PLR2004  areas
    yield path("pk-water", sheet.path(seen[areal]))
    yield path("pk-barrier", sheet.path(seen[~areal]))


def _links(land: Ground, sheet: Sheet, own: set[str]) -> Iterator[str]:
    """Between middles: those inside, and those that would lead out but are cut."""
    if land.links.empty:
        return
    rows = zip(*(land.links[name] for name in ("first", "second", "state", "joined")), strict=True)
    for first, second, state, joined in rows:
        one, other = str(first), str(second)
        ends = (one in own) + (other in own)
        if not ends or one not in land.middles or other not in land.middles:
            continue
        name = "cut" if not joined else "walked" if state == "walked" else "link"
        if name == "cut" or ends == 2:  # noqa: PLR2004  both ends
            line = shapely.LineString([land.middles[one], land.middles[other]])
            yield path(f"pk-{name}", sheet.path([line]))


def _marks(
    land: Ground, sheet: Sheet, found: Bundled, own: list[str], homes: set[str], hubs: set[str]
) -> Iterator[str]:
    for each in sorted(hubs & set(own)):
        x, y = sheet.at(land.middles[each].x, land.middles[each].y)
        yield f'<path class="pk-hub" d="{_star(x, y)}"/>'
    taken: list[tuple[float, float, float, float]] = []
    for each in sorted(own, key=lambda code: (code not in homes, code)):
        x, y = sheet.at(land.middles[each].x, land.middles[each].y)
        text = found.name(each)
        half, low = room(text) / 2, y + (_STAR + _LINE if each in hubs else _LINE / 2)
        x = min(max(x, half + 4), WIDE - half - 4)
        area = (x - half, low - _LINE, x + half, low)
        clear = all(
            area[0] >= old[2] or old[0] >= area[2] or area[1] >= old[3] or old[1] >= area[3]
            for old in taken
        )
        if clear and (each in homes or each in hubs or not homes):
            taken.append(area)
            yield label("pk-name", x, low, text)


def _star(x: float, y: float) -> str:
    """Five points."""
    turn = np.pi * np.arange(10) / 5
    far = np.where(np.arange(10) % 2, 0.42 * _STAR, _STAR)
    places = zip(x + far * np.sin(turn), y - far * np.cos(turn), strict=True)
    return f"M{'L'.join(f'{a:.1f} {b:.1f}' for a, b in places)}Z"
