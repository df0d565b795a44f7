"""Layers on canvas in a real browser: what is painted, and what the pointer finds."""

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from painted import BLUE, COLOUR, FOUND, MAP, NOTHING, RED, a_map, fill, layer
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from pianqu.maps.style import Swatch

HOLED = Polygon(
    [(-0.01, -0.01), (0.01, -0.01), (0.01, 0.01), (-0.01, 0.01)],
    [[(-0.002, -0.002), (0.002, -0.002), (0.002, 0.002), (-0.002, 0.002)]],
)
TWO = MultiPolygon([box(0.02, 0, 0.025, 0.005), box(0.03, 0, 0.035, 0.005)])


@pytest.mark.parametrize(
    ("place", "colour"),
    [
        ((0.005, 0.005), [255, 0, 0, 255]),
        ((0, 0), NOTHING),
        ((0.0225, 0.002), [0, 0, 255, 255]),
        ((0.0325, 0.002), [0, 0, 255, 255]),
        ((0.0275, 0.002), NOTHING),
    ],
)
def test_areas_are_painted_with_their_holes_and_parts(visit, place, colour):
    page = a_map(layer({"环": HOLED, "双": TWO}, fill(RED), fill(BLUE, "双")))
    seen = visit(page.html())

    assert seen.page.evaluate(COLOUR, place) == colour
    assert seen.faults == []


def test_lines_points_and_mixed_rows(visit):
    mixed = GeometryCollection([Point(0.02, 0.01), box(0, 0.01, 0.01, 0.02)])
    shapes = {"线": LineString([(-0.02, 0), (0, 0)]), "点": Point(0.01, 0), "混": mixed, "无": None}
    classes = [Swatch(kind, RED, kind, 6.0, 1.0, area=1.0) for kind in ("line", "dot", "dot")]
    seen = visit(a_map(layer(shapes, *classes, Swatch("无", RED))).html())
    painted = [(-0.01, 0), (0.01, 0), (0.02, 0.01), (0.005, 0.015)]

    assert [seen.page.evaluate(COLOUR, place) for place in painted] == [[255, 0, 0, 255]] * 4
    assert seen.page.evaluate(COLOUR, (-0.01, 0.005)) == NOTHING
    assert seen.page.evaluate(FOUND, [*painted, (-0.01, 0.005)]) == ["线", "点", "混", "混", None]
    assert seen.counts("层") == {"line": 1, "dot": 1, "无": 1}


@pytest.mark.parametrize("mark", ["fill", "hatch", "outline", "line", "dash", "band", "dot"])
def test_every_mark_paints_areas_lines_and_points(visit, mark):
    shapes = {"面": box(0, 0, 0.005, 0.005), "线": LineString([(0.01, 0), (0.015, 0.005)])}
    shapes["点"] = Point(-0.01, 0)
    seen = visit(a_map(layer(shapes, Swatch("类", RED, mark, 4.0, 1.0))).html())
    count = """() => [...document.querySelectorAll('.pq-sheet canvas')].map((tile) => tile
        .getContext('2d').getImageData(0, 0, tile.width, tile.height).data.filter((part) => part).length)
        .reduce((a, b) => a + b)"""

    assert seen.page.evaluate(count) > 300
    assert seen.page.evaluate(FOUND, [(0, 0.0025), (0.0125, 0.0025), (-0.01, 0)]) == list(shapes)
    assert seen.faults == []


def test_the_pointer_finds_what_shapely_finds(visit):
    rng = np.random.default_rng(5)
    centres = rng.uniform(-0.02, 0.02, (60, 2))
    shapes = {
        f"{place}": shapely.transform(
            Point(0, 0).buffer(0.004, quad_segs=2),
            lambda ring, at=at: ring * rng.uniform(0.2, 1, (1, 2)) + at,
        )
        for place, at in enumerate(centres)
    }
    seen = visit(a_map(layer(shapes, fill(RED))).html())
    places = rng.uniform(-0.024, 0.024, (400, 2))
    every = np.array(list(shapes.values()))
    clear = [
        at for at in places if shapely.distance(shapely.boundary(every), Point(at)).min() > 2e-6
    ]
    inside = [np.flatnonzero(shapely.contains_xy(every, *at)) for at in clear]

    assert len(clear) > 350
    assert seen.page.evaluate(FOUND, [list(at) for at in clear]) == [
        f"{own[-1]}" if len(own) else None for own in inside
    ]


def test_what_is_painted_is_found_before_an_outline_around_it(visit):
    around = layer({"外": box(-0.02, -0.02, 0.02, 0.02)}, Swatch("围", BLUE, "outline", 2.0))
    seen = visit(a_map(layer({"内": box(0, 0, 0.01, 0.01)}, fill(RED)), around).html())

    assert seen.page.evaluate(FOUND, [(0.005, 0.005), (-0.01, 0), (0.03, 0)]) == ["内", "外", None]


def test_the_layer_that_was_made_last_lies_above(visit):
    square = box(0, 0, 0.01, 0.01)
    seen = visit(a_map(layer({"下": square}, fill(RED)), layer({"上": square}, fill(BLUE))).html())
    place = (0.005, 0.005)

    assert seen.page.evaluate(COLOUR, place) == [0, 0, 255, 255]
    assert seen.page.evaluate(FOUND, [place]) == ["上"]
    seen.page.evaluate(f"() => {{ {MAP} pianqu.layersOf(map)[0].bringToFront(); }}")
    assert seen.page.evaluate(COLOUR, place) == [255, 0, 0, 255]
    assert seen.page.evaluate(FOUND, [place]) == ["下"]


def test_raised_rows_are_painted_and_found_first(visit):
    square = box(0, 0, 0.01, 0.01)
    seen = visit(a_map(layer({"一": square, "二": square}, fill(RED), fill(BLUE, "二"))).html())
    seen.page.evaluate(f"() => {{ {MAP} pianqu.layersOf(map)[0].raise(new Set([0])); }}")

    assert seen.page.evaluate(COLOUR, (0.005, 0.005)) == [255, 0, 0, 255]
    assert seen.page.evaluate(FOUND, [(0.005, 0.005)]) == ["一"]


def test_a_class_is_switched_off_and_on_by_pointer_and_keyboard(visit):
    shapes = {"甲": box(0, 0, 0.01, 0.01), "乙": box(0.01, 0, 0.02, 0.01)}
    seen = visit(a_map(layer(shapes, fill(RED, "红类"), fill(BLUE, "蓝类"))).html())
    button = seen.page.get_by_role("button", name="红类")

    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert seen.page.evaluate(COLOUR, (0.005, 0.005)) == NOTHING
    assert seen.page.evaluate(COLOUR, (0.015, 0.005)) == [0, 0, 255, 255]
    assert seen.page.evaluate(FOUND, [(0.005, 0.005), (0.015, 0.005)]) == [None, "乙"]
    shown = f"() => {{ {MAP} const own = pianqu.layersOf(map)[0]; return [0, 1].map((place) => own.shownClass(place)); }}"
    assert seen.page.evaluate(shown) == [False, True]
    button.press("Space")
    assert seen.page.evaluate(COLOUR, (0.005, 0.005)) == [255, 0, 0, 255]
    assert seen.counts("层") == {"红类": 1, "蓝类": 1}


def test_other_classes_for_the_same_rows(visit):
    shapes = {"面": box(0, 0, 0.01, 0.01), "线": LineString([(0, -0.01), (0.01, -0.01)])}
    shapes["点"] = Point(-0.01, 0)
    classes = (
        Swatch("红", RED, "band", 6.0, 1.0, area=1.0),
        Swatch("蓝", BLUE, "band", 6.0, 1.0, area=1.0),
    )
    seen = visit(a_map(layer(shapes, *classes)).html())
    seen.page.evaluate(f"() => {{ {MAP} pianqu.layersOf(map)[0].restyle([1, 0, 1], '换了'); }}")
    places = [(0.005, 0.005), (0.005, -0.01), (-0.01, 0)]

    assert seen.counts("换了") == {"红": 1, "蓝": 2}
    assert [seen.page.evaluate(COLOUR, place)[:3] for place in places] == [
        *([0, 0, 255], [255, 0, 0], [0, 0, 255])
    ]


def test_hover_names_and_click_opens_words(visit):
    fields = pd.DataFrame({"层数": [6], "用途": [None]}, index=["<b>一号</b>"])
    own = layer({"<b>一号</b>": box(0, 0, 0.01, 0.01)}, fill(RED), fields=fields)
    seen = visit(a_map(own).html())
    place = f"() => {{ {MAP} const at = map.latLngToContainerPoint([0.005, 0.005]); return [at.x, at.y]; }}"
    x, y = seen.page.evaluate(place)
    seen.page.mouse.move(x, y)

    assert seen.page.locator(".leaflet-tooltip").inner_text() == "<b>一号</b>"
    assert "pq-hit" in (seen.page.locator(".folium-map").get_attribute("class") or "")
    seen.page.mouse.click(x, y)
    assert seen.page.locator(".pq-card").inner_text() == "<b>一号</b>\n层数\t6\n用途\t无数据"
    chosen = seen.page.evaluate(
        f"() => {{ {MAP} return Object.values(map._layers).filter((each) => each.options.color === '#d55e00').length; }}"
    )
    assert chosen >= 1
    seen.page.get_by_label("关闭").click()
    seen.page.locator(".pq-card").wait_for(state="detached")
    assert (
        seen.page.evaluate(
            f"() => {{ {MAP} return Object.values(map._layers).some((each) => each.options.color === '#d55e00'); }}"
        )
        is False
    )
    assert seen.faults == []


def test_tools_may_ask_a_layer_for_its_rows(visit):
    fields = pd.DataFrame({"层数": [6, None]}, index=["一", "二"])
    own = layer({"一": box(0, 0, 0.01, 0.02), "二": None}, fill(RED), fields=fields)
    seen = visit(a_map(own).html())
    asked = f"""() => {{ {MAP} const own = pianqu.layersOf(map)[0]; return [own.data.name, own.data.group,
        own.count, own.marks[1], own.names(1), own.fields[0].heading, own.fields[0].values(0),
        own.fields[0].values(1), own.geometry(1), own.boundsOf(0).toBBoxString(), own.geometry(0)]; }}"""
    *said, bounds, shape = seen.page.evaluate(asked)

    assert said == ["层", "现状", 2, 0, "二", "层数", 6, None, None]
    assert [float(side) for side in bounds.split(",")] == pytest.approx(
        [0, 0, 0.01, 0.02], abs=1e-6
    )
    assert (
        shapely.hausdorff_distance(shapely.from_geojson(json.dumps(shape)), box(0, 0, 0.01, 0.02))
        < 1e-6
    )
