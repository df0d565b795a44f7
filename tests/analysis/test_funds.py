"""The owners' own money: withdrawals that stay within share and balance, and a fund filled again."""

import pandas as pd

from pianqu.analysis.finance import funds


def test_neither_above_the_share_nor_above_the_balance():
    share, balance = pd.Series([100.0, 100.0, 100.0, None]), pd.Series([50.0, 500.0, None, 5.0])

    assert funds.provident(share, balance).tolist() == [50, 100, 100, pd.NA]


def test_who_receives_withdraws_nothing():
    assert funds.provident(pd.Series([-100.0])).tolist() == [0]


def test_the_fund_gives_what_it_holds_and_is_filled_again():
    given = pd.DataFrame(
        {
            "balance": [100.0, 100.0, None],
            "need": [150.0, 20.0, 5.0],
            "first": [200.0, 200.0, 200.0],
        }
    )
    found = funds.maintenance(given)

    assert found["used"].tolist() == [100, 20, pd.NA]
    assert found["short"].tolist() == [50, 0, pd.NA]
    assert found["recollect"].tolist() == [200, 0, pd.NA]
    assert found["reason"].tolist() == [pd.NA, pd.NA, "维修资金余额未知"]


def test_only_what_was_voted_is_used():
    given = pd.DataFrame({"balance": [100.0], "need": [90.0], "first": [None], "share": [0.5]})
    found = funds.maintenance(given).iloc[0]

    assert (found["used"], found["short"]) == (50, 40)
    assert pd.isna(found["recollect"])
    assert found["reason"] == "首期交存额未知，续筹线无从判断"
