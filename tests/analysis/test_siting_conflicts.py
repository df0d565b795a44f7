"""Rules that cannot hold together: the sets are smallest, and giving up what is said works."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis.siting.conflicts import explain, of_rules
from pianqu.analysis.siting.covering_model import rules_model
from pianqu.analysis.siting.limits import Rules, rules

SITES = [f"L{number}" for number in range(5)]
COSTS = pd.Series([30.0, 40.0, 50.0, 60.0, 70.0], SITES)


def holds(found: Rules, names: set[str]) -> bool:
    """Whether any choice of the five sites keeps these rules; every one is looked at."""
    for number in range(len(SITES) + 1):
        for chosen in combinations(range(len(SITES)), number):
            taken = np.isin(np.arange(len(SITES)), chosen)
            if not names & set(found.broken(taken)):
                return True
    return False


CASES = {
    "apart": {"required": ["L1", "L2"], "apart": [("L1", "L2", "L3")]},
    "number": {"required": ["L0", "L1", "L2"], "sites": 2, "budget": 500.0, "costs": COSTS},
    "money": {"required": ["L3", "L4"], "budget": 100.0, "costs": COSTS, "sites": 4},
    "chain": {"required": ["L0"], "together": [("L0", "L1"), ("L1", "L2")], "forbidden": ["L2"]},
    "two": {
        "required": ["L0", "L1", "L2", "L3"],
        "apart": [("L0", "L1"), ("L2", "L3")],
        "forbidden": ["L4"],
    },
    "itself": {"required": ["L4"], "costs": COSTS, "budget": 60.0},
}


@pytest.mark.parametrize("name", CASES)
def test_sets_are_smallest_and_share_no_rule(name):
    found = rules(pd.Index(SITES), **CASES[name])

    conflict = of_rules(found)

    assert conflict.sets
    for rules_ in conflict.sets:
        assert not holds(found, set(rules_))
        assert all(holds(found, set(rules_) - {one}) for one in rules_)
    every = [one for rules_ in conflict.sets for one in rules_]
    assert len(every) == len(set(every))
    assert holds(found, set(found.names) - set(every))


@pytest.mark.parametrize("name", CASES)
def test_giving_up_what_is_said_works_and_less_does_not(name):
    found = rules(pd.Index(SITES), **CASES[name])

    conflict = of_rules(found)

    every, fewest = set(found.names), len(conflict.give_up)
    assert holds(found, every - set(conflict.give_up))
    assert not any(
        holds(found, every - set(fewer)) for fewer in combinations(sorted(every), fewest - 1)
    )


@pytest.mark.parametrize("seed", range(12))
def test_rules_at_random(seed):
    drawn = np.random.default_rng(seed)
    two = [tuple(sorted(drawn.choice(SITES, 2, replace=False))) for _ in range(4)]
    limits = {
        "required": sorted(set(drawn.choice(SITES, 3))),
        "forbidden": sorted(set(drawn.choice(SITES, 1))),
        "apart": two[:2],
        "together": two[2:],
        "sites": int(drawn.integers(1, 4)),
    }
    found = rules(pd.Index(SITES), **limits)

    conflict = of_rules(found)

    assert bool(conflict.sets) is not holds(found, set(found.names))
    assert holds(found, set(found.names) - set(conflict.give_up))
    for rules_ in conflict.sets:
        assert not holds(found, set(rules_))
        assert all(holds(found, set(rules_) - {one}) for one in rules_)


def test_amounts_are_raised_by_as_much_as_is_needed():
    limits = {"required": ["L3", "L4"], "budget": 100.0, "costs": COSTS}
    found = rules(pd.Index(SITES), **limits)

    conflict = of_rules(found, prices={"必须选 L3": 9, "必须选 L4": 9})

    assert conflict.give_up == ("预算不超过 100 元",)
    assert conflict.raised == {"预算不超过 100 元": 130.0}
    assert conflict.words == (
        "“预算不超过 100 元”、“必须选 L3”与“必须选 L4”相互矛盾，不能同时满足。",
        "至少要放宽：“预算不超过 100 元”放宽到 130。",
    )
    assert not of_rules(rules(pd.Index(SITES), **(limits | {"budget": 130.0}))).sets


def test_the_dearer_rule_is_kept():
    found = rules(pd.Index(SITES), required=["L1"], forbidden=["L1"])

    cheap = of_rules(found, prices={"必须选 L1": 1, "不得选 L1": 2})
    dear = of_rules(found, prices={"必须选 L1": 2, "不得选 L1": 1})
    fixed = of_rules(found, prices={"必须选 L1": np.inf, "不得选 L1": np.inf})

    assert (cheap.give_up, dear.give_up) == (("必须选 L1",), ("不得选 L1",))
    assert cheap.words == (
        "“必须选 L1”与“不得选 L1”相互矛盾，不能同时满足。",
        "至少要放宽：去掉“必须选 L1”。",
    )
    assert fixed.give_up == ()
    assert "没有找到出路" in fixed.words[-1]


def test_rules_that_can_hold_say_nothing():
    found = rules(pd.Index(SITES), required=["L1"], sites=2)

    conflict = explain(rules_model(found), found.groups())

    assert (conflict.sets, conflict.give_up, conflict.words) == ((), (), ())


def test_a_limit_that_cannot_hold_alone():
    found = rules(pd.Index(SITES), required=["L4"], costs=COSTS, budget=60.0)
    low = rules_model(found)

    conflict = explain(low, {"费用条件": [0, 1]})

    assert conflict.words == ("“费用条件”本身无法满足。", "至少要放宽：去掉“费用条件”。")
