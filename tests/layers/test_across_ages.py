"""Years and days of rows: long before the newest, after it, in the wrong order."""

import pandas as pd
import pytest

from pianqu.layers.checks import ages


def days(*texts) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts)).astype("datetime64[s]"))


def frame(**fields) -> pd.DataFrame:
    table = pd.DataFrame(fields)
    return table.set_index(pd.Index([f"R{row}" for row in range(1, len(table) + 1)]))


@pytest.mark.parametrize(
    ("day", "old"), [("2019-07-01", False), ("2019-06-29", True), (None, False)]
)
def test_rows_five_years_before_the_newest_of_any_layer_are_old(day, old):
    layers = {
        "parks": frame(as_of=days(day, "2020-01-01")),
        "streets": frame(as_of=days("2024-06-30")),
    }
    found = ages.stale(layers)

    assert [(line["layer"], line["id"]) for line in found] == ([("parks", "R1")] if old else [])


def test_the_count_has_its_whole_and_very_many_ids_are_left_to_the_column():
    layers = {"buildings": frame(as_of=days(*["2010-01-01"] * 1001, *["2024-06-30"] * 20))}
    (found,) = ages.stale(layers)

    assert found["id"] == ""
    assert found["value"].startswith("1001 行（共 1021 行，98%），最早 2010-01-01")


@pytest.mark.parametrize(
    ("wrong", "told", "aged"),
    [
        (["2034-06-30"], ["R100"], False),
        (["2034-06-30", "2034-07-30"], [], True),  # more than one in a hundred
        (["2029-06-28"], [], False),  # within five years
    ],
)
def test_one_slip_of_the_pen_does_not_make_all_data_old(wrong, told, aged):
    count = 100 - len(wrong)
    layers = {
        "buildings": frame(as_of=days(*["2024-06-30"] * count, *wrong), year_built=[2030] * 100)
    }

    assert [line["id"] for line in ages.late(layers)] == told
    assert bool(ages.stale(layers)) == aged
    assert bool(ages.unbuilt(layers)) == (not aged)


def test_without_days_nothing_is_old_and_nothing_is_not_built_yet():
    layers = {"buildings": frame(year_built=[2099]), "parks": frame(as_of=days(None))}

    assert ages.stale(layers) == ages.late(layers) == ages.unbuilt(layers) == []


@pytest.mark.parametrize(("year", "told"), [(2024, False), (2025, True), (None, False)])
def test_what_is_built_after_the_newest_day_is_told(year, told):
    layers = {
        "buildings": frame(year_built=[year]),
        "parks": frame(as_of=days("2024-06-30"), year_opened=[year]),
    }
    found = ages.unbuilt(layers)

    assert [line["layer"] for line in found] == (["buildings", "parks"] if told else [])


@pytest.mark.parametrize(
    ("years", "uses", "told"),
    [
        ([1990, 1995], ["residential"] * 2, None),
        ([1989, 1995], ["residential"] * 2, None),  # within a year
        ([1988, 1981], ["residential"] * 2, "1 行：C1 登记为 1990 年，而 R2 建于 1981 年"),
        ([1950, 1995], ["public", "residential"], None),
        ([None, 1995], [None, None], None),
    ],
)
def test_a_community_is_as_old_as_its_oldest_dwelling(years, uses, told):
    places = pd.DataFrame({"year_built": [1990, None]}, index=["C1", "C2"])
    homes = frame(community=["C1", "C1"], year_built=years, use=uses)
    found = ages.oldest({"communities": places, "buildings": homes})

    assert [line["value"] for line in found] == ([] if told is None else [told])


def test_ends_come_after_beginnings():
    layers = {
        "projects": frame(
            start=days("2024-05-01", "2024-05-01", None),
            finish=days("2024-04-30", "2024-05-01", "2024-05-01"),
        ),
        "parcels": frame(supply_date=days("2024-05-01"), start_due=days("2023-05-01")),
    }

    assert [(line["layer"], line["id"], line["severity"]) for line in ages.order(layers)] == [
        ("projects", "R1", "error"),
        ("parcels", "R1", "error"),
    ]
