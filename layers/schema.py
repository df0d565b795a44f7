"""A frame held against its schema: cells typed, and every fault in one sentence each."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..gis.errors import LayerError
from . import kinds
from .survey import values

if TYPE_CHECKING:
    import pandera.pandas as pa

DTYPES = {
    "text": "string",
    "choice": "string",
    "choices": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}
_EXPECTED = {
    "text": "文字",
    "integer": "整数（如 {}）",
    "number": "数字（如 {}）",
    "boolean": "“是”或“否”",
    "date": "日期（如 2024-05-01、2024年5月1日，年份为 1900 至 2100）",
}
_EXAMPLES = {"year": "1998 或 1998年", "ratio": "0.35 或 35%"}
_SHOWN = 8  # choices listed in a sentence before it becomes unreadable


def validate(
    frame: pd.DataFrame, schema: kinds.Schema, *, source: str, first_row: int | None = None
) -> pd.DataFrame:
    """
    The frame with every known column typed, or every fault at once.

    Parameters
    ----------
    frame
        Columns named after the fields of the schema, any types; other columns are kept as they
        are. The index is the id of the row.
    schema
        The layer, from :func:`kinds.schema`.
    source
        Name of the file, for the sentences.
    first_row
        Row number in the file of the first row of the frame, where the file has row numbers.

    Returns
    -------
    DataFrame
        The same index, order and class (a GeoDataFrame stays one); text as string, whole numbers
        as Int64, numbers as float64, yes or no as boolean, days as datetime64, missing as NA.

    Raises
    ------
    LayerError
        A required heading is missing or blank, a value cannot be read or is out of its range or
        list, an id is blank or there twice. One sentence a fault.

    Examples
    --------
    >>> raw = pd.DataFrame({"name": ["1号楼"], "storeys": ["６"], "lift": ["否"]}, index=["B1"])
    >>> typed = validate(raw, kinds.schema("buildings"), source="楼栋.csv")
    >>> typed.loc["B1", "storeys"], typed.loc["B1", "lift"]
    (np.int64(6), np.False_)
    >>> validate(raw[["storeys"]].assign(storeys="-2"), kinds.schema("buildings"), source="楼栋.csv")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.LayerError: 楼栋.csv：B1 的“地上层数”为 -2，应不小于 0、不大于 150；请改正，不清楚时留空。
    """
    where = _Where(frame, source, first_row)
    faults = [*_missing_headings(frame, schema, source), *_bad_ids(frame, where)]
    typed = frame.copy(deep=False)
    for field in schema.fields:
        if field.name in frame.columns:
            column = pd.Series(frame[field.name])
            typed[field.name], found = _typed(column, field, where)
            faults += found
    faults += _out_of_range(typed, frame, schema, where)
    if faults:
        raise LayerError(faults)
    return typed


class _Where:
    """How a row is named in a sentence."""

    def __init__(self, frame: pd.DataFrame, source: str, first_row: int | None) -> None:
        self.source = source
        self.index = frame.index
        self.first_row = first_row
        self.names = frame["name"] if "name" in frame.columns else None

    def row(self, position: int) -> str:
        line = "" if self.first_row is None else f"第 {position + self.first_row} 行 "
        name = None if self.names is None else self.names.iloc[position]
        named = " " if values.is_blank(name) else f"（{name}）"
        return f"{self.source}：{line}{self.index[position]}{named}"


def _missing_headings(frame: pd.DataFrame, schema: kinds.Schema, source: str) -> list[str]:
    return [
        f"{source}：{schema.zh}图层缺少“{field.zh}”（{field.name}）列；现有列为"
        f"{'、'.join(str(name) for name in frame.columns if name != 'geometry') or '空'}；请补上该列或在 columns 中指明对应的列名。"
        for field in schema.fields
        if field.required and field.name not in frame.columns
    ]


def _bad_ids(frame: pd.DataFrame, where: _Where) -> list[str]:
    blank = [position for position, key in enumerate(frame.index) if values.is_blank(key)]
    twice = frame.index[frame.index.duplicated()].dropna().unique()
    return [
        *(f"{where.row(position)}没有编号；请为每一行填写唯一的编号。" for position in blank),
        *(
            f"{where.source}：编号 {key} 出现了 {int((frame.index == key).sum())} 次；"
            "编号必须唯一，请改正重复的行。"
            for key in twice
        ),
    ]


def _typed(column: pd.Series, field: kinds.Field, where: _Where) -> tuple[pd.Series, list[str]]:
    read = values.reader(field)
    cells: list[Any] = []
    faults: list[str] = []
    for position, value in enumerate(column):
        try:
            cells.append(read(value))
        except (ValueError, KeyError, TypeError) as error:
            cells.append(None)
            wanted = _one_of_several(field, error) or _expected(field)
            faults.append(
                f"{where.row(position)}的“{field.zh}”为“{value}”，应为{wanted}；{_remedy(field)}"
            )
    dtype = DTYPES[field.type]
    return pd.Series(cells, index=column.index, dtype=dtype, name=column.name), faults


def _remedy(field: kinds.Field) -> str:
    return "请改正。" if field.required else "请改正，不清楚时留空。"


def _expected(field: kinds.Field) -> str:
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


def _one_of_several(field: kinds.Field, error: Exception) -> str | None:
    """The kinds that a word may mean, where it may mean more than one."""
    if field.vocabulary != kinds.FACILITY_KIND or not isinstance(error, KeyError):
        return None
    word = str(error.args[0])
    meant = kinds.keywords().get(word, ())
    names = [choice.zh for choice in kinds.vocabulary(field.vocabulary) if choice.code in meant]
    return f"{'、'.join(names)}之一（“{word}”可指其中任何一类）" if names else None


def _out_of_range(
    typed: pd.DataFrame, raw: pd.DataFrame, schema: kinds.Schema, where: _Where
) -> list[str]:
    import pandera.pandas as pa  # a slow import, wanted only where a layer is read

    columns = {
        field.name: pa.Column(
            checks=_checks(field, pa), nullable=not field.required, required=False
        )
        for field in schema.fields
        if field.name in typed.columns
    }
    plain = pd.DataFrame(typed[list(columns)]).reset_index(drop=True)
    try:
        pa.DataFrameSchema(columns).validate(plain, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        return [
            _sentence(where.row(int(position)), schema.field(str(name)), value)
            for name, value, position in zip(
                cases["column"], cases["failure_case"], cases["index"], strict=True
            )
            # a cell that could not be read has its sentence already
            if not values.is_blank(value) or values.is_blank(raw[name].iloc[int(position)])
        ]
    return []


def _checks(field: kinds.Field, pa: Any) -> "list[pa.Check]":
    checks = []
    if field.least is not None:
        checks.append(pa.Check.ge(field.least))
    if field.most is not None:
        checks.append(pa.Check.le(field.most))
    return checks


def _sentence(row: str, field: kinds.Field, value: Any) -> str:
    if values.is_blank(value):
        return f"{row}的“{field.zh}”是空的，这一列不能留空；请填写{_expected(field)}。"
    low = None if field.least is None else f"不小于 {values.plain(field.least)}"
    high = None if field.most is None else f"不大于 {values.plain(field.most)}"
    limits = "、".join(limit for limit in (low, high) if limit)
    return f"{row}的“{field.zh}”为 {values.plain(float(value))}，应{limits}；{_remedy(field)}"
