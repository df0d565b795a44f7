"""People of a grid of polygons shared to buildings, and doubtful cells shared by outline."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from pianqu.gis import cell_sharing, dasymetric
from pianqu.gis.errors import CrsError

EAST, NORTH = 500_000.0, 3_440_000.0  # of the upper left corner


def homes(*shapes, crs=4549):
    """Buildings by metres to the east and the south of the corner."""
    index = pd.Index([f"B{i}" for i in range(len(shapes))], name="id")
    there = [shapely.transform(s, lambda xy: xy * (1, -1) + (EAST, NORTH)) for s in shapes]
    return gpd.GeoDataFrame(index=index, geometry=there, crs=crs)


def floors(*areas):
    return pd.Series(areas, index=[f"B{i}" for i in range(len(areas))], dtype="Float64")


boxes = st.tuples(*[st.integers(-3, 33)] * 2, *[st.integers(1, 25)] * 2).map(
    lambda b: box(b[0], b[1], b[0] + b[2], b[1] + b[3])
)
areas = st.one_of(st.none(), st.floats(0, 1e5, width=32))


def squares(*people, size=10):
    """A row of square cells that starts at x = 0, y = 0."""
    cells = [box(at * size, 0, (at + 1) * size, size) for at in range(len(people))]
    grid = homes(*cells).assign(people=pd.array(people, dtype="Float64"))
    return grid.set_axis([f"格{at}" for at in range(len(people))])


def test_a_grid_of_polygons_by_hand():
    """The same cells and homes as in the district by hand."""
    built = homes(box(5, 2, 15, 8), box(16, 2, 22, 8))

    found = dasymetric.share_cells(squares(30, 80, 5, 9), built, floors(400, 300), epsg=4549)

    assert found.people.tolist() == pytest.approx([70, 45])
    assert (found.total, found.cells.tolist()) == (115, [2, 2])
    assert found.unallocated.empty


def test_polygons_in_degrees_of_unknown_people_and_of_density():
    grid = squares(20_000, None, 10_000).to_crs(4490)
    built = homes(box(1, 1, 4, 4), box(8, 1, 14, 4), box(22, 1, 25, 4), box(28, 1, 34, 4))

    found = dasymetric.share_cells(grid, built, floors(1, 1, 3, 2), epsg=4549, unit="per_km2")

    people = found.people.to_numpy(float, na_value=np.nan)
    assert people == pytest.approx([1.5, np.nan, 9 / 11, np.nan], rel=1e-5, nan_ok=True)
    assert found.reason.tolist()[1::2] == [cell_sharing.NO_DATA, cell_sharing.BEYOND]
    assert found.unallocated["cell"].tolist() == ["格0", "格1", "格2"]
    assert found.people.sum() + found.unallocated["people"].sum() == pytest.approx(3, rel=1e-5)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(boxes, areas), min_size=1, max_size=6),
    st.lists(st.one_of(st.none(), st.floats(0, 1e4, width=32)), min_size=1, max_size=4),
)
def test_nobody_is_lost_or_made_up_by_polygons(built, people):
    shapes, sizes = zip(*built, strict=True)

    found = dasymetric.share_cells(squares(*people), homes(*shapes), floors(*sizes), epsg=4549)

    left = found.unallocated["people"].sum()
    assert found.people.sum() + left == pytest.approx(found.total, rel=1e-9, abs=1e-9)
    assert (found.people.isna() == found.reason.notna()).all()


def test_polygons_have_a_system_and_buildings_the_grid():
    built = homes(box(1, 1, 4, 4))

    with pytest.raises(CrsError, match="坐标系"):
        dasymetric.share_cells(
            squares(1).set_crs(None, allow_override=True), built, floors(1), epsg=4549
        )
    with pytest.raises(CrsError, match="EPSG:4548"):
        dasymetric.share_cells(squares(1), built, floors(1), epsg=4548)


@pytest.mark.parametrize("polygons", [True, False])
def test_where_it_is_asked_for_a_doubtful_cell_is_shared_by_outlines(tmp_path, polygons):
    """B1 is unknown; the second cell goes 1:3 by outline, the others by floor area."""
    shapes = [box(5, 2, 15, 8), box(12, 0, 15, 10), box(22, 2, 28, 8), box(1, 1, 2, 2)]
    areas = floors(400, None, 100, 200)
    path = tmp_path / "人口.tif"
    where = Affine(10, 0, EAST, 0, -10, NORTH)
    size = {"height": 1, "width": 3, "count": 1, "dtype": "float64", "crs": "EPSG:4549"}
    with rasterio.open(path, "w", driver="GTiff", transform=where, **size) as file:
        file.write(np.array([[30.0, 80.0, 5.0]]), 1)
    options = {"epsg": 4549, "by_outline": True}

    built = homes(*shapes)
    if polygons:
        found = dasymetric.share_cells(squares(30, 80, 5), built, areas, **options)
    else:
        found = dasymetric.share(path, built, areas, **options)

    assert found.people.tolist() == pytest.approx([15 + 40, 40, 5, 15], rel=1e-6)
    assert found.by_outline.tolist() == [True, True, False, False]
    assert found.unallocated.empty
