"""Fourteen items by hand: measured, attested, contradicted, unknown; and never passed unseen."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis import attestation, scorecard
from pianqu.layers import kinds

ITEMS = scorecard.items()
MEASURED = ITEMS.index[ITEMS["evidence"] == "measured"]
KINDS = sorted({kind for row in ITEMS["kinds"] for kind in row.split("|") if kind})
EVERY = ";".join(["lift", *ITEMS.index])
OWNER = pd.Series({"B1": "C1", "B2": "C1"})


def known(status="mapped"):
    return pd.DataFrame({"zh": KINDS, "status": status, "reason": "数据中未标注"}, index=KINDS)


@cache
def card(minutes, *, met=None, not_met=None, status="mapped", joined=None):
    communities = pd.DataFrame({"attested": [met], "attested_not": [not_met]}, index=["C1"])
    times = pd.DataFrame({kind: list(minutes) for kind in KINDS}, index=OWNER.index, dtype=float)
    on = None if joined is None else pd.Series(list(joined), OWNER.index, dtype="boolean")
    table = scorecard.scorecard(
        communities, minutes=times, community=OWNER, known=known(status), joined=on
    )
    return table.set_index("item")


def test_fourteen_items_in_three_groups_with_words_of_their_own():
    words = {choice.code: choice.zh for choice in kinds.vocabulary("renewal_item")}

    assert len(ITEMS) == len(card((1, 1))) == 14
    assert ITEMS["group"].value_counts().to_dict() == {"has": 6, "reaches": 5, "sound": 3}
    assert {item: words[item] for item in ITEMS.index} == ITEMS["zh"].to_dict()
    assert set(KINDS) <= {choice.code for choice in kinds.vocabulary("facility_kind")}


@pytest.mark.parametrize(
    ("minutes", "result", "share"),
    [
        ((10, 10), "met", 1),
        ((10, 10.001), "not_met", 0.5),
        ((np.inf, np.inf), "not_met", 0),
        ((1, np.nan), "unknown", 1),
        ((np.inf, np.nan), "not_met", 0),
    ],
)
@pytest.mark.parametrize("item", MEASURED)
def test_measured_items_need_every_home(item, minutes, result, share):
    row = card(minutes).loc[item]

    assert (row["result"], row["measured"]) == (result, share)
    assert row["margin"] == share - row["required"]
    assert pd.isna(row["reason"]) == (result == "met")


@pytest.mark.parametrize("status", ["not_mapped", "not_computed"])
@pytest.mark.parametrize("item", ITEMS.index)
def test_unknown_never_passes(item, status):
    row = card((np.nan, np.nan), status=status).loc[item]

    assert row["result"] == "unknown"
    assert pd.isna(row["decided_by"])
    assert row["reason"]


@pytest.mark.parametrize(
    ("met", "not_met", "result"),
    [(EVERY, None, "met"), (None, EVERY, "not_met"), (EVERY, EVERY, "unknown")],
)
@pytest.mark.parametrize("item", ITEMS.index)
def test_an_attestation_speaks_where_the_data_are_silent(item, met, not_met, result):
    row = card((np.nan, np.nan), met=met, not_met=not_met).loc[item]

    assert row["result"] == result
    assert (str(row["reason"]) == attestation.CONTRADICTION) == bool(met and not_met)


@pytest.mark.parametrize(
    ("minutes", "met", "not_met", "expected"),
    [
        (1, "clinic", None, ("met", "measured;attested")),
        (99, None, "clinic", ("not_met", "measured;attested")),
        (99, "clinic", None, ("unknown", None)),
        (1, None, "clinic", ("unknown", None)),
    ],
)
def test_what_disagrees_is_not_known(minutes, met, not_met, expected):
    row = card((minutes, minutes), met=met, not_met=not_met).loc["clinic"]
    found = row["result"], row["decided_by"] if pd.notna(row["decided_by"]) else None

    assert found == expected
    assert (str(row["reason"]) == attestation.DISAGREEMENT) == (expected[0] == "unknown")


@pytest.mark.parametrize(
    ("joined", "met", "result"),
    [
        ((True, True), None, "unknown"),
        ((True, True), "slow_system", "met"),
        ((True, False), None, "not_met"),
        ((True, False), "slow_system", "unknown"),
        ((True, None), None, "unknown"),
        (None, "slow_system", "met"),
    ],
)
def test_a_necessary_condition_can_only_fail(joined, met, result):
    assert card((1, 1), met=met, joined=joined).loc["slow_system", "result"] == result


def test_a_community_without_homes_is_unknown():
    communities = pd.DataFrame(index=["C1", "C2"])
    times = pd.DataFrame(1.0, index=OWNER.index, columns=KINDS)
    table = scorecard.scorecard(communities, minutes=times, community=OWNER, known=known())
    counted = scorecard.totals(table).set_index("community")

    assert counted.loc["C1"].tolist() == [len(MEASURED), 0, 14 - len(MEASURED), 14]
    assert counted.loc["C2"].tolist() == [0, 0, 14, 14]


def test_the_sentence_names_the_minutes_of_the_user_s_own_table(tmp_path):
    ITEMS.reset_index().assign(minutes=15).to_csv(tmp_path / "own.csv", index=False)
    table = scorecard.scorecard(
        pd.DataFrame(index=["C1"]),
        minutes=pd.DataFrame(15.0, index=OWNER.index, columns=KINDS),
        community=OWNER,
        known=known(),
        overrides={"scorecard_items": tmp_path / "own.csv"},
    ).set_index("item")

    assert table.loc["clinic", "result"] == "met"
    assert "15 分钟" in table.loc["clinic", "text"]


def test_contradictions_are_listed_with_their_community():
    said = pd.DataFrame(
        {"attested": ["roads;clinic", "roads", None], "attested_not": ["roads", "clinic", "lift"]},
        index=["C1", "C2", "C3"],
    )
    found = scorecard.contradictions(said)

    assert found[["layer", "id", "value"]].to_numpy().tolist() == [
        ["communities", "C1", "道路建设"]
    ]


def test_a_code_is_not_found_inside_another():
    said = pd.DataFrame({"attested": ["park_greening"]}, index=["C1"])

    assert attestation.attested(said, ["park", "park_greening"]).loc["C1"].isna().tolist() == [
        True,
        False,
    ]
