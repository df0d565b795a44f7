"""The user's own words, read and checked."""

import pytest

import pianqu
from pianqu.layers import aliases


def written(tmp_path, text: str):
    path = tmp_path / "别名.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_words_and_codes_name_the_same(tmp_path):
    path = written(tmp_path, "图层,字段,别名,取值\n小区,户数,住房套数,\nbuildings,lift,加梯,\n")
    assert aliases.read(path) == [
        {"layer": "communities", "field": "households", "alias": "住房套数", "choice": ""},
        {"layer": "buildings", "field": "lift", "alias": "加梯", "choice": ""},
    ]


def test_a_word_of_a_closed_list(tmp_path):
    path = written(
        tmp_path, "layer,field,alias,choice\n小区,物业管理方式,街道托底,社区保障性物业\n"
    )
    assert aliases.read(path)[0]["choice"] == "secured"


def test_every_row_that_names_nothing_is_told_at_once(tmp_path):
    path = written(
        tmp_path,
        "图层,字段,别名,取值\n河流,名称,河名,\n小区,楼高,高,\n小区,户数,,\n小区,物业管理方式,甲,乙\n",
    )
    with pytest.raises(pianqu.gis.errors.LayerError) as caught:
        aliases.read(path)
    rows = ["第 2 行的图层", "第 3 行的字段", "第 4 行没有写别名", "第 5 行的取值"]
    assert len(caught.value.faults) == len(rows)
    assert all(row in fault for row, fault in zip(rows, caught.value.faults, strict=True))


def test_one_word_for_two_fields_is_told_with_its_row_in_the_file(tmp_path):
    path = written(tmp_path, "图层,字段,别名\n小区,户数,数\n\n小区,楼栋数,数\n楼栋,户数,数\n")
    with pytest.raises(pianqu.gis.errors.LayerError, match="第 4 行的别名“数”在上面已是") as caught:
        aliases.read(path)
    assert len(caught.value.faults) == 1


def test_a_table_without_its_columns_is_refused(tmp_path):
    with pytest.raises(pianqu.gis.errors.LayerError, match="“字段”、“别名”"):
        aliases.read(written(tmp_path, "图层,列\n小区,户数\n"))
