"""What a service can do wrong, and what a planner is then told."""

import socket

import pytest
from overpass_service import (
    CORNER,
    cut,
    dropped,
    fetch,
    remarked,
    running,
    silent,
    state,
    text,
)

from pianqu.gis.errors import ChoiceError, OutputError, SourceError
from pianqu.layers.osm import overpass, service, tiles

pytestmark = pytest.mark.usefixtures("no_proxy")

OUT = '{"elements": [], "remark": "runtime error: Query run out of memory in \\"query\\""}'
SLOW = 'runtime error: Query timed out in "query" at line 3 after 181 seconds.'
PAGE = "<html><head><title>x</title></head><body><h1>请先登录</h1></body></html>"


@pytest.mark.parametrize(
    ("fault", "times", "part"),
    [
        (state(429, PAGE), 3, "服务繁忙：请求过多（429）；请稍后再运行同一命令"),
        (state(504, PAGE), 3, "服务繁忙：超时（504）"),
        (state(503), 3, "服务繁忙：暂停服务（503）"),
        (state(500, PAGE), 1, "服务返回错误（500：请先登录）"),
        (state(404, "Not Found"), 1, "地址不存在（404：Not Found）"),
        (state(400, "<p>parse error</p>"), 1, "服务不接受查询（400：parse error）"),
        (text(PAGE, "text/html", "gb18030"), 1, "返回的是网页而不是数据（“请先登录”）"),
        (text(PAGE, "text/html"), 1, "返回的是网页而不是数据（“请先登录”）"),
        (text(OUT), 1, "服务内存不足，只返回了一部分"),
        (remarked("runtime error: out of memory"), 1, "服务内存不足，只返回了一部分"),
        (remarked(SLOW), 3, "查询超时，只返回了一部分"),
        (remarked("something else"), 1, "服务报告了问题，数据可能不全"),
        (text(""), 3, "应答是空的"),
        (text("[1, 2]"), 1, "应答不是地图数据：[1, 2]"),
        (text('{"version": 0.6}'), 1, "应答不是地图数据"),
        (cut, 3, "应答不完整"),
        (dropped, 3, "应答传到一半中断"),
    ],
)
def test_what_is_no_whole_answer_is_refused_with_its_remedy(town, tmp_path, fault, times, part):
    town.faults = [fault] * 3
    with pytest.raises(SourceError) as caught:
        fetch(town, tmp_path / "a.osm")

    said = str(caught.value)
    assert part in said
    assert "127.0.0.1" in said
    assert "请" in said
    assert said.count("。") == 1
    assert town.seen.count("interpreter") == times
    assert not (tmp_path / "a.osm").exists()


def test_a_busy_service_is_asked_again_and_the_planner_told(town, tmp_path):
    town.faults = [state(429), dropped]
    path, said = fetch(town, tmp_path / "a.osm")

    assert path.exists()
    assert sum("秒后再试" in words for words in said) == 2


def test_a_silent_service(town, tmp_path, monkeypatch):
    number = tiles.number
    monkeypatch.setattr(service, "number", lambda key: 0.2 if key == "timeout" else number(key))
    town.faults = [silent] * 3
    with pytest.raises(SourceError, match="秒内没有应答；请稍后"):
        fetch(town, tmp_path / "a.osm")


def test_nobody_listens(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/api"
        with pytest.raises(SourceError, match="无法连接；请检查网络"):
            overpass.fetch(CORNER, tmp_path / "a.osm", url=url)


def test_a_name_that_nobody_knows(tmp_path, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(
        SourceError, match=r"maps\.invalid：域名无法解析，可能没有联网；请在能上互联网"
    ):
        overpass.fetch(CORNER, tmp_path / "a.osm", url="http://maps.invalid/api")


def test_a_proxy_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(SourceError, match="代理服务器连接失败；请检查环境变量"):
        overpass.fetch(CORNER, tmp_path / "a.osm", url="http://maps.invalid/api")


@pytest.mark.parametrize("status", [(404, "no such page"), (200, "<html>hello</html>")])
def test_a_service_that_does_not_tell_its_slots_is_not_waited_for(town, tmp_path, status):
    town.status = status
    fetch(town, tmp_path / "a.osm")

    assert town.seen == ["status", "interpreter"]


def test_a_box_without_data_and_one_without_ways_are_refused(tmp_path):
    with running(None) as empty, pytest.raises(SourceError, match="没有任何数据；请检查范围"):
        fetch(empty, tmp_path / "a.osm")
    node = {"type": "node", "id": 1, "lat": 30.01, "lon": 120.01, "tags": {"amenity": "pharmacy"}}
    with running(None) as few:
        few.answer = lambda _: {"elements": [node]}
        with pytest.raises(SourceError, match="只有 1 个点，没有一条路径"):
            fetch(few, tmp_path / "b.osm")


def test_layers_without_an_object_are_told(tmp_path):
    at = {1: (120.001, 30.001), 2: (120.002, 30.001), 3: (120.002, 30.002)}
    nodes = [{"type": "node", "id": key, "lon": x, "lat": y} for key, (x, y) in at.items()]
    house = {"type": "way", "id": 1, "nodes": [1, 2, 3, 1], "tags": {"building": "yes"}}
    with running(None) as few:
        few.answer = lambda _: {"elements": [*nodes, house]}
        _, said = fetch(few, tmp_path / "a.osm")

    (words,) = [words for words in said if words.startswith("范围内没有")]
    assert "步行道路" in words
    assert "楼栋" not in words


@pytest.mark.parametrize(
    ("bounds", "part"),
    [
        ((24.9, 60.1, 25.0), "应为西、南、东、北四个"),
        ((25.0, 60.1, 24.9, 60.2), "西应小于东"),
        ((521_000, 3_440_000, 522_000, 3_441_000), "不用投影坐标"),
        ((31.2, 120.5, 31.3, 120.6), "超出经纬度的范围"),
        ((float("nan"), 30, 121, 31), "超出经纬度的范围"),
        ((119.0, 30.0, 121.0, 32.0), "要分 4,489 块下载，约"),
    ],
)
def test_boxes_that_are_none_or_too_large(tmp_path, bounds, part):
    with pytest.raises(ChoiceError, match=part):
        overpass.fetch(bounds, tmp_path / "a.osm", url="http://127.0.0.1:9/api")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "url", "part"),
    [
        ("a.pbf", "http://127.0.0.1:9/api", "写成 .osm 或 .osm.gz"),
        ("a.osm", "overpass-api.de/api", "应以 http:// 或 https:// 开头"),
    ],
)
def test_endings_and_addresses(tmp_path, name, url, part):
    with pytest.raises(ChoiceError, match=part):
        overpass.fetch(CORNER, tmp_path / name, url=url)


def test_a_folder_that_cannot_be_written(town, tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match=r"无法写入（.*；请检查磁盘空间"):
        fetch(town, tmp_path / "taken" / "a.osm")
    assert town.seen == []


def test_a_full_disk_keeps_what_was_fetched(town, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(overpass, "_write", full)
        with pytest.raises(OutputError, match=r"No space left on device.*已下载的部分会保留"):
            fetch(town, tmp_path / "a.osm")
    fetch(town, tmp_path / "a.osm")

    assert town.seen.count("interpreter") == 1
