"""A tiny city with faults in it, and corrections of it as the gate reads them."""

import geopandas as gpd
import pandas as pd
from shapely import box

from pianqu.layers import corrections, kinds, schema

DAY = pd.Timestamp("2024-06-30")
EAST, NORTH = 500_000.0, 3_440_000.0


def spot(x: float, side: float = 9) -> object:
    """A square on the ground."""
    return box(EAST + x, NORTH, EAST + x + side, NORTH + side)


def text(*cells: str | None) -> pd.api.extensions.ExtensionArray:
    """A column of text."""
    return pd.array(list(cells), dtype="string")


def layers() -> dict[str, pd.DataFrame]:
    """Three homes and a vote."""
    homes = gpd.GeoDataFrame(
        {
            "name": text("一号", None, "三号"),
            "community": text("东一村", "东一村", None),
            "storeys": pd.array([6, None, 3], dtype="Int64"),
            "lift": pd.array([False, True, None], dtype="boolean"),
            "floor_area": [1800.0, 0.1 + 0.2, float("nan")],
            "as_of": pd.to_datetime(["2024-01-01", "2024-09-01", None]).astype("datetime64[s]"),
        },
        geometry=[spot(0), spot(20), spot(40)],
        index=pd.Index(["B1", "B2", "B3"], name="id"),
        crs=4549,
    )
    votes = pd.DataFrame({"vote": text("agree"), "community": text("C1")}, index=["V1"])
    return {"buildings": homes, "votes": votes}


def told(*rows: dict, crs: int = 4549) -> pd.DataFrame:
    """A file of corrections, typed."""
    usual = {"of_layer": "buildings", "reason": "实测", "source": "踏勘", "as_of": DAY}
    frame = pd.DataFrame([usual | row for row in rows], dtype=object)
    frame.index = pd.Index([f"K{at}" for at in range(1, len(rows) + 1)], name="id")
    shapes = [row.get("geometry") for row in rows]
    placed = gpd.GeoDataFrame(frame.drop(columns="geometry", errors="ignore"), geometry=shapes)
    return schema.validate(placed.set_crs(crs), kinds.schema("corrections"), source="校正.csv")


def done(*rows: dict) -> corrections.Applied:
    """The tiny city after these corrections."""
    return corrections.apply(layers() | {"corrections": told(*rows)}, source="校正.csv")
