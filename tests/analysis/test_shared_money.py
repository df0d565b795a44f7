"""Money of projects of several communities: it is not shared out by guessing, and said so."""

import pandas as pd

from pianqu.analysis import shared_money

WORKS = pd.DataFrame({"communities": ["C1", "C1；C2", "C2、C3"]}, index=["J1", "J2", "J3"])
ROWS = pd.DataFrame(
    {
        "project": ["J1", "J2", "J2", "J3", "J9"],
        "community": [None, "C2", None, "C3", None],
    }
)


def test_only_a_project_of_one_community_is_placed():
    placed = shared_money.placed(ROWS, WORKS)["community"]

    assert placed.fillna("-").tolist() == ["C1", "C2", "-", "C3", "-"]


def test_a_row_with_no_community_leaves_the_part_of_each_open():
    open_ = shared_money.shared(shared_money.placed(ROWS, WORKS), WORKS)

    # J1 is placed and every row of J3 says its community; only a row of J2 says none
    assert open_.to_dict() == {"C1": "J2", "C2": "J2"}


def test_a_community_of_two_open_projects_names_both():
    rows = pd.DataFrame({"project": ["J2", "J3"], "community": [None, None]})

    assert shared_money.shared(rows, WORKS).to_dict() == {"C1": "J2", "C2": "J2、J3", "C3": "J3"}


def test_accounts_of_these_communities_are_unknown_and_no_others():
    finance = pd.DataFrame(
        {
            "level": ["community", "community", "project"],
            "id": ["C1", "C3", "J2"],
            "rows": [2, 1, 3],
            "cost": [900.0, 100.0, 1000.0],
            "balanced": ["yes", "yes", "yes"],
            "balanced_zh": "平衡",
            "reason": "-",
        }
    )

    found = shared_money.unsettled(finance, pd.Series({"C1": "J2"}))

    assert found["cost"].isna().tolist() == [True, False, False]
    assert found["balanced"].tolist() == ["unknown", "yes", "yes"]
    assert found.loc[0, "reason"] == "J2 的款项没有分到各小区，本小区的收支未知"
    assert found["rows"].tolist() == [2, 1, 3]
    assert finance["cost"].notna().all()
