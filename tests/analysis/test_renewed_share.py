"""Share of an area that is renewed: its base, what is pending, and the limit."""

import pandas as pd
import pytest

from pianqu.analysis.staging.renewed_share import shares
from pianqu.analysis.staging.staging_rules import rules


def area(rows, *, base=None, more=None, **options):
    table = pd.DataFrame(rows, columns=["households", "state", "eligible", "batch"])
    table = table.set_index(pd.Index([f"C{at}" for at in range(len(table))]))
    homes = table["households"].astype("Int64")
    table = table.assign(in_base=table["eligible"] if base is None else base)
    table["households_renewed"] = homes.where(table["state"].eq("done"), 0)
    table["households_underway"] = homes.where(table["state"].eq("underway"), 0)
    table = table.assign(**(more or {}))
    options = {"bundles": None, "district": None, **options}
    return shares(table, rules=rules(), **options)


@pytest.mark.parametrize(
    ("rows", "share", "status", "short"),
    [
        ([(90, "done", True, None), (10, "waiting", True, None)], 0.9, "pass", 0),
        ([(89, "done", True, None), (11, "waiting", True, None)], 0.89, "fail", 1),
        ([(90, "done", False, None), (10, "waiting", False, None)], 1.0, "pass", 0),
        ([(90, "done", True, None), (11, "waiting", None, None)], 1.0, "unknown", 0),
        ([(10, "done", True, None), (None, "waiting", True, None)], None, "unknown", None),
        ([(10, "waiting", None, None)], None, "unknown", None),
    ],
)
def test_renewed_over_eligible_with_what_is_pending_beside(rows, share, status, short):
    found = area(rows).iloc[0]
    assert (pd.isna(found["share"]) and share is None) or found["share"] == pytest.approx(share)
    assert found["status"] == status
    assert (pd.isna(found["short"]) and short is None) or found["short"] == short


def test_every_level_adds_up_and_plans_count_once():
    rows = [(60, "done", True, None), (30, "waiting", True, 2025), (10, "waiting", True, None)]
    found = area(
        rows,
        bundles=pd.Series({"C0": "P01", "C1": "P01"}),
        district=pd.Series("南", index=["C0", "C1", "C2"]),
    ).set_index(["level", "area"])

    assert found["share"].tolist() == pytest.approx([60 / 90, 0.6, 0.6])
    assert found.loc[("bundle", "P01"), "share_planned"] == 1.0
    assert found.loc[("all", "合计"), "share_planned"] == pytest.approx(0.9)
    assert found.loc[("all", "合计"), "share_communities"] == pytest.approx(1 / 3)


def test_who_has_only_not_agreed_is_in_the_base():
    rows = [(60, "done", True, None), (40, "waiting", False, None), (50, "waiting", False, None)]
    found = area(rows, base=[True, True, False]).iloc[0]

    assert (found["households_eligible"], found["share"], found["short"]) == (100, 0.6, 30)
    assert found["communities_unagreed"] == 1
    assert "符合条件但尚未达到同意率 1 个" in found["basis"]


def test_what_is_under_way_is_in_the_base_and_in_the_outlook():
    rows = [(30, "done", True, None), (50, "underway", None, None), (20, "waiting", True, None)]
    found = area(rows).iloc[0]

    assert (found["share"], found["share_planned"]) == pytest.approx((0.3, 0.8))
    assert found[["households_underway", "households_pending"]].tolist() == [50, 0]


@pytest.mark.parametrize(
    ("part", "renewed", "share", "status"),
    [(10, 60, 0.6, "fail"), (pd.NA, 50, None, "unknown"), (0, 50, 0.5, "fail")],
)
def test_of_a_part_only_the_households_of_its_project_count(part, renewed, share, status):
    rows = [(50, "done", True, None), (50, "waiting", True, None)]
    found = area(rows, more={"households_renewed": pd.array([50, part], "Int64")}).iloc[0]

    assert (found["households_renewed"], found["status"]) == (renewed, status)
    assert (pd.isna(found["share"]) and share is None) or found["share"] == pytest.approx(share)
    assert found["communities_part"] == (0 if part is not pd.NA and part == 0 else 1)
