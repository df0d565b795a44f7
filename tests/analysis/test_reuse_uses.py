"""Tables of uses: what they say, how sure they are, and what is refused in a user's own."""

import json

import pytest

from pianqu.analysis import listing, standards
from pianqu.analysis.reuse import bands, use_tables, uses
from pianqu.gis.errors import ChoiceError

TABLES = ("reuse_uses", "reuse_rules", "reuse_pairs", "parking_layout")
RULES = uses.rules()


def own(tmp_path, name, change):
    table = listing.table(name).astype(str)
    path = tmp_path / f"{name}.csv"
    change(table).to_csv(path, index=False)
    return {name: path}


@pytest.mark.parametrize("name", TABLES)
def test_every_row_says_how_sure_it_is_and_of_what(name):
    table = listing.table(name)
    known = listing.table("sources").iloc[:, 0].tolist()

    assert table["status"].isin(standards.STATUS).all()
    assert [
        code for cell in table["sources"] for code in cell.split("|") if code not in known
    ] == []


@pytest.mark.parametrize("name", ["reuse_rules", "reuse_pairs", "parking_layout"])
def test_a_row_that_repeats_a_rule_is_as_sure_as_it(name):
    rules = standards.load("rules")
    repeated = listing.table(name).query("rule != ''")

    assert repeated["rule"].isin(rules.index).all()
    assert repeated["status"].tolist() == rules.loc[repeated["rule"], "status"].tolist()


@pytest.mark.parametrize(
    ("key", "rule", "number"),
    [
        ("pocket_park.area", "pocket", lambda value: value[0]),
        ("pocket_park.area_most", "pocket", lambda value: value[1]),
        ("pocket_park.capacity_most", "pocket", lambda value: value[1]),
        ("pocket_park.width", "gb55038.blockgreen.width", float),
        ("playground.sun", "gb55038.blockgreen.sun", float),
        ("elder_daycare.floor", "yl.new", lambda value: value["unit_min"]),
        ("service_station.floor", "embed.area", lambda value: value["min"]),
        ("parking.land", "parkslot", lambda value: value["gross_m2"][1]),
        ("drive.frontage", "parkslot", lambda value: value["lane1"]),
    ],
)
def test_numbers_are_those_of_the_rules(key, rule, number):
    value = json.loads(standards.load("rules").loc[rule, "value"])

    assert float(RULES.set_index("key").loc[[key], "value"].iloc[0]) == number(value)


def test_bays_and_aisles_are_those_of_the_rules():
    table, found = standards.load("rules")["value"], bands.sizes()
    bay, aisle = json.loads(table["parkbay"]), json.loads(table["parklane"])
    slot = json.loads(table["parkslot"])

    assert [found["bay_depth"], found["bay_width"]] == bay["wall"]
    assert [found["aisle"], found["parallel_aisle"]] == [aisle["90_back"], aisle["parallel"]]
    assert [found["parallel_length"], found["parallel_width"]] == slot["parallel"]


def test_uses_are_kinds_of_facility_and_items_renewed_in_step():
    table = uses.uses()
    kinds = [kind for kind in table["facility_kind"] if kind]
    items = [item for item in table["renewal_item"] if item]

    assert set(kinds) <= set(listing.table("facility_kinds")["kind"])
    assert set(items) <= set(standards.load("synchrony_items").index)
    assert len(kinds) == len(set(kinds)) == len(table) - 1  # a lift lobby is no facility


def test_a_rule_for_every_use_is_asked_of_each():
    found = RULES[RULES["key"] == "place"]

    assert found["use"].tolist() == uses.uses().index.tolist()
    assert uses.rules(only=["waste"])["use"].unique().tolist() == ["waste"]


def test_the_land_of_a_use_is_its_own_row_or_the_least_of_its_rules():
    found = uses.area_needed(RULES)

    assert found["parking", "plot"] == 3 * 30  # bays that are the least, 30 m2 each
    assert found["pocket_park", "plot"] == 400
    assert found["elder_daycare", "premises"] == 350
    assert ("pocket_park", "premises") not in found.index


def test_an_unknown_use_is_named():
    with pytest.raises(ChoiceError, match="用途“park”不在规则表 reuse_uses 中；可选：pocket_park"):
        uses.uses(only=["park"])


@pytest.mark.parametrize(
    ("name", "column", "value", "said"),
    [
        ("reuse_uses", "place", "roof", "place 为“roof”"),
        ("reuse_rules", "effect", "maybe", "effect 为“maybe”"),
        ("reuse_rules", "operator", "most", "operator 为“most”"),
        ("reuse_rules", "value", "-1", "value 为“-1”，应为大于 0 的数字"),
        ("reuse_rules", "times", "no.such", "times 为“no.such”"),
        ("reuse_rules", "times", "pocket_park.area", "times 为“pocket_park.area”，应为本表另一行"),
        ("reuse_rules", "times", "land.owner", "times 为“land.owner”，该行的 value 不是数字"),
        ("reuse_rules", "times", "parking.bays", "该行的 use 为“parking”，应包括“pocket_park”"),
        ("reuse_rules", "measure", "aera", "measure 为“aera”，应为 area、"),
        ("reuse_rules", "measure", "owner_class", "measure 为“owner_class”，应为 area、"),
        ("reuse_rules", "operator", "in", "measure 为“area”，应为 owner_class、"),
        ("reuse_rules", "operator", "of_use", "measure 为“area”，应为 place 之一"),
        ("reuse_rules", "zh", "", "zh 是空的"),
        ("reuse_rules", "use", "", "use 是空的"),
        ("reuse_uses", "zh", "", "（pocket_park）的 zh 是空的"),
        ("reuse_uses", "use", "park、garden", "use 为“park、garden”，不得含有"),
        ("reuse_uses", "facility_kind", "park", "facility_kind 为“park”，应为设施类型"),
        ("reuse_pairs", "zh", "", "zh 是空的"),
        ("reuse_rules", "use", "garden", "use 为“garden”，不在规则表 reuse_uses 中"),
        ("reuse_pairs", "relation", "near", "relation 为“near”"),
        ("reuse_pairs", "other", "playground", "同为“playground”"),
        ("reuse_pairs", "one", "garden", "one 为“garden”，不在规则表 reuse_uses 中"),
    ],
)
def test_a_users_table_that_cannot_be_meant_is_refused(tmp_path, name, column, value, said):
    row = 1 if name == "reuse_rules" else 0
    rules = own(
        tmp_path,
        name,
        lambda table: table.assign(**{column: table[column].where(table.index != row, value)}),
    )

    ask = uses.pairs if name == "reuse_pairs" else uses.rules

    with pytest.raises(ChoiceError, match=said):
        ask(overrides=rules)


def test_a_share_is_asked_of_what_lies_within(tmp_path):
    rules = own(tmp_path, "reuse_pairs", lambda table: table.assign(share=""))

    with pytest.raises(ChoiceError, match="share 为“”，应为大于 0、不大于 1 的数字"):
        uses.pairs(overrides=rules)


def test_a_number_of_ones_own_is_used(tmp_path):
    rules = own(
        tmp_path,
        "reuse_rules",
        lambda table: table.assign(value=table["value"].mask(table["key"] == "parking.bays", "10")),
    )

    assert uses.area_needed(uses.rules(overrides=rules))["parking", "plot"] == 300


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("bay_depth", "8.1", "第 3 行（bay_depth）的 value 为 8.1，应为 4 至 8 的数字（m）"),
        ("parallel_aisle", "2.9", "应为 3 至 9 的数字"),
        ("lane", "2", "应为 2.5 至 9 的数字"),
        ("kerb_gap", "-1", "应为 0 至 50 的数字"),
        ("aisles_most", "1.5", "应为 1 至 20 的整数"),
        ("fill", "1.2", "应为 0 至 1 的数字"),
    ],
)
def test_a_size_beyond_its_bounds_is_refused(tmp_path, key, value, said):
    rules = own(
        tmp_path,
        "parking_layout",
        lambda table: table.assign(
            value=table["value"].mask(table["key"] == key, value), least="-9", most="99"
        ),
    )

    with pytest.raises(ChoiceError, match=said) as caught:
        bands.sizes(overrides=rules)
    assert len(caught.value.faults) == 1


def test_a_size_of_nothing_is_refused(tmp_path):
    rules = own(tmp_path, "parking_layout", lambda table: table.assign(value="0"))

    with pytest.raises(ChoiceError, match="第 2 行（bay_width）的 value 为 0，应为 2 至 4 的数字"):
        bands.sizes(overrides=rules)


def test_bundled_tables_have_no_fault():
    checks = {
        "reuse_uses": use_tables.use_faults,
        "reuse_rules": use_tables.rule_faults,
        "reuse_pairs": use_tables.pair_faults,
        "parking_layout": bands.faults,
    }

    tables = {name: standards.load(name).reset_index() for name in checks}

    assert [fault for name, check in checks.items() for fault in check(tables[name], name)] == []


def test_patterns_are_as_deep_as_their_rules():
    every = bands.patterns(99, bands.sizes(), kerb=True)
    found = {(item.kind, len(item.bands)): item.depth for item in every}

    assert found["perpendicular", 2] == pytest.approx(5.3 + 5.5)
    assert found["perpendicular", 12] == pytest.approx(4 * (5.3 + 5.5 + 5.3))
    assert found["parallel", 3] == pytest.approx(2.5 + 3.8 + 2.5)
    assert found["kerb", 1] == 2.5
