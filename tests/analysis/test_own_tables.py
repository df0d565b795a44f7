"""Tables on money of the user's own: sound as bundled, each wrong cell named; unknown stays so."""

import pandas as pd
import pytest

from pianqu.analysis import own_tables, standards
from pianqu.analysis.choices import Choices
from pianqu.analysis.lifts import budgets, grants, prices
from pianqu.gis.errors import ChoiceError, LayerError

SEVEN = pd.DataFrame({"storeys": [7]}, index=["U1"])


def test_whether_pipes_are_within_the_price_may_be_unknown():
    found = budgets.budget(SEVEN, subsidy="beijing", costs="fuzhou")

    assert found["scope"].tolist() == [prices.PIPES_UNKNOWN]
    assert found[["pipes_subsidy_least", "pipes_subsidy_most"]].to_numpy().tolist() == [[0, 260000]]
    assert found[["household_least", "household_most"]].to_numpy().tolist() == [[0, 500000]]
    pipes = pd.DataFrame({"cost": [None], "pipes": 5}, index=["U1"])
    with pytest.raises(LayerError, match=r"U1 的报价只有 pipes.*是否已含管线迁改未知.*请"):
        budgets.budget(SEVEN, costs="fuzhou", quotes=pipes)


TABLES = {
    "elevator_costs": prices.faults,
    "elevator_subsidies": grants.faults,
    "elevator_funds": grants.fund_faults,
}


@pytest.mark.parametrize("name", TABLES)
def test_the_bundled_tables_have_no_fault(name):
    table = standards.load(name)
    rules = standards.load("rules").index
    flat = table.reset_index()

    assert list(TABLES[name](flat, "bundled")) == []
    assert set(flat["status"]) <= set(standards.STATUS)
    assert "rule" not in flat or set(flat["rule"]) - {""} <= set(rules)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("elevator_costs", {"cost": 1}, "cost 为 1，应大于 0 并在 least"),
        ("elevator_costs", {"storeys_least": 9}, "storeys_least 为 9"),
        (
            "elevator_costs",
            {"pipes": "yes"},
            "pipes 为“yes”，应为 included、excluded、unknown 之一",
        ),
        ("elevator_costs", {"unit": "万元"}, "unit 为“万元”"),
        ("elevator_costs", {"scheme": ""}, "同为 typical，适用的入户方式和层数有重叠"),
        ("elevator_subsidies", {"ratio": 40}, "ratio 为 40"),
        ("elevator_subsidies", {"most": -1}, "least、most"),
        ("elevator_subsidies", {"least_storeys": 4.5}, "least_storeys 为 4.5"),
        ("elevator_subsidies", {"unit": "yuan"}, "unit 为“yuan”"),
        ("elevator_funds", {"ratio": 2}, "ratio 为 2"),
        ("elevator_funds", {"fund": ["loan", "bond"]}, "缺少 provident 行"),
    ],
)
def test_a_wrong_cell_of_the_user_is_named(tmp_path, name, change, said):
    table = standards.load(name).reset_index().drop(columns="index", errors="ignore")
    if change == {"scheme": ""}:
        table["storeys_least"] = 4
    own = tmp_path / "mine.csv"
    table.assign(**change).to_csv(own, index=False)

    with pytest.raises(ChoiceError, match=said) as caught:
        standards.load(name, overrides={name: own}, check=TABLES[name])
    assert all("mine.csv" in fault and "请" in fault for fault in caught.value.faults)


def test_an_offset_is_in_metres(tmp_path):
    own = tmp_path / "mine.csv"
    table = standards.load("elevator_checks")
    new = table.loc[["offset_5"]].rename(index={"offset_5": "offset_6"}).assign(unit="cm", value=9)
    pd.concat([table, new]).to_csv(own)

    with pytest.raises(ChoiceError, match=r"（offset_6）的 unit 为“cm”，应为 m；请换算"):
        Choices(rules={"elevator_checks": own})


def own(tmp_path, name, table):
    path = tmp_path / f"my_{name}.csv"
    table.to_csv(path)
    return {name: path}


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("reuse_uses", lambda table: table.drop(index="lift_lobby"), "lift_lobby.land 行的 use"),
        ("reuse_rules", lambda table: table.assign(use="*|garden"), "use 为“garden”"),
        ("reuse_pairs", lambda table: table.assign(one="garden"), "one 为“garden”"),
    ],
)
def test_tables_that_do_not_go_together_are_told_when_choices_are_made(
    tmp_path, name, change, said
):
    rules = own(tmp_path, name, change(standards.load(name)))

    with pytest.raises(ChoiceError, match=f"{said}.*不在规则表 reuse_uses") as caught:
        Choices(rules=rules)
    assert all(f"（文件 my_{name}.csv）" in fault for fault in caught.value.faults)


def test_own_tables_that_go_together_are_taken(tmp_path):
    uses = standards.load("reuse_uses").rename(index={"waste": "bins"})
    rules, pairs = standards.load("reuse_rules"), standards.load("reuse_pairs")
    mine = {
        **own(tmp_path, "reuse_uses", uses),
        **own(tmp_path, "reuse_rules", rules.replace(r"\bwaste\b", "bins", regex=True)),
        **own(tmp_path, "reuse_pairs", pairs.replace("waste", "bins")),
    }

    assert own_tables.faults(mine) == []
    del mine["reuse_pairs"]
    assert any("nursery+waste 行的 other 为“waste”" in fault for fault in own_tables.faults(mine))


def test_a_fault_of_one_table_is_told_once(tmp_path):
    mine = own(tmp_path, "reuse_rules", standards.load("reuse_rules").assign(zh="", use="*"))

    found = own_tables.faults(mine)

    assert found
    assert all("zh 是空的" in fault for fault in found)
