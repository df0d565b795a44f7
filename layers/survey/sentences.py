"""Sentences about rows and cells of a layer: which row, what is there, what is expected."""

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from .. import kinds
from . import readings, values

_EXPECTED = {
    "text": "文字",
    "integer": "整数（如 {}）",
    "number": "数字（如 {}）",
    "boolean": "“是”或“否”",
    "date": "日期（如 2024-05-01、2024年5月1日，年份为 1900 至 2100）",
}
_EXAMPLES = {"year": "1998 或 1998年", "ratio": "0.35 或 35%"}
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{1,3}")  # 5.1E+17, as Excel shortens it
_SHOWN = 8  # choices listed in a sentence before it becomes unreadable


class Where:
    """How a row is named in a sentence: file, number of the row where it has one, id, name."""

    def __init__(self, frame: pd.DataFrame, source: str, rows: Sequence[int] | None = None) -> None:
        self.source = source
        self.index = frame.index
        self.rows = rows
        self.names = frame["name"] if "name" in frame.columns else None

    def line(self, position: int) -> str:
        """The number of the row, as a person counts; empty where there is none."""
        return "" if self.rows is None else f"第 {self.rows[position]} 行"

    def row(self, position: int) -> str:
        """The row at that position: source, number, id and name."""
        line = f"{self.line(position)} " if self.rows is not None else ""
        name = None if self.names is None else self.names.iloc[position]
        named = " " if values.is_blank(name) else f"（{name}）"
        key = "" if values.is_blank(self.index[position]) else self.index[position]
        return f"{self.source}：{line}{key}{named}"

    def lines(self, positions: Sequence[int]) -> str:
        """The numbers of several rows in brackets, or nothing."""
        if self.rows is None:
            return ""
        shown = "、".join(str(self.rows[position]) for position in positions[:_SHOWN])
        more = "" if len(positions) <= _SHOWN else f" 等 {len(positions)}"
        return f"（第 {shown}{more} 行）"


def missing_headings(frame: pd.DataFrame, schema: kinds.Schema, source: str) -> list[str]:
    """One for each required field without a column."""
    return [
        f"{source}：{schema.zh}图层缺少“{field.zh}”（{field.name}）列；现有列为"
        f"{'、'.join(str(name) for name in frame.columns if name != 'geometry') or '空'}；请补上该列或在 columns 中指明对应的列名。"
        for field in schema.fields
        if field.required and field.name not in frame.columns
    ]


def bad_ids(frame: pd.DataFrame, where: Where) -> list[str]:
    """One for each row whose id is blank or broken, and for each id that several rows have."""
    blank = [position for position, key in enumerate(frame.index) if values.is_blank(key)]
    places: dict[object, list[int]] = {}
    if frame.index.has_duplicates:
        for position, key in enumerate(frame.index):
            places.setdefault(None if values.is_blank(key) else key, []).append(position)
    return [
        *(f"{where.row(position)}没有编号；请为每一行填写唯一的编号。" for position in blank),
        *(
            f"{where.row(position)}的编号是科学计数法或公式错误，原来的数字已丢失；"
            "请把编号列设为文本格式，再重新填写。"
            for position, key in enumerate(frame.index)
            if isinstance(key, str) and (_SCIENTIFIC.fullmatch(key) or key in readings.ERRORS)
        ),
        *(
            f"{where.source}：编号 {key} 出现了 {len(held)} 次{where.lines(held)}；"
            "编号必须唯一，请改正重复的行。"
            for key, held in places.items()
            if key is not None and len(held) > 1
        ),
    ]


def remedy(field: kinds.Field) -> str:
    """What to do about a cell of the field."""
    return "请改正。" if field.required else "请改正，不清楚时留空。"


def expected(field: kinds.Field) -> str:
    """What a cell of the field may hold."""
    if field.type not in ("choice", "choices"):
        return _EXPECTED[field.type].format(_example(field))
    words = [choice.zh for choice in kinds.vocabulary(field.vocabulary)]
    more = f"等 {len(words)} 类之一（见 pianqu tables {field.vocabulary}）"
    return "、".join(words[:_SHOWN]) + (more if len(words) > _SHOWN else "之一")


def _example(field: kinds.Field) -> str:
    """What can be written: a number, and the number with its unit in Chinese."""
    if field.unit in _EXAMPLES:
        return _EXAMPLES[field.unit]
    number = "6" if field.type == "integer" else "12.5"
    units = [word for word, size in values.factors(field.unit).items() if size == 1]
    words = [word for word in units if not word.isascii()]
    return f"{number} 或 {number}{words[0]}" if words else number


def one_of_several(field: kinds.Field, word: str) -> str | None:
    """The kinds that a word may mean, where it may mean more than one."""
    if field.vocabulary != kinds.FACILITY_KIND:
        return None
    meant = kinds.keywords().get(word, ())
    names = [choice.zh for choice in kinds.vocabulary(field.vocabulary) if choice.code in meant]
    return f"{'、'.join(names)}之一（“{word}”可指其中任何一类）" if names else None


def sentence(row: str, field: kinds.Field, value: Any) -> str:
    """What is wrong with a cell that is blank and must not be, or is out of its range."""
    if values.is_blank(value):
        return f"{row}的“{field.zh}”是空的，这一列不能留空；请填写{expected(field)}。"
    low = None if field.least is None else f"不小于 {values.plain(field.least)}"
    high = None if field.most is None else f"不大于 {values.plain(field.most)}"
    limits = "、".join(limit for limit in (low, high) if limit)
    return f"{row}的“{field.zh}”为 {values.plain(float(value))}，应{limits}；{remedy(field)}"
