"""Uses that share a plot: by hand, and against every set tried one by one."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.reuse import combining, uses
from pianqu.gis.errors import ChoiceError

PAIRS = uses.pairs()
LAND = {"playground": 170, "parking": 90, "charging": 60, "pocket_park": 400, "fitness": 150,
        "waste": 10, "bikes": 20}  # fmt: skip


def able(*names, plot="L1", fits="can", areas=None):
    table = uses.uses().loc[list(names)].reset_index()
    return table.assign(
        plot=plot, fits=fits, area_needed=[float((areas or LAND)[name]) for name in names]
    )


def combined(*names, area=1000.0, needs=None, **more):
    known = None
    if needs:
        known = pd.Series({("L1", use): need for use, need in needs.items()}, dtype="Float64")
    table = able(*names)
    return combining.combine(table, pairs=PAIRS, areas=pd.Series({"L1": area}), needs=known, **more)


def test_uses_that_must_stay_apart_are_in_no_set_and_the_rule_is_named():
    found = combined("playground", "parking", "waste")

    assert not any({"playground", "parking"} <= set(row.split("、")) for row in found.sets["uses"])
    assert found.refused["rule"].tolist() == ["playground+parking", "playground+waste"]
    assert found.refused["text"].iloc[0].startswith("儿童老年人活动场地与停车场不能同地：")
    assert found.refused["certainty"].tolist() == ["assumption"] * 2


def test_the_need_met_decides_then_the_items_then_the_land():
    needs = {"playground": 90, "parking": 50, "waste": 30}
    assert combined("playground", "parking", "waste", needs=needs).sets["uses"].tolist() == [
        "playground",
        "parking、waste",
    ]
    needs["waste"] = 45
    best = combined("playground", "parking", "waste", needs=needs).sets.iloc[0]
    assert best[["uses", "need_met", "item_count"]].tolist() == ["parking、waste", 95.0, 2]
    assert combined("playground", "parking").sets["uses"].tolist() == ["parking", "playground"]


@pytest.mark.parametrize(
    ("names", "area", "best"),
    [
        (("pocket_park", "bikes"), 420, ["pocket_park、bikes"]),
        (("pocket_park", "bikes"), 419.9, ["pocket_park", "bikes"]),
        (("pocket_park", "fitness"), 490, ["pocket_park、fitness"]),  # 60 m2 lie within the park
        (("pocket_park", "fitness"), 489.9, ["pocket_park", "fitness"]),
        (("parking", "charging"), 90, ["parking、charging"]),  # the same bays
    ],
)
def test_the_land_is_enough_or_not(names, area, best):
    found = combined(*names, area=area)

    assert found.sets["uses"].tolist() == best
    assert (found.sets["left"] >= -1e-6).all()
    short = found.refused[found.refused["rule"] == "area"]
    assert len(short) == (len(best) > 1)
    for row in short.itertuples():
        assert f"差 {row.measured - row.limit:.1f} ㎡" in row.text


def test_playground_and_fitness_share_the_share_of_the_park():
    found = combined("pocket_park", "playground", "fitness").sets.iloc[0]

    assert found["area_needed"] == 400 + 170 + 150 - 0.15 * 400


def test_uses_that_nobody_lacks_or_for_which_there_is_no_land_are_refused_with_the_rule():
    found = combined("pocket_park", "parking", "waste", area=100, needs={"waste": 0, "parking": 9})

    assert found.sets["uses"].tolist() == ["parking"]
    assert found.refused.set_index("use")["rule"].to_dict() == {
        "pocket_park": "area",
        "waste": "need",
    }
    assert "口袋公园须占用 400 ㎡，只有 100 ㎡，差 300 ㎡" in found.refused["text"].tolist()


def test_unknown_need_adds_nothing_and_is_counted():
    found = combined("parking", "waste", needs={"parking": 9, "waste": None}).sets.iloc[0]

    assert found[["uses", "need_met", "need_unknown"]].tolist() == ["parking、waste", 9.0, 1]


def test_unknown_land_is_never_shared():
    found = combined("parking", "waste", area=np.nan)

    assert found.sets.empty
    assert found.refused["rule"].tolist() == ["area_unknown"] * 2


def test_only_what_fits_is_looked_at():
    table = pd.concat(
        [able("parking"), able("waste", fits="needs_survey"), able("bikes", fits="cannot")]
    )
    areas = pd.Series({"L1": 999.0})
    sure = combining.combine(table, pairs=PAIRS, areas=areas)
    more = combining.combine(table, pairs=PAIRS, areas=areas, fits=["can", "needs_survey"])

    assert sure.sets["uses"].tolist() == ["parking"]
    assert more.sets["uses"].tolist() == ["parking、waste"]


def test_no_uses_have_no_sets():
    found = combining.combine(able("parking").iloc[:0], pairs=PAIRS, areas=pd.Series(dtype=float))

    assert len(found.sets) == len(found.refused) == 0


def test_too_many_uses_of_a_plot_are_refused():
    table = pd.concat([able("waste").assign(use=f"waste{number}") for number in range(19)])

    with pytest.raises(ChoiceError, match="地块 L1 可用于 19 种用途，一次最多组合 18 种"):
        combining.combine(table, pairs=PAIRS, areas=pd.Series({"L1": 999.0}))


def brute(names, area, needs):
    """The most need that any allowed set meets, by trying each with its own reckoning."""
    away = {
        frozenset(pair) for pair in PAIRS.query("relation == 'apart'")[["one", "other"]].to_numpy()
    }
    best = -1.0
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            if any(frozenset(pair) in away for pair in combinations(chosen, 2)):
                continue
            land = sum(LAND[name] for name in chosen)
            if "pocket_park" in chosen:
                inner = sum(LAND[name] for name in chosen if name in ("playground", "fitness"))
                land -= min(inner, 0.15 * LAND["pocket_park"])
            if {"parking", "charging"} <= set(chosen):
                land -= LAND["charging"]
            if land <= area:
                best = max(best, sum(needs[name] for name in chosen))
    return best


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(list(LAND)), min_size=1, unique=True),
    st.integers(5, 900),
    st.lists(st.integers(1, 99), min_size=len(LAND), max_size=len(LAND)),
)
def test_no_set_tried_one_by_one_meets_more(names, area, numbers):
    needs = dict(zip(LAND, numbers, strict=True))
    found = combined(*names, area=float(area), needs=needs, most=99).sets
    best = brute(names, area, needs)

    assert (found["need_met"].max() if len(found) else -1.0) == best
    assert found["need_met"].is_monotonic_decreasing
    assert found["rank"].tolist() == list(range(1, len(found) + 1))
    rows = [set(row.split("、")) for row in found["uses"]]
    assert not any(later <= row for at, row in enumerate(rows) for later in rows[at + 1 :])
