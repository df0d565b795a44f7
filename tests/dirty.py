"""A survey workbook as a county keeps it, synthetic: 300 communities, 40 of them with a fault."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

TITLE = "某某县老旧小区改造摸底表（合成数据）"
SAID = ["填报单位：某某县住建局", *[None] * 13, "单位：平方米、户"]
UPPER = ["序号", "小区编号", "所属街道", "小区名称", "建筑情况", None, None, None, "人口情况"]
UPPER += [None, None, "绿地率", "物业管理方式", "是否成立业委会", "调查日期"]
LOWER = [None, None, None, None, "建成\n年份", "楼栋数", "建筑面积\n（㎡）", "占地面积（亩）"]
LOWER += ["户数", "常住人口", "60岁以上人口", None, None, None, None]
MERGED = (
    "A1:O1",
    "A3:A4",
    "B3:B4",
    "C3:C4",
    "D3:D4",
    "E3:H3",
    "I3:K3",
    *(f"{c}3:{c}4" for c in "LMNO"),
)
FIELDS = {  # column of the workbook, from one
    "id": 2,
    "name": 4,
    "year_built": 5,
    "building_count": 6,
    "floor_area": 7,
    "households": 9,
    "residents": 10,
    "green_share": 12,
    "management": 13,
    "owners_committee": 14,
    "as_of": 15,
}
TOWNS = ("东城街道", "西城街道", "南关镇")
COUNT, FAULTY, STEP = 300, 40, 7
FAULTS: tuple[tuple[str, Any, str], ...] = (
    *(("year_built", text, "是年代") for text in ("90年代", "上世纪80年代", "80-90年代")),
    *(("year_built", text, "没有写明世纪") for text in ("98年", 87)),
    ("year_built", "1998-2000", "是区间"),
    ("year_built", "1990年以前", "是上限或下限"),
    ("year_built", 2205, "超出范围"),
    ("year_built", "待补充", "不是年份"),
    *(("households", text, "是区间") for text in ("300-350户", "280～300")),
    *(("households", text, "是约数") for text in ("约300户", "三百余户", "近400")),
    ("households", "无", "写的是“无”"),
    ("households", "1 234", "一格有几个数"),
    ("households", "320人", "单位或文字不认识"),
    ("households", "很多", "不是数字"),
    ("households", 312.5, "不是整数"),
    *(("floor_area", text, "公式错误") for text in ("#REF!", "#DIV/0!")),
    ("floor_area", "=I5*70", "公式没有结果"),
    ("floor_area", -500, "超出范围"),
    ("floor_area", "12000平米+800", "是几个数相加"),
    ("building_count", "十几栋", "单位或文字不认识"),
    ("building_count", "6+2", "是几个数相加"),
    *(("green_share", cell, "没有写百分号") for cell in ("35", 30)),
    ("green_share", "350%", "超出范围"),
    ("owners_committee", "○", "圆圈的意思不明"),
    ("owners_committee", "部分", "不是是或否"),
    *(("management", text, "不在可用的词中") for text in ("好", "物业")),
    *(("as_of", text, "不是日期") for text in ("2024年5月", "五月一日")),
    ("id", "C004", "编号出现两次"),
    ("id", None, "没有编号"),
    ("name", None, "是空的"),
    ("floor_area", 10, "每户面积不合理"),  # times the true one
    ("residents", 0.1, "每户人口不合理"),
)


@dataclass(frozen=True)
class Planted:
    """A fault: its row in the sheet, the id that stands there, the field, the cell and the sort."""

    row: int
    key: str
    field: str
    text: str
    sort: str


def truth(number: int) -> dict[str, Any]:
    """What the community of that number, from zero, truly is."""
    households = 120 + 37 * number % 380
    return {
        "id": f"C{number + 1:03d}",
        "name": f"合成{number + 1}村",
        "year_built": 1978 + number % 25,
        "building_count": households // 24,
        "floor_area": households * 70.0,
        "land_area": households * 50.0,
        "households": households,
        "residents": households * 14 // 5,
        "elderly": households * 14 // 25,
        "green_share": None if number % 10 == 1 else (20 + number % 15) / 100,
        "management": ("market", "secured", "self", "none")[number % 4],
        "owners_committee": None if number % 12 == 5 else number % 2 == 0,
        "as_of": date(2024, 5, 1) + timedelta(number % 28),
    }


def cells(number: int) -> list[Any]:
    """The row as a clerk writes it, in many right ways."""
    true = truth(number)
    year, day, green = true["year_built"], true["as_of"], true["green_share"]
    heads, yes = true["households"], true["owners_committee"]
    percent = "" if green is None else f"{green * 100:.0f}"
    when = datetime(day.year, day.month, day.day)
    return [
        number + 1,
        true["id"],
        None,
        true["name"],
        (year, f"{year}年", f"１９{year % 100:02d}" if year < 2000 else year, f" {year} ")[
            number % 4
        ],
        (true["building_count"], f"{true['building_count']}栋")[number % 2],
        (true["floor_area"], f"{true['floor_area']:,.0f}")[number % 2],
        true["land_area"] / (2000 / 3),
        (heads, f"{heads}户", f"{heads:,}".replace(",", "，"))[number % 3],
        true["residents"],
        true["elderly"],
        ("/", "不详", "——")[number % 3]
        if green is None
        else (f"{percent}%", f"{percent}％", green)[number % 3],
        {"market": "市场化物业", "secured": "社区保障", "self": "自治", "none": "无"}[
            true["management"]
        ],
        (None, "/")[number % 2]
        if yes is None
        else (("有", "√", "是") if yes else ("无", "×", "否"))[number % 3],
        (when, f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日")[number % 3],
    ]


def write(
    path: Path, *, faulty: bool = True, mended: frozenset[str] = frozenset()
) -> list[Planted]:
    """Write the workbook; the faults that stand in it (without those of the sorts in `mended`)."""
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    sheet.title = "摸底表"
    for head in ([TITLE], SAID, UPPER, LOWER):
        sheet.append(head)
    for area in MERGED:
        sheet.merge_cells(area)
    planted: list[Planted] = []
    for town in range(len(TOWNS)):
        _town(sheet, town, planted, faulty=faulty, mended=mended)
    sheet.append(["合计", *[None] * 3, None, *_sums(range(COUNT))])
    sheet.append(["注：1.本表由街道填报，数据为合成数据。"])
    sheet.append(["2.绿地率以测绘为准。"])
    sheet.append(["填表人：某某", None, None, "审核人：某某"])
    book.save(path)
    return planted


def _town(
    sheet: Any, town: int, planted: list[Planted], *, faulty: bool, mended: frozenset[str]
) -> None:
    """The rows of one sub-district under its merged cell, a page break in it, and its subtotal."""
    each = COUNT // len(TOWNS)
    numbers = range(town * each, (town + 1) * each)
    starts = 0
    for number in numbers:
        if number == numbers[each // 2]:
            sheet.merge_cells(f"C{starts}:C{sheet.max_row}")
            for head in (UPPER, LOWER):
                sheet.append(head)
            starts = 0
        sheet.append(cells(number))
        row = sheet.max_row
        if not starts:
            starts = row
            sheet.cell(row, 3, TOWNS[town])
        fault = number // STEP if number % STEP == 3 and number // STEP < FAULTY else None
        if faulty and fault is not None and FAULTS[fault][2] not in mended:
            planted.append(_planted(sheet, row, number, *FAULTS[fault]))
    sheet.merge_cells(f"C{starts}:C{sheet.max_row}")
    sheet.append([None, None, f"{TOWNS[town]}小计", None, None, *_sums(numbers)])
    if town == 0:
        sheet.append([])


def _planted(sheet: Any, row: int, number: int, field: str, cell: Any, sort: str) -> Planted:
    if sort.endswith("不合理"):
        cell = int(truth(number)[field] * cell)
    sheet.cell(row, FIELDS[field]).value = cell
    return Planted(row, truth(number)["id"], field, "" if cell is None else str(cell), sort)


def _sums(numbers: range) -> list[float]:
    fields = ("building_count", "floor_area", "land_area", "households", "residents", "elderly")
    sums = [sum(truth(number)[field] for number in numbers) for field in fields]
    return [value / (2000 / 3) if at == 2 else value for at, value in enumerate(sums)]
