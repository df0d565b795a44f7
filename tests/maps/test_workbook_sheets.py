"""Sheets of the workbook: names, contents, parts, communities, and text that means harm."""

from types import SimpleNamespace

import pandas as pd
import pytest
from hostile import PAYLOADS
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pianqu.maps import workbook
from pianqu.maps.look import Look
from pianqu.maps.workbook import sheets
from pianqu.maps.workbook.columns import twins
from pianqu.maps.workbook.communities import places
from pianqu.maps.workbook.sheets import HEAD, parts, piece
from pianqu.maps.workbook.tabs import LONGEST, tabs
from pianqu.maps.workbook.values import MOST_SIGNS, text

NO_FIELDS = pd.DataFrame(columns=["table", "field", "zh", "unit"])
RISKY = ("=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1+2", "\t=1", '=HYPERLINK("http://a")')


def made(**tables: pd.DataFrame) -> SimpleNamespace:
    return SimpleNamespace(tables=tables, fields=NO_FIELDS)


def opened(plan, folder, **choices):
    return load_workbook(workbook.write(plan, folder / "plan.xlsx", **choices))


def below(sheet) -> list[list[object]]:
    """Values of the rows of a table."""
    wide = len([cell for cell in sheet[HEAD] if cell.value is not None])
    return [[cell.value for cell in row[:wide]] for row in sheet.iter_rows(min_row=HEAD + 1)]


def words_of(sheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("risky", [*RISKY, *PAYLOADS.values()])
def test_text_that_would_run_is_kept_as_text(risky, tmp_path):
    homes = pd.DataFrame({"name": [risky]}, index=pd.Index([risky], name="id"))
    look = Look(title=risky, subtitle=risky, author=risky)
    book = opened(made(communities=homes, news=homes), tmp_path, look=look)

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s"}
    shown = [cell for cell in cells if cell.value == risky]
    assert len(shown) >= 4
    assert all(cell.quotePrefix for cell in shown) == risky.startswith(tuple("=+-@\t"))


def test_signs_that_the_format_refuses_are_shown(tmp_path):
    signs = ["a\x00b\x1fc", "d\ud800e", "f\r\ng", "_x0041_"]
    told = pd.DataFrame({"name": pd.Series(signs, dtype=object)})

    assert below(opened(made(news=told), tmp_path)["news"]) == [
        *(["a␀b␟c"], ["d�e"], ["f\ng"], ["_x005F_x0041_"]),  # the last as Excel writes it
    ]


@pytest.mark.parametrize("sign", ["长", "😀"])
def test_text_beyond_a_cell_is_cut_and_says_so(sign, tmp_path):
    told = pd.DataFrame({"name": [sign * 40_000, sign * 10_000]})
    sheet = opened(made(news=told), tmp_path)["news"]
    first, second = (row[0] for row in below(sheet))

    assert len(first.encode("utf-16-le")) // 2 <= MOST_SIGNS
    assert first.endswith("（超长，已截断；原文共 40,000 字，全文见 renewal.gpkg）")
    assert second == sign * 10_000
    assert "有 1 格文字超过" in sheet["B2"].value


@given(st.text())
def test_any_text_fits_a_cell(given_text):
    told = text(given_text)

    assert told.encode("utf-8").decode("utf-8") == told
    assert not any(ord(sign) < 32 and sign not in "\t\n" for sign in told)


@given(st.lists(st.text(max_size=40), max_size=12))
def test_names_of_sheets_are_what_the_format_takes(names):
    told = tabs(names)

    assert len({name.lower() for name in told}) == len(names)
    for name in told:
        assert 0 < len(name) <= LONGEST
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name


def test_an_empty_table_has_its_sheet(tmp_path):
    book = opened(made(cuts=pd.DataFrame({"street": pd.Series(dtype=str)})), tmp_path)
    sheet = book[book.sheetnames[-1]]

    assert sheet[HEAD][0].value == "street"
    assert below(sheet) == [["本表没有记录。"]]


def test_a_plan_of_nothing_still_has_contents(tmp_path):
    book = opened(made(), tmp_path)

    assert book.sheetnames == ["目录", "字段说明"]


@pytest.mark.parametrize(("shape", "most"), [((7, 5), (3, 2)), ((6, 4), (3, 2)), ((1, 1), (3, 2))])
def test_parts_hold_every_cell_once(shape, most):
    table = pd.DataFrame(
        [[f"{row} {column}" for column in range(shape[1])] for row in range(shape[0])]
    )
    cut = parts(shape, most_rows=most[0], most_columns=most[1])
    told = [cell for part in cut for row in piece(table, part).to_numpy() for cell in row]

    assert sorted(told) == sorted(table.to_numpy().ravel())
    assert all(piece(table, part).shape <= most for part in cut)


def test_a_table_too_long_for_a_sheet_has_several(tmp_path, monkeypatch):
    short = lambda shape: parts(shape, most_rows=2)  # noqa: E731 - stands in for the limit of Excel
    monkeypatch.setattr("pianqu.maps.workbook.entries.parts", short)
    book = opened(made(news=pd.DataFrame({"a": [1, 2, 3]})), tmp_path)

    assert book.sheetnames[-2:] == ["news", "news（2）"]
    assert [below(book[name]) for name in book.sheetnames[-2:]] == [[[1], [2]], [[3]]]
    assert "本表分为 2 个工作表，这是第 2 个（第 3–3 行）" in book["news（2）"]["B2"].value


@pytest.fixture
def asked() -> SimpleNamespace:
    """Two questions, one of them without an answer; a synthetic town."""
    rows = [("synthetic", "数据性质", "合成数据，非真实地点"), ("as_of", "数据日期", "2024-06-30")]
    questions = {
        "question": ["finance", "idle"],
        "zh": ["资金台账", "闲置地"],
        "status": ["computed", "not_computed"],
        "reason": [None, "没有地块图层"],
    }
    return made(
        basis=pd.DataFrame(rows, columns=["key", "zh", "value"]),
        questions=pd.DataFrame(questions),
        finance=pd.DataFrame({"level": ["all"], "id": ["all"], "cost": [12.0]}),
        timings=pd.DataFrame({"step": ["读入"], "seconds": [0.1]}),
    )


def test_contents_say_what_is_computed_and_why_not(asked, tmp_path):
    sheet = opened(asked, tmp_path)["目录"]
    told = words_of(sheet)

    assert "合成数据，非真实地点　内部资料 不得公开" in told
    assert "2024-06-30" in told
    assert "未计算：没有地块图层" in told
    row = next(row for row in sheet.iter_rows() if row[2].value == "finance")
    assert [cell.value for cell in row[1:]] == [
        *("各项目资金平衡", "finance", "每行一个：level", 1, 3, "资金台账", "已计算"),
    ]
    assert row[1].hyperlink.location == "'各项目资金平衡'!A1"


def test_links_lead_to_sheets_that_are_there(asked, tmp_path):
    book = opened(asked, tmp_path)
    led = [cell.hyperlink.location for row in book["目录"] for cell in row if cell.hyperlink]

    assert led == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    assert "timings" not in words_of(book["目录"])


def test_marks_are_a_choice(asked, tmp_path):
    book = opened(asked, tmp_path, look=Look(not_for_publication=False))

    assert not any("不得公开" in word for sheet in book for word in words_of(sheet))


def test_rules_stand_with_clause_and_certainty(tmp_path):
    rows = {"rule": ["gap", "gap"], "zh": ["间距", "间距"], "limit": [6.0, 6.0], "unit": ["m", "m"]}
    checks = pd.DataFrame(rows).assign(standard="GB 1", clause="3.1", certainty="unverified")
    sheet = opened(made(elevator_checks=checks), tmp_path)["标准"]

    assert below(sheet)[0][1:] == ["间距", 6, "米", "GB 1", "3.1", "未核实，须由用户确认", 2]


@pytest.fixture
def town() -> SimpleNamespace:
    """Three communities: one row, several rows, and rows that name it among others."""
    homes = pd.DataFrame({"name": ["东一村", "东二村", None], "households": [54, 40, 8]})
    return made(
        communities=homes.set_axis(pd.Index(["C1", "C2", "C3"], name="id")),
        staging=pd.DataFrame(
            {"year": [2025, 2026]}, index=pd.Index(["C1", "C2"], name="community")
        ),
        newcomer=pd.DataFrame({"community": ["C1"] * 25 + ["C2"], "seen": range(26)}),
        projects=pd.DataFrame({"communities": ["C1;C2"], "stage": ["approved"]}, index=["J1"]),
    )


def test_a_community_has_a_sheet_with_all_that_names_it(town, tmp_path):
    book = opened(town, tmp_path)
    one, two = words_of(book["小区 东一村"]), words_of(book["小区 东二村"])

    assert book.sheetnames[-3:] == ["小区 东一村", "小区 东二村", "小区 C3"]
    assert {"东一村（C1）", "基本情况", "54", "2025", "newcomer（25）", "J1"} <= set(one)
    assert "共 25 行，只列前 20 行；其余见工作表“newcomer”。" in one
    assert {"40", "2026", "25", "J1"} <= set(two)
    assert "2025" not in two


def test_communities_beyond_the_choice_are_said(town, tmp_path):
    book = opened(town, tmp_path, sheets_of_communities=1)

    assert [name for name in book.sheetnames if name.startswith("小区 ")] == ["小区 东一村"]
    assert any(
        "共有 3 个小区，只为前 1 个列出卡片；其余 2 个" in word for word in words_of(book["目录"])
    )


def test_ids_of_other_things_are_not_those_of_communities():
    rows = pd.DataFrame({"of_layer": ["communities", "parcels"], "of": ["1", "1"]})

    assert places(rows, {"1"}) == {"1": [0]}
    assert places(rows[["of"]], {"1"}) == {}


def test_two_communities_of_one_name_have_two_sheets(tmp_path):
    homes = pd.DataFrame({"name": ["和平里", "和平里"]}, index=pd.Index(["A", "B"], name="id"))
    book = opened(made(communities=homes), tmp_path)

    assert book.sheetnames[-2:] == ["小区 和平里", "小区 和平里 2"]
    assert book["小区 和平里 2"]["A1"].value == "和平里（B）"


def test_a_row_is_as_high_as_its_longest_text():
    assert sheets.height([("短", 10.0), ("字" * 20, 11.0)]) == 60.0
    assert sheets.width("户数 12") == 7


def test_a_code_that_is_missing_where_its_words_say_so_is_shown_by_the_words():
    codes = {"channel": ["city", None, "bank"], "channel_zh": ["市级", "未写明渠道", "银行"]}

    assert twins(pd.DataFrame(codes)) == {"channel": "channel_zh"}
    codes["channel_zh"][1] = None
    assert twins(pd.DataFrame(codes)) == {"channel": "channel_zh"}
    codes["channel_zh"][1:] = ["银行", "银行"]
    assert twins(pd.DataFrame(codes)) == {}
    assert twins(pd.DataFrame({"rule": ["a", None], "zh": ["甲", "乙"]})) == {}
