"""The planted yards of the district, and the walks between them."""

import geopandas as gpd
import pandas as pd
import pytest
from drawn import area, drawn, line, spot, walked

from pianqu.analysis.choices import Choices
from pianqu.analysis.management import management_packages, triage, yard_walks
from pianqu.analysis.management.management_rules import rules
from pianqu.gis.errors import LayerError
from pianqu.layers import demo


@pytest.fixture(scope="module")
def walks(district):
    return walked(district.layers)


@pytest.fixture(scope="module")
def found(district, walks):
    choice = rules()
    yards = triage.yards(district.communities, district.buildings, rules=choice)
    metres = yard_walks.metres(walks, yards["of_layer"], limit=choice.farthest)
    return management_packages.tables(
        district.communities,
        district.buildings,
        metres=metres,
        district=district.communities["district"],
    )


def test_the_planted_yards_are_packed_within_their_sub_district(found, district):
    planted = demo.planted().loc["bundle-yards", "row"].split(";")
    yards = found["management_yards"].loc[planted]

    assert yards["package"].notna().all()
    assert (yards["triage"] == "secured").all()
    packages = found["management_packages"]
    assert packages["yards"].tolist() == ["C06;C13;C14", "C09;C11;C12"]
    assert packages["households"].tolist() == [232, 356]
    assert (packages["district"] == "示范南街道").all()


def test_those_that_can_do_without_are_listed(found):
    left = found["management_yards"].query("package.isna()")
    assert left["triage"].to_dict() == {"C02": "market", "C10": "self"}


@pytest.mark.parametrize("passage", ["residents", "everyone"])
def test_a_gate_is_walked_round_to(passage):
    """Two yards back to back: 20 m apart, but the way is out at one gate and in at the other."""
    streets = drawn(
        {
            "main": line((0, 0), (300, 0)),
            "west": line((0, 0), (0, 100)),
            "east": line((300, 0), (300, 100)),
            "inner-west": line((0, 100), (140, 100)),
            "inner-east": line((300, 100), (160, 100)),
        },
        access=["public", "public", "public", "residents", "residents"],
    )
    places = drawn({"C1": area(-5, 60, 145, 140), "C2": area(155, 60, 305, 140)})
    homes = drawn({"B1": spot(140, 110), "B2": spot(160, 110)}, community=["C1", "C2"])
    layers = {"streets": streets, "communities": places, "buildings": homes}
    world = walked(layers, Choices(passage=passage))
    yards = pd.Series("communities", index=["C1", "C2"])

    far = yard_walks.metres(world, yards, limit=900)
    assert far.to_numpy().tolist() == [["C1", "C2", 10 + 140 + 100 + 300 + 100 + 140 + 10]]
    assert yard_walks.metres(world, yards, limit=799.9).empty
    edge = yard_walks.between(
        world, gpd.GeoSeries(places.geometry), limit=900, snap=100, doorstep=15
    )
    assert edge["metres"].tolist() == [60.0 + 300 + 60]


def test_a_building_alone_is_a_yard_and_an_id_stands_once(walks, district):
    one = pd.Series({"C11": "communities", "C12-B001": "buildings"})
    near = yard_walks.metres(walks, one, limit=900)
    assert near["metres"].tolist() == pytest.approx([351.8], abs=60)
    with pytest.raises(LayerError, match="C11"):
        yard_walks.metres(walks, pd.concat([one, one[:1]]), limit=900)


def test_threads_and_order_change_no_walk(walks, district):
    places = district.communities.geometry
    options = {"limit": 900, "snap": 100, "doorstep": 15}
    one = yard_walks.between(walks, places, **options)
    two = yard_walks.between(walks, places[::-1], **options, threads=2)
    pd.testing.assert_frame_equal(one, two)
    assert (one["first"] < one["second"]).all()
    assert len(one) > 30
