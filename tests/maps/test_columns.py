"""Columns and geometry of a payload: what goes in comes out, and damage is noticed."""

import base64
import json

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from pianqu.gis.errors import OutputError
from pianqu.maps.web import weight
from pianqu.maps.web.columns import Columns, Reader
from pianqu.maps.web.shapes import SIZE, grid, packed_shapes, read_shapes

WHOLE = st.integers(-(2**31), 2**31 - 1)
CELLS = st.one_of(st.none(), st.text(max_size=8), st.sampled_from(["6", "0.5", "-3", "1e5", "007"]))
PLACE = st.tuples(st.floats(-180, 180), st.floats(-85, 85))
HOLED = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2)]])


def through(values: pd.Series, *, compress: bool = True) -> list:
    columns = Columns()
    columns.ints([7])  # something before it
    spec = json.loads(json.dumps(columns.column(values)))
    return Reader(json.loads(json.dumps(columns.packed(compress=compress)))).column(spec)


def shaped(*geometry: object) -> list:
    columns = Columns()
    spec = packed_shapes(columns, np.array([*geometry, None], dtype=object)[:-1])
    return read_shapes(Reader(columns.packed()), spec)


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(WHOLE), st.booleans())
def test_whole_numbers_come_back(values, delta):
    columns = Columns()
    spec = columns.ints(values, delta=delta)

    assert Reader(columns.packed(compress=False)).ints(spec).tolist() == values


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1])
def test_a_number_that_is_too_large_is_refused(value):
    with pytest.raises(ValueError, match="32 bits"):
        Columns().ints([0, value])


@pytest.mark.parametrize(("numbers", "planes"), [([0], 0), ([-128, 127], 1), ([128], 2)])
def test_small_numbers_take_few_bytes(numbers, planes):
    assert Columns().ints(numbers)["planes"] == planes


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(CELLS))
def test_words_come_back(values):
    clean = [cell and cell.encode("utf-8", "replace").decode() for cell in values]

    assert through(pd.Series(values, dtype=object)) == clean


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))))
def test_numbers_stay_numbers(values):
    found = through(pd.Series(values, dtype=float))

    assert found == values
    assert all(cell is None or isinstance(cell, float) for cell in found)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (pd.Series([True, None], dtype="boolean"), ["是", None]),
        (pd.Series([1, None], dtype="Int64"), [1.0, None]),
        (pd.Series([1.5, np.inf]), ["1.5", "inf"]),
        (pd.Series([pd.Timestamp("2024-05-01")], dtype=object), ["2024-05-01 00:00:00"]),
        (pd.Series(["甲", "乙"], dtype="category"), ["甲", "乙"]),
        (pd.Series([2**53 + 1]), ["9007199254740993"]),
    ],
)
def test_other_sorts_of_columns(values, found):
    assert through(values) == through(values, compress=False) == found


@pytest.mark.parametrize("fault", ["data", "bytes", "crc"])
def test_damage_is_noticed(fault):
    columns = Columns()
    columns.texts(["甲" * 50])
    packed = columns.packed(compress=False)
    block = bytearray(base64.b64decode(packed["data"]))
    block[3] ^= 1
    broken = {"data": base64.b64encode(block).decode(), "bytes": 3, "crc": 5}

    with pytest.raises(ValueError, match="not whole"):
        Reader(packed | {fault: broken[fault]})


def test_same_columns_same_bytes():
    made = [Columns(), Columns()]
    for columns in made:
        columns.column(pd.Series(["甲", "乙"] * 99))

    assert made[0].packed() == made[1].packed()


@settings(max_examples=50, deadline=None)
@given(st.lists(PLACE, min_size=1, max_size=30))
def test_a_place_moves_by_half_a_step_at_most(places):
    """The oracle is PROJ's web Mercator."""
    found = shaped(*map(Point, places))
    project = Transformer.from_crs(4326, 3857, always_xy=True).transform
    around = 2 * np.pi * 6378137
    before = np.column_stack(project(*np.array(places).T)) / around * SIZE
    after = np.column_stack(project(*shapely.get_coordinates(found).T)) / around * SIZE

    assert np.abs(before - after).max() <= 0.5 + 1e-3


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (box(120, 31, 121, 32), "Polygon"),
        (HOLED, "Polygon"),
        (MultiPolygon([box(-3, 0, -2, 1), HOLED]), "MultiPolygon"),
        (MultiPolygon([HOLED]), "Polygon"),
        (MultiPoint([(1, 2), (3, 4)]), "MultiPoint"),
        (LineString([(0, 0), (1, 1), (1, 1), (2, 0)]), "LineString"),
        (GeometryCollection([Point(1, 1), GeometryCollection([HOLED])]), "GeometryCollection"),
        (shapely.LinearRing([(0, 0), (1, 0), (1, 1)]), "LineString"),
    ],
)
def test_every_kind_of_geometry_keeps_its_row(given, kind):
    _, found, empty, last = shaped(Point(9, 9), given, Point(), Point(8, 8))

    assert found.geom_type == kind
    assert empty is None
    assert shapely.distance(last, Point(8, 8)) < 1e-6
    assert shapely.hausdorff_distance(given, found) < 1e-6
    assert found.area == pytest.approx(given.area, abs=1e-5)


def test_rings_of_many_vertices_are_whole():
    turn = np.linspace(0, 2 * np.pi, 70_000, endpoint=False)
    ring = Polygon(np.column_stack([120 + np.cos(turn), 31 + np.sin(turn)]))

    assert len(shapely.get_coordinates(shaped(ring)[0])) == 70_001


def test_beyond_the_square_of_the_world_is_on_its_edge():
    x, y = grid(np.array([[180.0, 90.0], [-180.0, -90.0]]))

    assert (x.tolist(), y.tolist()) == ([SIZE, 0], [0, SIZE])


def layers(**megabytes: float) -> str:
    """A page of layers of these sizes."""
    blocks = [
        f'<script type="application/json" id="l{place}_data">{{"name":"{name}","x":"'
        + "a" * int(1e6 * size)
        + '"}</script>'
        for place, (name, size) in enumerate(megabytes.items())
    ]
    return "<body>" + "".join(blocks) + '<footer class="pq-imprint">甲</footer></body>'


def test_a_light_page_stays_as_it_is():
    page = layers(公园=9.5)

    assert weight.budget(page) == page


def test_a_heavy_page_says_what_makes_it_heavy():
    said = weight.budget(layers(公园=3.0, 楼栋=8.0)).rpartition("</script>")[2]

    assert "本页共 11.0 MB，其中最大的：楼栋 8.0 MB、公园 3.0 MB" in said
    assert said.index("本页共") < said.index("甲</footer>")


def test_a_page_that_is_too_heavy_is_refused_with_what_to_drop():
    with pytest.raises(OutputError) as refused:
        weight.budget(layers(公园=6.0, 楼栋=20.0))

    assert "共 26.0 MB" in str(refused.value)
    assert "楼栋 20.0 MB、公园 6.0 MB" in str(refused.value)
    assert "请去掉" in str(refused.value)


def test_names_of_layers_are_read_as_they_were():
    page = (
        '<script type="application/json" id="a_data">{"name":"\\u003cb\\u003e\\"甲","x":1}</script>'
    )

    assert list(weight.sizes(page)) == ['<b>"甲']
