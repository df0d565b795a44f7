"""Idle land planted in the district: all of it found, no look-alike, each with its evidence."""

import pandas as pd
import pytest

import pianqu
from pianqu.layers.demo.planted import planted

CASES = planted().query("analysis == 'idle'")


def rows(expected: str, layer: str) -> list[str]:
    own = CASES[CASES["expected"].eq(expected) & CASES["layer"].eq(layer)]
    return [each for row in own["row"] for each in row.split(";")]


@pytest.fixture(scope="module")
def plots(district_plan: pianqu.Plan) -> pd.DataFrame:
    return district_plan["idle_plots"]


@pytest.mark.parametrize("row", [*rows("found", "parcels"), *rows("under_used", "parcels")])
def test_planted_land_is_found_with_its_evidence(district_plan, plots, row: str) -> None:
    assert plots.loc[row, "status"] == "candidate"
    said = district_plan["idle_evidence"].query("plot == @row and says == 'for'")
    assert said[["text", "source", "as_of", "certainty"]].notna().all(axis=None)
    assert len(said) > 0


@pytest.mark.parametrize("row", rows("found", "premises"))
def test_planted_premises_are_found(plots, row: str) -> None:
    assert plots.loc[row, ["status", "kind"]].tolist() == ["candidate", "premises"]


WHY = {  # look-alike: the rule and the object that must refuse it
    **dict.fromkeys(["L03", "L36", "L47", "L51", "L56"], "park"),
    "L28": "square",
    **dict.fromkeys(["L02", "L54"], "works"),
    **dict.fromkeys(["L06", "L40"], "school"),
    "L21": "ancient_tree",
    "L34": "fire_lane",
    "L11": "flood",
    "L53": "hazard",
    "L64": "railway",
    "L59": "correction",
    "R10": "dangerous",
}
OBJECTS = {"L21": "T01", "L34": "X03", "L11": "X06", "L53": "X08", "L59": "K01"}


def test_every_look_alike_is_told() -> None:
    assert {*rows("excluded", "parcels"), *rows("excluded", "premises")} == WHY.keys()


@pytest.mark.parametrize("row", WHY)
def test_a_look_alike_is_refused_by_its_rule(district_plan, plots, row: str) -> None:
    assert plots.loc[row, "status"] == "excluded"
    told = district_plan["idle_refusals"].query(
        "plot == @row and status == 'applies' and effect == 'excludes'"
    )
    own = told[told["rule"] == WHY[row]]
    assert len(own) == 1
    assert own["object"].item() == OBJECTS.get(row, row)
    assert own["text"].item() in plots.loc[row, "reasons"]


def test_the_law_is_never_inferred(plots) -> None:
    """L10 is declared; L14 has been waiting since 2010 and is not."""
    declared = plots.index[plots["legal_idle"].eq(True).fillna(value=False).astype(bool)]
    assert declared.tolist() == ["L10"]
    assert plots.loc["L10", "kind"] == "legal_idle"
    assert plots.loc["L14", "kind"] == "vacant_parcel"


def test_reserved_land_is_listed_by_itself(plots) -> None:
    assert plots.index[plots["status"].eq("separate")].tolist() == ["L12"]


def test_the_same_code_is_not_the_same_land(plots) -> None:
    """1201 is vacant land in the survey and a railway in the plan."""
    assert plots.loc["L04", "kind"] == "vacant_parcel"
    assert plots.loc["L64", "status"] == "excluded"


def test_the_empty_yard_of_a_community_is_left_over(district, plots) -> None:
    """Two lots of the fifth row of C05, about 40 m by 25 m, that no parcel tells of."""
    own = plots[plots["of"].eq("C05") & plots["rectangle_length"].between(40, 50)]
    own = own[own["rectangle_width"].between(18, 26)]
    assert len(own) == 2
    assert own["kind"].eq("residual").all()
    assert own.distance(own.iloc[0].geometry).max() < 40
    assert own.intersection(district.buildings.union_all()).area.sum() == 0


def test_corrections_are_listed_with_who_and_why(district, district_plan, plots) -> None:
    log = district_plan["idle_corrections"].set_index("correction")
    assert log["result"].to_dict() == {"K01": "excluded", "K02": "left"}
    given = district.corrections.loc[["K01", "K02"]]
    assert log["by"].tolist() == given["by"].tolist()
    assert log["reason"].tolist() == given["reason"].tolist()
    assert "R08" not in plots.index


def test_areas_of_every_community_add_up(district_plan) -> None:
    areas = district_plan["idle_areas"]
    assert len(areas) == 14
    assert areas["error"].abs().max() < 1e-6
    parts = areas[["opened_area", "neck_area", "sliver_area"]].sum(axis=1)
    assert (parts - areas["residual_area"]).abs().max() < 1e-6


def test_no_plot_lies_on_another(plots) -> None:
    """Premises stand on parcels; land does not lie on land."""
    land = plots[plots["of_layer"].ne("premises")]
    assert land.union_all().area == pytest.approx(land.area.sum(), abs=1e-3)


def test_lifts_and_idle_land_share_no_ground(district_plan, plots) -> None:
    shafts = district_plan["elevators"]
    shafts = shafts[shafts.geometry.area > 0]
    rest = plots[plots["kind"].eq("residual")]
    assert rest.intersection(shafts.union_all()).area.sum() == 0


def test_every_plot_was_asked_every_rule(district_plan, plots) -> None:
    told = district_plan["idle_refusals"].groupby("plot")["rule"].nunique()
    assert told.index.sort_values().tolist() == plots.index.sort_values().tolist()
    assert told.min() == told.max()


def test_reuse_and_combinations_are_of_candidates_only(district_plan, plots) -> None:
    able = set(plots.index[plots["status"].eq("candidate")])
    assert set(district_plan["idle_reuse"]["plot"]) == able
    assert set(district_plan["idle_sets"]["plot"]) <= able


@pytest.mark.parametrize(
    ("plot", "use", "fits"),
    [
        ("L18", "pocket_park", "can"),  # 640 m2, 16 m by 40 m
        ("L08", "pocket_park", "cannot"),  # 391.5 m2 of 400
        ("R05", "elder_daycare", "cannot"),  # a bicycle shed of 180 m2
        ("R02", "elder_daycare", "needs_survey"),
    ],
)
def test_planted_plots_take_what_they_can(district_plan, plot: str, use: str, fits: str) -> None:
    own = district_plan["idle_reuse"].query("plot == @plot and use == @use")
    assert own["fits"].tolist() == [fits]


def test_every_proposal_has_a_bound_that_holds(district_plan) -> None:
    told = district_plan["siting"].dropna(subset=["objective"])
    assert len(told) > 8
    assert (told["checked"] == told["objective"]).all()
    assert (told["bound"] >= told["objective"] - 1e-6).all()
    gains = district_plan["siting_sites"].groupby("use")["gain"].sum()
    assert gains.to_dict() == pytest.approx(told.set_index("use")["objective"].to_dict())


def test_uses_on_one_plot_have_room(district_plan) -> None:
    shared = district_plan["siting_shared"]
    taken = shared.groupby("plot").agg(need=("area_needed", "sum"), room=("plot_area", "first"))
    assert (taken["need"] <= taken["room"] + 1e-6).all()
    total = district_plan["siting_shared_total"].iloc[0]
    assert shared["gain"].sum() == total["objective"] == total["checked"] <= total["apart"]
    keys = shared.groupby("plot")["use"].agg(set)
    assert not any({"elder_daycare", "market"} <= uses for uses in keys)
