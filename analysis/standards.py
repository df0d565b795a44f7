"""Rule tables: every number from a standard, with its unit, clause and how sure we are of it."""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import pandas as pd

from ..gis.errors import ChoiceError

SECONDS = 60.0  # in a minute
STATUS = {
    "verified": "已核对原文或其转载",
    "secondary": "二手资料引用，未见原文",
    "unverified": "未核实，须由用户确认",
}


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


def load(name: str, *, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    A rule table, the bundled one or the user's own in its place.

    Parameters
    ----------
    name
        One of :func:`names`.
    overrides
        Table name to the path of a CSV file that stands in for the bundled table, so that another
        city's rules are data. It needs every column of the bundled table.

    Returns
    -------
    DataFrame
        One row a rule, in the order of the file; text columns, and numbers where every value of
        the column is one. Indexed by the first column where that is unique.

    Raises
    ------
    ChoiceError
        There is no such table, or the user's own is missing, unreadable or lacks a column.

    Examples
    --------
    >>> load("pace").loc["gb50180", ["unit", "status"]].tolist()
    ['m/min', 'secondary']
    """
    if name not in names():
        raise ChoiceError(f"没有名为“{name}”的规则表；现有：{'、'.join(names())}。")
    bundled = resources.files(__spec__.parent).joinpath("tables", f"{name}.csv")
    with resources.as_file(bundled) as path:
        table = _read(path)
    own = (overrides or {}).get(name)
    if own is not None:
        table = _own(Path(own), name, table)
    key = table.columns[0]
    return table.set_index(key) if table[key].is_unique else table


def pace(name: str, *, overrides: Mapping[str, str | Path] | None = None) -> float:
    """
    Walking speed of that name.

    Parameters
    ----------
    name
        A row of the table `pace` in m/min, such as `gb50180`, `adult` or `elderly`.
    overrides
        As for :func:`load`.

    Returns
    -------
    float
        Metres a second.

    Raises
    ------
    ChoiceError
        There is no such row, or it is no speed above zero.

    Examples
    --------
    >>> pace("adult")
    1.2
    """
    table = load("pace", overrides=overrides)
    speeds = table[table["unit"] == "m/min"]
    if name not in speeds.index:
        raise ChoiceError(
            f"pace 的值“{name}”不在步速表中；可选：{'、'.join(speeds.index)}"
            "（见 pianqu tables pace）。"
        )
    value = float(speeds["value"].to_dict()[name])
    if not value > 0:
        raise ChoiceError(f"步速表中 {name} 的值为 {value:g}，应大于 0 米/分钟；请改正该行。")
    return value / SECONDS


def stairs(*, overrides: Mapping[str, str | Path] | None = None) -> float:
    """
    Share of the pace that is kept on stairs.

    Examples
    --------
    >>> stairs()
    0.5
    """
    return float(load("pace", overrides=overrides)["value"].to_dict()["stairs"])


def _read(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    for column in table.columns:
        numbers = pd.to_numeric(table[column], errors="coerce")
        if len(table) and numbers.notna().all() and column != "clause":
            table[column] = numbers
    return table


def _own(path: Path, name: str, bundled: pd.DataFrame) -> pd.DataFrame:
    try:
        table = _read(path)
    except FileNotFoundError:
        raise ChoiceError(
            f"规则表 {name} 指定的文件 {path} 不存在；请检查 rules 中的路径。"
        ) from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ChoiceError(
            f"规则表文件 {path.name} 不是可读的 UTF-8 CSV（{error}）；请另存为 UTF-8 CSV。"
        ) from error
    missing = [column for column in bundled.columns if column not in table.columns]
    if missing:
        raise ChoiceError(
            f"规则表文件 {path.name} 缺少列 {'、'.join(missing)}；请用"
            f" pianqu tables {name} --csv 导出后修改。"
        )
    return table
