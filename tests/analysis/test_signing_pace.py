"""The pace of signing: from a pace that is given, from history, and where there is none."""

import pandas as pd
import pytest

from pianqu.analysis.staging.signing_pace import NO_HISTORY, NO_TOTAL, forecast
from pianqu.analysis.staging.staging_rules import rules
from pianqu.gis.errors import ChoiceError

MONTH = 31


def history(*rows):
    return pd.DataFrame(rows, columns=["date", "count"])


def test_eight_households_at_three_days_are_done_within_the_month():
    """太仓市: "剩余的8户…平均以3天一户的速度完成签约。征收阶段仅历时一个月"."""
    found = forecast(0, 8, days_each=rules().days_each, as_of="2024-06-01")
    assert found.days == found.days_least == found.days_most == 24.0 <= MONTH
    assert str(found.date.date()) == "2024-06-25"


def test_history_gives_the_mean_pace_and_the_recent_one():
    rows = history(("2024-06-01", 10), ("2024-06-20", 5), ("2024-06-30", 5))
    found = forecast(20, 50, history=rows, as_of="2024-06-30")
    # 30 days for 20 households; the last 14 days (from 17 June on) for 10
    assert found.days == pytest.approx(30 * 1.5)
    assert (found.days_least, found.days_most) == (pytest.approx(42.0), pytest.approx(45.0))


def test_nothing_lately_leaves_the_latest_day_open():
    found = forecast(
        4, 8, history=history(("2024-05-01", 2), ("2024-05-03", 2)), as_of="2024-06-30"
    )
    assert found.days_most is None
    assert found.date_most is None
    assert found.days == pytest.approx(4 * 61 / 4)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (history(), NO_HISTORY),
        (history(("2024-06-01", 0), ("2024-06-05", 0)), NO_HISTORY),
        (history(("2024-07-01", 3), ("2024-07-05", 3)), NO_HISTORY),
        (history((None, 3)), NO_HISTORY),
        (history(("2024-06-01", 3)), "签约记录只有 1 天，不足 2 天，不能推算进度"),
    ],
)
def test_no_pace_is_no_forecast_and_says_why(rows, reason):
    found = forecast(3, 8, history=rows, as_of="2024-06-30")
    assert (found.days, found.date, found.remaining, found.reason) == (None, None, 5, reason)


def test_the_ends_of_the_count():
    assert forecast(8, 8, as_of="2024-06-30").days == 0
    assert forecast(3, None).reason == NO_TOTAL
    with pytest.raises(ChoiceError, match="多于应签的 8 户"):
        forecast(9, 8)
    with pytest.raises(ChoiceError, match="应大于 0"):
        forecast(0, 8, days_each=0)
