"""Money that is not the household's: subsidies of a lift, and the funds that may be drawn on."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError
from .. import money, standards

SUBSIDIES, FUNDS = "elevator_subsidies", "elevator_funds"
PROVIDENT, MAINTENANCE = "provident", "maintenance"
NONE = "none"
_BOUNDS = (("least", "most"), ("pipes_least", "pipes_most"))


def subsidy(name: str, *, overrides: Mapping[str, str | Path] | None = None) -> pd.Series:
    """
    One rule of subsidy.

    Parameters
    ----------
    name
        Row of the table `elevator_subsidies`: `none`, `seed10`, a city, or one of the user's own.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    Series
        Among others `least` and `most` (yuan a lift, one number where the rule fixes it), `ratio`
        (of the cost without pipes, which no subsidy exceeds), `pipes_least` and `pipes_most` (for
        moving pipes) and `least_storeys` (below which there is none).

    Raises
    ------
    ChoiceError
        There is no such row, or the user's table has a fault.

    Examples
    --------
    >>> row = subsidy("shanghai")
    >>> print(row["most"], row["ratio"])
    280000 0.4
    """
    table = standards.load(SUBSIDIES, overrides=overrides, check=faults)
    if name not in list(table.index):
        raise ChoiceError(
            f"补贴“{name}”不在规则表 {SUBSIDIES} 中；可选：{'、'.join(map(str, table.index))}"
            f"（见 pianqu tables {SUBSIDIES}），或用自己的表写明当地标准。"
        )
    return table.loc[[name]].iloc[0]


def granted(cost: pd.Series, storeys: pd.Series, row: pd.Series, *, bound: str) -> pd.Series:
    """
    The subsidy of each lift without its pipes.

    Parameters
    ----------
    cost
        Int64 fen, NA not known.
    storeys
        Of the stairwell, NA not known; the index of `cost`.
    row
        From :func:`subsidy`.
    bound
        `least` or `most`: which end of what the rule leaves open, an unknown number of storeys
        included.

    Returns
    -------
    Series
        Int64 fen; where the cost is not known, NA of a rule that is a ratio of it, and else what
        the rule fixes.

    Examples
    --------
    >>> cost, storeys = pd.Series([50_000_000]), pd.Series([6])
    >>> granted(cost, storeys, subsidy("shanghai"), bound="least").tolist()
    [20000000]
    """
    amount = int(money.fen(pd.Series([row[bound]])).iloc[0])
    capped = money.portion(cost.astype("Int64"), row["ratio"]).clip(upper=amount)
    if row["ratio"] == 1:
        capped = capped.fillna(amount)
    high = storeys.astype("Int64").ge(int(row["least_storeys"]))
    if row["least_storeys"] <= 1:
        return capped
    sure = high.fillna(bound == "most").astype(bool)
    return capped.where(sure, 0).where(capped.notna(), pd.NA)


def provident(fen: pd.Series, *, overrides: Mapping[str, str | Path] | None = None) -> pd.Series:
    """
    What may be withdrawn from the provident fund towards each amount, at most.

    It is the household's own money: a source of its share, not a reduction of it.

    Parameters
    ----------
    fen
        What a household, or all of a stairwell, pays.
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `elevator_funds`.

    Returns
    -------
    Series
        Int64 fen; 0 for who receives more than it pays.

    Examples
    --------
    >>> provident(pd.Series([300, -5, None], dtype="Int64")).tolist()
    [300, 0, <NA>]
    """
    return money.portion(fen.clip(lower=0), ratio(PROVIDENT, overrides=overrides))


def ratio(fund: str, *, overrides: Mapping[str, str | Path] | None = None) -> float:
    """
    How much of what a fund is bounded by may be used: `provident` or `maintenance`.

    Examples
    --------
    >>> ratio("maintenance")
    1.0
    """
    return float(standards.load(FUNDS, overrides=overrides, check=fund_faults)["ratio"][fund])


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of subsidies.

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
    >>> table = standards.load(SUBSIDIES).reset_index().head(1).assign(least=5)
    >>> list(faults(table, "mine.csv"))
    ['规则表文件 mine.csv 第 0 行（none）的 least、most 为 5、0，应为 0 至 most 之间；请改正该格。']
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）的"
        for least, most in _BOUNDS:
            if not 0 <= row[least] <= row[most] <= money.MOST / money.FEN:
                yield (
                    f"{place} {least}、{most} 为 {row[least]:g}、{row[most]:g}，应为 0 至 {most}"
                    " 之间；请改正该格。"
                )
        if not 0 < row["ratio"] <= 1:
            yield f"{place} ratio 为 {row['ratio']:g}，应大于 0 且不超过 1；请改正该格。"
        if row["least_storeys"] < 1 or row["least_storeys"] % 1 > 0:
            yield f"{place} least_storeys 为 {row['least_storeys']:g}，应为正整数；请改正该格。"


def fund_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of funds.

    Examples
    --------
    >>> table = standards.load(FUNDS).reset_index().head(1)
    >>> list(fund_faults(table, "mine.csv"))
    ['规则表文件 mine.csv 的 fund 列缺少 maintenance 行；请从 pianqu tables elevator_funds --csv 抄入该行。']
    """
    for line, row in table.iterrows():
        if not 0 <= row["ratio"] <= 1:
            yield (
                f"规则表文件 {file} 第 {line} 行（{row['fund']}）的 ratio 为 {row['ratio']:g}，"
                "应在 0 至 1 之间；请改正该格。"
            )
    for fund in (PROVIDENT, MAINTENANCE):
        if fund not in set(table["fund"]):
            yield (
                f"规则表文件 {file} 的 fund 列缺少 {fund} 行；请从 pianqu tables {FUNDS} --csv"
                " 抄入该行。"
            )
