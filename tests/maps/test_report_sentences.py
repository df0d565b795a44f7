"""Sentences of the report: figures by key, what is not known, and templates that cannot be meant."""

import pandas as pd
import pytest
import reported

from pianqu.gis.errors import ChoiceError
from pianqu.maps.report import keys
from pianqu.maps.report.sentences import Sentence, filled, sentences


def said(text: str, plan=None, **given) -> list[str]:
    """What a sentence says of the little plan."""
    sentence = Sentence("money", "k", text, label="造价", **given)
    return [one.text for one in filled(sentence, plan or reported.plan())]


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("communities|count", "2"),
        ("communities.households|sum", "1,274"),
        ("communities.households|most", "1,234"),
        ("communities.households[id=C02]", "40"),
        ("communities.households[name!=东一村]", "40"),
        ("communities.name|names", "东一村、东二村"),
        ("finance.net_most[level=project,net_most<0]|wan", "−170"),
        ("finance[level=project,!net_most?]|count", "1"),
        ("finance[balanced=no|depends,level=project]|count", "2"),
        ("park_rates.rate[chosen=yes]|percent", "96.3%"),
        ("park_rates.base_m2|least|ha", "100.00"),
        ("basis.value[key=as_of]", "2024-06-30"),
        ("finance.level|distinct", "3"),
    ],
)
def test_a_key_finds_its_value(key, shown):
    assert said(f"是{{{key}}}") == [f"是{shown}"]


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("idle_totals.area|sum", "造价未计算：没有 idle_totals 表。"),
        ("finance.colour|sum", "造价未知：表 finance 没有字段 colour。"),
        ("finance.cost_least[level=none]", "造价未知：表 finance 没有相应的行。"),
        ("finance.cost_least[level=project]", "造价未知：表 finance 的“支出下限”不止一行相符"),
        ("finance.cost_least|sum", "造价未知：表 finance 的“支出下限”有的行没有值。"),
        ("finance.cost_least[id=J4]", "造价未知：有款项金额未知。"),
    ],
)
def test_what_is_not_known_says_why(key, reason):
    assert said(f"是{{{key}}}")[0].startswith(reason)


def test_a_quiet_sentence_is_left_out_where_it_is_not_known():
    assert said("是{idle_totals.area|sum}", quiet=True) == []


def test_a_sentence_is_said_once_a_row():
    lines = said("{.name}{.cost_least|wan}", each="finance[level=project,balanced=yes|no]")

    assert lines == ["甲改造100", "乙改造270"]


def test_a_condition_of_nought_leaves_the_sentence_out():
    assert said("有", when="{finance[balanced=never]|count}") == []
    assert said("有", when="{finance[balanced=no]|count}") == ["有"]


def test_braces_in_a_name_are_no_placeholder():
    homes = reported.built()["communities"].assign(name="{finance|count}")

    assert said("{communities.name|names}", reported.plan(communities=homes)) == ["{finance|count}"]


def test_every_bundled_key_can_be_meant():
    found = sentences()

    assert len(found) > 30
    assert len({sentence.key for sentence in found}) == len(found)
    assert all(keys.read(f"{one.each}|count") for one in found if one.each)


def test_own_sentences_stand_in_and_behind(tmp_path):
    mine = reported.own(tmp_path, "共 {finance|count} 项", key="cost")
    found = {sentence.key: sentence.text for sentence in sentences([mine])}

    assert found["cost"] == "共 {finance|count} 项"
    assert len(found) == len(sentences())
    gone = reported.own(tmp_path, "", key="cost")
    assert "cost" not in {sentence.key for sentence in sentences([gone])}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"text": "{finance.cost|square}"}, "看不懂"),
        ({"text": "{finance.cost"}, "花括号不成对"),
        ({"text": "好", "chapter": "weather"}, "没有名为“weather”的章"),
        ({"text": "好", "colour": "red"}, "不认识的键 colour"),
        ({"text": "好", "each": "finance.cost("}, "不是“表[条件]”"),
        ({"text": "好", "quiet": "yes"}, "类型不对"),
    ],
)
def test_a_template_that_cannot_be_meant_is_refused(tmp_path, given, fault):
    path = reported.own(tmp_path, **given)

    with pytest.raises(ChoiceError, match=r"own\.toml") as caught:
        sentences([path])
    assert fault in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("[[sentence", encoding="utf-8")

    with pytest.raises(ChoiceError) as caught:
        sentences([tmp_path / "none.toml", broken, reported.own(tmp_path, "{a.b|c}")])
    assert len(caught.value.faults) == 3


def test_sums_of_rows_that_are_not_there_are_nought():
    assert said("{communities.households[name=无]|sum}") == ["0"]
    assert said("{communities.households[name=无]|most}")[0].endswith("没有相应的行。")


def test_a_missing_number_is_never_a_nought():
    homes = reported.built()["communities"].assign(households=pd.array([5, pd.NA], dtype="Int64"))
    plan = reported.plan(communities=homes)

    assert said("{communities.households|sum} 户", plan)[0].startswith("造价未知")
    assert said("{communities.households[households?]|sum} 户", plan) == ["5 户"]


@pytest.mark.parametrize(
    "dtype", ["bool", "boolean", "float", "str", "datetime64[ns]", "bool[pyarrow]"]
)
def test_a_test_of_an_empty_table_meets_no_row(dtype):
    table = pd.DataFrame({"balanced": pd.Series([], dtype=dtype)})

    for sign in ("=", "!="):
        assert keys.selected(table, (("balanced", sign, "no"),), {}).empty
