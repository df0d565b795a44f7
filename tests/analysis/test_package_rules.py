"""Rules of packages, wishes about units, and services: what is read, and what is refused."""

import pandas as pd
import pytest

from pianqu.analysis import standards
from pianqu.analysis.bundling import package_rules, services, wishes
from pianqu.gis.errors import ChoiceError


def own(tmp_path, name, rows):
    table = standards.load(name).reset_index()
    path = tmp_path / f"{name}.csv"
    pd.DataFrame(rows, columns=table.columns).to_csv(path, index=False)
    return {name: path}


def row(**cells):
    usual = {"status": "assumption", "standard": "本市约定", "clause": "-", "sources": "KNOW"}
    return usual | cells


@pytest.mark.parametrize(("chosen", "hectares"), [("default", 0), ("ha10", 10), ("ha20", 20)])
def test_a_set_stands_over_the_default_one(chosen, hectares):
    found = package_rules.rules(chosen)
    assert found.least_hectares == hectares
    assert found.reach == package_rules.rules().reach
    assert isinstance(found.most_households, int)


def test_thresholds_of_area_are_shown_as_unverified():
    assert package_rules.rows("ha10").loc["least_hectares", "status"] == "unverified"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "colour"}, "应为 least_households"),
        ({"value": 1e9}, "应在 0 至 100,000 之间"),
    ],
)
def test_a_fault_of_the_rules_names_its_line(change, said):
    table = standards.load(package_rules.TABLE).reset_index().head(1).assign(**change)
    assert any(
        said in fault and "第 0 行" in fault for fault in package_rules.faults(table, "a.csv")
    )


def test_least_above_greatest_is_refused():
    table = standards.load(package_rules.TABLE).reset_index()
    table.loc[table["key"].eq("default.least_households"), "value"] = 5000
    said = list(package_rules.faults(table, "a.csv"))
    assert any("least_households（5000）大于 most_households（3000）" in each for each in said)


def test_wishes_by_relation(tmp_path):
    rows = [
        row(key="a", relation="must", unit="C1"),
        row(key="b", relation="must_not", unit="C2"),
        row(key="c", relation="together", unit="C4", other="C3"),
        row(key="d", relation="apart", unit="C3", other="C5"),
        row(key="e", relation="must", unit="C9"),
    ]
    found = wishes.wishes(
        pd.Index(["C1", "C2", "C3", "C4", "C5"]), overrides=own(tmp_path, "bundle_pairs", rows)
    )
    assert (found.must, found.must_not) == (("C1",), ("C2",))
    assert (found.together, found.apart) == ((("C3", "C4"),), (("C3", "C5"),))
    assert len(found.unknown) == 1
    assert "规则 e 的 C9" in found.unknown[0]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"relation": "must", "unit": ""}, "unit 是空的"),
        ({"relation": "must", "unit": "C1", "other": "C2"}, "只说一个对象"),
        ({"relation": "apart", "unit": "C1", "other": "C1"}, "应写明另一个对象"),
    ],
)
def test_a_fault_of_the_wishes(tmp_path, cells, said):
    with pytest.raises(ChoiceError, match=said):
        wishes.wishes(
            pd.Index(["C1"]), overrides=own(tmp_path, "bundle_pairs", [row(key="a", **cells)])
        )


def asked(minutes, **fields):
    homes = minutes.index if minutes is not None else pd.Index(["B1"])
    people = pd.DataFrame({"residents": 30, "households": 10}, index=homes, dtype="Float64")
    return services.needs(
        services.services(),
        pd.DataFrame(fields, index=["C1"]),
        minutes=minutes,
        weights=people,
        community=pd.Series("C1", index=homes),
        limit=10,
    )


@pytest.mark.parametrize(
    ("cars", "bays", "need"), [(30, 12, 18), (12, 30, 0), (None, 12, pd.NA), (30, None, pd.NA)]
)
def test_cars_without_a_bay(cars, bays, need):
    found = asked(None, cars=[cars], parking_bays=[bays]).loc["C1", "parking"]
    assert (found is pd.NA) if need is pd.NA else found == need


@pytest.mark.parametrize(("walk", "need"), [(10.0, 0), (10.1, 30), (float("inf"), 30)])
def test_residents_out_of_reach_at_the_limit(walk, need):
    minutes = pd.DataFrame({"park_small": [walk]}, index=["B1"])
    found = asked(minutes, cars=[1])
    assert found.loc["C1", "pocket_park"] == need
    assert found.loc["C1", "elder_daycare"] is pd.NA  # nobody walked there


@pytest.mark.parametrize(
    ("bays", "park", "hosted"),
    [
        # 60 bays stand for 12 households and cost 480,000 less ten years of 36,000: 1 in 10,000
        (150.0, 5000.0, ["parking", 60.0, 480_000.0]),
        # 1,000 m2 of park stand for 20 households and cost 400,000: 1 in 20,000
        (0.0, 5000.0, ["pocket_park", 1000.0, 400_000.0]),
        (0.0, 500.0, ["pocket_park", 500.0, 200_000.0]),
        (20.0, 399.0, ["parking", 20.0, 160_000.0]),
    ],
)
def test_a_plot_hosts_the_service_worth_most_for_the_money(bays, park, hosted):
    uses = pd.DataFrame({"use": ["parking", "pocket_park"], "capacity": [bays, park]})
    reuse = uses.assign(plot="L1", fits="can", capacity_unit=["bay", "m2"], area_needed=90.0)
    plots = pd.DataFrame({"area": [9000.0], "of_layer": ["parcels"]}, index=["L1"])
    found = services.room(services.services(), reuse, plots).loc["L1"]
    assert found[["service", "capacity", "cost"]].tolist() == hosted


def test_a_plot_that_needs_a_survey_hosts_nothing_yet():
    reuse = pd.DataFrame({"plot": ["L1"], "use": ["parking"], "fits": ["needs_survey"]})
    plots = pd.DataFrame({"area": [900.0], "of_layer": ["parcels"]}, index=["L1"])
    found = services.room(
        services.services(),
        reuse.assign(capacity=9.0, capacity_unit="bay", area_needed=90.0),
        plots,
    )
    assert found.empty
