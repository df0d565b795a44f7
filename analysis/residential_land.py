"""Residential land: which parcels are homes in their own scheme, and which home each m2 is near."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..gis.errors import ChoiceError

RESIDENTIAL, OTHER, UNKNOWN = "residential", "other", "unknown"
PARCELS, COMMUNITIES, NONE = "居住用地地块", "小区范围代替居住用地", "没有居住用地"
_AREA = 2  # the dimension of what has an area
_FORMS = {  # how a code of each scheme is written
    "survey3": r"\d{2}(\d{2}[A-Z]?|H[12])?",
    "ydyh": r"\d{2}(\d{2}){0,2}",
    "gb50137": r"[A-Z]\d{0,3}",
}
_SAID = {"yes": True, "no": False}


def uses(parcels: pd.DataFrame, *, codes: pd.DataFrame) -> pd.DataFrame:
    """
    Whether each parcel is residential land in its own scheme of codes.

    Parameters
    ----------
    parcels
        Columns `landuse_scheme` and `landuse`, either of which may be missing.
    codes
        The table `residential_landuse`: `scheme`, `prefix`, `residential` (yes or no); the longest
        prefix of a code decides.

    Returns
    -------
    DataFrame
        The index of `parcels`: `use` (residential, other, unknown) and `reason`, a sentence where
        it is unknown. A code without a scheme is unknown: 1201 is vacant land in one scheme and a
        railway in another.

    Raises
    ------
    ChoiceError
        A row of `codes` says neither yes nor no.

    Examples
    --------
    >>> from pianqu.analysis import standards
    >>> two = pd.DataFrame({"landuse_scheme": ["ydyh", None], "landuse": ["070102", "0701"]})
    >>> uses(two, codes=standards.load("residential_landuse"))["use"].tolist()
    ['residential', 'unknown']
    """
    said = _prefixes(codes)
    blank = pd.Series(pd.NA, index=parcels.index, dtype="string")
    schemes = parcels.get("landuse_scheme", blank).astype("string").fillna("").str.strip()
    written = parcels.get("landuse", blank).astype("string").fillna("").str.strip()
    pairs = pd.Series(list(zip(schemes, written, strict=True)), index=parcels.index, dtype=object)
    known = {pair: _use(pair[0], pair[1], said) for pair in pairs.unique()}
    rows = [known[pair] for pair in pairs]
    return pd.DataFrame(rows, columns=["use", "reason"], index=parcels.index).astype("string")


def land(
    parcels: gpd.GeoDataFrame | None,
    communities: gpd.GeoDataFrame | None,
    *,
    codes: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """
    Residential land, every square metre once.

    Parameters
    ----------
    parcels
        Polygons with `landuse_scheme` and `landuse`; None where there is no such layer. Metric CRS.
    communities
        Polygons, the same CRS: they stand in where no parcel is residential.
    codes
        As for :func:`uses`.

    Returns
    -------
    GeoDataFrame
        One row a connected part, no two overlapping, in an order of their own: `basis` (what it was
        taken from) and geometry. Empty where there is neither.

    Examples
    --------
    >>> from pianqu.analysis import standards
    >>> from shapely import box
    >>> plots = [box(0, 0, 100, 100), box(50, 0, 150, 100)]
    >>> homes = gpd.GeoDataFrame(
    ...     {"landuse_scheme": ["gb50137"] * 2, "landuse": ["R2"] * 2}, geometry=plots, crs=4549
    ... )
    >>> land(homes, None, codes=standards.load("residential_landuse")).area.tolist()
    [15000.0]
    """
    crs = next((layer.crs for layer in (parcels, communities) if layer is not None), None)
    found = _areas(parcels[_homes(parcels, codes)]) if parcels is not None else []
    basis = PARCELS
    if not len(found):
        found, basis = (_areas(communities) if communities is not None else []), COMMUNITIES
    parts = polygons(shapely.union_all(np.asarray(found, dtype=object)))
    return gpd.GeoDataFrame({"basis": [basis] * len(parts)}, geometry=parts, crs=crs)


def unsure(parcels: gpd.GeoDataFrame, *, codes: pd.DataFrame) -> pd.DataFrame:
    """
    Parcels whose use is not known, and residential ones that have no area.

    Parameters
    ----------
    parcels
        As for :func:`land`.
    codes
        As for :func:`uses`.

    Returns
    -------
    DataFrame
        One row a parcel, its index: `landuse_scheme`, `landuse`, `area` (m2 of its outline, NaN
        without one) and `reason`. Its length and the sum of its areas are what the base may lack.

    Examples
    --------
    >>> from pianqu.analysis import standards
    >>> from shapely import box
    >>> one = gpd.GeoDataFrame({"landuse": ["1201"]}, geometry=[box(0, 0, 9, 9)], crs=4549)
    >>> unsure(one, codes=standards.load("residential_landuse"))["area"].tolist()
    [81.0]
    """
    judged = uses(parcels, codes=codes)
    flat = ~_has_area(parcels)
    homeless = flat & judged["use"].eq(RESIDENTIAL).to_numpy(dtype=bool)
    table = pd.DataFrame(
        {
            "landuse_scheme": parcels.get("landuse_scheme"),
            "landuse": parcels.get("landuse"),
            "area": parcels.area.mask(pd.Series(flat, index=parcels.index)).astype(float),
            "reason": judged["reason"].mask(homeless, "居住用地没有面状图形，未计入分母"),
        },
        index=parcels.index,
    )
    return table[homeless | judged["use"].eq(UNKNOWN).to_numpy(dtype=bool)]


def nearest(homes: gpd.GeoDataFrame, residential: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """
    The residential land that is nearer to each home than to any other.

    Parameters
    ----------
    homes
        Dwelling buildings, points or polygons, indexed by id: each stands at one point inside it.
        Of homes at the same point the first by id takes the land. Metric CRS.
    residential
        From :func:`land`, the same CRS.

    Returns
    -------
    GeoSeries
        The index of `homes`: its part of the land, empty where it has none. Their areas add up to
        the land; where there is no home there is no part.

    Examples
    --------
    >>> from shapely import Point, box
    >>> strip = gpd.GeoDataFrame(geometry=[box(0, 0, 100, 10)], crs=4549)
    >>> homes = gpd.GeoDataFrame(geometry=[Point(20, 5), Point(60, 5)], index=["B1", "B2"], crs=4549)
    >>> nearest(homes, strip).area.to_dict()
    {'B1': 400.0, 'B2': 600.0}
    """
    parts = residential.geometry.to_numpy()
    own = np.full(len(homes), shapely.Polygon(), dtype=object)
    points = homes.representative_point()
    some = (points.notna() & ~points.is_empty).to_numpy()
    first = points[some].sort_index(kind="stable")
    first = first[~pd.Series(shapely.to_wkb(first.to_numpy()), index=first.index).duplicated()]
    if len(first) and len(parts):
        cells = _cells(first.to_numpy(), parts)
        at = homes.index.get_indexer(first.index)
        own[at] = _clipped(cells, parts)
    return gpd.GeoSeries(own, index=homes.index, crs=homes.crs)


def polygons(shape: shapely.Geometry) -> np.ndarray:
    """
    The polygons of a shape, without the lines and points at which others merely touched it.

    Examples
    --------
    >>> polygons(shapely.from_wkt("GEOMETRYCOLLECTION (POINT (0 0))")).size
    0
    """
    parts = shapely.get_parts(shapely.get_parts(shape))
    return parts[shapely.get_dimensions(parts) == _AREA]


def _prefixes(codes: pd.DataFrame) -> dict[str, dict[str, bool]]:
    odd = codes[~codes["residential"].isin(list(_SAID))]
    if len(odd):
        raise ChoiceError(
            [
                f"规则表 residential_landuse 中 {row['scheme']} {row['prefix']} 的 residential 为"
                f"“{row['residential']}”，应为 yes 或 no；请改正该格。"
                for row in odd.to_dict("records")
            ]
        )
    found: dict[str, dict[str, bool]] = {}
    for scheme, prefix, said in codes[["scheme", "prefix", "residential"]].itertuples(index=False):
        found.setdefault(str(scheme), {})[str(prefix)] = _SAID[str(said)]
    return found


def _use(scheme: str, code: str, said: dict[str, dict[str, bool]]) -> tuple[str, object]:
    if not code:
        return UNKNOWN, "没有用地代码"
    if not scheme:
        return UNKNOWN, f"代码 {code} 没有注明分类标准，同码在不同标准中含义不同，不予推断"
    if scheme not in said:
        return UNKNOWN, f"分类标准 {scheme} 不在居住用地代码表中"
    if not re.fullmatch(_FORMS.get(scheme, ".+"), code):
        return UNKNOWN, f"代码 {code} 不合分类标准 {scheme} 的写法"
    matching = [prefix for prefix in said[scheme] if code.startswith(prefix)]
    home = said[scheme][max(matching, key=len)] if matching else False
    return (RESIDENTIAL if home else OTHER), pd.NA


def _homes(parcels: gpd.GeoDataFrame, codes: pd.DataFrame) -> np.ndarray:
    return uses(parcels, codes=codes)["use"].eq(RESIDENTIAL).to_numpy(dtype=bool)


def _has_area(layer: gpd.GeoDataFrame) -> np.ndarray:
    shapes = layer.geometry.to_numpy()
    return (shapely.get_dimensions(shapes) == _AREA) & ~shapely.is_empty(shapes)


def _areas(layer: gpd.GeoDataFrame) -> np.ndarray:
    return layer.geometry.to_numpy()[_has_area(layer)]


def _cells(points: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """The plane shared out among the points, each cell as far as the parts go."""
    around = shapely.box(*shapely.total_bounds(np.concatenate([points, parts])))
    if len(points) == 1:
        return np.array([around], dtype=object)
    diagram = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=around, ordered=True)
    return shapely.get_parts(diagram)


def _clipped(cells: np.ndarray, parts: np.ndarray) -> np.ndarray:
    cell, part = shapely.STRtree(parts).query(cells, predicate="intersects")
    pieces = pd.Series(shapely.intersection(cells[cell], parts[part]), dtype=object)
    whole = pieces.groupby(cell).agg(lambda own: shapely.union_all(own.to_numpy()))
    areas = np.full(len(cells), shapely.Polygon(), dtype=object)
    areas[whole.index.to_numpy()] = [
        shapely.multipolygons(polygons(shape)) for shape in whole.to_numpy()
    ]
    return areas
