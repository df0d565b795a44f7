"""What a lift costs a year: power, inspection, upkeep and insurance, and its custody (托管)."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError
from .. import money, standards
from .shares import shares
from .weights import EQUAL

TABLE = "elevator_running"
CUSTODY = "custody"
LIFT, STAIRWELL, HOUSEHOLD = "lift", "stairwell", "household"
PER = {LIFT: "每台电梯", STAIRWELL: "每个单元", HOUSEHOLD: "每户"}
NONE = "none"
NO_HOUSEHOLDS = "户数未知，按户计的费用无法计算"
_YEARLY = {"yuan/year": 1, "yuan/month": 12}  # times a year
_AMOUNTS = ("value", "least", "most")
_YES, _NO = "yes", "no"


def yearly(
    stairwells: pd.DataFrame,
    *,
    custody: str | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    The yearly cost of the lift of each stairwell.

    Parameters
    ----------
    stairwells
        Indexed by id; `households`, NA not known, and where there `lifts` (else one each).
    custody
        Per what the custody fee is paid: `lift`, `stairwell` or `household`; `none` where the
        owners look after the lift themselves; None as the row says, which is the planner's since
        the source does not say (bundled: `lift`).
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `elevator_running`. Items whose
        `in_custody` is yes are within the fee where there is custody.

    Returns
    -------
    DataFrame
        `elevator_running`, the index of `stairwells`, in yuan a year: `running` (all items but
        custody, less what custody covers), `custody`, `total`, and `total_least`, `total_most`;
        `parts` (each item in words), `custody_per`, `certainty` (the least of the rows used),
        `reason` where one is NA.

    Raises
    ------
    ChoiceError
        `custody` cannot be meant, or the user's table has a fault.

    Examples
    --------
    >>> twenty = pd.DataFrame({"households": [12] * 20})
    >>> money.total(yearly(twenty)["custody"])
    156000.0
    >>> money.total(yearly(twenty, custody="household")["custody"])
    1872000.0
    """
    table = standards.load(TABLE, overrides=overrides, check=faults)
    per = str(table["per"][CUSTODY]) if custody is None else custody
    _require(per)
    items = _items(table, per)
    units = _units(stairwells)
    costs = {
        name: _cost(items, units, name) for name in _AMOUNTS
    }  # fen by stairwell (rows) and item (columns)
    fee = costs["value"].get(CUSTODY, pd.Series(0, index=stairwells.index, dtype="Int64"))
    others = costs["value"].drop(columns=CUSTODY, errors="ignore")
    totals = {name: each.sum(axis=1, skipna=False).astype("Int64") for name, each in costs.items()}
    columns = {
        "running": others.sum(axis=1, skipna=False).astype("Int64"),
        "custody": fee,
        "total": totals["value"],
        "total_least": totals["least"],
        "total_most": totals["most"],
    }
    answer = pd.DataFrame({name: money.yuan(each) for name, each in columns.items()})
    unknown = answer["total"].isna()
    reason = pd.Series(pd.NA, index=answer.index, dtype=object).mask(unknown, NO_HOUSEHOLDS)
    return answer.assign(
        parts=_words(costs["value"], items),
        custody_per=PER.get(per, "不托管"),
        certainty=_least_sure(items),
        reason=reason,
    )


def by_household(
    running: pd.DataFrame,
    households: pd.DataFrame,
    *,
    by: str = EQUAL,
    coefficients: str = "linear",
    payers: str = "all",
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    What each household pays a year; to the fen, they add up to the total of the stairwell.

    Parameters
    ----------
    running
        From :func:`yearly`.
    households, by, coefficients, payers, overrides
        As for :func:`pianqu.analysis.lifts.shares.shares`.

    Returns
    -------
    DataFrame
        The index of `households`: `stairwell`, `household`, `yearly`, `yearly_least`,
        `yearly_most` (yuan), `reason`.

    Examples
    --------
    >>> homes = pd.DataFrame({"stairwell": 0, "household": ["101", "201"], "storey": [1, 2]})
    >>> homes = homes.assign(storeys=2, area=60.0, takes_part=None, source="", doubt=None)
    >>> cost = yearly(pd.DataFrame({"households": [2]}))
    >>> by_household(cost, homes)["yearly"].tolist()
    [7700.0, 7700.0]
    >>> by_household(cost, homes, by="floor")["yearly"].tolist()
    [0.0, 15400.0]
    """
    names = {"total": "household_part", "total_least": "household_least"}
    names |= {"total_most": "household_most"}
    part = running[[*names, "reason"]].rename(columns=names)
    found = shares(
        households, part, coefficients=coefficients, by=by, payers=payers, overrides=overrides
    )
    kept = {"amount": "yearly", "amount_least": "yearly_least", "amount_most": "yearly_most"}
    return found[["stairwell", "household", *kept, "reason"]].rename(columns=kept)


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of running costs.

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
    >>> table = standards.load(TABLE).reset_index().tail(1).assign(unit="yuan")
    >>> list(faults(table, "mine.csv"))
    ['规则表文件 mine.csv 第 4 行（custody）的 unit 为“yuan”，应为 yuan/year 或 yuan/month；请改正该格。']
    """
    words = {"unit": tuple(_YEARLY), "per": tuple(PER), "in_custody": (_YES, _NO)}
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['item']}）的"
        for column, allowed in words.items():
            if row[column] not in allowed:
                yield (
                    f"{place} {column} 为“{row[column]}”，应为 {' 或 '.join(allowed)}；请改正该格。"
                )
        if not 0 <= row["least"] <= row["value"] <= row["most"] <= money.MOST / money.FEN:
            yield (
                f"{place} value 为 {row['value']:g}，应不小于 0 并在 least 与 most 之间；请改正该格。"
            )
    if CUSTODY not in set(table["item"]):
        yield (
            f"规则表文件 {file} 的 item 列缺少 {CUSTODY} 行（托管费）；请从 pianqu tables {TABLE}"
            " --csv 抄入该行。"
        )


def _require(custody: object) -> None:
    if custody not in (*PER, NONE):
        raise ChoiceError(
            f"custody 为“{custody}”，应为 {'、'.join([*PER, NONE])} 之一（托管费按什么计）；请改正。"
        )


def _items(table: pd.DataFrame, custody: str) -> pd.DataFrame:
    if custody == NONE:
        return table.drop(index=CUSTODY)
    kept = table[table["in_custody"].ne(_YES) | (table.index == CUSTODY)]
    return kept.assign(per=kept["per"].mask(kept.index == CUSTODY, custody))


def _units(stairwells: pd.DataFrame) -> pd.DataFrame:
    one = pd.Series(1, index=stairwells.index, dtype="Int64")
    lifts = stairwells["lifts"].astype("Int64") if "lifts" in stairwells else one
    households = stairwells["households"].astype("Int64")
    return pd.DataFrame({LIFT: lifts, STAIRWELL: one, HOUSEHOLD: households})


def _cost(items: pd.DataFrame, units: pd.DataFrame, name: str) -> pd.DataFrame:
    """Fen a year of each stairwell and item."""
    cents = money.fen(items[name]) * items["unit"].map(_YEARLY)
    columns = {item: units[items["per"][item]] * int(cents[item]) for item in items.index}
    return pd.DataFrame(columns, index=units.index)


def _words(costs: pd.DataFrame, items: pd.DataFrame) -> pd.Series:
    parts = costs.apply(money.yuan).rename(columns=items["zh"].to_dict())
    said = [
        "；".join(
            f"{zh}未知" if pd.isna(cost) else f"{zh} {cost:.2f} 元" for zh, cost in row.items()
        )
        for row in parts.to_dict("records")
    ]
    return pd.Series(said, index=costs.index, dtype=object)


def _least_sure(items: pd.DataFrame) -> str:
    order = list(standards.STATUS)
    return max(items["status"], key=order.index)
