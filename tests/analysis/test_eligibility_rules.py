"""Sets of rules, local years, and what may be wrong in a user's own tables."""

import pandas as pd
import pytest

from pianqu.analysis import standards
from pianqu.analysis.eligibility import items, modes, rules, stages, tiny_yards, verdicts
from pianqu.gis.errors import ChoiceError

OWNERS = {
    "eligibility_rules": rules,
    "retrofit_items": items,
    "renewal_modes": modes,
    "application_stages": stages,
    "tiny_yard_rules": tiny_yards,
}
SOURCES = set(standards.load("sources").index)


@pytest.mark.parametrize("name", OWNERS)
def test_a_bundled_table_has_no_fault_and_names_its_sources(name):
    table = standards.load(name).reset_index()

    assert list(OWNERS[name].faults(table, "mine.csv")) == []
    assert set(table["status"]) <= set(standards.STATUS)
    assert {code for cell in table["sources"] for code in cell.split("|")} <= SOURCES
    assert set(table["rule"]) - {""} <= set(standards.load("rules").index)


@pytest.mark.parametrize(
    ("key", "rule"), [("gb23.consent", "elig.80"), ("gb23.built_by", "gb23.target")]
)
def test_a_number_that_repeats_a_rule_is_the_same(key, rule):
    value = standards.load("eligibility_rules").loc[key, "value"]

    assert value == float(standards.load("rules").loc[rule, "value"])


def test_a_set_follows_the_national_one_where_it_is_silent():
    local = rules.rules("xinxiang")

    assert local["tiny_yard"].set == "xinxiang"
    assert local["self_built"].set == "gb23"
    assert "relaxed_by" not in local


def own(tmp_path, name, change):
    path = tmp_path / f"{name}.csv"
    table = standards.load(name).reset_index().astype(object)
    change(table)
    table.to_csv(path, index=False)
    return {name: path}


def local_year(table):
    table.loc[table["eligibility_rule"] == "gb23.built_by", "value"] = 2003


def test_a_local_year_is_a_row(tmp_path):
    estate = pd.DataFrame({"year_built": [2003]}, index=["C1"])
    found = verdicts.tables(estate, overrides=own(tmp_path, "eligibility_rules", local_year))
    row = found["eligibility_checks"].set_index("rule").loc["built_by"]

    assert row[["status", "limit"]].tolist() == ["pass", 2003]


@pytest.mark.parametrize(
    ("name", "column", "value", "words"),
    [
        ("eligibility_rules", "check", "year", "check 为“year”"),
        ("eligibility_rules", "value", -1, "value 为 -1"),
        ("eligibility_rules", "part", "whole", "part 为“whole”"),
        ("eligibility_rules", "set", "other", "缺少 built_by 行"),
        ("retrofit_items", "content_class", "big", "content_class 为“big”"),
        ("retrofit_items", "item", "H2O", "缺少 water 行"),
        ("renewal_modes", "grades", "E", "grades 为“E”"),
        ("renewal_modes", "demolishes", "some", "demolishes 为“some”"),
        ("renewal_modes", "value", 3, "value 为 3"),
        ("renewal_modes", "mode", "tidy", "缺少 retrofit 行"),
        ("application_stages", "asks", "vote", "“vote”不是资格规则的条件"),
        ("application_stages", "order", 2, "order 同为 2"),
        ("application_stages", "stage", "asked", "缺少 applied 行"),
        ("tiny_yard_rules", "kind", "rule", "kind 为“rule”"),
        ("tiny_yard_rules", "value", -1, "value 不小于 0"),
        ("tiny_yard_rules", "tiny_rule", "tiny.floors", "缺少 tiny.buildings 行"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_named(tmp_path, name, column, value, words):
    def change(table):
        table.loc[0, column] = value

    with pytest.raises(ChoiceError) as caught:
        verdicts.tables(pd.DataFrame(index=pd.Index(["C1"])), overrides=own(tmp_path, name, change))

    assert words in str(caught.value)
    assert "请" in str(caught.value)


def test_rows_that_do_not_go_together_are_named():
    table = standards.load("eligibility_rules").reset_index()
    half = table[table["check"] != "relaxed_share"]
    twice = pd.concat([table, table.head(1)], ignore_index=True)

    assert "relaxed_by、relaxed_share 应同时有" in next(rules.faults(half, "mine.csv"))
    assert "第 0、14 行" in next(rules.faults(twice, "mine.csv"))


def test_an_unknown_set_is_refused_with_those_there_are():
    with pytest.raises(ChoiceError, match=r"gb23、gb23[.]2005、xinxiang"):
        rules.rules("gb24")
