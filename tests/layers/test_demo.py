"""The made-up district: its counts, its schemas, its blanks, and that a seed fixes it."""

import geopandas as gpd
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from pianqu.layers import demo, kinds, references, schema


@pytest.fixture(scope="module")
def city():
    return demo.district()


@pytest.fixture(scope="module")
def gappy():
    return demo.district(gaps=True)


@pytest.fixture(scope="module")
def other():
    return demo.layers(seed=8)


def test_fourteen_communities_and_449_walk_ups(city):
    assert len(city.communities) == 14
    assert len(city.buildings) == 449
    assert city.buildings["storeys"].between(2, 6).all()
    assert (
        city.buildings.groupby("community")
        .size()
        .equals(city.communities["building_count"].rename_axis("community").astype("int64"))
    )


def test_floor_area_is_that_of_the_report(city, other):
    for buildings in (city.buildings, other["buildings"]):
        assert buildings["floor_area"].sum() == pytest.approx(278_000, rel=1e-3)


def test_floor_area_is_footprint_times_storeys(city):
    built = city.buildings.area * city.buildings["storeys"].astype(float)

    # corners lie on a grid of a millimetre
    assert (built - city.buildings["floor_area"]).abs().max() < 0.5


def test_households_come_from_floor_area(city):
    each = city.buildings["floor_area"] / city.buildings["households"].astype(float)

    assert each.between(60, 75).all()
    assert city.buildings["households"].sum() == city.stairwells["households"].sum() == 4202
    assert city.communities["households"].sum() == 4202


@pytest.mark.parametrize("field", ["households", "residents", "elderly", "floor_area"])
def test_community_sums_are_those_of_its_buildings(city, field):
    sums = city.buildings.groupby("community")[field].sum().astype(float)

    assert (sums - city.communities[field].astype(float)).abs().max() < 0.01


def test_both_tiers_of_districts_hold_everyone(city):
    tiers = city.districts.groupby("kind")["residents"].sum()

    assert tiers.to_dict() == dict.fromkeys(
        ["neighbourhood", "subdistrict"], city.communities["residents"].sum()
    )


@pytest.mark.parametrize("variant", ["city", "gappy"])
def test_every_layer_passes_its_schema(variant, request):
    found = request.getfixturevalue(variant).layers

    assert tuple(found) == kinds.layers()
    for name, frame in found.items():
        form = kinds.schema(name)
        assert frame.index.name == "id"
        assert set(frame.columns) <= {field.name for field in form.fields} | {"geometry"}
        assert schema.validate(frame, form, source=name).index.equals(frame.index)


def test_every_row_says_it_is_made_up(city):
    assert city.synthetic
    assert "合成数据" in city.name
    for frame in city.layers.values():
        assert (frame["source"] == "合成数据（种子 7）").all()
        assert frame["as_of"].notna().all()


def test_references_between_layers_hold(city):
    _, notes = references.resolve(city.layers)

    assert notes == []


def test_every_kind_of_facility_is_there(city):
    listed = {choice.code for choice in kinds.vocabulary(kinds.FACILITY_KIND)}

    assert set(city.facilities["kind"]) == listed - {"park_small"}
    assert set(city.parks["kind"]) >= {"pocket", "garden", "square", "community"}


def test_same_seed_same_district(city):
    again = demo.district()

    for name, frame in city.layers.items():
        assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(again.layers[name]))
    assert city.sources["sha256"].equals(again.sources["sha256"])


def test_another_seed_differs_but_keeps_the_ids(city, other):
    assert not other["buildings"].geometry.geom_equals(city.buildings.geometry).any()
    assert (other["buildings"]["residents"] != city.buildings["residents"]).any()
    for name, frame in city.layers.items():
        assert other[name].index.equals(frame.index)


def test_ledger_does_not_depend_on_the_seed(city, other):
    assert_frame_equal(other["ledger"].drop(columns="source"), city.ledger.drop(columns="source"))


@pytest.mark.parametrize(
    ("layer", "field", "blank"),
    [
        ("buildings", "year_built", 58),
        ("buildings", "floor_area", 70),
        ("buildings", "households", 33),
        ("communities", "building_count", 2),
    ],
)
def test_gaps_have_the_rates_of_a_real_register(city, gappy, layer, field, blank):
    here = gappy.layers[layer][field]

    assert int(here.isna().sum()) == blank
    assert here.dropna().equals(city.layers[layer].loc[here.notna(), field])


def test_two_boundaries_are_missing(city, gappy):
    shape = gappy.communities.geometry

    assert isinstance(gappy.communities, gpd.GeoDataFrame)
    assert int(shape.isna().sum()) == 1
    point = shape[shape.geom_type == "Point"]
    assert len(point) == 1
    assert city.communities.geometry[point.index].contains(point).all()


def test_rates_state_what_is_realised():
    table = demo.rates()

    assert table["measured"].tolist() == [0.130, 0.157, 0.073, 0.113, 0.114]
    assert (table["realised"] == table["blank"] / table["rows"]).all()
    assert ((table["realised"] - table["measured"]).abs() <= 0.5 / table["rows"]).all()


def test_rasters_hold_the_ground_and_every_resident(city, tmp_path):
    import rasterio

    paths = demo.district(folder=tmp_path).rasters
    with rasterio.open(paths["population"]) as people, rasterio.open(paths["dem"]) as ground:
        assert people.crs == ground.crs == f"EPSG:{city.epsg}"
        assert int(people.read(1).sum()) == int(city.communities["residents"].sum())
        assert people.res == (100, 100)
        assert ground.res == (5, 5)
        hill, low = (next(ground.sample([(540_000 + x, 3_480_000 + y)]))[0] for x, y in HEIGHTS)
        assert ground.bounds == pytest.approx(city.extent.bounds)
    assert hill - low > 30


HEIGHTS = [(170, 1165), (915, 735)]  # top of the hill, the hollow in C08
