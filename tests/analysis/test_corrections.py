"""Corrections: each action on a small world, what matches and what does not, and the district's two."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import box

from pianqu.analysis.idle import (
    added_plots,
    correcting,
    corrections,
    evidence_rows,
    evidence_rules,
    kinds,
    registered,
    under_used,
    vacant_premises,
)
from pianqu.analysis.idle import plots as idle_plots
from pianqu.analysis.idle.land_classes import codes

RULES, KINDS = evidence_rules.rules(), kinds.kinds()
DAY = pd.Timestamp("2024-06-30")


def world() -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    land = gpd.GeoDataFrame(
        {"kind": ["vacant_parcel", "residual", "premises"], "name": ["东地", None, "旧库"],
         "of_layer": ["parcels", "communities", "premises"], "of": ["L1", "C1", "R1"],
         "area": [100.0, 100.0, None]},
        geometry=[box(0, 0, 10, 10), box(20, 0, 30, 10), shapely.Point(50, 5)],
        index=["L1", "C1/5-5", "R1"], crs=4549,
    )  # fmt: skip
    said = evidence_rows.joined(
        [
            evidence_rows.rows(land.loc[own], rule, rules=RULES, text="所见")
            for own, rule in (
                (["L1"], "status_vacant"), (["L1"], "corner"), (["L1"], "sign_ndvi"),
                (["C1/5-5"], "residual"), (["R1"], "premises_idle"), (["R1"], "sign_lights"),
            )
        ]
    )  # fmt: skip
    return land, said


def correction(action: str, *, shape=None, **columns: object) -> pd.DataFrame:
    usual = {"action": action, "of_layer": None, "of": None, "evidence_rule": None}
    usual |= {"by": "街道", "reason": "看过", "source": "记录", "as_of": DAY}
    table = pd.DataFrame([usual | columns], index=["K1"])
    return table if shape is None else gpd.GeoDataFrame(table, geometry=[shape], crs=4549)


def corrected(given: pd.DataFrame | None, **layers: object) -> corrections.Corrected:
    land, said = world()
    sites = correcting.Sites(None, layers)
    return corrections.apply(land, said, given, rules=RULES, kinds=KINDS, sites=sites)


def results(found: corrections.Corrected) -> list[tuple[object, object]]:
    return [(own or None, result) for own, result in
            zip(found.log["plot"].fillna(""), found.log["result"], strict=True)]  # fmt: skip


def test_without_corrections_nothing_changes():
    found = corrected(None)
    assert found.plots.equals(world()[0])
    assert found.evidence.equals(world()[1])
    assert (len(found.log), len(found.excluded), len(found.confirmed)) == (0, 0, 0)
    assert list(found.log) == list(corrections.LOG)


@pytest.mark.parametrize(
    ("said", "plots"),
    [
        ({"of_layer": "parcels", "of": "L1"}, ["L1"]),
        ({"of": "L1"}, ["L1"]),
        ({"of": "R1"}, ["R1"]),
        ({"of": "C1"}, []),
        ({"of_layer": "premises", "of": "L1"}, []),
        ({"of_layer": "plots", "of": "C1/5-5"}, ["C1/5-5"]),
        ({"of_layer": "plots", "of": "L9"}, []),
        ({"shape": shapely.Point(3, 3)}, ["L1"]),
        ({"shape": shapely.Point(13, 3)}, []),
        ({"shape": box(0, 0, 30, 5)}, ["L1", "C1/5-5"]),
        ({"shape": box(0, 0, 10, 4.9)}, []),
        ({"shape": box(49, 4, 51, 6)}, ["R1"]),
        ({"shape": shapely.LineString([(0, 5), (30, 5)])}, []),
        ({"of_layer": "plots", "of": "C1/6-6", "shape": shapely.Point(25, 5)}, ["C1/5-5"]),
        ({}, []),
    ],
)
def test_a_correction_finds_its_plots_by_id_or_by_place(said, plots):
    found = corrected(correction("exclude", **said))
    assert list(found.excluded.index) == plots
    none = [(None, "unmatched")]
    assert results(found) == ([(own, "excluded") for own in plots] or none)
    assert list(found.plots.index) == ["L1", "C1/5-5", "R1"]


def test_what_is_put_out_stays_listed_with_who_and_why():
    found = corrected(correction("exclude", of="L1", reason="已复产"))
    assert found.excluded.loc["L1", ["who", "why", "as_of", "id"]].tolist() == [
        "街道", "已复产", DAY, "K1",
    ]  # fmt: skip
    row = found.log.iloc[0]
    assert row[["correction", "action", "by", "reason"]].tolist() == [
        "K1", "exclude", "街道", "已复产",
    ]  # fmt: skip
    assert row["text"] == "排除：已复产（街道，2024-06-30）"
    assert "L1" in found.plots.index


def test_a_plot_that_nothing_speaks_for_any_more_leaves():
    found = corrected(correction("withdraw", of_layer="premises", of="R1"))
    assert results(found) == [("R1", "left")]
    assert "R1" not in found.plots.index
    assert "R1" not in set(found.evidence["plot"])


def test_a_raster_alone_keeps_no_plot():
    found = corrected(correction("withdraw", of="R1", evidence_rule="premises_idle"))
    assert results(found) == [("R1", "left")]
    assert "R1" not in set(found.evidence["plot"])


def test_a_plot_with_other_evidence_stays_and_takes_its_kind():
    found = corrected(correction("withdraw", of="L1", evidence_rule="status_vacant"))
    assert results(found) == [("L1", "withdrawn")]
    assert found.plots.loc["L1", "kind"] == "corner"
    assert set(found.evidence.loc[found.evidence["plot"] == "L1", "rule"]) == {
        "corner", "sign_ndvi",
    }  # fmt: skip
    assert found.plots["kind"].drop("L1").tolist() == ["residual", "premises"]


def test_evidence_that_is_not_there_cannot_be_withdrawn():
    found = corrected(correction("withdraw", of="L1", evidence_rule="status_waste"))
    assert results(found) == [("L1", "unmatched")]
    assert found.evidence.equals(world()[1])


def test_two_withdrawals_together_make_a_plot_leave():
    one = correction("withdraw", of="L1", evidence_rule="status_vacant")
    two = correction("withdraw", of="L1", evidence_rule="corner").set_axis(["K2"])
    found = corrected(pd.concat([one, two]))
    assert results(found) == [("L1", "left"), ("L1", "left")]
    assert "L1" not in found.plots.index


def test_land_can_be_added_by_drawing_it():
    found = corrected(correction("register", shape=box(70, 0, 80, 20)))
    assert results(found) == [("K1", "registered")]
    new = found.plots.loc["K1"]
    assert new[["kind", "of_layer", "of", "area"]].tolist() == [
        "registered", "corrections", "K1", 200.0,
    ]  # fmt: skip
    assert pd.isna(new["legal_idle"])
    row = found.evidence[found.evidence["plot"] == "K1"].iloc[0]
    assert row[["kind", "rule", "says", "source", "as_of", "object"]].tolist() == [
        "registered", "correction", "for", "记录", DAY, "K1",
    ]  # fmt: skip
    assert row["text"] == "由街道补充登记：看过"


@pytest.mark.parametrize(("name", "of"), [("parcels", "L7"), ("premises", "R7")])
def test_a_parcel_or_premises_can_be_added_by_its_id(name, of):
    rows = {"name": ["西地"], "owner": ["某厂"], "legal_idle": pd.array([False], dtype="boolean")}
    own = gpd.GeoDataFrame(rows, geometry=[box(90, 0, 95, 4)], index=[of], crs=4549)
    found = corrected(correction("register", of_layer=name, of=of), **{name: own})
    new = found.plots.loc[of]
    assert new[["name", "of_layer", "of", "owner", "area"]].tolist() == [
        "西地", name, of, "某厂", 20.0,
    ]  # fmt: skip
    assert pd.isna(new["legal_idle"]) == (name == "premises")


def test_an_id_that_is_taken_is_told_apart():
    own = gpd.GeoDataFrame(geometry=[box(90, 0, 95, 4)], index=["L1"], crs=4549)
    found = corrected(correction("register", of_layer="premises", of="L1"), premises=own)
    assert results(found) == [("premises/L1", "registered")]
    assert found.plots.index.is_unique


@pytest.mark.parametrize("shape", [None, shapely.LineString([(70, 0), (80, 0)])])
def test_an_addition_that_lies_nowhere_is_listed(shape):
    found = corrected(correction("register", of_layer="parcels", of="L9", shape=shape))
    assert results(found) == [(None, "unmatched")]
    assert "无法补充登记" in found.log["text"].item()


def test_an_addition_to_a_plot_is_more_evidence_for_it():
    found = corrected(correction("register", shape=box(20, 0, 30, 9)))
    assert results(found) == [("C1/5-5", "registered")]
    assert list(found.plots.index) == ["L1", "C1/5-5", "R1"]
    large = corrected(correction("register", shape=box(15, -20, 60, 40)))
    assert results(large) == [("K1", "registered")]


def test_what_is_added_can_be_put_out_again():
    add = correction("register", shape=box(70, 0, 80, 20))
    out = correction("exclude", shape=shapely.Point(75, 5)).set_axis(["K2"])
    found = corrected(gpd.GeoDataFrame(pd.concat([out, add]), crs=4549))
    assert results(found) == [("K1", "excluded"), ("K1", "registered")]


def test_what_is_confirmed_is_noted():
    found = corrected(correction("confirm", of="L1"))
    assert results(found) == [("L1", "confirmed")]
    assert found.confirmed.loc["L1", "who"] == "街道"
    noted = found.evidence[found.evidence["rule"] == "correction"]
    assert noted[["plot", "says"]].to_numpy().tolist() == [["L1", "note"]]


def test_an_id_of_two_plots_changes_nothing():
    land, said = world()
    land = land.assign(of=["1", "C1", "1"])
    for layer, result in ((None, ["ambiguous"]), ("premises", ["excluded"])):
        given = correction("exclude", of="1", of_layer=layer)
        found = corrections.apply(
            land, said, given, rules=RULES, kinds=KINDS, sites=correcting.Sites()
        )
        assert found.log["result"].tolist() == result
        assert len(found.excluded) == (layer is not None)
        assert layer or "编号 1 同时指 L1、R1，未作更改" in found.log["text"].item()


def test_a_plot_that_left_is_not_said_to_be_missing():
    out = correction("exclude", of="R1").set_axis(["K2"])
    found = corrected(pd.concat([correction("withdraw", of="R1"), out]))
    assert results(found) == [("R1", "left"), ("R1", "unmatched")]
    assert found.log["text"].iloc[1] == "地块 R1 已由 K1 退出清单"


def test_what_was_added_outlives_the_record_that_is_withdrawn():
    add = correction("register", of="L1")
    back = correction("withdraw", of="L1").set_axis(["K2"])
    land, said = world()
    first = added_plots.add(land, said, add, rules=RULES, sites=correcting.Sites())
    found = corrections.apply(
        first.plots,
        first.evidence,
        pd.concat([add, back]),
        rules=RULES,
        kinds=KINDS,
        sites=correcting.Sites(),
        added=first.log,
    )
    assert results(found) == [("L1", "registered"), ("L1", "withdrawn")]
    assert found.plots.loc["L1", "kind"] == "registered"


@pytest.mark.parametrize("action", ["register", "exclude"])
def test_how_far_off_a_correction_is_drawn_is_said(action):
    land, said = world()
    given = correction(action, shape=box(160, 0, 170, 10))
    for edge, beyond, text in ((box(0, 0, 60, 60), 0, "数据范围外 100 m"), (None, 0, None)):
        sites = correcting.Sites(edge=edge, beyond=beyond)
        found = corrections.apply(land, said, given, rules=RULES, kinds=KINDS, sites=sites)
        if text:
            assert results(found) == [(None, "unmatched")]
            assert text in found.log["text"].item()
        elif action == "exclude":
            assert "距最近的闲置地块 110 m" in found.log["text"].item()
        else:
            assert results(found) == [("K1", "registered")]


def test_nothing_given_is_changed():
    land, said = world()
    given = correction("withdraw", of="L1", evidence_rule="corner")
    corrections.apply(land, said, given, rules=RULES, kinds=KINDS, sites=correcting.Sites())
    assert land.equals(world()[0])
    assert said.equals(world()[1])


def test_the_districts_corrections(district):
    rooms, land = district.premises, district.parcels
    said = evidence_rows.joined(
        [
            registered.evidence(land, codes=codes(), rules=RULES),
            under_used.evidence(land, district.buildings, codes=codes(), rules=RULES),
            vacant_premises.evidence(rooms, district.buildings, rules=RULES),
        ]
    )
    around = {"communities": district.communities, "kinds": KINDS, "rules": RULES}
    parts = [idle_plots.from_parcels(land, said, **around)]
    parts.append(idle_plots.from_premises(rooms, said, **around))
    plots = gpd.GeoDataFrame(pd.concat(parts), crs=district.epsg)
    sites = correcting.Sites(district.communities)
    found = corrections.apply(
        plots, said, district.corrections, rules=RULES, kinds=KINDS, sites=sites
    )
    assert found.log.set_index("correction")[["plot", "result"]].to_dict("index") == {
        "K01": {"plot": "L59", "result": "excluded"},
        "K02": {"plot": "R08", "result": "left"},
    }
    assert found.log["by"].tolist() == ["示范区工业主管部门", "示范供销社"]
    assert "R08" in plots.index
    assert set(plots.index) - set(found.plots.index) == {"R08"}
