"""Rule tables: every number from a standard, with its unit, clause and how sure we are of it."""

import csv
import difflib
import io
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path

import pandas as pd

from ..gis.errors import ChoiceError

SECONDS = 60.0  # in a minute
STATUS = {
    "verified": "已核对原文或其转载",
    "secondary": "二手资料引用，未见原文",
    "unverified": "未核实，须由用户确认",
    "assumption": "本软件的约定，可自行改定",
}
_STATUS, _UNIT = "status", "unit"
_OWN_UNITS = ("consent_rules", "elevator_running")  # the unit is a choice: its own check judges it
_OF_LAYERS = "check_rules"  # the gate's own table, which a project names beside its layers

# what else is wrong with a user's table: the table by line of the file, and the file's name
Check = Callable[[pd.DataFrame, str], Iterable[str]]


def names() -> list[str]:
    """
    Names of the bundled rule tables.

    Examples
    --------
    >>> "pace" in names()
    True
    """
    folder = resources.files(__spec__.parent).joinpath("tables")
    return sorted(Path(item.name).stem for item in folder.iterdir() if item.name.endswith(".csv"))


def load(
    name: str, *, overrides: Mapping[str, str | Path] | None = None, check: Check | None = None
) -> pd.DataFrame:
    """
    A rule table, the bundled one or the user's own in its place.

    Parameters
    ----------
    name
        One of :func:`names`.
    overrides
        Table name to the path of a CSV file that stands in for the bundled table, so that another
        city's rules are data. It needs every column of the bundled table.
    check
        Faults of a table that stands in, which only those who ask it can know. Called with the
        table indexed by line of the file, numbers being numbers, and with the file's name.

    Returns
    -------
    DataFrame
        One row a rule, in the order of the file; text columns, and numbers where every value of
        the bundled column is one. Indexed by the first column where that is unique in the bundled
        table, whosever table this is.

    Raises
    ------
    ChoiceError
        There is no such table, or the user's own is missing, unreadable, without rows, or has a
        column, key, number, unit or `status` that cannot be meant: every fault at once.

    Examples
    --------
    >>> load("pace").loc["gb50180", ["unit", "status"]].tolist()
    ['m/min', 'secondary']
    """
    if name == _OF_LAYERS:
        raise ChoiceError(
            f'规则表 {name} 用于读取图层；请写在项目文件最上面：{name} = "文件.csv"。'
        )
    if name not in names():
        near = difflib.get_close_matches(str(name), names(), n=1)
        hint = f"（是否想写 {near[0]}？）" if near else ""
        raise ChoiceError(f"没有名为“{name}”的规则表{hint}；请改为其中之一：{'、'.join(names())}。")
    bundled, own = _bundled(name), (overrides or {}).get(name)
    table = bundled.copy() if own is None else _own(own, name, bundled, check)
    key = bundled.columns[0]
    return table.set_index(key) if bundled[key].is_unique else table


def faults(
    overrides: Mapping[str, str | Path], *, checks: Mapping[str, Check] | None = None
) -> list[str]:
    """
    Every fault of the user's own tables, used or not.

    Parameters
    ----------
    overrides
        As for :func:`load`.
    checks
        The further checks of tables that have any, by name of the table.

    Returns
    -------
    list of str
        One sentence a fault; empty where every table can stand in.

    Examples
    --------
    >>> faults({"pace": "没有.csv"})
    ['规则表 pace 指定的文件 没有.csv 不存在；请检查 rules 中的路径。']
    """
    found: list[str] = []
    for name in overrides:
        try:
            load(name, overrides=overrides, check=(checks or {}).get(name))
        except ChoiceError as error:
            found += error.faults
    return found


@cache
def _bundled(name: str) -> pd.DataFrame:
    file = resources.files(__spec__.parent).joinpath("tables", f"{name}.csv")
    with resources.as_file(file) as path:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    for column in table.columns:
        numbers = pd.to_numeric(table[column], errors="coerce")
        if len(table) and numbers.notna().all() and column != "clause":
            table[column] = numbers
    return table


def _own(path: str | Path, name: str, bundled: pd.DataFrame, check: Check | None) -> pd.DataFrame:
    """The user's table, indexed from 0, with the types of the bundled one."""
    file = _path(path, name)
    rows, lines = _cells(file, name)
    table = pd.DataFrame(rows[1:], columns=rows[0], index=lines[1:], dtype=str)
    wrong = [
        f"规则表文件 {file.name} {said}列 {'、'.join(columns)}；请用"
        f" pianqu tables {name} --csv 导出后修改。"
        for said, held in (("缺少", lambda times: times == 0), ("重复了", lambda times: times > 1))
        if (columns := [column for column in bundled.columns if held(rows[0].count(column))])
    ]
    if wrong:
        raise ChoiceError(wrong)
    if table.empty:
        raise ChoiceError(
            f"规则表文件 {file.name} 只有标题行，应至少有一行规则；请用 pianqu tables {name} --csv"
            " 导出后修改。"
        )
    table = table[bundled.columns]
    numbers = [column for column in bundled.columns if bundled[column].dtype.kind in "if"]
    wrong += _keys(table, file.name, unique=bundled.iloc[:, 0].is_unique)
    wrong += [fault for column in numbers for fault in _no_numbers(table[column], file.name)]
    if not wrong:
        table = table.assign(**{column: pd.to_numeric(table[column]) for column in numbers})
        wrong += check(table, file.name) if check else ()
    wrong += _no_status(table, file.name)
    wrong += [] if name in _OWN_UNITS else _foreign_units(table, bundled, file.name)
    if wrong:
        raise ChoiceError(list(dict.fromkeys(wrong)))  # a check may say what is said here
    return table.reset_index(drop=True)


def _path(path: object, name: str) -> Path:
    if isinstance(path, str | os.PathLike):
        return Path(path)
    raise ChoiceError(f"规则表 {name} 的路径为 {path}，应为文字；请写明一个 CSV 文件的路径。")


def _cells(path: Path, name: str) -> tuple[list[list[str]], list[int]]:
    """The rows of a CSV file, all as long as its headings, and the line at which each ends."""
    reader = csv.reader(io.StringIO(_text(path, name), newline=""))
    try:
        found = [(row, reader.line_num) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ChoiceError(
            f"规则表文件 {path.name} 第 {reader.line_num} 行不是可读的 CSV（{error}）；"
            f"请用 pianqu tables {name} --csv 导出后修改。"
        ) from error
    if not found:
        raise ChoiceError(
            f"规则表文件 {path.name} 是空的，应为 UTF-8 CSV；请用 pianqu tables {name} --csv 导出后修改。"
        )
    wide = len(found[0][0])
    uneven = [
        f"规则表文件 {path.name} 第 {line} 行有 {len(row)} 格，应与标题行同为 {wide} 格；"
        "请检查该行的逗号和引号。"
        for row, line in found
        if len(row) != wide
    ]
    if uneven:
        raise ChoiceError(uneven)
    return [[cell.strip() for cell in row] for row, _ in found], [line for _, line in found]


def _text(path: Path, name: str) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ChoiceError(
            f"规则表 {name} 指定的文件 {path} 不存在；请检查 rules 中的路径。"
        ) from None
    except (OSError, ValueError) as error:  # a folder, no permission; a path that cannot be one
        raise ChoiceError(
            f"规则表 {name} 指定的 {path} 无法打开；请指定一个可读的 CSV 文件。"
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ChoiceError(
        f"规则表文件 {path.name} 既不是 UTF-8 也不是 GB 18030 编码；请另存为 UTF-8 CSV。"
    )


def _keys(table: pd.DataFrame, file: str, *, unique: bool) -> Iterator[str]:
    keys = table.iloc[:, 0]
    for line in keys.index[keys == ""]:
        yield f"规则表文件 {file} 第 {line} 行的 {keys.name} 是空的；请补上或删去该行。"
    if not unique:
        return
    for key, lines in keys[keys != ""].groupby(keys, sort=False).groups.items():
        if len(lines) > 1:
            yield (
                f"规则表文件 {file} 第 {'、'.join(map(str, lines))} 行的 {keys.name} 同为“{key}”，"
                "每个值只应出现一次；请只留一行。"
            )


def _no_numbers(column: pd.Series, file: str) -> Iterator[str]:
    numbers = pd.to_numeric(column, errors="coerce")
    for line, cell in column[~numbers.abs().lt(math.inf)].items():
        yield (f"规则表文件 {file} 第 {line} 行的 {column.name} 为“{cell}”，应为数字；请改正该格。")


def _no_status(table: pd.DataFrame, file: str) -> Iterator[str]:
    if _STATUS not in table:
        return
    for line, key, word in zip(table.index, table.iloc[:, 0], table[_STATUS], strict=True):
        if word not in STATUS:
            yield (
                f"规则表文件 {file} 第 {line} 行（{key}）的 {_STATUS} 为“{word}”，应为"
                f" {'、'.join(STATUS)} 之一；请改正该格。"
            )


def _foreign_units(table: pd.DataFrame, bundled: pd.DataFrame, file: str) -> Iterator[str]:
    """Numbers are read in the unit of the bundled row of that key, or the only one of the table."""
    if _UNIT not in bundled:
        return
    keys, units = bundled.iloc[:, 0], bundled[_UNIT].str.strip()
    every = set(units)
    only = every.pop() if len(every) == 1 else None
    usual = dict(zip(keys, units, strict=True)) if keys.is_unique else {}
    number = "value" if "value" in bundled else "数值"
    for line, key, unit in zip(table.index, table.iloc[:, 0], table[_UNIT], strict=True):
        expected = usual.get(key, only)
        if expected not in (None, unit):
            yield (
                f"规则表文件 {file} 第 {line} 行（{key}）的 unit 为“{unit}”，应为 {expected}；"
                f"请换算 {number} 后改写单位。"
            )
