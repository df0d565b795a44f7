"""What each household pays for a lift: by floor and area, with the ground floor's compensation."""

from collections.abc import Mapping
from numbers import Real
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError, LayerError
from .. import money
from . import grants
from .weights import ALL, EQUAL, FLOOR, FLOOR_AREA, PARTICIPANTS, floor_shares, weights

GROUND = 1  # the storey that is compensated
LEFT_OUT = "未参加，按所选口径不分摊"
NO_BUDGET = "没有该单元的资金测算"
OPEN = "居民分摊总额未定"
NO_STOREY = "所在层未知，首层补偿由谁收、由谁付未定"
NO_NEIGHBOUR = "首层以上没有分摊住户，无人支付首层补偿"
_TOTALS = {"amount": "household_part", "least": "household_least", "most": "household_most"}
_KEPT = ["stairwell", "household", "storey", "area", "source"]


def shares(
    households: pd.DataFrame,
    budget: pd.DataFrame,
    *,
    coefficients: str = "linear",
    by: str = FLOOR,
    compensation: float = 0.0,
    payers: str = ALL,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    What each household of each stairwell pays; to the fen, they add up to the stairwell's part.

    Parameters
    ----------
    households
        As from :func:`pianqu.analysis.lifts.households.households`.
    budget
        Indexed by stairwell: `household_part`, `household_least`, `household_most` in yuan, NA
        where open, and `reason` where there; as from :func:`pianqu.analysis.lifts.budgets.budget`.
    coefficients
        Set of the rule table `share_coefficients`: `linear`, `shanghai`, `guangzhou`, `informal`,
        or one of the user's own.
    by
        `floor`; `floor_area`, the coefficient times the exclusive area; or `equal`.
    compensation
        Yuan that each household of the ground floor receives from those above, who pay it by the
        same weights.
    payers
        `all` households, or `participants`: who does not take part pays nothing, and the others
        carry that share.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        `elevator_shares`, the index of `households`: `stairwell`, `household`, `storey`, `area`
        (m2), `source`; `coefficients`, `coefficient` and its `certainty`; `weight`, `weights` (of
        the stairwell) and `share`, the one over the other; `floor_share` (% of the floor),
        `floor_least`, `floor_most` and `in_range` where the rule gives ranges; in yuan
        `cost_share`, `compensation` (paid; negative is received), `amount` (both together),
        `amount_least`, `amount_most`, `provident_most` (of the amount, what may be withdrawn from
        the provident fund); `reason`: why an amount is NA, or 0. Fen that are left over go to the
        higher floor first, then by household, whatever the order of rows. NA throughout a
        stairwell of which one weight is unknown, and of amounts where there is a compensation and
        the storey of one household is unknown.

    Raises
    ------
    ChoiceError
        A choice cannot be meant, or the user's table has a fault.
    LayerError
        A household stands twice.

    Examples
    --------
    >>> homes = pd.DataFrame({"stairwell": "U1", "household": ["101", "201", "301"]})
    >>> homes = homes.assign(storey=[1, 2, 3], storeys=3, area=60.0, takes_part=None)
    >>> homes = homes.assign(source="住户名单", doubt=None)
    >>> part = pd.DataFrame({"household_part": 100.0}, index=["U1"])
    >>> part = part.assign(household_least=90.0, household_most=120.0)
    >>> shares(homes, part)["amount"].tolist()
    [0.0, 33.33, 66.67]
    >>> shares(homes, part, compensation=30)["amount"].tolist()
    [-30.0, 43.33, 86.67]
    """
    _require(by, payers, compensation)
    _require_once(households)
    table = _ordered(households)
    found = weights(table, coefficients=coefficients, by=by, payers=payers, overrides=overrides)
    ground = table["storey"].eq(GROUND).fillna(False).astype(bool)
    afloat = _without_storey(table, compensation)
    paid, unpaid = _compensation(table["stairwell"], found["weight"], ground, compensation)
    paid = paid.mask(afloat.notna())
    every = _totals(budget)
    parts = {
        name: money.split_by(every[name], found["weight"], table["stairwell"]) for name in _TOTALS
    }
    amounts = {name: part + paid for name, part in parts.items()}
    columns = {
        **{name: table[name] for name in _KEPT},
        **_weighed(table, found, coefficients if by != EQUAL else EQUAL),
        **floor_shares(table, found),
        "cost_share": money.yuan(parts["amount"].mask(paid.isna())),
        "compensation": money.yuan(paid),
        "amount": money.yuan(amounts["amount"]),
        "amount_least": money.yuan(amounts["least"]),
        "amount_most": money.yuan(amounts["most"]),
        "provident_most": money.yuan(grants.provident(amounts["amount"], overrides=overrides)),
        "reason": _reasons(table, found["blocked"].fillna(afloat), unpaid, budget, payers),
    }
    return pd.DataFrame(columns, index=table.index).reindex(households.index)


def _require(by: str, payers: str, compensation: float) -> None:
    faults = [
        f"{name} 为“{value}”，应为 {'、'.join(words)} 之一；请改正。"
        for name, value, words in (
            ("by", by, (FLOOR, FLOOR_AREA, EQUAL)),
            ("payers", payers, (ALL, PARTICIPANTS)),
        )
        if value not in words
    ]
    number = isinstance(compensation, Real) and not isinstance(compensation, bool)
    if not (number and 0 <= float(compensation) * money.FEN <= money.MOST):
        faults.append(f"compensation 为 {compensation}，应为不小于 0 的金额（元）；请改正。")
    if faults:
        raise ChoiceError(faults)


def _require_once(households: pd.DataFrame) -> None:
    twice = households[households.duplicated(["stairwell", "household"], keep=False)]
    names = (twice["stairwell"].astype(str) + " " + twice["household"].astype(str)).unique()
    faults = [f"住户 {name} 出现不止一次，每户只应有一行；请只留一行。" for name in names]
    again = households.index[households.index.duplicated()].unique()
    faults += [
        f"住户编号 {name} 出现不止一次，应各不相同；请改正。" for name in again if not faults
    ]
    if faults:
        raise LayerError(faults)


def _ordered(households: pd.DataFrame) -> pd.DataFrame:
    """Top floor first, so that fen left over never make a lower floor pay more."""
    keys = households.assign(household=households["household"].astype("string"))
    order = keys.sort_values(["household", "stairwell"], kind="stable")
    order = order.sort_values("storey", ascending=False, kind="stable")
    return households.loc[order.index]


def _totals(budget: pd.DataFrame) -> pd.DataFrame:
    columns = {name: money.fen(budget[column]) for name, column in _TOTALS.items()}
    return pd.DataFrame(columns, index=budget.index)


def _compensation(
    stairwell: pd.Series, weight: pd.Series, ground: pd.Series, yuan: float
) -> tuple[pd.Series, pd.Series]:
    """Fen that each pays, less what it receives; whether nobody is there to pay it."""
    each = int(money.fen(pd.Series([yuan])).iloc[0])
    due = ground.groupby(stairwell).sum().astype("Int64") * each
    above = weight.mask(ground, 0)
    carried = above.fillna(0).astype(bool).groupby(stairwell).any()
    unpaid = due.gt(0) & ~carried.reindex(due.index)
    paid = money.split_by(due.mask(unpaid), above, stairwell)
    received = ground.astype("Int64") * each
    return paid - received.mask(weight.isna()), stairwell.map(unpaid).astype(bool)


def _without_storey(table: pd.DataFrame, compensation: float) -> pd.Series:
    """Of which household it is not known whether it is compensated, for all of its stairwell."""
    lost = table[table["household"].notna() & table["storey"].isna() & (compensation > 0)]
    names = (
        lost["household"].astype(str).groupby(lost["stairwell"]).agg(lambda x: "、".join(sorted(x)))
    )
    of = table["stairwell"].map((names + NO_STOREY).to_dict()).astype(object)
    return of.where(of.notna(), pd.NA)


def _weighed(table: pd.DataFrame, found: pd.DataFrame, name: str) -> dict[str, pd.Series]:
    weight = found["weight"].astype("Float64")
    every = weight.groupby(table["stairwell"]).transform("sum").mask(weight.isna())
    return {
        "coefficients": pd.Series(name, index=table.index, dtype="string"),
        "coefficient": found["coefficient"],
        "certainty": found["status"],
        "weight": weight,
        "weights": every,
        "share": weight / every,
    }


def _reasons(
    table: pd.DataFrame,
    blocked: pd.Series,
    unpaid: pd.Series,
    budget: pd.DataFrame,
    payers: str,
) -> pd.Series:
    reason = pd.Series(pd.NA, index=table.index, dtype=object)
    if payers == PARTICIPANTS:
        reason = reason.mask(table["takes_part"].eq(False).fillna(False).astype(bool), LEFT_OUT)
    said = budget["reason"] if "reason" in budget else pd.Series(pd.NA, index=budget.index)
    why = (OPEN + "：" + said.astype("string")).fillna(OPEN).astype(object)
    unsettled = why[budget["household_part"].isna().to_numpy()]
    of = table["stairwell"].map(unsettled.to_dict()).astype(object)
    of = of.mask(~table["stairwell"].isin(budget.index), NO_BUDGET)
    reason = reason.mask(of.notna(), of).mask(unpaid, NO_NEIGHBOUR)
    reason = reason.mask(blocked.notna(), blocked)
    return reason.where(reason.notna(), pd.NA)
