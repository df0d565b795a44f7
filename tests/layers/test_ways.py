"""The district, however it is delivered, is read to the same city."""

from collections.abc import Iterator

import deliveries
import geopandas as gpd
import pandas as pd
import psycopg
import pytest
import served
import ways

from pianqu.layers import demo
from pianqu.layers.city import City, read

OUTLINES = ("buildings", "parks", "parcels")  # of a drawing: the id and nothing else


@pytest.fixture(scope="module")
def truth() -> dict[str, gpd.GeoDataFrame]:
    found = demo.layers()
    return {layer: gpd.GeoDataFrame(found[layer]) for layer in ways.LAYERS}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    try:
        with served.server() as server:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as opened:
                opened.execute("CREATE DATABASE ways")
            with psycopg.connect(f"{server}/ways", autocommit=True) as opened:
                opened.execute("CREATE EXTENSION postgis")
            yield f"{server}/ways"
    except FileNotFoundError as error:
        pytest.fail(str(error))


def same(city: City, layer: str, expected: gpd.GeoDataFrame, tolerance: float) -> None:
    found = city.layers[layer].loc[expected.index]
    assert len(city.layers[layer]) == len(expected)
    gaps = [ways.gap(*pair) for pair in zip(found.geometry, expected.geometry, strict=True)]
    assert max(gaps) <= tolerance
    assert gpd.GeoDataFrame(found).geom_type.tolist() == expected.geom_type.tolist()


def same_cells(city: City, layer: str, expected: gpd.GeoDataFrame) -> None:
    fields = list(expected.dropna(axis=1, how="all").columns.drop("geometry"))
    found = pd.DataFrame(city.layers[layer].loc[expected.index, fields])
    pd.testing.assert_frame_equal(
        found.reset_index(drop=True),
        pd.DataFrame(expected[fields]).reset_index(drop=True),
        check_exact=True,
    )


WHOLE = [name for name in ways.WAYS if name != "DXF"]


@pytest.mark.parametrize("name", WHOLE)
def test_the_district_delivered_in_this_way_is_the_district(tmp_path, truth, name):
    write, tolerance = ways.WAYS[name]
    sources = write(truth, tmp_path)

    city = read(sources)

    assert city.epsg == 4549
    for layer, frame in truth.items():
        own = deliveries.kept(name, frame)
        same(city, layer, own, tolerance)
        same_cells(city, layer, own)


def test_the_district_on_a_server_is_the_district(truth, address):
    city = read(ways.served(truth, address))

    for layer, frame in truth.items():
        same(city, layer, frame, ways.EXACT)
        same_cells(city, layer, frame)
    assert "planner@" not in city.sources.to_csv()


def test_a_drawing_carries_every_outline_and_what_is_written_in_it(tmp_path, truth):
    write, tolerance = ways.WAYS["DXF"]
    city = read(write(truth, tmp_path))

    for layer in OUTLINES:
        same(city, layer, truth[layer], tolerance)
    by_name = city.layers["communities"].set_index("name")
    expected = truth["communities"].set_index("name")
    assert [
        ways.gap(by_name.geometry[name], shape) for name, shape in expected.geometry.items()
    ] == [0] * len(expected)
    for layer in ("stairwells", "entrances", "facilities"):
        spots = truth[layer][truth[layer].geom_type == "Point"]
        same(city, layer, spots, tolerance)
        same_cells(city, layer, spots)
    lines = city.layers["streets"].geometry
    assert [ways.gap(*pair) for pair in zip(lines, truth["streets"].geometry, strict=True)] == [
        0
    ] * len(lines)
