"""Signs on rasters of known cells: they support or contradict, and too few cells are weak."""

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from shapely import Point, box

from pianqu.analysis.idle import evidence_rows, evidence_rules, kinds, signs
from pianqu.gis.errors import SourceError

RULES, KINDS = evidence_rules.rules(), kinds.kinds()
SIZE, EAST, NORTH = 10.0, 500_000.0, 3_400_000.0


@pytest.fixture
def raster(tmp_path):
    def write(values) -> str:
        path = tmp_path / "cells.tif"
        cells = np.asarray(values, dtype="float32")
        top = rasterio.Affine(SIZE, 0, EAST, 0, -SIZE, NORTH + SIZE * len(cells))
        with rasterio.open(
            path, "w", driver="GTiff", height=cells.shape[0], width=cells.shape[1], count=1,
            dtype="float32", crs="EPSG:4549", transform=top, nodata=-9,
        ) as file:  # fmt: skip
            file.write(cells, 1)
        return str(path)

    return write


def plot(shape=None, kind="vacant_parcel") -> gpd.GeoDataFrame:
    own = shape or box(EAST, NORTH, EAST + 40, NORTH + 40)
    return gpd.GeoDataFrame({"kind": [kind]}, geometry=[own], index=["P1"], crs=4549)


def evidence(plots, **rasters):
    return signs.evidence(plots, rasters, epsg=4549, kinds=KINDS, rules=RULES)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ndvi", 0.5, "for"),
        ("ndvi", 0.1, "note"),  # bare earth or paving
        ("built_up", 0.1, "for"),
        ("built_up", 0.3, "note"),
        ("built_up", 0.5, "against"),
        ("night_lights", 2.0, "for"),
        ("night_lights", 10.0, "note"),
        ("night_lights", 30.0, "against"),
    ],
)
def test_a_sign_supports_or_contradicts(raster, name, value, says):
    row = evidence(plot(), **{name: raster(np.full((4, 4), value))}).iloc[0]
    assert (row["says"], row["kind"]) == (says, "raster")
    assert row["measured"] == pytest.approx(value)
    assert "像元 16.0 个，已知占地块 100%" in row["text"]
    assert row["source"] == "cells.tif"


def test_the_mean_is_by_covered_area(raster):
    values = [[0.0, 0.0], [0.2, 0.8]]
    shape = box(EAST, NORTH, EAST + 15, NORTH + 10)  # a whole cell and half of one
    row = evidence(plot(shape), ndvi=raster(values)).iloc[0]
    assert row["measured"] == pytest.approx((0.2 + 0.8 / 2) / 1.5)


@pytest.mark.parametrize(("metres", "says"), [(19.0, "note"), (20.0, "for")])
def test_fewer_than_four_cells_are_weak(raster, metres, says):
    shape = box(EAST, NORTH, EAST + metres, NORTH + 20)
    row = evidence(plot(shape), ndvi=raster(np.full((4, 4), 0.5))).iloc[0]
    assert row["says"] == says
    assert ("证据弱" in row["text"]) == (says == "note")


def test_a_plot_mostly_of_unknown_cells_is_weak(raster):
    values = np.full((4, 4), 0.5)
    values[1:] = -9
    row = evidence(plot(), ndvi=raster(values)).iloc[0]
    assert (row["says"], row["measured"]) == ("note", 0.5)
    assert "已知占地块 25%" in row["text"]


def test_where_no_cell_is_known_nothing_is_said_of_the_value(raster):
    row = evidence(plot(), ndvi=raster(np.full((4, 4), -9))).iloc[0]
    assert row["says"] == "note"
    assert np.isnan(row["measured"])
    assert "没有已知像元" in row["text"]


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        ("residual", ["sign_ndvi", "sign_built", "sign_lights"]),
        ("under_used", ["sign_lights"]),  # a building stands there
        ("premises", ["sign_lights"]),
    ],
)
def test_open_ground_is_asked_of_open_kinds_only(raster, kind, rules):
    file = raster(np.full((4, 4), 0.1))
    found = evidence(plot(kind=kind), ndvi=file, built_up=file, night_lights=file)
    assert found["rule"].tolist() == rules


def test_points_other_rasters_and_none_have_no_signs(raster):
    file = raster(np.full((4, 4), 0.5))
    assert evidence(plot(Point(EAST, NORTH)), ndvi=file).empty
    assert evidence(plot(), dem=file).empty
    assert evidence(plot()).empty


def test_signs_alone_make_no_plot(raster):
    found = evidence(plot(), ndvi=raster(np.full((4, 4), 0.5)))
    assert found["says"].tolist() == ["for"]
    assert evidence_rows.supported(found).empty


def test_a_raster_that_is_missing_is_told():
    with pytest.raises(SourceError, match=r"没有\.tif"):
        evidence(plot(), ndvi="没有.tif")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("ndvi", 1200.0, "应在 -1 至 1 之间"), ("built_up", 8.0, "应在 0 至 1 之间")],
)
def test_a_raster_in_another_unit_is_refused(raster, name, value, said):
    """An index times ten thousand, and a share in percent."""
    land = gpd.GeoDataFrame(
        {"kind": ["vacant_parcel"]},
        geometry=[box(EAST + 1, NORTH + 1, EAST + 29, NORTH + 29)],
        index=["L1"],
        crs=4549,
    )
    with pytest.raises(SourceError, match=said):
        signs.evidence(land, {name: raster([[value] * 3] * 3)}, epsg=4549, kinds=KINDS, rules=RULES)
