"""The layers of packages on the map: classes, what a click says, and when there is no layer."""

import json

import bundled_plan
import pytest

from pianqu.maps.atlas.packages import package_layers
from pianqu.maps.web.features import read_layer
from pianqu.maps.web.gate import elements
from pianqu.maps.web.offline import OfflineMap

ALL = ["bundles", "bundle_hubs", "bundle_links", "bundle_land", "management_packages"]


def payload(plan: object, name: str) -> dict:
    """What the page is given of a layer."""
    page = OfflineMap(title="甲")
    package_layers(plan)[name].add_to(page)
    blocks = [
        text for _, given, text in elements(page.html()) if given.get("id", "").endswith("_data")
    ]
    return read_layer(json.loads(blocks[0]))


def marked(data: dict) -> dict[str, str]:
    """Name of each feature to its class."""
    labels = [each["label"] for each in data["classes"]]
    return {name: labels[mark] for name, mark in zip(data["names"], data["marks"], strict=True)}


def cells(data: dict) -> dict[str, list]:
    """Heading to values of what a click says."""
    return {each["heading"]: each["values"] for each in data["fields"]}


def test_only_packages_are_on_when_the_page_opens():
    layers = package_layers(bundled_plan.plan())

    assert list(layers) == ALL
    assert [name for name, layer in layers.items() if layer.show] == []


def test_packages_are_classed_by_balance():
    data = payload(bundled_plan.plan(), "bundles")

    assert marked(data) == {
        "东一村（P01）": "缺口，须调剂或补足",
        "东二村（P02）": "结余，可调剂",
        "老厂房（P03）": "单独注入资金池的资产",
    }
    assert cells(data)["平衡状况"][0] == "缺口 28.00 万元"
    assert cells(data)["成员"][0] == "东一村、东一村内闲置地块"
    assert cells(data)["待补证据"] == ["东一村", None, None]


def test_hubs_are_those_of_packages_with_homes():
    data = payload(bundled_plan.plan(), "bundle_hubs")

    assert data["names"] == ["东一村（P01 的中心）", "东二村（P02 的中心）"]


def test_links_say_why_they_part():
    data = payload(bundled_plan.plan(), "bundle_links")

    assert marked(data)["东二村 与 东四村"] == "被阻隔切断"
    assert cells(data)["能否同片区"] == ["可以", "可以", "不可以"]
    assert cells(data)["原因"][2] == "被阻隔分开，附近没有过街通道"
    assert cells(data)["其间的阻隔"] == [None, None, "长河（河道）"]


def test_land_is_classed_by_what_it_hosts():
    data = payload(bundled_plan.plan(), "bundle_land")

    assert marked(data) == {
        "东一村内闲置地块（L1）": "承载停车位",
        "老厂房（R1）": "只带来收支，不承载服务",
    }
    assert cells(data)["片区"] == ["东一村（P01）", "老厂房（P03）"]


def test_packed_yards_are_outlines():
    data = payload(bundled_plan.plan(), "management_packages")

    assert marked(data) == {"W01": "户数不够一个包"}
    assert cells(data)["楼院"] == ["C3、C4"]
    assert [each["mark"] for each in data["classes"]] == ["outline"] * 2
    assert "Polygon" in data["geometry"][0].geom_type


@pytest.mark.parametrize(
    ("gone", "kept"),
    [
        ("bundles", ["management_packages"]),
        ("bundle_units", ["bundles", "management_packages"]),
        ("bundle_links", [name for name in ALL if name != "bundle_links"]),
        ("bundle_members", [name for name in ALL if name != "bundle_land"]),
        ("management_packages", ALL[:-1]),
        ("communities", ALL[:-1]),
    ],
)
def test_no_layer_without_its_table(gone, kept):
    plan = bundled_plan.plan()
    plan.tables.pop(gone)

    assert list(package_layers(plan)) == kept


def test_no_packages_no_areas():
    kept = ["bundle_links", "management_packages"]

    assert list(package_layers(bundled_plan.without_packages())) == kept
