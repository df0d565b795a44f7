"""When each household pays: its amount in instalments, which add up to it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError
from .. import money, standards

TABLE = "elevator_payments"
_WHOLE = 100  # percent


def payments(
    shares: pd.DataFrame,
    *,
    stages: str = "three",
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    The instalments of each household.

    Parameters
    ----------
    shares
        From :func:`pianqu.analysis.lifts.shares.shares`; a negative amount, a compensation, is paid out
        by the same stages.
    stages
        Set of the rule table `elevator_payments`. The bundled ones are assumptions: the contract's
        own stages stand in.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        `elevator_payments`, one row a household and stage, households in the order of `shares`:
        `id` (of the household), `stairwell`, `household`, `stage`, `zh`, `stage_share` (%),
        `amount` (yuan; NA where the household's is), `certainty`. To the fen, the stages of a
        household add up to its amount.

    Raises
    ------
    ChoiceError
        There is no such set, or the user's table has a fault.

    Examples
    --------
    >>> homes = pd.DataFrame({"stairwell": "U1", "household": "201", "amount": [100.01]})
    >>> payments(homes)["amount"].tolist()
    [30.0, 40.01, 30.0]
    """
    rows = _rows(stages, overrides)
    count = len(rows)
    place = pd.RangeIndex(len(shares)).repeat(count)
    of = pd.Series(place)
    amount = money.fen(shares["amount"]).reset_index(drop=True)
    weights = pd.Series(rows["share"].tolist() * len(shares), index=of.index, dtype=float)
    columns = {
        "id": shares.index.repeat(count),
        **{name: shares[name].repeat(count).to_numpy() for name in ("stairwell", "household")},
        "stage": rows["stage"].tolist() * len(shares),
        "zh": rows["zh"].tolist() * len(shares),
        "stage_share": weights,
        "amount": money.yuan(money.split_by(amount, weights, of)),
        "certainty": rows["status"].tolist() * len(shares),
    }
    return pd.DataFrame(columns)


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of instalments.

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
    >>> table = standards.load(TABLE).head(2)
    >>> list(faults(table, "mine.csv"))
    ['规则表文件 mine.csv 中 three 各阶段的 share 合计为 70，应为 100；请改正。']
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['set']} {row['stage']}）的"
        if not 0 <= row["share"] <= _WHOLE:
            yield f"{place} share 为 {row['share']:g}，应在 0 至 100 之间；请改正该格。"
    for name, group in table.groupby("set", sort=False):
        every = sum(map(money.exact, group["share"]))
        if every != _WHOLE:
            yield (
                f"规则表文件 {file} 中 {name} 各阶段的 share 合计为 {float(every):g}，应为 100；请改正。"
            )
        for column in ("stage", "order"):
            if group[column].duplicated().any():
                yield (
                    f"规则表文件 {file} 中 {name} 的 {column} 有重复，每个阶段应各不相同；请改正。"
                )


def _rows(name: str, overrides: Mapping[str, str | Path] | None) -> pd.DataFrame:
    table = standards.load(TABLE, overrides=overrides, check=faults).reset_index(drop=True)
    own = table[table["set"] == name]
    if own.empty:
        known = "、".join(dict.fromkeys(table["set"]))
        raise ChoiceError(
            f"付款阶段“{name}”不在规则表 {TABLE} 中；可选：{known}（见 pianqu tables {TABLE}）。"
        )
    return own.sort_values("order", kind="stable")
