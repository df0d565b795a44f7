"""A tiny plan with answers known by hand, and one browser for all pages."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright
from shapely import LineString, Point, box

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CLOSED = ("--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-component-update")
EAST, NORTH = 500_000.0, 3_440_000.0


@dataclass
class Visit:
    """A page that was opened: what it asked for, and every complaint."""

    page: Page
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def counts(self, heading: str) -> dict[str, int]:
        """Rows of each class under a heading of the legend."""
        part = self.page.locator(".pq-legend-part", has=self.page.get_by_text(heading))
        labels = part.locator(".pq-label").evaluate_all("all => all.map(e => e.firstChild.data)")
        numbers = part.locator("li b").all_text_contents()
        return {label: int(number) for label, number in zip(labels, numbers, strict=True)}


@pytest.fixture(scope="session")
def browser() -> Iterator[BrowserContext]:
    """A browser that finds no host, so that every request fails and is seen."""
    with sync_playwright() as play:
        own = Path(play.chromium.executable_path)
        found = next(filter(None, map(shutil.which, NAMES)), str(own) if own.exists() else None)
        if found is None:
            pytest.fail(
                "No browser to open the pages in: install Chromium or Google Chrome "
                "(Debian: apt install chromium), or run: playwright install chromium."
            )
        opened = play.chromium.launch(executable_path=found, args=[*CLOSED, *QUIET])
        yield opened.new_context()  # one for all: a new one a page costs as much as the page
        opened.close()


@pytest.fixture
def visit(browser: BrowserContext, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Open HTML as a file, at the size of a desk or a phone."""
    pages: list[Page] = []

    def opened(html: str, *, width: int = 1280, height: int = 800) -> Visit:
        file = tmp_path / f"page{len(pages)}.html"
        file.write_text(html, encoding="utf-8")
        page = browser.new_page()
        page.set_viewport_size({"width": width, "height": height})
        pages.append(page)
        seen = Visit(page)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", lambda line: seen.faults.append(line.text))
        page.on("pageerror", lambda error: seen.faults.append(str(error)))
        page.goto(file.as_uri())
        page.evaluate("window.pianquReady")  # layers are read and drawn after the page has loaded
        return seen

    yield opened
    for page in pages:
        page.close()


def house(x: float, y: float = 10) -> object:
    return box(EAST + x, NORTH + y, EAST + x + 40, NORTH + y + 12)


def frame(geometry: list, **columns: list) -> gpd.GeoDataFrame:
    index = pd.Index(columns.pop("id"), name="id")
    return gpd.GeoDataFrame(columns, index=index, geometry=geometry, crs=4549)


@pytest.fixture
def plan() -> SimpleNamespace:
    """
    Two communities and five buildings, the last a shop that no share counts.

    To the health station B1 walks 4 minutes, B2 exactly 10, B3 a little over 10, B4 is off the
    network; the pharmacy only B1 reaches, the others are beyond the search. A nursery is not
    mapped, a gym not computed.
    """
    tables = _layers() | _answers()
    return SimpleNamespace(tables=tables, fields=pd.DataFrame(columns=["table", "field", "zh"]))


def _layers() -> dict[str, pd.DataFrame]:
    area = [
        box(EAST, NORTH, EAST + 190, NORTH + 90),
        box(EAST + 200, NORTH, EAST + 390, NORTH + 90),
    ]
    station = [Point(EAST + 100, NORTH - 20), Point(EAST + 300, NORTH - 20)]
    return {
        "communities": frame(area, id=["C1", "C2"], name=["东一村", "东二村"], households=[54, 40]),
        "buildings": frame(
            [house(10), house(100), house(210), house(300), house(300, 60)],
            id=["B1", "B2", "B3", "B4", "B5"],
            name=["1号楼", "2号楼", "3号楼", "4号楼", "商店"],
            community=["C1", "C1", "C2", "C2", "C2"],
            storeys=pd.array([6, 6, 5, pd.NA, 2], dtype="Int64"),
            households=pd.array([24, 30, 20, 20, 0], dtype="Int64"),
        ),
        "facilities": frame(
            station, id=["F1", "F2"], name=["卫生站", "药店"], kind=["health_station", "pharmacy"]
        ),
        "parks": frame([box(EAST, NORTH + 95, EAST + 150, NORTH + 140)], id=["P1"], name=["南园"]),
        "streets": frame(
            [LineString([(EAST, NORTH - 10), (EAST + 390, NORTH - 10)]), None],
            id=["S1", "S2"],
            name=["一路", "二路"],
        ),
    }


def _answers() -> dict[str, pd.DataFrame]:
    kinds = ["health_station", "pharmacy", "nursery", "gym"]
    homes = pd.Index(["B1", "B2", "B3", "B4", "B5"], name="id")
    status = ["mapped", "mapped", "not_mapped", "not_computed"]
    minutes = {"health_station": [4.0, 10.0, 10.004, None, 9.0], "pharmacy": [6.0, *[None] * 4]}
    reached = {
        "health_station": [True, True, False, None, True],
        "pharmacy": [True, False, False, None, False],
    }
    return {
        "kinds": pd.DataFrame(
            {
                "zh": ["社区卫生服务站", "药店", "托儿所", "健身房"],
                "level": ["c5", "c5", "c5", "c10"],
                "places": [1, 2, 0, 1],
                "on_network": [1, 1, 0, 0],
                "status": status,
                "reason": [None, None, "数据中未标注此类设施，不等于没有", "全部未能接入路网"],
            },
            index=pd.Index(kinds, name="kind"),
        ),
        "building_minutes": pd.DataFrame(minutes, index=homes, dtype=float).reindex(columns=kinds),
        "building_reached": pd.DataFrame(reached, index=homes)
        .astype("boolean")
        .reindex(columns=kinds),
        "building_access": pd.DataFrame(
            {
                "edge_minutes": [3.0, 12.0, None, None, None],
                "reason": [None, None, None, "离最近步行道路太远，未接入路网", None],
                "counted": [True, True, True, True, False],
            },
            index=homes,
        ),
        "community_coverage": pd.DataFrame(
            {
                "community": ["C1", "C2"],
                "kind": ["health_station"] * 2,
                "basis": ["buildings"] * 2,
                "minutes_median": [10.0, 10.004],
                "minutes_max": [10.0, 10.004],
                "buildings_reached": [2, 0],
                "buildings_total": [2, 1],
                "households_reached": [54, 0],
                "households_total": [54, 20],
                "share_households": [1.0, 0.0],
                "reached": ["all", "none"],
            }
        ),
        "coverage": _coverage(kinds, status),
        "basis": pd.DataFrame(
            [
                ("place", "范围", "示例片区"),
                ("synthetic", "数据性质", "合成数据，非真实地点"),
                ("search_minutes", "搜索范围", "30 分钟"),
                ("crs", "坐标系", "EPSG:4549"),
            ],
            columns=["key", "zh", "value"],
        ),
        "sources": pd.DataFrame(
            {"layer": ["streets"], "source": ["streets.gpkg"], "sha256": ["00ff"], "rows": [2]}
        ).assign(attribution="© OpenStreetMap 贡献者, ODbL"),
        "findings": pd.DataFrame({"severity": ["warning", "note", "warning"]}),
        "timings": pd.DataFrame({"step": ["建立步行路网"], "seconds": [0.51234]}),
    }


def _coverage(kinds: list[str], status: list[str]) -> pd.DataFrame:
    rows = [
        ("health_station", "buildings", 2, 1, 1, 3, 2 / 3, 0),
        ("health_station", "households", 54, 20, 20, 74, 54 / 74, 0),
        ("pharmacy", "buildings", 1, 2, 1, 3, 1 / 3, 1),
        *((kind, "buildings", *[None] * 6) for kind in kinds[2:]),
    ]
    columns = ["kind", "unit", "reached", "not_reached", "unknown", "base", "share", "near_edge"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        minutes=10.0,
        pace_m_per_min=60.0,
        distance_rule="沿步行路网的最短时间",
        crs="EPSG:4549",
        as_of="2025-06-30",
        source="合成",
        status=table["kind"].map(dict(zip(kinds, status, strict=True))),
    )
