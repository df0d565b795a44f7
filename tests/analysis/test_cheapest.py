"""The cheapest of equals: unknown costs come last, and without time the answer stays."""

import numpy as np
import pandas as pd

from pianqu.analysis.siting import covering
from pianqu.analysis.siting.cheapest import prices
from pianqu.analysis.siting.coverage_matrix import from_pairs

SITES = pd.Index(["P", "Q"])


def twins(**options):
    m = from_pairs(
        pd.DataFrame({"demand": ["a", "a"], "site": ["P", "Q"]}),
        weights=pd.Series({"a": 5.0}),
        sites=["P", "Q"],
    )
    return covering.most_covered(m, sites=1, **options)


def test_a_site_of_unknown_cost_is_no_cheap_one():
    assert twins(prefer=pd.Series({"Q": 1e6})).chosen == ("Q",)


def test_where_no_cost_is_known_the_first_id_stays():
    assert twins(prefer=pd.Series({"P": np.nan, "Q": np.nan})).chosen == ("P",)
    assert prices(SITES, pd.Series({"P": pd.NA, "Q": pd.NA})).tolist() == []


def test_without_time_there_is_an_answer_and_a_bound():
    found = twins(prefer=pd.Series({"P": 2.0, "Q": 1.0}), time_limit=0.0)

    assert found.bound >= 5.0 >= found.objective
    assert found.status in ("proven", "gap")
