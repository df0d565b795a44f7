"""Areas (片区): declared by a project, packed by the plan, or else the sub-district."""

from typing import Any

import geopandas as gpd
import pandas as pd

from .cells import JOIN, Tables, joined, pairs, text

DECLARED, PACKAGE, DISTRICT = "declared", "package", "district"
KINDS = {DECLARED: "申报片区", PACKAGE: "测算片区", DISTRICT: "街道"}
SUBDISTRICT = "subdistrict"
_COLUMNS = ["kind", "kind_zh", "name", "communities", "source"]


def areas(tables: Tables) -> gpd.GeoDataFrame:
    """
    Every area that a project or building can belong to.

    Parameters
    ----------
    tables
        `projects` with `bundle` (declared), `bundles` with `bundle_members` (packed), and
        `communities` with `district`, or `districts`, as far as they are there.

    Returns
    -------
    GeoDataFrame
        Indexed by `area`: `kind`, `kind_zh`, `name`, `communities` (ids joined by semicolons),
        `source`, `geometry`. The declared come first, then packages, then sub-districts; a package
        that a project declares by its number is declared.

    Examples
    --------
    >>> places = gpd.GeoDataFrame({"district": ["北街道", "北街道"]}, index=["C1", "C2"],
    ...     geometry=gpd.points_from_xy([0, 1], [0, 0]), crs=4549)
    >>> areas({"communities": places})["communities"].to_dict()
    {'北街道': 'C1;C2'}
    """
    places: Any = tables.get("communities", gpd.GeoDataFrame(geometry=[]))
    parts = [_packages(tables), _declared(tables), _districts(tables)]
    found = pd.concat([part for part in parts if len(part)] or [_frame([])])
    found = found[~found.index.duplicated()]
    own = tables.get("bundles")
    given = getattr(own, "geometry", pd.Series(dtype=object)) if own is not None else pd.Series()
    shapes = [
        given[area] if area in given.index else _union(places, row)
        for area, row in zip(found.index, found["communities"], strict=True)
    ]
    crs = getattr(places, "crs", None)
    return gpd.GeoDataFrame(found[_COLUMNS], geometry=gpd.GeoSeries(shapes, found.index), crs=crs)


def of_communities(found: pd.DataFrame) -> pd.Series:
    """
    The area of each community that is in one: declared before packed before sub-district.

    Parameters
    ----------
    found
        From :func:`areas`.

    Returns
    -------
    Series
        Area by community.

    Examples
    --------
    >>> two = pd.DataFrame({"kind": ["district", "package"], "communities": ["C1;C2", "C1"]}, ["D", "P"])
    >>> of_communities(two).to_dict()
    {'C1': 'P', 'C2': 'D'}
    """
    order = {kind: at for at, kind in enumerate(KINDS)}
    ranked = found.iloc[found["kind"].map(order).argsort(kind="stable")]
    held: dict[str, str] = {}
    for area, own in zip(ranked.index, ranked["communities"].fillna(""), strict=True):
        for community in filter(None, str(own).split(JOIN)):
            held.setdefault(community, str(area))
    return pd.Series(held, dtype="string", name="area")


def of_projects(tables: Tables) -> pd.Series:
    """
    The package of each project that is packed itself, not by a community of it.

    Parameters
    ----------
    tables
        With `bundle_units`, or without.

    Returns
    -------
    Series
        Package by project.

    Examples
    --------
    >>> own = pd.DataFrame({"package": ["P8"], "project": ["J15"], "of_layer": ["premises"]})
    >>> of_projects({"bundle_units": own}).to_dict()
    {'J15': 'P8'}
    """
    units = tables.get("bundle_units", pd.DataFrame())
    alone = units[text(units, "of_layer").ne("communities").fillna(value=True)]
    held = pd.DataFrame({"package": text(alone, "package"), "project": text(alone, "project")})
    return held.dropna().drop_duplicates("project").set_index("project")["package"]


def _declared(tables: Tables) -> pd.DataFrame:
    bundle = text(tables.get("projects", pd.DataFrame()), "bundle").dropna()
    named = pairs(tables).assign(area=lambda rows: rows["project"].map(bundle)).dropna()
    rows = [
        (area, DECLARED, area, JOIN.join(named.loc[named["area"].eq(area), "community"].unique()))
        for area in dict.fromkeys(bundle)
    ]
    return _frame([(*row, "项目图层的所属片区（bundle）") for row in rows])


def _packages(tables: Tables) -> pd.DataFrame:
    bundles = tables.get("bundles", pd.DataFrame())
    members = tables.get("bundle_members", pd.DataFrame())
    declared = set(text(tables.get("projects", pd.DataFrame()), "bundle").dropna())
    lived = members[text(members, "of_layer").eq("communities").fillna(value=False)]
    names = text(bundles, "name")
    rows = []
    for area in map(str, bundles.index):
        inside = lived.loc[text(lived, "package").eq(area).fillna(value=False)]
        kind = DECLARED if area in declared else PACKAGE
        own = JOIN.join(text(inside, "unit").dropna())
        rows.append((area, kind, names[area], own, "本次计算的片区组合（bundles），未经审批"))
    return _frame(rows)


def _districts(tables: Tables) -> pd.DataFrame:
    """By the name that communities are registered under; by id where the layer has one of it."""
    places = tables.get("communities", pd.DataFrame())
    district = text(places, "district")
    layer = tables.get("districts", pd.DataFrame())
    layer = layer[text(layer, "kind").eq(SUBDISTRICT).fillna(value=False)]
    ids = {name: str(id_) for id_, name in text(layer, "name").dropna().items()}
    rows = []
    for name in dict.fromkeys([*district.dropna(), *ids]):
        own = district.index[district.eq(name).fillna(value=False)]
        where = "街道图层" if name in ids else "小区图层的所属街道（district）"
        rows.append((ids.get(name, name), DISTRICT, name, JOIN.join(map(str, own)), where))
    return _frame(rows)


def _frame(rows: list[tuple[str, ...]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["area", "kind", "name", "communities", "source"])
    made = made.astype("string").assign(kind_zh=made["kind"].map(KINDS).astype("string"))
    blank = made["communities"].eq("").fillna(value=True)
    return made.assign(communities=made["communities"].mask(blank)).set_index("area")


def _union(places: Any, listed: Any) -> Any:
    if pd.isna(listed) or getattr(places, "crs", None) is None:
        return None
    own = places.geometry.reindex(str(listed).split(JOIN)).dropna()
    return own.union_all() if len(own) else None


def projects_in(found: pd.DataFrame, projects: pd.DataFrame) -> pd.Series:
    """
    Projects of each area.

    Parameters
    ----------
    found
        From :func:`areas`.
    projects
        With `areas`, ids joined by semicolons.

    Returns
    -------
    Series
        Ids joined by semicolons, the index of `found`.

    Examples
    --------
    >>> own = pd.DataFrame({"areas": ["P1", "P1;P2"]}, index=["J1", "J2"])
    >>> projects_in(pd.DataFrame(index=["P1", "P2"]), own).tolist()
    ['J1;J2', 'J2']
    """
    named = projects["areas"].fillna("").astype(str).str.split(JOIN)
    held = [[id_ for id_, own in named.items() if area in own] for area in found.index]
    return joined(pd.Series(held, found.index, dtype=object))
