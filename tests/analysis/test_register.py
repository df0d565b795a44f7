"""The register: no project without a finding, everything linked by id, history as far as known."""

import pandas as pd
import pytest
import registered

from pianqu.analysis import standards
from pianqu.analysis.register import checks, history
from pianqu.analysis.register.register import register
from pianqu.gis.errors import ChoiceError
from pianqu.layers import demo


@pytest.fixture(scope="module")
def found() -> dict[str, pd.DataFrame]:
    return register(registered.tables())


def failed(found: dict[str, pd.DataFrame], check: str) -> list[str]:
    rows = found["register_checks"]
    return rows.loc[rows["check"].eq(check) & rows["status"].eq("fail"), "project"].tolist()


def test_a_project_without_finding_or_need_fails_by_its_id(found):
    assert found["register_projects"]["link"].to_dict() == {
        "J1": "finding",
        "J2": "need",
        "J3": "missing",
        "J4": "unknown_need",
    }
    rows = found["register_findings"]
    errors = rows[rows["severity"].eq("error")].set_index("id")
    assert errors.index.tolist() == ["J3", "J4"]
    assert errors.loc["J4", "value"] == "gaps:C9:clinic"
    offered = "gaps:C1:clinic; scorecard:C1:park; buildings:B1:safety"
    assert offered in errors.loc["J3", "remedy"]
    assert errors["remedy"].str.contains("补齐之前不得立项").all()


def test_a_project_that_fails_is_never_dropped(found):
    assert found["register_projects"].index.tolist() == ["J1", "J2", "J3", "J4"]
    assert found["register_areas"].loc["P1", "projects"] == "J1;J2;J3"


def test_needs_are_what_is_not_met_and_never_what_is_unknown(found):
    assert found["register_needs"].index.tolist() == [
        "gaps:C1:clinic",
        "gaps:C2:clinic",
        "scorecard:C1:park",
        "buildings:B1:safety",
    ]
    assert found["register_needs"].loc["gaps:C2:clinic", "projects"] == "J2"


def test_areas_are_declared_before_packed_before_districts(found):
    own = found["register_areas"]
    assert own["kind"].to_dict() == {"P1": "package", "北片": "declared", "北街道": "district"}
    assert own.loc["北街道", "communities"] == "C1;C2"
    assert own.geometry.area.loc[["P1", "北街道"]].tolist() == [121, 200]
    assert found["register_projects"]["areas"].to_dict() == {
        "J1": "P1",
        "J2": "P1;北街道",
        "J3": "P1",
        "J4": "北片",
    }
    assert found["register_projects"]["areas_from"].iloc[1] == "package;district"


def test_every_link_leads_to_a_row(found):
    held = {name: set(found[f"register_{name}"].index) for name in ("areas", "projects", "needs")}
    for table, column, target in (
        ("areas", "projects", "projects"),
        ("projects", "areas", "areas"),
        ("projects", "needs", "needs"),
        ("buildings", "area", "areas"),
        ("buildings", "projects", "projects"),
        ("needs", "projects", "projects"),
    ):
        named = found[f"register_{table}"][column].dropna().str.split(";").explode()
        assert set(named) <= held[target]
    ids = found["register_events"].query("of == 'project'")["id"]
    assert set(ids) <= held["projects"]


def test_buildings_follow_the_projects_of_their_community(found):
    own = found["register_buildings"]
    assert own["projects"].tolist() == ["J1;J2;J3", "J2", pd.NA]
    assert own["status"].tolist() == ["underway", "planned", "unknown"]
    assert own["area"].tolist()[:2] == ["P1", "北街道"]
    assert own.loc["B3", "reason"] == "楼栋没有所属小区，无从归入项目"


def test_where_a_building_lies_counts_where_it_is_not_registered():
    lies = pd.Series({"B3": "C2"})
    assert (
        register(registered.tables(), community=lies)["register_buildings"].loc["B3", "projects"]
        == "J2"
    )


def test_a_day_is_a_plan_until_the_stage_has_come(found):
    rows = found["register_events"]
    dated = rows[rows["event"].isin(["start", "finish"])].set_index(["id", "event"])["state"]
    assert dated.to_dict() == {
        ("J1", "start"): "happened",
        ("J1", "finish"): "planned",
        ("J2", "start"): "planned",
        ("J2", "finish"): "planned",
        ("J4", "start"): "happened",
        ("J4", "finish"): "happened",
    }
    assert failed(found, "overdue") == ["J2"]


def test_history_tells_what_is_on_record_and_why_a_day_is_missing(found):
    rows = found["register_events"].set_index(["of", "id", "event"])["detail"].to_dict()
    assert rows["project", "J1", "money"] == "100 元"
    assert rows["community", "C2", "decision"] == "市政府 试点"
    assert rows["community", "C1", "batch"] == "2025 年"
    assert rows["community", "C1", "vote"] == "纳入改造计划：通过"
    days = found["register_events"].dropna(subset="since").set_index("event")["since"]
    assert days["decision"] == pd.Timestamp("2024-05-20")
    undated = found["register_events"].query("since.isna()")
    assert len(undated)
    assert undated["since_reason"].notna().all()


def test_without_a_day_of_the_data_nothing_has_happened_and_nothing_is_late():
    rest = registered.tables()
    del rest["sources"]
    found = register(rest)
    dated = found["register_events"].query("event in ['start', 'finish']")
    assert set(dated["state"]) == {"planned"}
    assert set(found["register_checks"].query("check == 'overdue'")["status"]) == {"pending"}


@pytest.mark.parametrize(
    ("column", "cells", "check", "bad"),
    [
        ("communities", ["C1", "C1;C7", "C1", None], "community", ["J2"]),
        ("finish", ["2024-01-01", None, None, None], "dates", ["J1"]),
        ("stage", ["building", "applied", "applied", None], "stage", ["J4"]),
        ("bundle", [None] * 4, "placed", ["J4"]),
    ],
)
def test_each_rule_names_the_projects_that_break_it(column, cells, check, bad):
    frame = registered.projects(**{column: cells})
    found = register(registered.tables(projects=frame))
    assert failed(found, check) == bad
    assert found["register_findings"].query("id in @bad")["remedy"].str.contains(bad[0]).any()


def test_projects_alone_are_a_register():
    found = register({"projects": registered.projects()})
    assert found["register_projects"]["link"].tolist()[:3] == ["finding", "unknown_need", "missing"]
    assert found["register_buildings"].empty
    assert found["register_areas"].index.tolist() == ["北片"]
    assert register({}) == {}


def test_every_rule_is_a_row_with_its_source():
    table = standards.load(checks.TABLE)
    assert set(table["status"]) <= set(standards.STATUS)
    assert tuple(table.index) == checks.CHECKS
    assert list(checks.faults(table.reset_index(), "bundled")) == []


def test_an_own_table_may_leave_a_rule_out(tmp_path):
    own = tmp_path / "rules.csv"
    standards.load(checks.TABLE).reset_index().head(1).to_csv(own, index=False)
    found = register(registered.tables(), overrides={checks.TABLE: own})
    assert set(found["register_checks"]["check"]) == {"link"}


@pytest.mark.parametrize(
    ("change", "said"), [({"check": "mood"}, "（mood）的 check 不是"), ({"severity": "x"}, "为“x”")]
)
def test_an_own_table_with_a_fault_is_refused(tmp_path, change, said):
    own = tmp_path / "rules.csv"
    standards.load(checks.TABLE).reset_index().head(1).assign(**change).to_csv(own, index=False)
    with pytest.raises(ChoiceError, match=rf"rules\.csv 第 2 行.*{said}"):
        register(registered.tables(), overrides={checks.TABLE: own})


def test_the_planted_project_fails():
    case = demo.planted().loc["project-no-finding"]
    found = register(demo.layers())
    rows = found["register_findings"]
    assert rows.loc[rows["severity"].eq("error"), "id"].tolist() == [case["row"]]


def test_history_keeps_what_stood_before(found):
    now = found["register_events"]
    later = registered.tables(
        projects=registered.projects(stage=["finished", "applied", None, "finished"]),
        sources=pd.DataFrame({"as_of": ["2025-06-30"]}),
    )
    after = register(later)["register_events"]
    told = history.carried(now, after)
    stage = told[told["id"].eq("J1") & told["event"].eq("stage")]
    assert stage[["detail", "seen_first", "seen_last"]].astype(str).to_numpy().tolist() == [
        ["施工", "2024-06-30", "2024-06-30"],
        ["竣工", "2025-06-30", "2025-06-30"],
    ]
    kept = told[told["id"].eq("C2") & told["event"].eq("decision")]
    assert kept[["seen_first", "seen_last"]].astype(str).to_numpy().tolist() == [
        ["2024-06-30", "2025-06-30"]
    ]
    pd.testing.assert_frame_equal(history.carried(told, after), told)
    assert len(told) == len(told.drop_duplicates(["of", "id", "event", "state", "since", "detail"]))
