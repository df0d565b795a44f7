"""The complete community by hand: near enough, large enough, or not known."""

import json

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis import complete, standards

ITEMS = standards.load("complete_community")
KINDS = sorted({kind for row in ITEMS["kinds"] for kind in row.split("|")})


def known(**statuses):
    table = pd.DataFrame({"zh": KINDS, "status": "mapped", "reason": None}, index=KINDS)
    for kind, status in statuses.items():
        table.loc[kind, ["status", "reason"]] = [status, "数据中未标注"]
    return table


def homes(count: int = 1, answered: bool | list[bool] = True) -> pd.DataFrame:
    names = [f"B{number}" for number in range(count)]
    table = {"community": "C1", "answered": answered, "households": 10}
    return pd.DataFrame(table, index=names)


def reach(*rows):
    """Rows of (building, place, kind, minutes)."""
    table = pd.DataFrame(rows, columns=["building", "place", "kind", "minutes"])
    return table.assign(layer="facilities").astype({"minutes": float})


def places(*rows):
    """Rows of (place, kind, also, floor area, land area)."""
    columns = ["place", "kind", "also", "floor_area", "land_area"]
    return complete.offers(pd.DataFrame(rows, columns=columns).set_index("place"))


def check(option, pairs, offered, *, who=None, names=None, estate="existing"):
    who, names = homes() if who is None else who, known() if names is None else names
    table = complete.check(pairs, offered, homes=who, known=names, estate=estate)
    return table.set_index("option").loc[option]


STATION = reach(("B0", "F1", "health_station", 10))


@pytest.mark.parametrize(
    ("area", "result"), [(119.99, "fail"), (120, "pass"), (121, "pass"), (np.nan, "unknown")]
)
def test_a_floor_that_is_exactly_large_enough_passes(area, result):
    row = check("health", STATION, places(("F1", "health_station", None, area, None)))

    assert row["result"] == result
    np.testing.assert_equal(row[["measured", "required"]].tolist(), [area, 120])
    assert pd.isna(row["reason"]) == (result == "pass")


@pytest.mark.parametrize(("minutes", "result"), [(10, "pass"), (10.000001, "fail")])
def test_the_limit_is_inclusive(minutes, result):
    offered = places(("F1", "health_station", None, 200, None))
    row = check("health", reach(("B0", "F1", "health_station", minutes)), offered)

    assert row["result"] == result


@pytest.mark.parametrize(("whole", "result"), [(119, "fail"), (1180, "unknown")])
def test_the_area_of_a_whole_can_only_fail_one_of_its_uses(whole, result):
    offered = places(("F1", "community_service", "health_station", whole, None))
    row = check("health", STATION, offered)

    assert row["result"] == result
    assert (complete.SHARED in row["reason"]) == (result == "unknown")


def test_another_place_in_reach_may_be_large_enough():
    pairs = reach(("B0", "F1", "health_station", 2), ("B0", "F2", "health_station", 9))
    offered = places(
        ("F1", "health_station", None, 50, None), ("F2", "health_station", None, 150, None)
    )
    row = check("health", pairs, offered)

    assert row[["result", "place", "measured", "margin"]].tolist() == ["pass", "F2", 150, 30]


def test_every_home_must_be_served():
    offered = places(("F1", "health_station", None, 150, None))
    row = check("health", STATION, offered, who=homes(4))

    assert row[["result", "reached", "not_reached"]].tolist() == ["fail", 1, 3]
    assert row[["share_buildings", "share_households"]].tolist() == [0.25, 0.25]
    assert row["reason"] == f"3 栋住宅：{complete.FAR}"


def test_a_lower_share_is_a_row_of_the_user_s_own_table(tmp_path):
    own = standards.load("complete_community").reset_index().assign(share_needed=0.25)
    own.to_csv(tmp_path / "own.csv", index=False)
    table = complete.check(
        STATION,
        places(("F1", "health_station", None, 150, None)),
        homes=homes(4),
        known=known(),
        overrides={"complete_community": tmp_path / "own.csv"},
    )

    assert table.set_index("option").loc["health", "result"] == "pass"


def test_a_home_off_the_network_leaves_the_question_open():
    offered = places(("F1", "health_station", None, 150, None))
    row = check("health", STATION, offered, who=homes(2, answered=[True, False]))

    assert row[["result", "reached", "unknown"]].tolist() == ["unknown", 1, 1]
    assert row["share_buildings"] == 1.0


@pytest.mark.parametrize(("stores", "result"), [(0, "fail"), (1, "fail"), (2, "pass")])
def test_two_stores_stand_in_for_a_supermarket(stores, result):
    names = [f"F{number}" for number in range(stores)]
    pairs = reach(*[("B0", name, "convenience", 3) for name in names])
    offered = places(*[(name, "convenience", None, 50, None) for name in names])
    row = check("shop.stores", pairs, offered)
    shop = check("shop", pairs, offered)

    assert row["result"] == result
    assert shop[["result", "item_result"]].tolist() == ["fail", result]


def test_new_estates_have_rows_of_their_own():
    tables = {
        estate: complete.check(reach(), places(), homes=homes(), known=known(), estate=estate)[
            "option"
        ]
        for estate in ("existing", "new")
    }

    assert {"refuse.new", "ground.new", "green.new"} <= set(tables["new"])
    assert {"shop.stores"} == {"shop.stores"} & set(tables["existing"]) - set(tables["new"])


@pytest.mark.parametrize("option", ITEMS.index[ITEMS["estate"] != "new"])
@pytest.mark.parametrize("status", ["not_mapped", "not_computed"])
def test_unknown_never_passes_and_never_fails(option, status):
    names = known(**dict.fromkeys(KINDS, status))
    row = check(option, reach(), places(), names=names)

    assert row[["result", "item_result"]].tolist() == ["unknown", "unknown"]
    assert "数据中未标注" in row["reason"]


def test_one_kind_of_several_that_is_not_mapped_keeps_a_miss_open():
    names = known(play_old_young="not_mapped")
    row = check("ground", reach(), places(), names=names)

    assert row["result"] == "unknown"
    assert complete.UNMAPPED in row["reason"]


@pytest.mark.parametrize("dtype", [object, float, "string"])
@pytest.mark.parametrize("count", [0, 2])
def test_homes_of_no_community_give_an_empty_table(count, dtype):
    who = homes(count).assign(community=pd.Series(None, dtype=dtype))
    table = complete.check(STATION, places(), homes=who, known=known())

    assert table.empty
    assert list(table.columns) == complete.COLUMNS
    assert complete.totals(table).columns.tolist() == [
        *("community", "passed", "failed", "unknown", "items"),
    ]
    assert complete.totals(table).empty


def test_totals_count_items_not_options():
    table = complete.check(reach(), places(), homes=homes(), known=known())
    counted = complete.totals(table).iloc[0]

    assert counted["items"] == table["item"].nunique() == len(table) - 1
    assert counted["failed"] == counted["items"]


def test_parks_bring_their_land():
    parks = pd.DataFrame({"area": [4000.0]}, index=["P1"])
    pairs = reach(("B0", "P1", "park_small", 3)).assign(layer="parks")
    row = check("green.new", pairs, complete.offers(None, parks), estate="new")

    assert row[["result", "margin"]].tolist() == ["pass", 0]


def test_numbers_that_stand_in_two_tables_are_the_same():
    rules = standards.load("rules")["value"]
    walk = json.loads(rules["cc.unit"])["walk_min"]
    least = ITEMS["least"]

    assert ITEMS[["minutes_least", "minutes_most"]].drop_duplicates().to_numpy().tolist() == [walk]
    assert float(least["ground"]) == float(rules["cc.playground"])
    assert float(least["ground.new"]) == float(rules["cc.playground.new"])
    assert float(least["green.new"]) == json.loads(rules["cc.greennew"])["new_garden_m2"]
    assert float(least["toilet"]) == json.loads(rules["cc.toilet"])["toilet_m2"]
    assert float(least["refuse.new"]) == json.loads(rules["cc.toilet"])["refuse_site_m2"]
    assert float(least["parcel.new"]) == json.loads(rules["cc.post"])["station_m2"]
