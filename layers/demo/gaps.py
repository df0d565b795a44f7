"""Blanks in the register, as many as were counted in a real one."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import ground

_RATES = {  # layer, field: share of rows of a real register without it
    ("buildings", "year_built"): 0.130,
    ("buildings", "floor_area"): 0.157,
    ("buildings", "households"): 0.073,
    ("communities", "building_count"): 0.113,
    ("communities", "geometry"): 0.114,
}


def rates(sizes: "pd.Series | None" = None) -> pd.DataFrame:
    """
    How many cells are left blank, and how near that comes to the rates of a real register.

    Parameters
    ----------
    sizes
        Rows of each layer; the district's own where not given.

    Returns
    -------
    DataFrame
        One row a field: ``layer``, ``field``, ``measured`` (share in a real register), ``blank``
        and ``rows`` (counts here: the nearest whole number) and ``realised`` (their ratio).

    Examples
    --------
    >>> rates()[["field", "measured", "blank", "rows", "realised"]].round(3).values.tolist()[0]
    ['year_built', 0.13, 58, 449, 0.129]
    """
    known = pd.Series({"buildings": 449, "communities": 14}) if sizes is None else sizes
    table = pd.DataFrame(
        [(*key, share) for key, share in _RATES.items()], columns=["layer", "field", "measured"]
    )
    rows = table["layer"].map(known).astype(int)
    blank = (rows * table["measured"]).round().astype(int)
    return table.assign(blank=blank, rows=rows, realised=blank / rows)


def blanked(layers: dict[str, pd.DataFrame], seed: int) -> dict[str, pd.DataFrame]:
    """
    The layers with blanks at those rates, each field by its own draw.

    Parameters
    ----------
    layers
        Complete layers; not changed.
    seed
        Draws the rows.

    Returns
    -------
    dict
        Copies where something is blank. Of the communities without a boundary the first keeps a
        point, the others nothing.

    Examples
    --------
    >>> houses = pd.DataFrame({"year_built": range(10)})
    >>> land = gpd.GeoDataFrame(geometry=[])
    >>> int(blanked({"buildings": houses}, 7)["buildings"]["year_built"].isna().sum())
    1
    """
    found = {name: frame.copy() for name, frame in layers.items()}
    table = rates(pd.Series({name: len(found.get(name, ())) for name, _ in _RATES}))
    for row in table.to_dict("records"):
        frame = found.get(row["layer"])
        if frame is None or row["field"] not in frame:
            continue
        chance = ground.random(seed, f"{row['layer']}.{row['field']}")
        chosen = frame.index[sorted(chance.choice(len(frame), row["blank"], replace=False))]
        if row["field"] == "geometry":
            found[row["layer"]] = _unbounded(gpd.GeoDataFrame(frame), chosen)
        else:
            frame[row["field"]] = frame[row["field"]].mask(frame.index.isin(chosen))
    return found


def _unbounded(frame: gpd.GeoDataFrame, chosen: pd.Index) -> gpd.GeoDataFrame:
    shape = frame.geometry.to_numpy(dtype=object).copy()
    first, *others = np.flatnonzero(frame.index.isin(chosen))
    shape[first] = shapely.point_on_surface(shape[first])
    shape[others] = None
    return frame.set_geometry(gpd.GeoSeries(shape, index=frame.index, crs=frame.crs))
