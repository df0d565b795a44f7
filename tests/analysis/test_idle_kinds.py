"""Kinds of idle land, rules of evidence and land-use codes: what the tables say, and mended ones."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import own_tables, standards
from pianqu.analysis.idle import evidence_rows, evidence_rules, kinds, land_classes
from pianqu.gis.errors import ChoiceError

CODES = land_classes.codes()
KINDS = kinds.kinds()
RULES = evidence_rules.rules()


def coded(*pairs: tuple[str | None, str | None]) -> pd.DataFrame:
    table = pd.DataFrame(pairs, columns=["landuse_scheme", "landuse"])
    return land_classes.classes(table, table=CODES)


@pytest.mark.parametrize(
    ("scheme", "code", "meant", "effect"),
    [
        ("survey3", "1201", "vacant", "evidence"),
        ("ydyh", "1201", "railway", "refuses"),
        ("survey3", "1304", "demolished", "evidence"),
        ("survey3", "1301", "temporary", "evidence"),
        ("ydyh", "2301", "vacant", "evidence"),
        ("ydyh", "16", "reserve", "evidence"),
        ("survey3", "1207", "waste", "evidence"),
        ("ydyh", "1207", "road", "refuses"),
        ("ydyh", "1401", "park", "refuses"),
        ("ydyh", "1402", "protective_green", "refuses"),
        ("ydyh", "1403", "square", "refuses"),
        ("survey3", "0810", "park", "refuses"),
        ("survey3", "0810A", "square", "refuses"),
        ("ydyh", "080403", "school", "refuses"),
        ("survey3", "0102", "farmland", "refuses"),
        ("ydyh", "0102", "farmland", "refuses"),
        ("ydyh", "070102", "residential", "none"),
        ("ydyh", "0702", "services", "none"),
        ("survey3", "0702", "residential", "none"),
        ("gb50137", "G22", "protective_green", "refuses"),
        ("gb50137", "S42", "parking", "refuses"),
        ("osm", "brownfield", "demolished", "evidence"),
        ("osm", "construction", "works", "refuses"),
        ("osm", "park", "park", "refuses"),
        ("osm", "parking", "parking", "refuses"),
    ],
)
def test_a_code_means_what_its_own_scheme_says(scheme, code, meant, effect):
    found = coded((scheme, code)).iloc[0]
    assert (found["class"], found["effect"]) == (meant, effect)
    assert pd.isna(found["reason"])


@pytest.mark.parametrize(
    ("scheme", "code", "said"),
    [
        (None, "1201", "没有注明分类标准"),
        ("ydyh", None, "没有用地代码"),
        ("ydyh", "R2", "不合分类标准"),
        ("ydyh", "99", "代码 99 不在用地代码表中"),
        ("osm", "parkland", "代码 parkland 不在用地代码表中"),
        ("mine", "1", "分类标准 mine 不在用地代码表中"),
    ],
)
def test_what_a_code_cannot_say_is_unknown_with_a_reason(scheme, code, said):
    found = coded((scheme, code)).iloc[0]
    assert found[["code", "class", "effect"]].isna().all()
    assert said in found["reason"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["survey3", "ydyh"]).flatmap(
            lambda scheme: st.tuples(
                st.just(scheme), st.from_regex(r"\d\d(\d\d){0,1}", fullmatch=True)
            )
        ),
        max_size=6,
    )
)
def test_the_longest_prefix_decides(pairs):
    for (scheme, code), key in zip(pairs, coded(*pairs)["code"], strict=True):
        heads = [f"{scheme}.{code[:size]}" for size in range(len(code), 0, -1)]
        expected = next((head for head in heads if head in CODES.index), None)
        assert (None if pd.isna(key) else key) == expected


def test_parcels_without_columns_of_codes_are_unknown():
    found = land_classes.classes(pd.DataFrame(index=["L1"]), table=CODES)
    assert found.index.tolist() == ["L1"]
    assert found["class"].isna().all()


def test_every_kind_is_spoken_for_and_every_code_of_evidence_has_a_rule():
    spoken = set(RULES.table["plot_kind"]) - {""}
    assert spoken == set(KINDS.index)
    idle = set(CODES.loc[CODES["effect"] == "evidence", "class"])
    assert {f"landuse_{name}" for name in idle} <= set(RULES.table.index)
    assert all(RULES.table["evidence"].isin(kinds.EVIDENCE))


def test_a_kind_rests_on_the_evidence_of_its_rules():
    rules = RULES.table[RULES.table["plot_kind"] != ""]
    rests = rules["plot_kind"].map(KINDS["evidence"])
    assert rests.tolist() == rules["evidence"].tolist()


@pytest.mark.parametrize(
    ("spoken", "best"),
    [
        (["corner", "vacant_parcel"], "vacant_parcel"),
        (["vacant_parcel", "legal_idle", "waste"], "legal_idle"),
        (["reserve_blank", "vacant_parcel"], "reserve_blank"),
        (["open_parcel", "", None], "open_parcel"),
        (["under_used", "walled_compound"], "walled_compound"),
    ],
)
def test_the_strongest_kind_stands(spoken, best):
    found = kinds.strongest(pd.Series(spoken), of=pd.Series(["a"] * len(spoken)), table=KINDS)
    assert found.to_dict() == {"a": best}


@pytest.mark.parametrize(
    ("table", "check", "column", "value", "said"),
    [
        ("idle_kinds", kinds.faults, "effect", "maybe", "应为 candidate、separate 之一"),
        ("idle_kinds", kinds.faults, "rank", 1, "rank 相同"),
        ("idle_kinds", kinds.faults, "key", "x", "缺少 legal_idle 行"),
        ("idle_landuse", land_classes.faults, "class", "park", "作为证据应为"),
        ("idle_landuse", land_classes.faults, "compared", "x", "应为空或 homes"),
        ("idle_landuse", land_classes.faults, "prefix", "", "prefix 是空的"),
        ("idle_landuse", land_classes.faults, "prefix", "1", "重复了 survey3 的代码 1"),
        ("idle_evidence", evidence_rules.faults, "key", "x", "不是已知的规则"),
        ("idle_evidence", evidence_rules.faults, "value", "多", "应为数字"),
        ("idle_evidence", evidence_rules.faults, "value", "-1", "不应小于 0"),
        ("idle_evidence", evidence_rules.faults, "value", "9", "应在 0 至 1 之间"),
        ("idle_evidence", evidence_rules.faults, "value", "9", "应为空"),
        ("idle_evidence", evidence_rules.faults, "value", "", "应写明"),
        ("idle_evidence", evidence_rules.faults, "value", "nan", "应为数字"),
        ("idle_evidence", evidence_rules.faults, "value", "0", "应大于 0 且不大于 90"),
        ("idle_evidence", evidence_rules.faults, "value", "91", "应大于 0 且不大于 90"),
        ("idle_evidence", evidence_rules.faults, "value", "2.5", "应为不小于 1 的整数"),
        ("idle_evidence", evidence_rules.faults, "value", "road", "应为 footway、"),
        ("idle_evidence", evidence_rules.faults, "value", "state|", "中的“”应为 state、"),
        ("idle_evidence", evidence_rules.faults, "plot_kind", "corner", "的 plot_kind 为“corner”"),
    ],
)
def test_a_faulty_table_says_what_is_wrong(table, check, column, value, said):
    own = standards.load(table).reset_index().assign(**{column: value})
    assert any(said in fault for fault in check(own, "own.csv"))


def test_a_table_of_ones_own_is_read_and_judged(tmp_path):
    path = tmp_path / "own.csv"
    own = standards.load("idle_evidence").reset_index()
    own.loc[own["key"] == "corner", "value"] = "500"
    own.to_csv(path, index=False)
    assert evidence_rules.rules(overrides={"idle_evidence": path}).limit("corner") == 500
    own.assign(says="maybe").to_csv(path, index=False)
    with pytest.raises(ChoiceError, match="says 为“maybe”"):
        evidence_rules.rules(overrides={"idle_evidence": path})


def test_rows_say_what_is_not_said():
    land = pd.DataFrame({"source": ["甲", None], "as_of": pd.NaT}, index=[1, 2])
    found = evidence_rows.rows(land, "status_vacant", rules=RULES, text="空置")
    assert found["text"].tolist() == ["空置（日期未注明）", "空置（来源未注明、日期未注明）"]
    assert found.dtypes.astype(str).to_dict() == evidence_rows.COLUMNS
    with pytest.raises(KeyError, match="colour"):
        evidence_rows.rows(land, "status_vacant", rules=RULES, colour="red")


def test_frames_of_evidence_join_and_only_some_make_plots():
    land = pd.DataFrame(index=["b", "a"])
    parts = [
        evidence_rows.rows(land, "sign_ndvi", rules=RULES),
        evidence_rows.rows(land.loc[["a"]], "status_in_use", rules=RULES),
        evidence_rows.rows(land.loc[["b"]], "residual", rules=RULES),
    ]
    found = evidence_rows.joined(parts)
    assert found["plot"].tolist() == ["a", "a", "b", "b"]
    assert evidence_rows.supported(found).tolist() == ["b"]
    assert evidence_rows.joined([]).dtypes.astype(str).to_dict() == evidence_rows.COLUMNS


def test_limits_that_pass_each_other_are_named():
    own = standards.load("idle_evidence").reset_index()
    own.loc[own["key"] == "sign_built", "value"] = "0.9"
    own.loc[own["key"] == "low_ratio.least", "value"] = "6"
    assert list(evidence_rules.faults(own, "own.csv")) == [
        "规则表文件 own.csv 中 low_ratio.least 的 value 为 6，不应大于 low_ratio.peers 的 5；请改正。",
        "规则表文件 own.csv 中 sign_built 的 value 为 0.9，不应大于 sign_built.against 的 0.5；请改正。",
    ]


def test_a_class_that_no_code_has_is_named(tmp_path):
    path = tmp_path / "own.csv"
    own = standards.load("idle_refusals").reset_index()
    own["classes"] = own["classes"].replace("farmland|orchard", "farm|orchard")
    own.to_csv(path, index=False)
    said = "规则表 idle_refusals 的 farmland 行的用途类别“farm”不在规则表 idle_landuse 的 class 列中；请改正。"
    assert own_tables.faults({"idle_refusals": path}) == [said]
