"""Rules of batches: a user's own rows are judged when read, each fault with its line."""

import pytest

from pianqu.analysis import standards
from pianqu.analysis.choices import Choices
from pianqu.analysis.lifts import batch_rules
from pianqu.gis.errors import ChoiceError


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weight_swing": 20}, ["第 8 行（weight_swing）的 value 为 20", "0 至 1"]),
        ({"rank_swing": -0.1}, ["第 9 行（rank_swing）的 value 为 -0.1", "0 至 1"]),
        ({"metres": 0}, ["第 2 行（metres）的 value 为 0", "大于 0"]),
        ({"opening": -1}, ["第 7 行（opening）", "不应小于 0"]),
        ({"most": 2.5}, ["第 4 行（most）的 value 为 2.5", "正整数"]),
        ({"same_district": 2}, ["第 5 行（same_district）", "1（是）"]),
        ({"least": 30}, ["第 3 行的 least 为 30 台", "第 4 行 most 的 20 台"]),
        ({"weight_swing": None}, ["缺少 weight_swing 行", "抄入"]),
    ],
)
def test_a_wrong_row_of_the_user_is_named_by_its_line(tmp_path, change, said):
    table = standards.load("batch_rules")
    (name, value), own = *change.items(), tmp_path / "mine.csv"
    rows = table.assign(value=table["value"].where(table.index != name, value))
    (rows.drop(index=name) if value is None else rows).to_csv(own)

    with pytest.raises(ChoiceError) as caught:
        Choices(rules={"batch_rules": own})
    assert len(caught.value.faults) == 1
    assert [part for part in ["mine.csv", "请", *said] if part not in str(caught.value)] == []


def test_every_fault_comes_at_once(tmp_path):
    table, own = standards.load("batch_rules"), tmp_path / "mine.csv"
    table.drop(index="opening").assign(value=-1.0, unit="km").to_csv(own)
    with pytest.raises(ChoiceError) as caught:
        batch_rules.values(["weight_swing"], overrides={"batch_rules": own})

    assert len(caught.value.faults) == 7 + 1 + 7  # values, the row that is missing, units
    assert "第 2 行（metres）的 unit 为“km”，应为 m" in str(caught.value)


@pytest.mark.parametrize("swing", [0, 1])
def test_the_ends_of_a_swing_are_meant(tmp_path, swing):
    table, own = standards.load("batch_rules"), tmp_path / "mine.csv"
    swings = table.index.isin(["weight_swing", "rank_swing"])
    table.assign(value=table["value"].mask(swings, swing)).to_csv(own)

    found = batch_rules.values(["weight_swing", "rank_swing"], overrides={"batch_rules": own})
    assert found.tolist() == [swing, swing]
