"""Rule tables: bundled, overridden, and refused with the remedy."""

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis import listing, standards
from pianqu.analysis.choices import Choices
from pianqu.gis.errors import ChoiceError


@pytest.mark.parametrize("name", ["rules", "facility_standards", "living_circles", "pace"])
def test_every_rule_says_how_sure_we_are(name):
    assert set(standards.load(name)["status"]) <= set(standards.STATUS)


def test_the_standards_are_all_there():
    assert len(standards.load("rules")) == 156
    assert len(listing.table("facility_kinds")) == 47


def test_a_users_table_stands_in(tmp_path):
    own = tmp_path / "circles.csv"
    bundled = standards.load("living_circles")
    own.write_text(bundled.assign(status="verified").to_csv(), encoding="utf-8")

    mine = standards.load("living_circles", overrides={"living_circles": own})

    assert mine.index.tolist() == bundled.index.tolist()
    assert set(mine["status"]) == {"verified"}


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (None, ["pace", "不存在"]),
        ("pace,zh\na,b\n", ["own.csv", "缺少列", "unit", "--csv"]),
        ("", ["own.csv", "UTF-8"]),
    ],
)
def test_a_broken_table_of_the_user_is_named(tmp_path, content, parts):
    own = tmp_path / "own.csv"
    if content is not None:
        own.write_text(content, encoding="utf-8")
    with pytest.raises(ChoiceError) as caught:
        standards.load("pace", overrides={"pace": own})

    assert [part for part in parts if part not in str(caught.value)] == []


def own_paces(tmp_path, old: str, new: str, encoding: str = "utf-8"):
    text = standards.load("pace").to_csv()
    assert old in text
    own = tmp_path / "mine.csv"
    own.write_bytes(text.replace(old, new).encode(encoding))
    return {"pace": own}


ELDERLY = "elderly,老年人,elderly,48.0"


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (ELDERLY, ELDERLY.replace("48.0", "快"), ["第 4 行", "value", "快", "数字"]),
        (ELDERLY, ELDERLY.replace("48.0", "inf"), ["第 4 行", "inf", "数字"]),
        (ELDERLY, ELDERLY.replace("48.0", ""), ["第 4 行", "“”", "数字"]),
        ("elderly,老年人", "adult,老年人", ["第 3、4 行", "adult", "只留一行"]),
        ("elderly,老年人", ",老年人", ["第 4 行", "空的"]),
        (ELDERLY, f"{ELDERLY},,", ["第 4 行", "格", "逗号"]),
        ("zh,en", "zh,value", ["重复了列 value"]),
    ],
)
def test_a_wrong_cell_of_the_user_is_named(tmp_path, old, new, parts):
    with pytest.raises(ChoiceError) as caught:
        standards.load("pace", overrides=own_paces(tmp_path, old, new))
    said = str(caught.value)

    assert [part for part in ["mine.csv", "请", *parts] if part not in said] == []


def test_a_table_may_be_in_the_encoding_of_excel(tmp_path):
    rules = own_paces(tmp_path, ELDERLY, ELDERLY.replace("48.0", "30"), encoding="gb18030")

    row = standards.load("pace", overrides=rules).loc["elderly"]
    assert (row["zh"], row["value"]) == ("老年人", 30)


def no_walkers(table, file):
    return [f"{file} 第 {line} 行有人。" for line in table.index[table["unit"] == "m/min"]]


def test_whoever_asks_may_check_a_users_table_by_line(tmp_path):
    rules = own_paces(tmp_path, "child,儿童", "\nkid,儿童")  # one empty line

    found = standards.faults(rules, checks={"pace": no_walkers, "rules": no_walkers})

    assert found == [f"mine.csv 第 {line} 行有人。" for line in (2, 3, 4, 6, 7)]
    assert standards.faults(rules) == []
    with pytest.raises(ChoiceError, match="第 7 行有人"):
        standards.load("pace", overrides=rules, check=no_walkers)


def test_a_bundled_table_needs_no_check():
    assert len(standards.load("pace", check=no_walkers)) == 7


@pytest.mark.parametrize(
    ("rules", "parts"),
    [
        ({"paec": "a.csv"}, ["paec", "是否想写 pace"]),
        ({"living_circles": "nowhere.csv"}, ["living_circles", "nowhere.csv", "不存在"]),
        ({"pace": "."}, ["pace", "无法打开"]),
        ({"pace": 5}, ["pace", "5", "文字"]),
        ("pace.csv", ["rules", "pace.csv"]),
    ],
)
def test_a_rule_table_that_cannot_be_meant_is_refused_at_once(rules, parts):
    with pytest.raises(ChoiceError) as caught:
        Choices(rules=rules)

    assert len(caught.value.faults) == 1
    assert [part for part in parts if part not in str(caught.value)] == []


EMPTY = {"bundle_pairs"}  # names units of one's own place: there are none to begin with


@pytest.mark.parametrize("name", sorted({*standards.names()} - EMPTY))
def test_what_is_printed_can_be_given_back(tmp_path, name):
    own = tmp_path / "own.csv"
    listing.table(name).to_csv(own, index=False)

    assert standards.faults({name: own}) == []
    mine, bundled = standards.load(name, overrides={name: own}), standards.load(name)
    assert mine.dtypes.equals(bundled.dtypes)
    assert mine.equals(bundled.map(lambda cell: cell.strip() if isinstance(cell, str) else cell))


@pytest.mark.parametrize("name", ["elevator_costs", "share_coefficients", "elevator_payments"])
def test_a_table_with_one_row_a_set_keeps_its_column(tmp_path, name):
    own = tmp_path / "own.csv"
    whole = {"share": 100} if name == "elevator_payments" else {}
    standards.load(name).drop_duplicates("set").assign(**whole).to_csv(own, index=False)

    sets = standards.load(name, overrides={name: own})["set"]
    assert sets.tolist() == standards.load(name)["set"].unique().tolist()
    assert Choices(rules={name: own}).rules == {name: own}


def changed(tmp_path, name, **change):
    own = tmp_path / "mine.csv"
    listing.table(name).assign(**change).to_csv(own, index=False)
    return {name: own}


@pytest.mark.parametrize(
    "name", sorted({name for name in standards.names() if "status" in listing.table(name)} - EMPTY)
)
def test_a_status_is_one_of_the_four_words(tmp_path, name):
    found = standards.faults(changed(tmp_path, name, status="sure"))

    assert len(found) == len(listing.table(name))
    said = ["mine.csv 第 2 行", "“sure”", "verified、secondary、unverified、assumption", "请"]
    assert [part for part in said if part not in found[0]] == []


@pytest.mark.parametrize(
    ("name", "line", "unit"),
    [
        ("batch_rules", "第 2 行（metres）", "m"),
        ("elevator_checks", "第 3 行（lift）", "bool"),
        ("park_threshold", "第 2 行", "%"),
        ("priority_weights", "第 4 行（floors）", "storey"),
        ("elevator_costs", "第 2 行（typical）", "yuan"),
        ("decay", "第 2 行", "min"),
    ],
)
def test_a_unit_is_that_of_the_bundled_row(tmp_path, name, line, unit):
    found = standards.faults(changed(tmp_path, name, unit="furlong"))

    assert len(found) == len(listing.table(name))
    said = [f"应为 {unit}；请换算" in fault and "“furlong”" in fault for fault in found]
    assert any(line in fault and told for fault, told in zip(found, said, strict=True))


def test_a_row_of_ones_own_has_the_only_unit_of_the_table(tmp_path):
    own = tmp_path / "mine.csv"
    rows = listing.table("elevator_subsidies")
    new = rows.tail(1).assign(key="us", unit="万元/台")
    pd.concat([rows, new]).to_csv(own, index=False)

    (found,) = standards.faults({"elevator_subsidies": own})
    assert "（us）的 unit 为“万元/台”，应为 yuan/lift" in found


@pytest.mark.parametrize("name", ["pace", "sun_profiles", "window_layout"])
def test_a_fault_is_told_once(tmp_path, name):
    wrong = changed(
        tmp_path, name, status="sure", **({"unit": "cm"} if name != "sun_profiles" else {})
    )
    with pytest.raises(ChoiceError) as caught:
        Choices(rules=wrong)

    told = [fault.split(" 为“")[0] for fault in caught.value.faults]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("name", ["elevator_costs", "pace"])
def test_a_table_without_rows_is_refused(tmp_path, name):
    own = tmp_path / "mine.csv"
    listing.table(name).head(0).to_csv(own, index=False)

    with pytest.raises(ChoiceError, match=f"mine.csv 只有标题行.*请用 pianqu tables {name} --csv"):
        Choices(rules={name: own})


def test_choices_are_values():
    assert Choices(minutes=np.int64(15)) == Choices(minutes=15)
    assert hash(Choices(kinds=["pharmacy"])) == hash(Choices(kinds=("pharmacy",)))
    assert len({Choices(), Choices(), Choices(minutes=5)}) == 2


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ({"minutes": 0}, ["minutes", "0", "分钟"]),
        ({"minutes": 6.944}, ["minutes", "6.944", "0.1 的倍数"]),
        ({"minutes": 40}, ["search_minutes", "30", "40"]),
        ({"pace": "run"}, ["run", "gb50180", "pianqu tables pace"]),
        ({"kinds": ("zoo",)}, ["zoo", "facility_kinds"]),
        ({"snap": float("nan")}, ["snap", "nan", "米"]),
        ({"minutes": True}, ["minutes", "True", "分钟"]),
        ({"kinds": "pharmacy"}, ["kinds", "pharmacy", "列表"]),
        ({"pace": ["adult"]}, ["pace", "adult"]),
        ({"payment_set": "four"}, ["payment_set", "four", "elevator_payments", "three、once"]),
        ({"payment_set": ["three"]}, ["payment_set", "three", "elevator_payments"]),
        ({"payers": "some"}, ["payers", "some", "all 或 participants"]),
        ({"park_edition": "park.1999"}, ["park_edition", "park.1999", "park_radius"]),
        ({"park_place": "moon"}, ["park_place", "moon", "park.2022"]),
    ],
)
def test_an_impossible_choice_is_refused(values, parts):
    with pytest.raises(ChoiceError) as caught:
        Choices(**values)

    assert len(caught.value.faults) == 1
    assert [part for part in parts if part not in str(caught.value)] == []


def test_the_stages_of_a_users_table_can_be_chosen(tmp_path):
    rows = listing.table("elevator_payments").assign(set="mine").head(3)
    rows.to_csv(tmp_path / "own.csv", index=False)
    rules = {"elevator_payments": tmp_path / "own.csv"}

    assert Choices(rules=rules, payment_set="mine", payers="participants").payment_set == "mine"
    with pytest.raises(ChoiceError, match=r"payment_set 的值“three”不在.*可选：mine"):
        Choices(rules=rules)


def test_all_impossible_choices_come_at_once():
    with pytest.raises(ChoiceError) as caught:
        Choices(minutes=-1, snap=-1, pace="run", kinds=("zoo",))

    assert len(caught.value.faults) == 4


def test_kinds_are_asked_in_the_order_of_the_table():
    assert Choices(kinds=("pharmacy", "primary_school")).asked == ("primary_school", "pharmacy")
    assert len(Choices().asked) == 47


def test_every_table_can_be_listed_and_a_wrong_name_has_a_suggestion():
    listed = listing.names()

    assert set(listed["table"][listed["rows"] == 0]) == EMPTY
    with pytest.raises(ChoiceError, match="facility_kinds"):
        listing.table("facility_kindz")
