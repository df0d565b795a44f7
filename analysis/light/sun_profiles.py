"""Sun profiles: the day, the hours that count and how many are required, each row with its source."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...gis import sun
from ...gis.errors import ChoiceError
from .. import standards

if TYPE_CHECKING:
    from ...gis.counting import Aggregate, Counting

DEFAULT = "dahan_2h"
AGGREGATES = ("cumulative", "longest", "two_longest")
_YES, _NO = "yes", "no"
_NUMBERS = ("start", "end", "shortest", "sweep", "band")
_TEXTS = ("zh", "aggregate", "standard", "clause", "status", "sources")
_DAY = re.compile(r"(\d\d)-(\d\d)")
_PLAUSIBLE = {  # column: (least, most, unit) beyond which a value can only be a slip
    "year": (1950, 2100, "年"),
    "start": (0, 24, "时（真太阳时）"),
    "end": (0, 24, "时（真太阳时）"),
    "hours": (0.1, 12, "小时"),
    "shortest": (0, 120, "分钟"),
    "sweep": (0, 60, "度"),
    "band": (0, 5, "米"),
}
_WORDS = {"aggregate": AGGREGATES, "full": (_YES, _NO), "status": tuple(standards.STATUS)}
_ROMAN = str.maketrans(
    {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI", "Ⅶ": "VII"}
)


@dataclass(frozen=True)
class Profile:
    """
    How sun hours are counted, and how many are required.

    Attributes
    ----------
    name, zh
        Row of the table `sun_profiles`, and what it is called.
    day
        Whose declination holds: its year counts.
    start, end
        First and last hour that counts, true solar time.
    required
        Hours of sun.
    shortest
        Minutes; shorter intervals do not count.
    sweep
        Degrees to the facade within which light does not count.
    aggregate
        What is added up: `cumulative`, `longest` or `two_longest` intervals.
    full
        Whether the whole sill must be lit (满窗).
    band
        Metres by which heights may be wrong.
    standard, clause, status, sources
        Where the row comes from and how sure it is.
    """

    name: str
    zh: str
    day: date
    start: float
    end: float
    required: float
    shortest: float
    sweep: float
    aggregate: "Aggregate"
    full: bool
    band: float
    standard: str
    clause: str
    status: str
    sources: str

    def sky(self, place: sun.Place) -> sun.Sky:
        """Way of the sun over a place between the hours that count."""
        return sun.sky(self.day, hours=(self.start, self.end), place=place)

    @property
    def counting(self) -> "Counting":
        """How the engine counts."""
        from ...gis.counting import Counting

        return Counting(
            shortest=self.shortest, sweep=self.sweep, aggregate=self.aggregate, full=self.full
        )


def profile(name: str = DEFAULT, *, overrides: Mapping[str, str | Path] | None = None) -> Profile:
    """
    The sun profile of that name.

    Parameters
    ----------
    name
        A row of the table `sun_profiles`, such as `dahan_2h` or `dongzhi_1h`.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    Profile
        Frozen.

    Raises
    ------
    ChoiceError
        There is no such row, or the user's table has a fault: see :func:`faults`.

    Examples
    --------
    >>> found = profile("dahan_2h")
    >>> found.day.isoformat(), found.required, found.status
    ('2001-01-20', 2.0, 'unverified')
    """
    table = standards.load("sun_profiles", overrides=overrides, check=faults)
    if name not in list(table.index):  # whatever was given
        raise ChoiceError(
            f"日照标准“{name}”不在规则表 sun_profiles 中；可选：{'、'.join(map(str, table.index))}"
            "（见 pianqu tables sun_profiles）。"
        )
    row = table.loc[name].to_dict()
    cells: dict[str, Any] = {key: float(row[key]) for key in _NUMBERS}
    cells |= {key: str(row[key]) for key in _TEXTS}
    return Profile(
        name=name,
        day=_day(int(row["year"]), str(row["date"])),
        required=float(row["hours"]),
        full=row["full"] == _YES,
        **cells,
    )


def applying(
    zone: str, population: float, *, overrides: Mapping[str, str | Path] | None = None
) -> str:
    """
    Name of the profile for a climate zone and a size of city.

    Parameters
    ----------
    zone
        Building climate zone, `I` to `VII` (also Ⅰ to Ⅶ).
    population
        Residents of the urban area, in units of 10,000 (城区常住人口，万人).
    overrides
        As for :func:`pianqu.analysis.standards.load`, of the table `sun_zones`.

    Returns
    -------
    str
        A row of `sun_profiles`: that of the row of `sun_zones` with the greatest
        `population_least` not above `population` (GB 50180-2018 table 4.0.9, unverified).

    Raises
    ------
    ChoiceError
        No row applies.

    Examples
    --------
    >>> applying("III", 80), applying("Ⅳ", 20), applying("VI", 300)
    ('dahan_2h', 'dongzhi_1h', 'dongzhi_1h')
    """
    table = standards.load("sun_zones", overrides=overrides)
    written = str(zone).translate(_ROMAN).strip().upper()
    holds = np.array([written in str(zones).split("|") for zones in table["zones"]])
    rows = table[holds & table["population_least"].le(population)].sort_values("population_least")
    if rows.empty:
        raise ChoiceError(
            f"规则表 sun_zones 没有适用于气候区“{zone}”、城区常住人口 {population:g} 万人的行；"
            "气候区应为 I 至 VII，人口应不小于 0；请改正，或直接指定日照标准。"
        )
    return str(rows["profile"].iloc[-1])


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of sun profiles: days, hours, values, words.

    Parameters
    ----------
    table
        The columns of the bundled table, indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load("sun_profiles").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> print(*faults(table.iloc[:1].assign(date="02-30"), "mine.csv"))
    规则表文件 mine.csv 第 0 行（dahan_2h）的 date 为“02-30”，应为 2001 年中的月-日，如 01-20；请改正该格。
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['profile']}）"
        found = [*_out_of_range(row), *_unknown_words(row)]
        yield from (f"{place}的 {fault}；请改正该格。" for fault in found)
        if not found and not row["start"] < row["end"]:
            yield (
                f"{place}的 start 为 {row['start']:g}、end 为 {row['end']:g}，"
                "有效时段应先早后晚；请改正。"
            )
        elif not found and row["end"] - row["start"] < row["hours"]:
            yield (
                f"{place}的 hours 为 {row['hours']:g}，超过有效时段"
                f" {row['start']:g} 至 {row['end']:g} 时的长度；请改正。"
            )


def _out_of_range(row: pd.Series) -> Iterator[str]:
    for name, (least, most, unit) in _PLAUSIBLE.items():
        if not least <= row[name] <= most:
            yield f"{name} 为 {row[name]:g}，应在 {least:g} 至 {most:g} {unit}之间"
    year = int(row["year"])
    if date.min.year <= year <= date.max.year and not _is_day(year, row["date"]):
        yield f"date 为“{row['date']}”，应为 {year} 年中的月-日，如 01-20"


def _unknown_words(row: pd.Series) -> Iterator[str]:
    for name, words in _WORDS.items():
        if row[name] not in words:
            yield f"{name} 为“{row[name]}”，应为 {'、'.join(words)} 之一"


def _is_day(year: int, written: str) -> bool:
    try:
        _day(year, written)
    except ValueError:
        return False
    return True


def _day(year: int, written: str) -> date:
    found = _DAY.fullmatch(str(written))
    if not found:
        raise ValueError(written)
    return date(year, int(found[1]), int(found[2]))
