"""Instalments: each household's add up to its amount, to the fen."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import money, standards
from pianqu.analysis.lifts import payments
from pianqu.gis.errors import ChoiceError


def shares(*amounts) -> pd.DataFrame:
    ids = [f"U1-{at}" for at in range(len(amounts))]
    return pd.DataFrame({"stairwell": "U1", "household": ids, "amount": amounts}, index=ids)


def test_thirty_forty_thirty():
    found = payments.payments(shares(1000.0, -100.0, None))

    assert found["amount"].tolist() == [300, 400, 300, -30, -40, -30, pd.NA, pd.NA, pd.NA]
    assert found["zh"].head(3).tolist() == ["签约", "开工", "验收"]
    assert found["id"].tolist() == ["U1-0"] * 3 + ["U1-1"] * 3 + ["U1-2"] * 3
    assert set(found["certainty"]) == {"unverified"}


def test_all_at_once():
    assert payments.payments(shares(12.34), stages="once")["amount"].tolist() == [12.34]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=20))
def test_stages_add_up_to_the_fen(fen):
    found = payments.payments(shares(*[each / 100 for each in fen]))

    paid = money.fen(found["amount"]).groupby(found["id"], sort=False).sum()
    assert paid.tolist() == fen


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"share": [30, 40, 20, 100]}, "three 各阶段的 share 合计为 90"),
        ({"share": [130, -30, 0, 100]}, "share 为 130"),
        ({"unit": "ratio"}, "unit 为“ratio”"),
        ({"stage": "signing"}, "three 的 stage 有重复"),
    ],
)
def test_a_wrong_cell_of_the_user_is_named(tmp_path, change, said):
    own = tmp_path / "mine.csv"
    table = standards.load("elevator_payments")
    table.assign(**change).to_csv(own, index=False)

    with pytest.raises(ChoiceError, match=said):
        payments.payments(shares(1.0), overrides={"elevator_payments": own})
    assert list(payments.faults(table, "own.csv")) == []


def test_stages_that_are_not_there_are_refused():
    with pytest.raises(ChoiceError, match="可选：three、once"):
        payments.payments(shares(1.0), stages="four")
