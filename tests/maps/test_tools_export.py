"""Files that a page gives: GeoJSON, CSV and a picture, of what is switched on."""

import csv
import io
import json
import struct
from pathlib import Path

import pytest

from pianqu.maps.atlas.page import page

MAP = "const map = Object.values(window).find((part) => part instanceof L.Map);"


def download(seen, button: str, layer: str = "") -> tuple[str, bytes]:
    if layer:
        seen.page.get_by_label("导出图层").select_option(label=layer)
    with seen.page.expect_download() as caught:
        seen.page.get_by_role("button", name=button, exact=True).click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def options(seen) -> list[str]:
    return seen.page.locator("#pianqu-export option").all_text_contents()


def test_a_layer_as_geojson_in_degrees_with_its_fields(visit, plan):
    seen = visit(page(plan).html())
    layer = next(name for name in options(seen) if "公园" in name)
    file, content = download(seen, "GeoJSON", layer)
    (feature,) = json.loads(content)["features"]
    lon, lat = feature["geometry"]["coordinates"][0][0]
    own = plan.tables["parks"].to_crs(4326).geometry.iloc[0]

    assert file.endswith(".geojson")
    assert feature["properties"]["编号"] == "P1"
    assert feature["properties"]["名称"] == "南园"
    assert own.distance(own.__class__(feature["geometry"]["coordinates"][0])) == 0
    assert own.buffer(2e-6).contains(type(own.centroid)(lon, lat))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("+a", "'+a"),
        ("\ta", "'\ta"),
        ('甲"乙,丙', '甲"乙,丙'),
        ("-3", "-3"),
    ],
)
def test_csv_opens_in_a_spreadsheet_and_runs_nothing(visit, plan, name, written):
    plan.tables["parks"]["name"] = [name]
    seen = visit(page(plan).html())
    layer = next(each for each in options(seen) if "公园" in each)
    _, content = download(seen, "CSV", layer)
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    inside = plan.tables["parks"].to_crs(4326).geometry.iloc[0]

    assert content.startswith(b"\xef\xbb\xbf")
    assert row["名称"] == written
    assert inside.contains(type(inside.centroid)(float(row["经度"]), float(row["纬度"])))


def test_a_class_that_is_switched_off_and_what_is_out_of_view_stay_out(visit, plan):
    seen = visit(page(plan).html())
    layer = next(name for name in options(seen) if "楼栋" in name)
    _, every = download(seen, "CSV", layer)
    seen.page.evaluate(f"() => {{ {MAP} map.panBy([5000, 0], {{animate: false}}); }}")
    seen.page.get_by_label("只导出当前视野内的").check()
    seen.page.get_by_role("button", name="CSV", exact=True).click()
    told = seen.page.locator(".pq-status", has_text="没有可导出的行")

    assert len(every.decode().splitlines()) == 6
    assert told.count() == 1
    seen.page.get_by_label("只导出当前视野内的").uncheck()
    hide = f"(name) => {{ {MAP} pianqu.layersOf(map).find((each) => each.data.name === name).showClass(0, false); }}"
    seen.page.evaluate(hide, layer)
    _, fewer = download(seen, "CSV", layer)
    assert len(fewer.decode().splitlines()) < 6


def test_the_view_is_a_picture_at_twice_the_dots(visit, plan):
    seen = visit(page(plan).html())
    size = seen.page.evaluate(f"() => {{ {MAP} return map.getSize(); }}")
    file, content = download(seen, "当前视图 PNG")
    wide, high = struct.unpack(">II", content[16:24])

    assert file.endswith(".png")
    assert content.startswith(b"\x89PNG")
    assert (wide, high > 2 * size["y"]) == (2 * (size["x"] + 250 + 48), True)
    assert seen.faults == []
    assert [url for url in seen.requests if not url.startswith(("file:", "blob:"))] == []


def test_a_browser_that_makes_no_picture_is_named(visit, plan):
    seen = visit(page(plan).html())
    seen.page.evaluate("() => { HTMLCanvasElement.prototype.toBlob = (done) => done(null); }")
    seen.page.get_by_role("button", name="当前视图 PNG").click()

    assert seen.page.locator(".pq-status", has_text="浏览器未能生成文件").count() == 1


def test_a_frame_that_may_refuse_a_download_is_told_of(visit, plan):
    outer = visit("<!DOCTYPE html><body></body>", height=900)
    outer.page.set_content(page(plan).frame(height=800).replace(" allow-downloads", "", 1))
    inner = outer.page.frame_locator("iframe")
    inner.locator("#pianqu-export option").first.wait_for(state="attached")
    inner.get_by_role("button", name="CSV", exact=True).click()
    told = inner.locator(".pq-status", has_text="框架不允许下载")
    told.wait_for()

    assert told.count() == 1
