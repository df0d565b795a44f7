"""A made-up district: synthetic, seeded, and credible to a planner."""

import hashlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .. import kinds, schema
from ..city import City
from . import gaps as holes
from . import ground, houses, land, money, places, register, streets, terrain, votes, windows
from .gaps import rates
from .planted import planted

__all__ = ["district", "layers", "planted", "rates", "write_rasters"]

LICENCE = "合成数据，可自由使用"


def district(*, seed: int = 7, gaps: bool = False, folder: Path | None = None) -> City:
    """
    The made-up district as a city.

    14 old communities with 449 walk-up buildings and 278,000 m2 of floor area, as in a report of
    2022; the report's 1,556 households do not reconcile with its floor area (179 m2 each), so
    households follow from stairwells, storeys and doors instead: 4,202, of 60 to 75 m2.

    Parameters
    ----------
    seed
        Draws sizes of houses, years, residents; the plan itself and every id stay the same.
    gaps
        Leave blanks in the register at the rates of :func:`rates`.
    folder
        Where the rasters are written (dem, population); None = a city without rasters.

    Returns
    -------
    City
        EPSG 4549, `synthetic`; every row says in ``source`` that it is made up.

    Examples
    --------
    >>> city = district()
    >>> len(city.communities), len(city.buildings), round(city.buildings["floor_area"].sum())
    (14, 449, 278000)
    """
    found = layers(seed=seed, gaps=gaps)
    return City(
        name=ground.NAME,
        epsg=ground.EPSG,
        layers=found,
        rasters={} if folder is None else write_rasters(folder, seed=seed),
        sources=_sources(found, seed),
        extent=ground.laid(np.array([ground.EXTENT]))[0],
        synthetic=True,
    )


def layers(*, seed: int = 7, gaps: bool = False) -> dict[str, pd.DataFrame]:
    """
    Every layer of the district, checked against its schema.

    Parameters
    ----------
    seed, gaps
        As in :func:`district`.

    Returns
    -------
    dict
        Name of the layer to its frame (EPSG 4549 where it has geometries), indexed by id.

    Examples
    --------
    >>> list(layers())[:3]
    ['communities', 'buildings', 'stairwells']
    """
    plans = _plans(seed)
    framed = {
        name: ground.framed(plans[name], seed=seed, geometry="geometry" in plans[name])
        for name in kinds.layers()
    }
    whole = holes.blanked(framed, seed) if gaps else framed
    return {name: _checked(name, frame) for name, frame in whole.items()}


def write_rasters(folder: Path, *, seed: int = 7) -> dict[str, Path]:
    """
    Write the rasters of the district.

    Parameters
    ----------
    folder
        Must exist.
    seed
        As in :func:`district`; the residents depend on it, the ground does not.

    Returns
    -------
    dict
        ``dem`` (m, 5 m cells) and ``population`` (persons a cell of 100 m) to GeoTIFF files.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(path.name for path in write_rasters(Path(folder)).values())
    ['dem.tif', 'population.tif']
    """
    return terrain.write_rasters(folder, register.buildings(houses.footprints(seed), seed))


def _plans(seed: int) -> dict[str, pd.DataFrame]:
    """Every layer on the plan, as written."""
    built = houses.footprints(seed)
    doors = houses.stairwells(built)
    buildings = register.buildings(built, seed)
    communities = register.communities(buildings, seed)
    entrances = places.entrances()
    return {
        "communities": communities,
        "buildings": buildings,
        "stairwells": register.stairwells(doors, buildings, seed),
        "windows": windows.windows(built, doors),
        "votes": votes.votes(doors),
        "parks": places.parks(),
        "entrances": entrances.drop(columns="connect"),
        "facilities": places.facilities(),
        "streets": streets.streets(doors, entrances),
        "parcels": land.parcels(),
        "premises": land.premises(built, doors),
        "protections": land.protections(built, doors),
        "barriers": land.barriers(entrances),
        "districts": register.districts(land.districts(), communities),
        "projects": money.projects(built, doors),
        "ledger": money.ledger(),
        "corrections": land.corrections(),
        "decisions": ground.table("decisions"),
    }


def _checked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The layer typed, its columns in the order of the schema."""
    form = kinds.schema(name)
    fields = [field.name for field in form.fields if field.name in frame]
    shape = ["geometry"] if "geometry" in frame else []
    return schema.validate(frame[[*fields, *shape]], form, source=ground.NAME)


def _sources(found: dict[str, pd.DataFrame], seed: int) -> pd.DataFrame:
    rows = [
        {
            "layer": name,
            "source": ground.source(seed),
            "sha256": _digest(frame),
            "rows": len(frame),
            "as_of": ground.AS_OF,
            "crs": f"EPSG:{ground.EPSG}" if isinstance(frame, gpd.GeoDataFrame) else "",
            "licence": LICENCE,
            "attribution": "pianqu 合成数据",
        }
        for name, frame in found.items()
    ]
    text = {key: "string" for key in rows[0] if key not in ("rows", "as_of")}
    return pd.DataFrame(rows).astype({**text, "rows": "Int64", "as_of": "datetime64[s]"})


def _digest(frame: pd.DataFrame) -> str:
    cells = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    found = hashlib.sha256(cells.to_csv().encode())
    if "geometry" in frame:
        for shape in shapely.to_wkb(frame["geometry"].to_numpy()):
            found.update(shape or b"")
    return found.hexdigest()
