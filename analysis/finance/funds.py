"""Money of the owners themselves: provident fund withdrawals, and use of the maintenance fund."""

from typing import Any

import pandas as pd

from .. import money
from .finance_rules import Overrides, number

NO_BALANCE, NO_FIRST, NO_NEED = "维修资金余额未知", "首期交存额未知，续筹线无从判断", "需用金额未知"


def provident(
    share: pd.Series, balance: pd.Series | None = None, *, overrides: Overrides = None
) -> pd.Series:
    """
    What a household may withdraw towards what it pays, at most.

    Parameters
    ----------
    share
        Yuan that each household pays; NA not known. Who receives withdraws nothing.
    balance
        Yuan in the accounts of the household and its direct kin, the index of `share`; without it,
        or NA, the share alone bounds the withdrawal.
    overrides
        As for :func:`pianqu.analysis.standards.load`; row `provident.ratio`.

    Returns
    -------
    Series
        Yuan, the index of `share`. A source of the household's share, not a reduction of it.

    Examples
    --------
    >>> provident(pd.Series([300.0, 300.0, -5.0]), pd.Series([1000.0, 120.5, 9.0])).tolist()
    [300.0, 120.5, 0.0]
    """
    own = money.fen(share).clip(lower=0)
    most = money.portion(own, number("provident.ratio", overrides=overrides))
    if balance is not None:
        held = money.fen(balance).clip(lower=0)
        most = most.where(held.isna() | most.le(held).fillna(True), held)
    return money.yuan(most)


def maintenance(funds: pd.DataFrame, *, overrides: Overrides = None) -> pd.DataFrame:
    """
    What the maintenance fund of each community gives, and what is then to be collected again.

    Parameters
    ----------
    funds
        Yuan by community: `balance`, `need` (what is to be paid out of it), `first` (first deposit
        due of all owners; may be missing), and where known `share` of it (0 to 1) that owners have
        voted to use; NA not known.
    overrides
        As for :func:`pianqu.analysis.standards.load`; row `maintenance.floor`.

    Returns
    -------
    DataFrame
        The index of `funds`: `used`, `short` (what of the need it does not meet), `left`, `floor`
        (balance below which owners pay in again), `recollect` (up to the first deposit; 0 where the
        balance stays at the floor), all in yuan, and `reason` where one is not known.

    Examples
    --------
    >>> funds = pd.DataFrame({"balance": [100.0], "need": [90.0], "first": [200.0]}, index=["C1"])
    >>> maintenance(funds)[["used", "left", "floor", "recollect"]].values.tolist()
    [[90.0, 10.0, 60.0, 190.0]]
    """
    columns = pd.DataFrame(funds).reindex(columns=["balance", "need", "first"])
    balance, need, first = (money.fen(columns[name]) for name in columns)
    voted = funds["share"] if "share" in funds else pd.Series(1.0, funds.index)
    open_to = pd.Series(
        [_part(held, ratio) for held, ratio in zip(balance, voted, strict=True)],
        index=funds.index,
        dtype="Int64",
    )
    used = need.where(need.le(open_to).fillna(False), open_to).mask(need.isna() | open_to.isna())
    left = balance - used
    floor = money.portion(first, number("maintenance.floor", overrides=overrides))
    again = (first - left).where(left.lt(floor).fillna(False), 0).mask(left.isna() | floor.isna())
    unknown = pd.Series(pd.NA, index=funds.index, dtype="string").mask(first.isna(), NO_FIRST)
    reason = unknown.mask(need.isna(), NO_NEED).mask(balance.isna(), NO_BALANCE)
    found = {"used": used, "short": need - used, "left": left, "floor": floor, "recollect": again}
    return pd.DataFrame({name: money.yuan(fen) for name, fen in found.items()}).assign(
        reason=reason
    )


def _part(fen: Any, ratio: float) -> Any:
    """That part of an amount; NA where either is not known."""
    if pd.isna(fen) or pd.isna(ratio):
        return pd.NA
    return money.portion(pd.Series([fen], dtype="Int64"), ratio).iloc[0]
