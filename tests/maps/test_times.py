"""Times and shares as whole numbers, codes and signs."""

import numpy as np
import pandas as pd
import pytest

from pianqu.maps.atlas.times import building_times, community_shares, tenths
from pianqu.maps.basis import limits


@pytest.mark.parametrize("limit", [5, 8, 10, 12.5, 15, 30])
def test_rounding_never_crosses_a_limit(limit):
    just_over = np.nextafter(limit, 99)

    assert tenths(limit) <= 10 * limit < tenths(just_over)


def test_buildings_are_found_by_id_in_any_order(plan):
    before = building_times(plan)
    plan.tables["building_minutes"] = plan.tables["building_minutes"].iloc[::-1]

    assert building_times(plan) == before
    assert before["health_station"] == ([40, 100, 101, -2, 90], "110-1")
    assert before["pharmacy"] == ([60, -1, -1, -2, -1], "100-0")
    assert before["nursery"] == ([-2] * 5, "-----")


def test_a_building_without_a_row_has_no_data(plan):
    for table in ("building_minutes", "building_reached"):
        plan.tables[table] = plan.tables[table].drop("B1")

    assert building_times(plan)["health_station"] == ([-3, 100, 101, -2, 90], "-10-1")


def test_communities_by_households_else_by_buildings(plan):
    table = plan.tables["community_coverage"]
    assert community_shares(plan, "health_station")["marks"] == [0, 4]

    plan.tables["community_coverage"] = table.assign(share_households=None, buildings_reached=1)
    assert community_shares(plan, "health_station")["marks"] == [2, 0]
    assert community_shares(plan, "gym")["marks"] == [7, 7]


@pytest.mark.parametrize(("value", "search"), [("30 分钟", 30.0), ("12.5", 12.5), (None, None)])
def test_search_is_read_from_the_basis(plan, value, search):
    basis = pd.DataFrame({"key": ["search_minutes"], "zh": ["搜索"], "value": [value]})
    plan.tables["basis"] = basis

    assert limits(plan) == (10.0, search)


def test_buildings_of_an_empty_answer_have_no_data(plan):
    for table in ("building_minutes", "building_reached"):
        plan.tables[table] = plan.tables[table].iloc[:0]

    assert building_times(plan)["pharmacy"] == ([-3] * 5, "-----")
