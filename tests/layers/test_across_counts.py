"""Numbers of rows against each other: ratios, totals, what cannot be more; the seeds' own figures."""

import itertools

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from pianqu.layers import kinds
from pianqu.layers.checks import bounds, counts, oddities, parts


def frame(index, **fields) -> pd.DataFrame:
    return pd.DataFrame(fields, index=index)


def rules(found) -> list[tuple[str, str]]:
    return [(line["rule"], line["id"]) for line in found]


@pytest.mark.parametrize(
    ("height", "storeys", "odd"),
    [
        (18, 6, False),
        (2.2, 1, False),
        (2.19, 1, True),
        (36, 6, False),
        (36.1, 6, True),
        (9, 0, False),
    ],
)
def test_the_height_of_a_storey_is_within_its_limits(height, storeys, odd):
    homes = frame(["B1", "B2"], height=[height, None], storeys=[storeys, 6])

    assert [line["id"] for line in counts.storeys({"buildings": homes})] == (["B1"] if odd else [])


def test_1556_households_in_449_buildings_of_278000_square_metres_are_flagged():
    place = frame(["C1"], building_count=[449], households=[1556], floor_area=[278_000.0])
    area, block = counts.households({"communities": place})

    assert area["value"] == "1 行：C1 178.7 ㎡/户（278000 ÷ 1556）"
    assert block["value"] == "1 行：C1 3.5 户/栋（1556 ÷ 449）"
    assert area["severity"] == block["severity"] == "warning"
    assert "本软件约定" in area["remedy"]


def test_five_pocket_parks_of_1_18_hectares_on_average_are_flagged():
    green = frame(
        list("abcde"),
        name=["甲口袋公园", "乙", "丙", "丁", "戊"],
        kind=["garden", *["pocket"] * 4],
        area=[11_800.0] * 5,
    )
    (found,) = counts.parks({"parks": green})

    assert found["value"] == (
        "5 行，5 处口袋公园平均 1.18 公顷：a 1.18 公顷、b 1.18 公顷、c 1.18 公顷、d 1.18 公顷、e 1.18 公顷"
    )
    assert "转引" in found["remedy"]


@pytest.mark.parametrize(
    ("name", "kind", "side", "odd"),
    [
        ("甲口袋公园", None, 100, False),
        ("甲口袋公园", None, 101, True),
        ("甲", "pocket", 19, True),
        ("甲", "pocket", 20, False),
        ("甲", "comprehensive", 300, False),
        (None, None, 300, False),
    ],
)
def test_the_outline_stands_in_for_a_registered_area(name, kind, side, odd):
    green = gpd.GeoDataFrame(
        {"name": [name], "kind": [kind]}, geometry=[box(0, 0, side, side)], index=["P1"], crs=4549
    )

    assert bool(counts.parks({"parks": green})) == odd


def test_shops_are_no_dwellings_and_a_blank_is_no_number():
    homes = frame(
        ["B1", "B2", "B3", "B4"],
        use=["commercial", "residential", None, "residential"],
        floor_area=[9000.0, 9000.0, 9000.0, None],
        households=[1, 1, 1, 1],
    )
    (found,) = counts.households({"buildings": homes})

    assert found["id"] == "B2;B3"


def test_538_44_72_126_82_and_77_are_939_and_not_947():
    place = frame(["C1"], households=[947])
    homes = frame(
        [f"B{at}" for at in range(6)], community="C1", households=[538, 44, 72, 126, 82, 77]
    )
    (found,) = parts.totals({"communities": place, "buildings": homes})

    assert found["value"] == "1 行：C1 登记 947，6 个楼栋合计 939，少 8"
    assert (found["severity"], found["rule"]) == ("warning", "户数合计少于登记")
    assert "不作调整" in found["remedy"]


@pytest.mark.parametrize(
    ("total", "own", "other", "rule"),
    [
        (100, [60, 40], [], None),
        (99, [60, 40], [], "户数合计多于登记"),
        (101, [60, 40], [], "户数合计少于登记"),
        (100, [60, 40], [30], None),  # with the shops or without them
        (130, [60, 40], [30], None),
        (115, [60, 40], [30], None),
        (131, [60, 40], [30], "户数合计少于登记"),
        (131, [60, 40], [None], None),  # the shop may have the other 31
        (99, [60, 40], [None], "户数合计多于登记"),
        (500, [60, None], [], None),
        (None, [60, 40], [], None),
        (500, [], [30], None),
    ],
)
def test_a_total_lies_between_its_dwellings_and_all_its_buildings(total, own, other, rule):
    uses = ["residential"] * len(own) + ["public"] * len(other)
    homes = pd.DataFrame({"community": "C1", "use": uses, "households": [*own, *other]})
    found = parts.totals({"communities": frame(["C1"], households=[total]), "buildings": homes})

    assert rules(found) == ([] if rule is None else [(rule, "C1")])


@pytest.mark.parametrize(
    ("area", "odd"), [(9_501, False), (10_499, False), (9_400, True), (10_600, True)]
)
def test_floor_areas_may_differ_by_a_twentieth(area, odd):
    homes = frame(["B1", "B2"], community="C1", floor_area=[area / 2] * 2)
    found = parts.totals({"communities": frame(["C1"], floor_area=[10_000.0]), "buildings": homes})

    assert bool(found) == odd


def test_buildings_and_stairwells_and_areas_below_are_counted():
    layers = {
        "communities": frame(["C1"], building_count=[3]),
        "buildings": frame(["B1", "B2"], community="C1", stairwell_count=[2, 1]),
        "stairwells": frame(["U1"], building="B1"),
        "districts": frame(["D1", "D2", "D3"], parent=[None, "D1", "D1"], households=[9, 5, 3]),
    }

    assert [line["value"] for line in parts.totals(layers)] == [
        "1 行：C1 登记 3，2 个楼栋，少 1",
        "1 行：B1 登记 2，1 个单元，少 1",
        "1 行：D1 登记 9，2 个下级合计 8，少 1",
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["C1", "C2", "C9", None]),
            st.sampled_from(["residential", "mixed", "public", None]),
            st.one_of(st.none(), st.integers(0, 4)),
        ),
        max_size=7,
    ),
    st.tuples(*[st.one_of(st.none(), st.integers(0, 9))] * 2),
)
def test_a_total_is_wrong_where_no_choice_of_other_buildings_gives_it(rows, totals):
    """All subsets of the other buildings, an unknown one with any number."""
    wrong = set()
    for key, total in zip(("C1", "C2"), totals, strict=True):
        own = [much for at, use, much in rows if at == key and use != "public"]
        other = [much for at, use, much in rows if at == key and use == "public"]
        if total is None or not own or None in own:
            continue
        sums = {
            sum(own) + sum(chosen)
            for size in range(len(other) + 1)
            for chosen in itertools.combinations([much or 0 for much in other], size)
        }
        if total < min(sums) or (total > max(sums) and None not in other):
            wrong.add(key)
    homes = pd.DataFrame(rows, columns=["community", "use", "households"])
    places = frame(["C1", "C2"], households=list(totals))

    found = parts.totals({"communities": places, "buildings": homes})
    assert {key for line in found for key in line["id"].split(";")} == wrong


@pytest.mark.parametrize(
    ("elderly", "children", "residents", "rule"),
    [
        (30, 6, 36, None),
        (37, 0, 36, "老年人口多于常住人口"),
        (0, 37, 36, "儿童人口多于常住人口"),
        (30, 7, 36, "老年人口与儿童人口多于常住人口"),
        (37, 7, 36, "老年人口多于常住人口"),
        (37, None, None, None),
    ],
)
def test_groups_are_not_more_than_the_residents_and_are_told_once(
    elderly, children, residents, rule
):
    place = frame(["C1"], elderly=[elderly], children=[children], residents=[residents])
    found = bounds.groups({"communities": place})

    assert rules(found) == ([] if rule is None else [(rule, "C1")])
    assert all(line["severity"] == "error" for line in found)


def test_nothing_is_above_the_top_of_its_building():
    layers = {
        "buildings": frame(["B1", "B2"], storeys=[6, None], households=[36, 36]),
        "stairwells": frame(
            ["U1", "U2", "U3", "U4"],
            building=["B1", "B1", "B2", "B9"],
            storeys=[6, 7, 9, 9],
            households=[12, 12, 37, 99],
        ),
        "windows": frame(["W1", "W2"], building="B1", storey=[6, 7]),
        "votes": frame(["V1", "V2"], building="B1", storey=[8, 1]),
    }

    assert [(line["layer"], line["id"]) for line in bounds.storeys(layers)] == [
        ("stairwells", "U2"),
        ("stairwells", "U3"),
        ("windows", "W2"),
        ("votes", "V1"),
    ]


@pytest.mark.parametrize(("buildings", "severity"), [(7, "warning"), (6, None), (5, "warning")])
def test_a_shed_of_no_use_that_is_known_makes_no_error_of_a_count(buildings, severity):
    places = pd.DataFrame({"building_count": [6]}, index=["C1"])
    homes = pd.DataFrame({"community": ["C1"] * buildings})
    found = parts.totals({"communities": places, "buildings": homes})

    assert [line["severity"] for line in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("合 计：", True),
        ("共计", True),
        ("小计（户）", True),
        ("合计新村", False),
        ("设计院", False),
    ],
)
def test_rows_of_totals_by_any_usual_name(name, total):
    frame = pd.DataFrame({"name": [name]}, index=["1"])

    assert bool(oddities.find(frame, kinds.schema("ledger"), source="a.csv")) == total
