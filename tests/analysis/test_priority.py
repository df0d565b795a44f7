"""Priority of lifts: scores by hand, more need never lower, and ranks at other weights."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import standards
from pianqu.analysis.lifts import priority
from pianqu.analysis.lifts.rank_swings import bounds, open_bounds
from pianqu.gis.errors import ChoiceError

WEIGHTS = standards.load("priority_weights")["weight"]
EVEN = dict.fromkeys(priority.PARTS, 1.0)


def stairs(**columns) -> pd.DataFrame:
    rows = max(len(each) for each in columns.values())
    given_ = {"elderly": [6] * rows, "disabled": [0] * rows, "storeys": [6] * rows}
    given_ |= {"households": [12] * rows, **columns}
    return pd.DataFrame(given_, index=[f"U{row}" for row in range(rows)])


def scored(frame: pd.DataFrame, *, consent=0.0, fit=1.0, **choice) -> pd.DataFrame:
    return priority.score(
        frame,
        consent=pd.Series(consent, frame.index, dtype="Float64"),
        fit=pd.Series(fit, frame.index, dtype="Float64"),
        **choice,
    )


def test_the_bundled_weights_add_up():
    assert WEIGHTS.sum() == pytest.approx(1)
    assert WEIGHTS.index.tolist() == list(priority.PARTS)
    assert set(standards.load("priority_weights")["status"]) == {"assumption"}


@pytest.mark.parametrize(
    ("column", "values", "part", "found"),
    [
        ("elderly", [0, 6, 12, 99, None], "elderly", [0, 0.5, 1, 1, None]),
        ("disabled", [0, 3, None], "disabled", [0, 1, None]),
        ("storeys", [1, 3, 4, 7, 9], "floors", [0, 0, 0.25, 1, 1]),
        ("households", [0, 9, 18, 40], "households", [0, 0.5, 1, 1]),
    ],
)
def test_a_part_goes_from_nothing_to_full(column, values, part, found):
    parts = scored(stairs(**{column: values}))[part]

    assert [None if pd.isna(one) else one for one in parts] == found


@pytest.mark.parametrize(
    ("name", "values", "found"),
    [
        ("consent", [-0.75, -0.25, 0.0, 0.25, None], [0, 0, 0.5, 1, None]),
        ("fit", [-1.0, 0.0, 0.5, 5.0, None], [0, 0, 0.25, 1, None]),
    ],
)
def test_margins_are_parts(name, values, found):
    parts = scored(stairs(elderly=[1] * 5), **{name: values})[name]

    assert [None if pd.isna(one) else one for one in parts] == found


def test_a_score_is_the_mean_of_its_parts():
    found = scored(stairs(elderly=[12]), weights=EVEN).loc["U0"]

    assert found["score"] == pytest.approx(100 * (1 + 0 + 0.75 + 12 / 18 + 0.5 + 0.5) / 6)
    assert found["score_most"] == found["score"]
    assert pd.isna(found["unknown"])


def test_what_is_not_known_is_a_range_and_not_zero():
    found = scored(stairs(elderly=[None]), consent=None).loc["U0"]

    assert pd.isna(found["elderly"])
    assert found["unknown"] == "老年人、表决"
    gap = 100 * (WEIGHTS["elderly"] + WEIGHTS["consent"])
    assert found["score_most"] - found["score"] == pytest.approx(gap)


def test_a_part_without_weight_is_not_missed():
    found = scored(stairs(elderly=[6]), consent=None, weights={"consent": 0})

    assert found["unknown"].isna().all()
    assert found["score_most"].equals(found["score"].rename("score_most"))


def test_a_column_that_is_not_there_is_not_known():
    found = scored(stairs(elderly=[6]).drop(columns="disabled"))

    assert found["unknown"].tolist() == ["残疾人"]


def test_equal_scores_share_the_best_rank():
    assert scored(stairs(elderly=[4, 8, 8, 0]))["rank"].tolist() == [3, 1, 1, 4]


VALUES = st.fixed_dictionaries(
    {
        "elderly": st.integers(0, 15) | st.none(),
        "disabled": st.integers(0, 4) | st.none(),
        "storeys": st.integers(1, 9),
        "households": st.integers(0, 24) | st.none(),
    }
)
FRAMES = st.lists(VALUES, min_size=2, max_size=7)


@given(FRAMES, st.sampled_from(["elderly", "disabled", "storeys", "households"]))
@settings(max_examples=20, deadline=None)
def test_more_need_never_lowers_a_score_or_a_rank(rows, column):
    less = pd.DataFrame(rows).astype("Float64")
    more = less.copy()
    more.loc[0, column] += 1
    before, after = scored(less), scored(more)

    assert after.loc[0, "score"] >= before.loc[0, "score"]
    assert after.loc[0, "score_most"] >= before.loc[0, "score_most"]
    assert after.loc[0, "rank"] <= before.loc[0, "rank"]


@given(FRAMES, st.sampled_from(["elderly", "disabled", "households"]), st.integers(0, 30))
@settings(max_examples=20, deadline=None)
def test_evidence_narrows_the_range(rows, column, value):
    unknown = pd.DataFrame(rows).astype("Float64")
    unknown.loc[0, column] = pd.NA
    known = unknown.copy()
    known.loc[0, column] = value
    before, after = scored(unknown), scored(known)

    assert before.loc[0, "score"] <= after.loc[0, "score"] + 1e-9
    assert after.loc[0, "score_most"] <= before.loc[0, "score_most"] + 1e-9


@given(FRAMES, st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_no_weights_within_the_swing_place_a_row_outside_its_bounds(rows, seed):
    found = scored(pd.DataFrame(rows))
    parts = found[list(priority.PARTS)].fillna(0).to_numpy(dtype=float)
    corners = np.array(list(product([0.8, 1.2], repeat=6)))
    inside = np.random.default_rng(seed).uniform(0.8, 1.2, (40, 6))
    weights = np.r_[corners, inside, np.ones((1, 6))] * WEIGHTS.to_numpy()
    scores = parts @ (weights / weights.sum(axis=1, keepdims=True)).T
    ranks = 1 + (scores[None] > scores[:, None] + 1e-7).sum(axis=1)

    assert (found["rank_best"] <= ranks.min(axis=1)).all()
    assert (found["rank_worst"] >= ranks.max(axis=1)).all()
    assert found["rank"].between(found["rank_best"], found["rank_worst"]).all()


@given(st.lists(st.lists(st.integers(0, 8), min_size=4, max_size=4), min_size=2, max_size=2))
@settings(max_examples=20, deadline=None)
def test_of_two_the_bounds_are_met_at_a_corner(pair):
    parts, weights = np.array(pair) / 8, np.array([0.4, 0.3, 0.2, 0.1])
    scores = parts @ (np.array(list(product([0.8, 1.2], repeat=4))) * weights).T
    ranks = 1 + np.c_[scores[1] > scores[0] + 1e-9, scores[0] > scores[1] + 1e-9].T
    best, worst = bounds(parts, weights, swing=0.2)

    assert best.tolist() == ranks.min(axis=1).tolist()
    assert worst.tolist() == ranks.max(axis=1).tolist()


def test_who_leads_in_every_part_stands_firm():
    found = scored(stairs(elderly=[12, 6, 0], households=[18, 12, 6]))

    assert found[["rank", "rank_best", "rank_worst"]].to_numpy().tolist() == [
        [at] * 3 for at in (1, 2, 3)
    ]
    assert found["stable"].all()


def test_who_leads_by_one_part_alone_may_be_overtaken():
    found = scored(stairs(elderly=[12, 0], households=[0, 18]), weights={"households": 0.24})

    assert found[["rank", "rank_best", "rank_worst"]].to_numpy().tolist() == [[1, 1, 2], [2, 1, 2]]
    assert not found["stable"].any()


OPEN = ["rank", "rank_open_best", "rank_open_worst"]


def test_what_is_not_known_may_lift_one_above_another():
    found = scored(stairs(elderly=[8, None, 0], households=[12, 12, 0]))

    assert found[OPEN].to_numpy().tolist() == [[1, 1, 2], [2, 1, 2], [3, 3, 3]]
    assert found["settled"].tolist() == [False, False, True]
    assert found["stable"].tolist() == [True, True, True]  # of the weights alone


def test_an_unknown_part_that_moves_nobody_leaves_all_settled():
    found = scored(stairs(elderly=[12, 12, 0], disabled=[3, 3, None], households=[18, 9, 0]))

    assert found["unknown"].notna().tolist() == [False, False, True]
    assert found["settled"].all()


def test_where_all_is_known_equal_scores_are_settled():
    found = scored(stairs(elderly=[4, 8, 8, 0]))

    assert found[OPEN].nunique(axis=1).eq(1).all()
    assert found["settled"].all()


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_the_open_bounds_are_met_by_some_completion(rows):
    least = np.array([float(low) for low, _ in rows])
    most = least + [float(gap) for _, gap in rows]
    scores = np.array(list(product(*zip(least, most, strict=True))))
    ranks = 1 + (scores[:, None, :] > scores[:, :, None]).sum(axis=2)
    best, worst = open_bounds(least, most)

    assert best.tolist() == ranks.min(axis=0).tolist()
    assert worst.tolist() == ranks.max(axis=0).tolist()


@given(FRAMES, st.integers(0, 15), st.integers(0, 24))
@settings(max_examples=20, deadline=None)
def test_no_evidence_places_a_row_outside_its_open_bounds(rows, elderly, households):
    frame = pd.DataFrame(rows).astype("Float64").assign(disabled=0)
    before = scored(frame)
    after = scored(frame.fillna({"elderly": elderly, "households": households}))

    assert after["rank"].between(before["rank_open_best"], before["rank_open_worst"]).all()
    assert after["settled"].all()
    assert (after["rank"] == before["rank"])[before["settled"]].all()


def test_order_of_rows_changes_nothing():
    frame = stairs(elderly=range(8), households=[3, 9, 4, 4, 18, 2, 7, 7])
    mixed = frame.sample(frac=1, random_state=1)[["households", "storeys", "disabled", "elderly"]]

    pd.testing.assert_frame_equal(scored(mixed).loc[frame.index], scored(frame))
    assert len(scored(frame.iloc[:0])) == 0


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"height": 1}, ["height", "floors"]),
        ({"elderly": -1}, ["elderly", "-1"]),
        ({"elderly": float("nan")}, ["elderly", "nan"]),
        ({"elderly": True}, ["elderly", "True"]),
        (dict.fromkeys(priority.PARTS, 0), ["合计", "0"]),
    ],
)
def test_weights_that_cannot_be_meant_are_refused(weights, words):
    with pytest.raises(ChoiceError) as caught:
        scored(stairs(elderly=[1]), weights=weights)
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize(
    ("part", "column", "value", "words"),
    [
        ("elderly", "weight", -1, ["第 2 行", "weight", "-1"]),
        ("fit", "full", 0, ["第 7 行", "zero", "full"]),
        ("fit", "normalisation", "log", ["log", "linear"]),
        ("fit", None, None, ["缺少 fit 行"]),
    ],
)
def test_a_users_table_is_checked(tmp_path, part, column, value, words):
    table = standards.load("priority_weights")
    if column is None:
        table = table.drop(index=part)
    else:
        table = table.astype({column: object})
        table.loc[part, column] = value
    own = tmp_path / "own.csv"
    table.to_csv(own)
    with pytest.raises(ChoiceError) as caught:
        scored(stairs(elderly=[1]), overrides={"priority_weights": own})
    assert [word for word in words if word not in str(caught.value)] == []
