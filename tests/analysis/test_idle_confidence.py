"""Confidence: each rule by hand, the order in which they win, and what is never known."""

import pandas as pd
import pytest

from pianqu.analysis import standards
from pianqu.analysis.idle import confidence
from pianqu.gis.errors import ChoiceError

TABLE = standards.load("idle_confidence")
TODAY = pd.Timestamp("2024-06-30")
STATUS = ("registered", "status_vacant", "for")
LEGAL = ("registered", "legal_idle", "for")
OPEN = ("residual", "open_parcel", "for")
LEFT = ("residual", "residual", "for")
GREEN = ("raster", "sign_ndvi", "for")
BUILT = ("raster", "sign_built", "against")
USED = ("registered", "status_in_use", "against")
LOW_USE = ("under_used", "status_under_used", "for")
RATIO = ("under_used", "low_ratio", "for")
ROOM = ("premises", "premises_idle", "for")
WALL = ("under_used", "walled_compound", "for")
SEEN = ("registered", "correction", "note")
ADDED = ("registered", "correction", "for")
OVERDUE = ("registered", "start_overdue", "note")


def evidence(*said: tuple[str, str, str], years: float = 0.0, source: str | None = "登记"):
    table = pd.DataFrame(said, columns=["kind", "rule", "says"]).astype("string")
    day = TODAY - pd.Timedelta(days=round(years * 365.25))
    return table.assign(plot="P", source=source, as_of=day, text="所见")


def refusals(*unknown: str, effect: str = "excludes") -> pd.DataFrame:
    rows = [("P", effect, "unknown", zh) for zh in unknown] + [("P", "excludes", "clear", "公园")]
    return pd.DataFrame(rows, columns=["plot", "effect", "status", "zh"])


def judged(said: pd.DataFrame, why_not: pd.DataFrame | None = None, table=TABLE) -> pd.Series:
    plots = pd.DataFrame(index=["P"])
    why_not = refusals() if why_not is None else why_not
    return confidence.confidence(plots, said, why_not, today=TODAY, table=table).loc["P"]


@pytest.mark.parametrize(
    ("said", "level", "rule"),
    [
        ([STATUS], "medium", "registered"),
        ([STATUS, OVERDUE], "medium", "registered"),
        ([STATUS, OPEN], "high", "registered_supported"),
        ([STATUS, GREEN], "high", "registered_supported"),
        ([LEGAL], "high", "legal_idle"),
        ([ADDED], "medium", "registered"),
        ([STATUS, USED], "low", "contradicted"),
        ([LEGAL, BUILT], "low", "contradicted"),
        ([STATUS, USED, SEEN], "high", "confirmed"),
        ([LOW_USE, RATIO], "medium", "under_used"),
        ([LOW_USE, WALL], "medium", "walled"),
        ([LOW_USE], "low", "other"),
        ([RATIO], "low", "other"),
        ([ROOM], "medium", "premises"),
        ([LEFT], "medium", "residual_known"),
        ([OPEN], "medium", "residual_known"),
        ([GREEN], "low", "undated"),
    ],
)
def test_the_first_rule_that_holds_wins(said, level, rule):
    found = judged(evidence(*said))
    assert (found["confidence"], found["confidence_rule"]) == (level, rule)
    assert TABLE.loc[rule, "zh"] in found["confidence_text"]


@pytest.mark.parametrize(("years", "rule"), [(2.9, "legal_idle"), (3.1, "old"), (9, "old")])
def test_evidence_grows_old(years, rule):
    found = judged(evidence(LEGAL, years=years))
    assert found["confidence_rule"] == rule
    assert ("超过 3 年" in found["confidence_text"]) == (rule == "old")


def test_the_newest_evidence_counts():
    both = pd.concat([evidence(STATUS, years=9), evidence(OPEN)])
    assert judged(both)["confidence_rule"] == "registered_supported"


@pytest.mark.parametrize(("source", "day"), [(None, TODAY), ("登记", pd.NaT), (None, pd.NaT)])
def test_evidence_without_source_or_day_is_low(source, day):
    found = judged(evidence(STATUS, source=source).assign(as_of=day))
    assert (found["confidence"], found["confidence_rule"]) == ("low", "undated")


@pytest.mark.parametrize(
    ("said", "level", "rule", "cut"),
    [
        (LEGAL, "medium", "legal_idle", True),
        (STATUS, "medium", "registered", False),
        (LEFT, "low", "other", False),
        (SEEN, "medium", "confirmed", True),
    ],
)
def test_a_hard_rule_that_is_unknown_is_a_ceiling(said, level, rule, cut):
    found = judged(evidence(said), refusals("低洼积水区", "危房"))
    assert (found["confidence"], found["confidence_rule"]) == (level, rule)
    assert "低洼积水区、危房无法判断" in found["confidence_text"]
    assert ("最多为中" in found["confidence_text"]) == cut


def test_a_warning_that_is_unknown_changes_nothing():
    found = judged(evidence(LEGAL), refusals("数据边缘", effect="warns"))
    assert found["confidence"] == "high"
    assert "无法判断" not in found["confidence_text"]


def test_without_any_day_nothing_is_old():
    found = confidence.confidence(
        pd.DataFrame(index=["P"]), evidence(LEGAL), refusals(), today=pd.NaT, table=TABLE
    )
    assert found["confidence_rule"].tolist() == ["legal_idle"]


def test_plots_keep_their_order_and_those_without_evidence_are_low():
    found = confidence.confidence(
        pd.DataFrame(index=["Z", "P"]), evidence(LEGAL), refusals(), today=TODAY, table=TABLE
    )
    assert found["confidence"].to_dict() == {"Z": "low", "P": "high"}
    assert found["confidence_text"].notna().all()


def test_the_order_of_the_table_decides():
    turned = TABLE.assign(order=TABLE["order"].where(TABLE.index != "legal_idle", 0))
    assert judged(evidence(LEGAL, BUILT), table=turned)["confidence_rule"] == "legal_idle"


@pytest.mark.parametrize(
    ("key", "column", "value", "word"),
    [
        ("old", "value", "often", "不小于 0"),
        ("registered", "level", "sure", "high、medium、low"),
        ("registered", "order", "1", "order 相同"),
        ("other", "order", "0", "应最大"),
    ],
)
def test_a_users_own_table_is_checked(tmp_path, key, column, value, word):
    table = TABLE.reset_index().astype(str)
    table[column] = table[column].where(table["key"] != key, value)
    table.to_csv(tmp_path / "own.csv", index=False)
    with pytest.raises(ChoiceError, match=word):
        standards.load(
            confidence.TABLE, overrides={confidence.TABLE: tmp_path / "own.csv"},
            check=confidence.faults,
        )  # fmt: skip
