"""The rule tables of finance: their numbers, read by row, and what is wrong with a user's own."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from ...layers import kinds
from .. import standards

RULES, SOURCES, BANDS, SUBSIDY = (
    "funding_rules",
    "funding_sources",
    "cost_bands",
    "property_subsidy",
)
UNSTATED = "unstated"
VALUE, LEAST, MOST = "value", "least", "most"
Overrides = Mapping[str, str | Path] | None
_YEARS = 50  # a loan of more is a slip of the pen
_SHARES = (
    "award.ratio",
    "provident.ratio",
    "maintenance.collected",
    "maintenance.floor",
    "debt.rate",
)
_PAYERS = "payer"


def rule(key: str, *, overrides: Overrides = None) -> pd.Series:
    """
    One row of the table `funding_rules`.

    Parameters
    ----------
    key
        Its key.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    Series
        `zh`, `value`, `least`, `most`, `unit`, `standard`, `clause`, `status` among others.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> row = rule("match.city")
    >>> print(row["value"], row["unit"], row["status"])
    6000.0 yuan/household verified
    """
    return standards.load(RULES, overrides=overrides, check=faults).loc[[key]].iloc[0]


def number(key: str, *, bound: str = VALUE, overrides: Overrides = None) -> float:
    """
    The number of a row of `funding_rules`: its `value`, or the `least` or `most` of its range.

    Examples
    --------
    >>> number("award.ratio")
    0.3
    """
    return float(rule(key, overrides=overrides)[bound])


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of funding rules.

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
    >>> table = standards.load(RULES).reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> list(faults(table[table["key"] != "award.ratio"], "mine.csv"))
    ['规则表文件 mine.csv 缺少 award.ratio 行；请从 pianqu tables funding_rules --csv 抄入。']
    """
    yield from _ranges(table, file, "key")
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）的"
        if row["key"] in _SHARES and row[MOST] > 1:
            yield f"{place} most 为 {row[MOST]:g}，应在 0 至 1 之间；请改正该格。"
        if row["key"] == "debt.years" and not 1 <= row[LEAST] <= row[MOST] <= _YEARS:
            yield f"{place} least、most 应为 1 至 {_YEARS} 年；请改正该格。"
    known = set(standards.load(RULES).index)
    missing = sorted(known - set(table["key"]))
    if missing:
        yield (
            f"规则表文件 {file} 缺少 {'、'.join(missing)} 行；请从 pianqu tables {RULES} --csv 抄入。"
        )


def source_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of sources of money.

    Parameters
    ----------
    table, file
        As for :func:`faults`.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load(SOURCES).reset_index()
    >>> list(source_faults(table, "mine.csv"))
    []
    >>> list(source_faults(table[table["channel"] != "bank"], "mine.csv"))
    ['规则表文件 mine.csv 的 channel 列缺少 bank 行；请从 pianqu tables funding_sources --csv 抄入该行。']
    """
    payers = [*(choice.code for choice in kinds.vocabulary(_PAYERS)), UNSTATED]
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['channel']}）的"
        odd = [each for each in row["payer"].split("|") if each not in payers]
        if odd:
            yield f"{place} payer 为“{'|'.join(odd)}”，应为 {'、'.join(payers)} 之一；请改正该格。"
        if row["repay"] not in (0, 1):
            yield f"{place} repay 为 {row['repay']:g}，应为 1（须偿还）或 0（不须）；请改正该格。"
        if not row["words"] and row["channel"] not in payers:
            yield f"{place} words 是空的，无从与资金渠道对应；请写出渠道用语，以 | 分隔。"
    for payer in payers:
        if payer not in set(table["channel"]):
            yield (
                f"规则表文件 {file} 的 channel 列缺少 {payer} 行；请从 pianqu tables {SOURCES} --csv"
                " 抄入该行。"
            )


def band_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of plausible bands.

    Parameters
    ----------
    table, file
        As for :func:`faults`.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load(BANDS).reset_index().head(1)
    >>> list(band_faults(table.assign(least=300), "mine.csv"))
    ['规则表文件 mine.csv 第 0 行（retrofit.area）的 least、value、most 为 300、272、544，应依次不减且不小于 0；请改正。']
    """
    yield from _ranges(table, file, "key")
    measures = set(standards.load(BANDS)["measure"])
    modes = {"", *(choice.code for choice in kinds.vocabulary("renewal_mode"))}
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）的"
        for column, known in (("measure", measures), ("mode", modes)):
            if row[column] not in known:
                listed = "、".join(sorted(known - {""}))
                yield f"{place} {column} 为“{row[column]}”，应为 {listed} 之一；请改正该格。"
    for (measure, mode), group in table.groupby(["measure", "mode"], sort=False):
        if len(group) > 1:
            yield (
                f"规则表文件 {file} 第 {'、'.join(map(str, group.index))} 行同为 {measure}、{mode}，"
                "每种情形只应有一行；请只留一行。"
            )


def subsidy_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of tapering subsidies.

    Parameters
    ----------
    table, file
        As for :func:`faults`.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load(SUBSIDY).reset_index(drop=True)
    >>> list(subsidy_faults(table, "mine.csv"))
    []
    >>> list(subsidy_faults(table.assign(year=table["year"] + 1).head(1), "mine.csv"))
    ['规则表文件 mine.csv 中 one 的 year 为 2，应从 1 起逐年连续；请改正。']
    """
    for line, row in table.iterrows():
        if not 0 <= row["ratio"] <= 1:
            yield (
                f"规则表文件 {file} 第 {line} 行（{row['set']} 第 {row['year']:g} 年）的 ratio 为"
                f" {row['ratio']:g}，应在 0 至 1 之间；请改正该格。"
            )
    for name, group in table.groupby("set", sort=False):
        years = sorted(group["year"])
        if years != list(range(1, len(group) + 1)):
            said = "、".join(f"{year:g}" for year in years)
            yield f"规则表文件 {file} 中 {name} 的 year 为 {said}，应从 1 起逐年连续；请改正。"
        ratios = group.sort_values("year")["ratio"]
        if not ratios.is_monotonic_decreasing:
            yield f"规则表文件 {file} 中 {name} 的 ratio 逐年上升，补贴应逐年退坡；请改正。"


def _ranges(table: pd.DataFrame, file: str, key: str) -> Iterator[str]:
    for line, row in table.iterrows():
        if not 0 <= row[LEAST] <= row[VALUE] <= row[MOST]:
            yield (
                f"规则表文件 {file} 第 {line} 行（{row[key]}）的 least、value、most 为 {row[LEAST]:g}、"
                f"{row[VALUE]:g}、{row[MOST]:g}，应依次不减且不小于 0；请改正。"
            )
