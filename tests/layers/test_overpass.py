"""OpenStreetMap data fetched from a service on this machine: the same as the extract, resumable."""

import gzip
import socket

import osmium
import overpass_service
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from overpass_service import CORNER, TOWN, Data, fetch, running, state

from pianqu.gis.errors import SourceError
from pianqu.layers import osm
from pianqu.layers.osm import overpass, tiles

pytestmark = pytest.mark.usefixtures("no_proxy")

WHOLE = (24.90, 60.15, 24.98, 60.19)  # three tiles by two; holds the extract with all its edges
MIDDLE = (24.940, 60.168, 24.948, 60.173)


@pytest.fixture(scope="module")
def helsinki_data(helsinki):
    return Data(osmium.FileProcessor(str(helsinki)))


@pytest.fixture(scope="module")
def fetched(helsinki_data, tmp_path_factory):
    """The whole extract, from a service that holds it, with what was said and asked."""
    with running(helsinki_data) as found:
        path, said = fetch(found, tmp_path_factory.mktemp("fetched") / "片区.osm", WHOLE)
    return path, said, found.seen


@pytest.fixture
def contacted(monkeypatch):
    """The addresses that are connected to."""
    found: set[tuple] = set()
    connect = socket.socket.connect

    def noted(self, address):
        found.add(address)
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return found


def test_what_is_fetched_reads_as_the_extract_that_it_came_from(helsinki, fetched):
    path, said, seen = fetched

    ours, theirs = osm.read(path), osm.read(helsinki)

    for layer in osm.LAYERS:
        order = theirs.layers[layer].index
        assert_geodataframe_equal(ours.layers[layer].loc[order], theirs.layers[layer])
        assert len(ours.layers[layer]) == len(order)
    assert str(ours.as_of) == overpass_service.BASE[:10]
    assert ours.extent.equals(shapely.box(*WHOLE))
    assert seen.count("interpreter") == 6
    assert any("楼栋 486" in words for words in said)
    assert "ODbL" in said[-1]
    assert not list(path.parent.glob("*.tiles"))


def test_what_crosses_the_edge_comes_whole(helsinki, helsinki_data, tmp_path):
    with running(helsinki_data) as found:
        path, _ = fetch(found, tmp_path / "middle.osm", MIDDLE)

    mine, whole, box = osm.read(path).layers, osm.read(helsinki).layers, shapely.box(*MIDDLE)
    for layer in ("buildings", "streets", "parks", "parcels"):
        touching = whole[layer][whole[layer].intersects(box)]
        assert len(touching) > 0
        assert set(touching.index) <= set(mine[layer].index)
        ours = mine[layer].geometry[touching.index]
        assert shapely.equals(ours.to_numpy(), touching.geometry.to_numpy()).all()
    reach = mine["streets"].total_bounds
    assert reach[0] < MIDDLE[0]
    assert reach[2] > MIDDLE[2]


def test_objects_keep_id_version_time_and_tags_but_not_their_author(helsinki_data, fetched):
    ours = Data(osmium.FileProcessor(str(fetched[0]))).elements

    assert len(ours) > 20_000
    for key, element in ours.items():
        for name in ("version", "timestamp", "tags", "nodes", "members", "lat", "lon"):
            assert element.get(name) == helsinki_data.elements[key].get(name)
    assert "somebody" not in fetched[0].read_text(encoding="utf-8")


def test_the_same_answers_give_the_same_bytes(town, tmp_path):
    first, _ = fetch(town, tmp_path / "a.osm", TOWN)
    second, _ = fetch(town, tmp_path / "b.osm", TOWN)
    packed, _ = fetch(town, tmp_path / "c.osm.gz", TOWN)
    again, _ = fetch(town, tmp_path / "d.osm.gz", TOWN)

    assert first.read_bytes() == second.read_bytes()
    assert gzip.decompress(packed.read_bytes()) == first.read_bytes()
    assert packed.read_bytes() == again.read_bytes()
    layers = osm.read(packed).layers
    assert [len(layers[name]) for name in ("buildings", "facilities", "streets")] == [6, 6, 1]
    assert set(layers["facilities"]["name"]) == {"药房 & <店>"}


def test_only_the_service_is_contacted_and_the_settings_of_osmnx_are_put_back(
    town, tmp_path, contacted
):
    import osmnx

    before = {name: getattr(osmnx.settings, name) for name in dir(osmnx.settings)}
    lookup = socket.getaddrinfo
    fetch(town, tmp_path / "small.osm")

    assert contacted == {town.server_address}
    assert {name: getattr(osmnx.settings, name) for name in before} == before
    assert socket.getaddrinfo is lookup


def test_an_account_signs_in_and_is_never_told(town, tmp_path):
    url = town.url.replace("//", "//me:secret@")
    town.faults = [state(400, "bad query")]
    said: list[str] = []
    with pytest.raises(SourceError) as caught:
        overpass.fetch(CORNER, tmp_path / "a.osm", url=url, step=said.append)

    assert town.accounts == ["Basic bWU6c2VjcmV0"]
    assert "secret" not in str(caught.value) + "".join(said)


@pytest.mark.parametrize("failed", [1, 4])
def test_a_second_run_goes_on_where_the_first_one_stopped(town, tmp_path, failed):
    whole, _ = fetch(town, tmp_path / "whole.osm", TOWN)
    town.seen.clear()
    inner = town.answer
    asked: list[str] = []

    def some(query):
        asked.append(query)
        return inner(query) | (
            {"remark": "runtime error: out of memory"} if len(asked) == failed else {}
        )

    town.answer = some
    with pytest.raises(SourceError, match="内存不足"):
        fetch(town, tmp_path / "again.osm", TOWN)
    assert not (tmp_path / "again.osm").exists()

    path, said = fetch(town, tmp_path / "again.osm", TOWN)

    assert len(asked) == 7  # six tiles, of which one was asked for twice
    assert path.read_bytes() == whole.read_bytes()
    assert any(f"{failed - 1} 块上次已下载" in words for words in said) == (failed > 1)


def test_half_an_answer_on_the_disk_is_fetched_again(town, tmp_path):
    town.faults = [lambda handler, body: handler.reply(body), state(400)]
    with pytest.raises(SourceError):
        fetch(town, tmp_path / "a.osm", TOWN)
    (kept,) = (tmp_path / "a.osm.tiles").glob("*/*.json")
    kept.write_bytes(kept.read_bytes()[:-1])

    path, _ = fetch(town, tmp_path / "a.osm", TOWN)

    assert town.seen.count("interpreter") == 8
    assert len(osm.read(path).layers["buildings"]) == 6


def test_tiles_fill_the_box_without_gap():
    parts = [shapely.box(*tile) for tile in tiles.tiles(TOWN)]

    assert len(parts) == 6
    assert shapely.union_all(parts).equals(shapely.box(*TOWN))
    assert sum(part.area for part in parts) == pytest.approx(shapely.box(*TOWN).area)
