"""The programme of lifts: counted by hand, and sums that must agree."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.lifts.batches import READINESS
from pianqu.analysis.lifts.programme import candidates, programme
from pianqu.gis.errors import LayerError

COUNTED = ["lifts", "lifts_ready", "lifts_existing", "households", "elderly", "subsidy", "custody"]


def stairs(
    rows: list[tuple], columns="readiness batch storeys lift households elderly"
) -> pd.DataFrame:
    ids = [f"U{row}" for row in range(len(rows))]
    frame = pd.DataFrame(rows, columns=columns.split(), index=ids)
    return frame.astype({"batch": "string", "lift": "boolean", "storeys": "Int64"})


def made(frame: pd.DataFrame, *, subsidy=100_000.0, custody=7800.0) -> pd.DataFrame:
    return programme(
        frame,
        readiness=frame["readiness"],
        batch=frame["batch"],
        candidate=candidates(frame, least_storeys=4),
        lift=frame["lift"],
        amounts=pd.DataFrame({"subsidy": subsidy, "custody": custody}, index=frame.index),
    )


def row(table: pd.DataFrame, stage: str, place: str) -> pd.Series:
    return table[(table["stage"] == stage) & (table["batch"].fillna(table["place"]) == place)].iloc[
        0
    ]


WORLD = stairs(
    [
        ("ready", "E01", 6, False, 12, 6),
        ("ready", "E01", 6, False, 12, None),
        ("to_vote", "E02", 6, False, 12, 4),
        ("to_survey", None, None, False, 10, 2),
        ("none", None, 6, False, 12, 8),
        ("none", None, 3, False, 6, 1),
        ("none", None, 7, True, 14, 9),
    ]
)


def test_twenty_lifts_of_the_seed():
    frame = stairs([("ready", "E01", 6, False, 12, 6)] * 20)
    table = made(frame, subsidy=100_000, custody=650 * 12)

    assert row(table, "building", "all")["subsidy"] == 2_000_000
    assert row(table, "custody", "all")["custody"] == 156_000


@pytest.mark.parametrize(
    ("stage", "place", "lifts", "base", "households", "households_base"),
    [
        ("planning", "all", 4, 5, 46, 58),
        ("planning", "E01", 2, 5, 24, 58),
        ("planning", "E02", 1, 5, 12, 58),
        ("planning", "single", 1, 5, 10, 58),
        ("building", "all", 2, 5, 24, 58),
        ("custody", "all", 5, 6, 60, 72),
        ("custody", "existing", 1, 6, 14, 72),
    ],
)
def test_what_each_row_counts_and_is_a_share_of(
    stage, place, lifts, base, households, households_base
):
    found = row(made(WORLD), stage, place)

    assert found[["lifts", "base", "base_unknown"]].tolist() == [lifts, base, 1]
    assert found["share"] == pytest.approx(lifts / base)
    assert found[["households", "households_base"]].tolist() == [households, households_base]
    assert found["households_share"] == pytest.approx(households / households_base)


@pytest.mark.parametrize(
    ("stage", "place", "lifts", "ready", "existing"),
    [
        ("planning", "all", 4, 2, 0),
        ("planning", "E01", 2, 2, 0),
        ("planning", "E02", 1, 0, 0),
        ("planning", "single", 1, 0, 0),
        ("building", "all", 2, 2, 0),
        ("custody", "all", 5, 2, 1),
        ("custody", "E02", 1, 0, 0),
        ("custody", "existing", 1, 0, 1),
    ],
)
def test_what_is_planned_is_not_yet_what_is_agreed(stage, place, lifts, ready, existing):
    found = row(made(WORLD), stage, place)

    assert found[["lifts", "lifts_ready", "lifts_existing"]].tolist() == [lifts, ready, existing]


def test_a_stage_that_counts_what_is_not_agreed_says_so():
    table = made(WORLD)
    more = table["lifts"] > table["lifts_ready"] + table["lifts_existing"]

    assert set(table.loc[more, "stage_zh"]) == {
        *("连片规划（含待表决、待踏勘）", "连片托管（按规划全部建成测算）")
    }
    assert set(table.loc[table["stage"] == "building", "stage_zh"]) == {"连片加装"}


def test_what_is_not_known_is_counted_and_not_zero():
    amounts = [100_000, None, None, 1, 1, 1, 1]
    table = made(WORLD, subsidy=amounts)
    first, second = row(table, "planning", "E01"), row(table, "planning", "E02")

    assert first[["elderly", "elderly_unknown", "subsidy", "subsidy_unknown"]].tolist() == [
        *(6, 1, 100_000, 1)
    ]
    assert pd.isna(second["subsidy"])
    assert second["subsidy_unknown"] == 1


def test_nothing_is_built_for_custody():
    table = made(WORLD)

    assert (
        table.loc[table["stage"] == "custody", ["subsidy", "subsidy_unknown"]].isna().all(axis=None)
    )
    assert table.loc[table["stage"] != "custody", "subsidy"].notna().all()


def test_nothing_planned_is_a_row_of_zeros():
    table = made(WORLD.assign(readiness="none", batch=None))
    found = row(table, "building", "all")

    names = ["lifts", "lifts_ready", "lifts_existing", "households", "subsidy", "custody"]
    assert found[names].tolist() == [0] * 6
    assert found[["base", "share"]].tolist() == [5, 0]
    assert (table["place"] == "all").sum() == 3


def test_without_any_stairwell_a_share_has_no_base():
    table = made(WORLD.iloc[:0])

    assert table["base"].tolist() == [0] * 3
    assert table["share"].isna().all()


def test_a_lift_planned_where_none_is_needed_is_refused():
    with pytest.raises(LayerError, match="U0"):
        made(WORLD.assign(storeys=3))


FACTS = st.tuples(
    st.sampled_from([*READINESS]),
    st.sampled_from(["E01", "E02", None]),
    st.sampled_from([3, 6, None]),
    st.sampled_from([True, False, None]),
    st.integers(0, 20) | st.none(),
    st.integers(0, 20) | st.none(),
)


@given(st.lists(FACTS, max_size=14), st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_places_add_up_to_all_and_no_share_is_above_one(rows, random):
    frame = stairs(rows)
    barred = candidates(frame, least_storeys=4).eq(False).fillna(False)
    frame["readiness"] = frame["readiness"].mask(barred, "none")
    frame["batch"] = frame["batch"].mask(frame["readiness"].eq("none"))
    table = made(frame)

    for _, stage in table.groupby("stage"):
        every, rest = stage[stage["place"] == "all"], stage[stage["place"] != "all"]
        for name in COUNTED:
            total = 0 if pd.isna(every[name].iloc[0]) else every[name].iloc[0]
            assert rest[name].sum() == total
    shares = table[["share", "households_share", "elderly_share"]].astype("Float64")
    assert (shares.fillna(0) <= 1).all(axis=None)
    mixed = made(frame.loc[random.sample([*frame.index], len(frame))])
    pd.testing.assert_frame_equal(mixed, table)
