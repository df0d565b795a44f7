"""Who makes a page of a map of features, in a process of its own: seconds, memory, bytes."""

import ctypes
import gc
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
from footprints import AREAS, features

COLOURS = ("#fde725", "#4ac16d", "#2c728e", "#3e4a89", "#440154")
LABELS = ("5 分钟以内", "5–10 分钟", "10–15 分钟", "15–30 分钟", "超过 30 分钟")
HIDDEN = ["class", "geometry"]
OURS, FOLIUM, EXPLORE = "pianqu", "folium.GeoJson", "geopandas.explore"
PLAIN = "folium.GeoJson, one colour"


def ours(frame: gpd.GeoDataFrame) -> str:
    from pianqu.maps.style import Swatch
    from pianqu.maps.web.features import FeatureLayer, Legend
    from pianqu.maps.web.offline import OfflineMap

    mark = {"Polygon": "fill", "LineString": "line", "Point": "dot"}[frame.geom_type.iloc[0]]
    size = {"fill": 0.6, "line": 1.4, "dot": 3.0}[mark]
    classes = tuple(
        Swatch(label, hue, mark, size) for label, hue in zip(LABELS, COLOURS, strict=True)
    )
    page = OfflineMap(title="合成数据")
    layer = FeatureLayer(
        frame,
        name="合成数据",
        legend=Legend(classes, frame["class"]),
        fields=frame.drop(columns=["name", *HIDDEN]),
    )
    layer.add_to(page)
    page.fit_bounds(layer.get_bounds())  # pyright: ignore[reportArgumentType] there are features
    return page.html()


def with_folium(frame: gpd.GeoDataFrame, *, classes: bool = True) -> str:
    """On canvas, which is quicker than its default; classes by a function, as its documents say."""
    import folium

    degrees = frame.to_crs(4326)
    page = folium.Map(tiles=None, prefer_canvas=True)
    names = [str(name) for name in frame.columns if name not in HIDDEN]
    kind = frame.geom_type.iloc[0]
    bare = kind == "LineString"

    def style(row: dict[str, Any]) -> dict[str, Any]:
        hue = COLOURS[row["properties"]["class"]]
        line = {"color": hue, "weight": 1.4} if bare else {"color": "#4a5160", "weight": 0.6}
        return line | {"fillColor": hue, "fillOpacity": 0.9}

    folium.GeoJson(
        degrees,
        marker=folium.CircleMarker(radius=3, fill=True) if kind == "Point" else None,
        **({"style_function": style} if classes else {}),
        tooltip=folium.GeoJsonTooltip(["name"]),
        popup=folium.GeoJsonPopup(names),
    ).add_to(page)
    return _fitted(page, degrees)


def with_explore(frame: gpd.GeoDataFrame) -> str:
    """On canvas as well."""
    degrees = frame.to_crs(4326)
    names = [str(name) for name in frame.columns if name not in HIDDEN]
    page = degrees.assign(class_=[LABELS[place] for place in frame["class"]]).explore(
        column="class_", categorical=True, categories=list(LABELS), cmap=list(COLOURS),
        tiles=None, prefer_canvas=True, tooltip=["name"], popup=names,
    )  # fmt: skip
    return _fitted(page, degrees)


MAKERS: dict[str, Callable[[gpd.GeoDataFrame], str]] = {
    OURS: ours,
    FOLIUM: with_folium,
    PLAIN: partial(with_folium, classes=False),
    EXPLORE: with_explore,
}


def _fitted(page, degrees: gpd.GeoDataFrame) -> str:
    west, south, east, north = degrees.total_bounds
    page.fit_bounds([[south, west], [north, east]])
    return page.get_root().render()


def made(maker: str, kind: str, count: int, file: Path) -> dict[str, float]:
    """One page: CPU seconds, growth of the peak memory, size; imports and a warm run before."""
    frame = features(kind, count)
    MAKERS[maker](features(kind, 20))
    before = _memory()
    start = time.process_time(), time.perf_counter()
    text = MAKERS[maker](frame)
    file.write_text(text, encoding="utf-8")
    end = time.process_time(), time.perf_counter()
    return {
        "build_s": end[0] - start[0],
        "wall_s": end[1] - start[1],
        "build_mb": _peak() - before if before else 0.0,
        "file_mb": file.stat().st_size / 1e6,
    }


def _memory() -> float:
    """Resident MB, the peak beginning anew; 0 where the system does not tell."""
    if not Path("/proc/self/clear_refs").exists():
        return 0.0
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # hand freed pages back, or the task could hide in them
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _peak() -> float:
    return _status("VmHWM")


def _status(key: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024


if __name__ == "__main__":
    who, what, number, path = sys.argv[1:]
    print(json.dumps(made(who, what or AREAS, int(number), Path(path))))
