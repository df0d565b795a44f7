"""A page in a real browser, the network off: time to ready, longest block, frames of a pan, memory."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

from pianqu.maps.web import leaflet

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking", "--no-sandbox"),
    *("--disable-gpu", "--disable-component-update", "--enable-precise-memory-info"),
)
PATIENCE = 2_400_000  # milliseconds for one page
SIZE = {"width": 1280, "height": 800}
CALM, STILL = 120, 5  # ready: so many frames, each shorter than this, in milliseconds
# blocks and frames from the beginning; ready is told when the page has said so and frames are calm
WATCH = f"""(() => {{
    window.__blocks = [];
    new PerformanceObserver((list) => list.getEntries().forEach((each) => window.__blocks.push(each.duration)))
        .observe({{entryTypes: ['longtask']}});
    window.__frames = [];
    let tell;
    window.__ready = new Promise((resolve) => {{ tell = resolve; }});
    let still = -1, last = performance.now();
    addEventListener('load', async () => {{ await window.pianquReady; still = 0; }});
    requestAnimationFrame(function frame() {{
        const now = performance.now();
        window.__frames.push(now - last);
        if (still >= 0) still = now - last < {CALM} ? still + 1 : 0;
        if (still === {STILL}) tell(now);
        last = now;
        requestAnimationFrame(frame);
    }});
}})();"""
COUNT = """() => {
    const map = Object.values(window).find((part) => part instanceof L.Map);
    if (typeof pianqu !== 'undefined') {
        const own = pianqu.layersOf(map)[0];
        return [...Array(own.count).keys()].filter((row) => own.isDrawn(row)).length;
    }
    let found = 0;
    map.eachLayer((part) => { if (part.feature) found++; });
    return found;
}"""
HITS = """(places) => {
    if (typeof pianqu === 'undefined') return null;
    const map = Object.values(window).find((part) => part instanceof L.Map);
    map.setZoom(19, {animate: false}); // a pixel is less than 0.3 m
    return places.map(([x, y]) => {
        const found = pianqu.under(map, L.latLng(y, x));
        return found ? found.row : -1;
    });
}"""


@contextmanager
def browser() -> Iterator[Any]:
    with sync_playwright() as play:
        found = next(filter(None, map(shutil.which, NAMES)), None)
        opened = play.chromium.launch(executable_path=found, args=list(FLAGS))
        yield opened
        opened.close()


def seen(opened: Any, file: Path, places: list[list[float]]) -> dict[str, Any]:
    """What one page costs; `places` in degrees are asked of ours."""
    page = opened.new_page(viewport=SIZE)
    page.set_default_timeout(PATIENCE)
    page.route("http*://**/*", _served)
    page.add_init_script(WATCH)
    page.goto(file.as_uri(), timeout=PATIENCE)
    ready = page.evaluate("window.__ready") / 1000
    blocks = page.evaluate("window.__blocks")
    drawn = page.evaluate(COUNT)
    found = {
        **{"ready_s": ready, "block_ms": max(blocks, default=0.0), "drawn": drawn},
        "heap_mb": page.evaluate("performance.memory.usedJSHeapSize / 1e6"),
    }
    frames = sorted(_panned(page))
    found |= {"pan_ms": frames[int(0.95 * len(frames))], "pan_max_ms": frames[-1]}
    found |= {"hits": page.evaluate(HITS, places)}
    page.close()
    return found


def _panned(page: Page) -> list[float]:
    """Frames of a real drag of 300 pixels in 30 moves, and of what follows in 0.3 s."""
    page.mouse.move(700, 400)
    page.mouse.down()
    page.evaluate("window.__frames = []")
    for step in range(1, 31):
        page.mouse.move(700 - 10 * step, 400)
        page.wait_for_timeout(16)
    page.mouse.up()
    page.wait_for_timeout(300)
    return page.evaluate("window.__frames")


def _served(route: Route) -> None:
    """Leaflet as in our pages; jQuery as far as folium calls it; the rest is empty."""
    name = route.request.url.rsplit("/", 1)[-1]
    if name == "leaflet.js":
        route.fulfill(body=leaflet.script(), content_type="text/javascript")
    elif name == "leaflet.css":
        route.fulfill(body=leaflet.stylesheet(), content_type="text/css")
    else:
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        route.fulfill(body="", content_type=kind)
