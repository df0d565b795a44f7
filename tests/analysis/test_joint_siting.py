"""Several uses on shared plots: by hand, and against every plan there is."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis.siting.coverage_matrix import CoverageMatrix, from_pairs
from pianqu.analysis.siting.joint import joint
from pianqu.analysis.siting.joint_model import apart_bound, asked
from pianqu.analysis.siting.joint_rules import joint_rules, options
from pianqu.gis.errors import ChoiceError, LayerError

USES, PLOTS = ["canteen", "nursery", "parking"], ["L1", "L2", "L3"]
WORDS = {"canteen": "社区食堂", "nursery": "托育点", "parking": "停车场"}


def town(seed: int) -> dict:
    """Three uses, three plots with room for some of them, and who would reach what."""
    drawn = np.random.default_rng(seed)
    kinds = {}
    for use in USES:
        row, column = np.nonzero(drawn.random((9, 3)) < 0.4)
        ids = [f"B{i}" for i in range(9)]
        pairs = pd.DataFrame({"demand": np.array(ids)[row], "site": np.array(PLOTS)[column]})
        weights = pd.Series(drawn.integers(0, 40, 9).astype(float), ids)
        kinds[use] = from_pairs(pairs, weights=weights, sites=PLOTS)
    every = pd.MultiIndex.from_product([PLOTS, USES], names=["plot", "use"])
    fits = every.to_frame(index=False).assign(area_needed=drawn.integers(40, 120, 9).astype(float))
    return {
        "kinds": kinds,
        "fits": fits[drawn.random(9) < 0.85],
        "areas": pd.Series(drawn.integers(90, 220, 3).astype(float), PLOTS),
        "costs": pd.Series(drawn.integers(10, 50, 9).astype(float), every),
    }


def rule(relation: str, use: str = "", plot: str = "", other_use: str = "", other_plot: str = ""):
    return dict(
        zip(
            ["relation", "use", "plot", "other_use", "other_plot"],
            [relation, use, plot, other_use, other_plot],
            strict=True,
        )
    )


def figures(case: dict) -> dict:
    needed = case["fits"].set_index(["plot", "use"])["area_needed"].to_dict()
    return case | {"needed": needed, "room": dict(case["areas"]), "paid": case["costs"].to_dict()}


def allowed(case: dict, plan: set, sites: dict, budget: float) -> bool:
    area = case["needed"]
    land = {plot: sum(area[o] for o in plan if o[0] == plot) for plot in PLOTS}
    few = all(sum(use == one for _, use in plan) <= most for one, most in sites.items())
    enough = all(land[plot] <= case["room"][plot] for plot in PLOTS)
    return enough and few and sum(case["paid"][o] for o in plan) <= budget


def gain(kinds: dict[str, CoverageMatrix], plan: set, worth: dict) -> float:
    total = 0.0
    for use, m in kinds.items():
        plots = [plot for plot, one in plan if one == use]
        reached = m.matrix.toarray()[:, m.sites.isin(plots)].any(axis=1)
        total += worth.get(use, 1.0) * float(m.weight[reached].sum())
    return total


def best(case: dict, sites: dict, budget: float, worth: dict, keeps=lambda plan: True) -> float:
    case = figures(case)
    every = list(case["needed"])
    plans = (set(p) for n in range(len(every) + 1) for p in combinations(every, n))
    return max(
        gain(case["kinds"], plan, worth)
        for plan in plans
        if keeps(plan) and allowed(case, plan, sites, budget)
    )


@pytest.mark.parametrize("seed", range(8))
def test_every_plan_there_is(seed):
    case, sites, worth = town(seed), {"canteen": 1, "parking": 2}, {"nursery": 2.5}

    found = joint(**case, sites=sites, budget=110.0, worth=worth)

    plan = {(row.plot, row.use) for row in found.plan.itertuples()}
    assert found.status == "proven"
    assert allowed(figures(case), plan, sites, 110.0)
    assert found.objective == pytest.approx(best(case, sites, 110.0, worth))
    assert found.bound == pytest.approx(found.objective)
    assert found.checked == pytest.approx(found.objective)
    assert gain(case["kinds"], plan, worth) == pytest.approx(found.objective)


@pytest.mark.parametrize("seed", range(4))
def test_a_budget_of_each_use_by_itself(seed):
    case, money = town(seed), dict(zip(USES, (40.0, 25.0, 60.0), strict=True))
    paid = case["costs"].to_dict()

    def keeps(plan: set) -> bool:
        return all(sum(paid[o] for o in plan if o[1] == use) <= most for use, most in money.items())

    found = joint(**case, budget=money, words=WORDS)

    assert found.status == "proven"
    assert keeps({(row.plot, row.use) for row in found.plan.itertuples()})
    assert found.objective == pytest.approx(best(case, {}, np.inf, {}, keeps))


def test_a_budget_of_one_use_names_it():
    with pytest.raises(ChoiceError, match="canteen 的预算为 -1"):
        joint(**town(0), budget={"canteen": -1.0})


def apart(plan: set) -> bool:
    return not any({(p, "canteen"), (p, "nursery")} <= plan for p in PLOTS)


def together(plan: set) -> bool:
    return all(((p, "canteen") in plan) == ((p, "parking") in plan) for p in PLOTS)


RULES = [
    (rule("apart", "canteen", other_use="nursery"), apart),
    (rule("together", "canteen", other_use="parking"), together),
    (rule("must_not", plot="L2"), lambda plan: not any(p == "L2" for p, _ in plan)),
    (rule("must", plot="L3"), lambda plan: any(p == "L3" for p, _ in plan)),
    (
        rule("apart", "nursery", "L1", other_plot="L3"),
        lambda plan: not {("L1", "nursery"), ("L3", "nursery")} <= plan,
    ),
    (
        rule("apart", "canteen", "L1", "parking", "L2"),
        lambda plan: not {("L1", "canteen"), ("L2", "parking")} <= plan,
    ),
]


@pytest.mark.parametrize(("row", "keeps"), RULES)
def test_rules_about_pairs_as_every_plan_that_keeps_them(row, keeps):
    case = town(11)

    found = joint(**case, pairs=pd.DataFrame([row]))

    assert keeps({(one.plot, one.use) for one in found.plan.itertuples()})
    assert found.objective == pytest.approx(best(case, {}, np.inf, {}, keeps))


def test_each_use_has_its_own_answer():
    case = town(2)

    found = joint(**case, sites=dict.fromkeys(USES, 1))

    assert sum(one.objective for one in found.of.values()) == pytest.approx(found.objective)
    for use, m in case["kinds"].items():
        one = found.of[use]
        assert one.chosen == tuple(found.plan.loc[found.plan["use"] == use, "plot"])
        assert one.covered.equals(m.covered(one.chosen))
        assert one.checked == pytest.approx(m.newly(one.chosen))
    assert found.plan["gain"].sum() == pytest.approx(found.objective)
    assert (found.plan["gain"].diff().dropna() <= 1e-9).all()


def test_every_plot_for_itself_is_a_bound():
    case = town(4)
    limits = {"sites": dict.fromkeys(USES, 1), "budget": 100.0}
    found = options(case["fits"], USES, case["costs"])
    rules = joint_rules(found, case["areas"], **limits)

    problem = asked(case["kinds"], found, rules, dict.fromkeys(USES, 1.0))

    assert apart_bound(problem, **limits) >= best(case, limits["sites"], 100.0, {}) - 1e-9


def test_land_that_does_not_suffice_is_named_and_not_given_up():
    weights, reach = pd.Series({"a": 30.0}), pd.DataFrame({"demand": ["a"], "site": ["L1"]})
    m = from_pairs(reach, weights=weights, sites=["L1"])
    fits = pd.DataFrame({"plot": "L1", "use": ["canteen", "nursery"], "area_needed": [90.0, 80.0]})
    must = pd.DataFrame([rule("must", "canteen", "L1"), rule("must", "nursery", "L1")])

    found = joint(
        {"canteen": m, "nursery": m},
        fits=fits,
        areas=pd.Series({"L1": 120.0}),
        pairs=must,
        words=WORDS,
    )

    assert found.status == "infeasible"
    assert found.conflict == (
        "“地块 L1 面积 120 平方米”、“必须在 L1 设社区食堂”与“必须在 L1 设托育点”相互矛盾，不能同时满足。",
        "至少要放宽：去掉“必须在 L1 设托育点”。",
    )
    assert {one.status for one in found.of.values()} == {"infeasible"}


def test_what_is_not_known_is_said():
    case = town(1)
    hole = case["fits"].assign(area_needed=case["fits"]["area_needed"].where(lambda a: a > 60))

    with pytest.raises(LayerError, match="所需面积未知"):
        joint(**(case | {"fits": hole}))
    with pytest.raises(LayerError, match=r"L2.*面积未知"):
        joint(**(case | {"areas": case["areas"].drop("L2")}))
    with pytest.raises(ChoiceError, match=r"near.*\n.*-1"):
        joint(**case, pairs=pd.DataFrame([rule("near")]), sites={"canteen": -1})


def test_shuffled_rows_give_the_same_plan():
    case = town(6)
    other = case | {"fits": case["fits"].sample(frac=1, random_state=3)}

    one, two = joint(**case, budget=90.0), joint(**other, budget=90.0)

    pd.testing.assert_frame_equal(one.plan, two.plan)
