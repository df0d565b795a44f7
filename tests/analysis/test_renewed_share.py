"""Share of an area that is renewed: its base, what is pending, and the limit."""

import pandas as pd
import pytest

from pianqu.analysis.staging.renewed_share import shares
from pianqu.analysis.staging.staging_rules import rules


def area(rows, **options):
    table = pd.DataFrame(rows, columns=["households", "state", "eligible", "batch"])
    table = table.set_index(pd.Index([f"C{at}" for at in range(len(table))]))
    options = {"bundles": None, "district": None, **options}
    return shares(table, rules=rules(), **options)


@pytest.mark.parametrize(
    ("rows", "share", "status", "short"),
    [
        ([(90, "done", True, None), (10, "waiting", True, None)], 0.9, "pass", 0),
        ([(89, "done", True, None), (11, "waiting", True, None)], 0.89, "fail", 1),
        ([(90, "done", False, None), (10, "waiting", False, None)], 1.0, "pass", 0),
        ([(90, "done", True, None), (11, "waiting", None, None)], 1.0, "unknown", 0),
        ([(10, "done", True, None), (None, "waiting", True, None)], 1.0, "unknown", None),
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
