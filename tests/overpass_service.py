"""An Overpass service on this machine: answers OSMnx's queries from an OpenStreetMap file."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import shapely

from pianqu.layers.osm import overpass

BASE = "2019-04-21T20:30:03Z"
STATUS = "Connected as: 1\nCurrent time: {}\nAnnounced endpoint: none\nRate limit: 2\n2 slots available now.\n"
TOWN = (120.0, 30.0, 120.07, 30.05)  # three tiles by two
CORNER = (120.0, 30.0, 120.02, 30.02)  # one tile
Bounds = tuple[float, float, float, float]
Key = tuple[str, int]
Fault = Callable[["Handler", bytes], None]


class Data:
    """The objects of a file as Overpass writes them, with what each holds."""

    def __init__(self, objects: Iterable[Any]) -> None:
        self.elements: dict[Key, dict[str, Any]] = {}
        for obj in objects:
            element = _element(obj)
            self.elements[element["type"], element["id"]] = element
        shapes = {key: shape for key in self.elements if (shape := self._shape(key))}
        self.keys = list(shapes)
        self.tree = shapely.STRtree(list(shapes.values()))

    def inside(self, key: Key) -> list[Key]:
        """The nodes of a way; the members of a relation, without relations."""
        element = self.elements[key]
        held = [("node", node) for node in element.get("nodes", ())]
        held += [(each["type"], each["ref"]) for each in element.get("members", ())]
        return [each for each in held if each in self.elements and each[0] != "relation"]

    def asked(self, keys: set[str], area: shapely.Polygon) -> list[Key]:
        """Objects with one of the tags that touch the area, with all they hold."""
        found: dict[Key, None] = {}
        for at in self.tree.query(area, predicate="intersects"):
            key = self.keys[at]
            if keys & self.elements[key]["tags"].keys():
                for each in (key, *self.inside(key)):
                    found |= dict.fromkeys((each, *self.inside(each)))
        return list(found)

    def _shape(self, key: Key) -> shapely.Geometry | None:
        element = self.elements[key]
        if key[0] == "node":
            return shapely.Point(element["lon"], element["lat"])
        if key[0] == "relation":
            parts = [shape for each in self.inside(key) if (shape := self._shape(each))]
            return shapely.GeometryCollection(parts) if parts else None
        nodes = [self.elements[each] for each in self.inside(key)]
        at = [(node["lon"], node["lat"]) for node in nodes]
        return shapely.LineString(at) if len(at) > 1 else shapely.Point(at[0]) if at else None


def _element(obj: Any) -> dict[str, Any]:
    kind = {"n": "node", "w": "way", "r": "relation"}[obj.type_str()]
    found: dict[str, Any] = {"type": kind, "id": obj.id}
    if kind == "node":
        found |= {"lat": obj.location.lat, "lon": obj.location.lon}
    if kind == "way":
        found["nodes"] = [node.ref for node in obj.nodes]
    if kind == "relation":
        letters = {"n": "node", "w": "way", "r": "relation"}
        found["members"] = [
            {"type": letters[each.type], "ref": each.ref, "role": each.role} for each in obj.members
        ]
    found["tags"] = {tag.k: tag.v for tag in obj.tags}
    meta = {"version": obj.version, "timestamp": obj.timestamp.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return found | meta | {"user": "somebody", "uid": 7}


class Handler(BaseHTTPRequestHandler):
    """Answers /api/status and /api/interpreter; a planned fault comes first."""

    server: "Service"

    def do_GET(self) -> None:
        """Say how many slots are free."""
        self.server.seen.append("status")
        state, text = self.server.status
        self.reply(text.encode(), "text/plain", state=state)

    def do_POST(self) -> None:
        """Answer a query, or fail as planned."""
        size = int(self.headers["Content-Length"])
        query = parse_qs(self.rfile.read(size).decode())["data"][0]
        self.server.seen.append("interpreter")
        self.server.queries.append(query)
        self.server.accounts.append(self.headers.get("Authorization", ""))
        body = json.dumps(self.server.answer(query)).encode()
        if self.server.faults:
            self.server.faults.pop(0)(self, body)
        else:
            self.reply(body)

    def reply(self, body: bytes, kind: str = "application/json", *, state: int = 200) -> None:
        """Send an answer."""
        self.send_response(state)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Service(ThreadingHTTPServer):
    """The service: what it was asked, and the faults that its next answers have."""

    daemon_threads = True

    def __init__(self, held: Data | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.held = held
        self.seen: list[str] = []
        self.queries: list[str] = []
        self.accounts: list[str] = []
        self.faults: list[Fault] = []
        self.status = (200, STATUS)

    @property
    def url(self) -> str:
        """The address."""
        return f"http://127.0.0.1:{self.server_address[1]}/api"

    def answer(self, query: str) -> dict[str, Any]:
        """What Overpass answers to a query of OSMnx; version and time only with `out meta`."""
        numbers = re.findall(r"[-\d.]+", re.findall(r"poly:'([^']*)'", query)[0])
        at = list(zip(map(float, numbers[1::2]), map(float, numbers[::2]), strict=True))
        keys = set(re.findall(r"\['([^']+)'\]", query))
        found = self.held.asked(keys, shapely.Polygon(at)) if self.held else []
        hidden = set() if query.endswith("out meta;") else {"version", "timestamp", "user", "uid"}
        elements = [self._shown(key, hidden) for key in found]
        return {"version": 0.6, "osm3s": {"timestamp_osm_base": BASE}, "elements": elements}

    def _shown(self, key: Key, hidden: set[str]) -> dict[str, Any]:
        element = self.held.elements[key] if self.held else {}
        return {
            name: value for name, value in element.items() if name not in hidden and value != {}
        }


@contextmanager
def running(held: Data | None) -> Iterator[Service]:
    """A service for as long as it is needed."""
    with Service(held) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield found
        finally:
            found.shutdown()
            thread.join()


def state(code: int, page: str = "") -> Fault:
    """An answer with another state than 200."""
    return lambda handler, _: handler.reply(page.encode(), "text/html", state=code)


def text(words: str, kind: str = "application/json", encoding: str = "utf-8") -> Fault:
    """An answer of these words."""
    return lambda handler, _: handler.reply(words.encode(encoding), kind)


def remarked(remark: str) -> Fault:
    """A whole answer under which the service says that it is not."""
    return lambda handler, body: handler.reply(
        json.dumps(json.loads(body) | {"remark": remark}).encode()
    )


def cut(handler: Handler, body: bytes) -> None:
    """Half of the answer, sent as if it were all."""
    handler.reply(body[: len(body) // 2])


def dropped(handler: Handler, body: bytes) -> None:
    """Half of the answer, then the line is dead."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.close_connection = True


def silent(_: Handler, __: bytes) -> None:
    """No answer for a while."""
    time.sleep(1.0)


def fetch(found: Service, path: Path, bounds: Bounds = CORNER) -> tuple[Path, list[str]]:
    """Fetch from the service, without a pause, and what the planner was told."""
    said: list[str] = []
    return overpass.fetch(bounds, path, url=found.url, step=said.append, pause=0), said
