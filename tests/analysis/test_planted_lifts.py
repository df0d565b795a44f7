"""The planted cases of lifts: each stairwell is judged as it should be, by the right rule and figure."""

import re
from pathlib import Path

import pytest

from pianqu.analysis.lifts import fitness
from pianqu.layers import demo

LAYERS = ("communities", "streets", "barriers", "protections")


@pytest.fixture(scope="module")
def cases():
    return demo.planted().query("analysis == 'elevators'")


@pytest.fixture(scope="module")
def judged(district):
    layers = {name: district.layers[name] for name in LAYERS}
    return fitness.judge(district.stairwells, district.buildings, **layers)


def only(judged, stairwell, status="fail"):
    """The rules of a stairwell with that status."""
    return judged.checks.query("stairwell == @stairwell and status == @status").set_index("rule")


@pytest.mark.parametrize(
    ("case", "rule", "measured", "limit", "words"),
    [
        ("lift-road", "road", 2.2, 2.5, ["S-C03-L5W", "2.2 m", "2.5 m", "0.3 m"]),
        ("lift-low", "storeys", 3, 4, ["3 层", "4 层"]),
        ("lift-there", "lift", None, None, ["已有电梯"]),
        ("lift-demolition", "demolition", None, None, ["C12", "征收拆迁"]),
        ("lift-danger", "safety_grade", None, None, ["D 级"]),
        ("lift-corridor", "corridor", 2.0 - 2.5, 2.5, ["X02", "距入口 2 m", "2.5 m"]),
        ("lift-steps", "level_difference", 1.2, 0.45, ["1.2 m", "0.45 m"]),
    ],
)
def test_the_rule_that_refuses_says_how_much(judged, cases, case, rule, measured, limit, words):
    stairwell = cases.loc[case, "row"]
    found = only(judged, stairwell).loc[rule]
    verdict = judged.verdicts.loc[stairwell]
    said = verdict["reasons"] if verdict["fit"] == "cannot" else verdict["surveys"]

    assert verdict["fit"] == cases.loc[case, "expected"]
    assert [word for word in words if word not in said] == []
    if measured is not None:
        assert (found["measured"], found["limit"]) == pytest.approx((measured, limit), abs=0.01)
        assert abs(found["margin"]) == pytest.approx(abs(measured - limit), abs=0.01)
        assert found["margin"] < 0


@pytest.mark.parametrize(
    "case",
    [
        "lift-road",
        "lift-low",
        "lift-there",
        "lift-demolition",
        "lift-opposite",
        "lift-corridor",
        "lift-tree",
    ],
)
def test_a_planted_misfit_is_refused_by_its_one_rule(judged, cases, case):
    rule = {"low": "storeys", "there": "lift"}.get(case[5:], case[5:])

    assert only(judged, cases.loc[case, "row"]).index.tolist() == [rule]


def test_an_opposite_building_leaves_too_little(judged, district, cases):
    # lift-opposite
    stairwell = cases.loc["lift-opposite", "row"]
    found, row = only(judged, stairwell).loc["opposite"], district.stairwells.loc[stairwell]
    others = district.buildings.drop(row["building"]).distance(row.geometry)

    assert found["object"] == others.idxmin()
    assert found["measured"] == pytest.approx(others.min(), abs=0.01)
    assert found["measured"] == pytest.approx(cases.loc["lift-opposite", "value"], abs=0.1)
    assert found["limit"] == 2.5 + 6
    assert found["margin"] == pytest.approx(found["measured"] - 8.5)


def test_a_tree_keeps_its_crown_and_five_metres(judged, district, cases):
    # lift-tree
    stairwell = cases.loc["lift-tree", "row"]
    found, tree = only(judged, stairwell).loc["tree"], district.protections.loc["T02"]
    shaft = judged.shafts.geometry[stairwell]

    assert found["object"] == "T02"
    assert found["measured"] == pytest.approx(shaft.distance(tree.geometry))
    assert found["limit"] == tree["crown_radius"] + tree["buffer"] == 8
    assert f"距入口 {cases.loc['lift-tree', 'value']:g} m" in found["note"]


@pytest.mark.parametrize("case", ["lift-fits", "lift-votes-unknown"])
def test_what_fits_has_nothing_against_it(judged, district, cases, case):
    stairwell = cases.loc[case, "row"]
    verdict, shaft = judged.verdicts.loc[stairwell], judged.shafts.loc[stairwell]
    height = district.buildings.loc[verdict["building"], "height"]
    row = district.stairwells.loc[stairwell]

    assert verdict["fit"] == "can"
    assert verdict[["reasons", "surveys"]].isna().all()
    assert (verdict["size"], verdict["offset"], verdict["side_source"]) == (
        "split",
        0.0,
        "entrance",
    )
    assert verdict["top"] == pytest.approx(height + 1.5)
    assert row.geometry.distance(shaft.geometry) < 0.01
    assert shaft.geometry.area == pytest.approx(2.4 * 3.5)
    assert district.buildings.intersection(shaft.geometry).area.max() < 0.05


def test_every_stairwell_has_every_check_and_a_verdict_that_follows(judged, district):
    checks, verdicts = judged.checks, judged.verdicts
    status = checks.pivot(index="stairwell", columns="rule", values="status")
    high = district.stairwells["storeys"] >= 4

    assert verdicts.index.equals(district.stairwells.index)
    assert status.shape == (560, 33)
    assert status.notna().all(axis=None)
    assert not (checks["status"] == "unknown").any()
    assert (verdicts.loc[~high, "fit"] == "cannot").all()
    assert verdicts.loc[high, "fit"].eq("can").mean() > 0.6
    assert verdicts["reasons"].notna().tolist() == verdicts["fit"].eq("cannot").tolist()
    assert (
        verdicts["other_words"].str.contains("各自同意") == verdicts["other_side"].eq("fits")
    ).all()


def test_shuffled_layers_give_the_same(judged, district):
    layers = {name: district.layers[name].sample(frac=1, random_state=3) for name in LAYERS}
    stairwells, buildings = (
        frame.sample(frac=1, random_state=5) for frame in (district.stairwells, district.buildings)
    )
    again = fitness.judge(stairwells, buildings, **layers).verdicts

    assert again.loc[judged.verdicts.index].equals(judged.verdicts)


def test_every_planted_case_is_asked_for_here(cases):
    here = Path(__file__).read_text(encoding="utf-8")

    assert set(cases.index) <= set(re.findall(r"lift-[a-z-]+", here))
