"""Who pays for each lift: its cost, the subsidy, the maintenance fund, and the households' part."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ...gis.errors import LayerError
from .. import money
from . import grants
from .prices import PIPES_UNKNOWN, SPLIT, WITH_PIPES, prices

PASS, FAIL = "pass", "fail"  # verdicts of a vote on the fund; all others leave it open
NOT_COUNTED = "未计维修资金"
STATES = {PASS: "表决通过", FAIL: "表决未通过，不使用"}
UNDECIDED, UNKNOWN_BALANCE = "表决结果未定", "表决通过，余额未知"
NO_BALANCE, NO_HOUSEHOLDS = "小区维修资金余额未知", "单元户数未知"
NO_TOTAL, TOO_MANY = "小区户数未知或为 0", "小区户数少于各单元户数之和，须核对"
_LEAST, _MOST = "least", "most"
_LINES = {  # column: in words, and whether money is needed, found, or part of a line above
    "cost": ("电梯土建与设备", "cost"),
    "pipes": ("管线迁改", "cost"),
    "subsidy": ("财政补贴", "source"),
    "pipes_subsidy": ("管线迁改补贴", "source"),
    "fund": ("住宅专项维修资金", "source"),
    "household_part": ("居民分摊", "source"),
    "provident_most": ("其中可提取住房公积金（至多）", "of_which"),
}
_BOUNDED = ("cost", "subsidy", "pipes_subsidy", "fund")  # columns with a range of their own


def budget(
    stairwells: pd.DataFrame,
    *,
    subsidy: str = grants.NONE,
    costs: str = "typical",
    scheme: str = SPLIT,
    quotes: pd.DataFrame | None = None,
    funds: pd.DataFrame | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    The money of one lift in each stairwell.

    Parameters
    ----------
    stairwells
        Indexed by id; `storeys`, and where there `scheme` (`split` or `flat`).
    subsidy
        Row of the table `elevator_subsidies`.
    costs
        Set of the table `elevator_costs`.
    scheme
        That of stairwells without the column.
    quotes
        As for :func:`pianqu.analysis.lifts.prices.prices`.
    funds
        The maintenance fund of stairwells that mean to use it, as from :func:`funds`: `cap`
        (yuan, NA where the balance is not known) and `consent` (verdict of the vote on the topic
        `fund`), and where there `reason` why the cap is not known. Only a vote that passes lets it be used; one that failed, none; any other verdict
        leaves the line open. Of a stairwell without a row none is counted, and so said.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        `elevator_budget`, the index of `stairwells`, in yuan: `cost` with `cost_least` and
        `cost_most`, `pipes` (NA where not known, or in the cost: see `scope`); `subsidy`,
        `pipes_subsidy` and `fund`, each with what it is at least and at most at that cost;
        `household_part`, what is left to the households, with `household_least` and
        `household_most` over the ranges of cost, subsidy and fund together; `provident_most`, of
        that part. Where a line is open it is NA, and so is the part. Besides: `scope`,
        `cost_source`, `cost_status`, `subsidy_rule`, `subsidy_status`, `fund_state`, `reason`.

    Raises
    ------
    ChoiceError
        There is no such row or set, or the user's table has a fault.
    LayerError
        A quote or a fund is of no stairwell, stands twice, or is no amount.

    Examples
    --------
    >>> stairs = pd.DataFrame({"storeys": [6]}, index=["U1"])
    >>> found = budget(stairs, subsidy="seed10")
    >>> found[["cost", "subsidy", "household_part", "household_most"]].values.tolist()
    [[500000.0, 100000.0, 400000.0, 500000.0]]
    """
    stairs = _stairs(stairwells, scheme)
    price = prices(stairs, costs=costs, quotes=quotes, overrides=overrides)
    rule = grants.subsidy(subsidy, overrides=overrides)
    usable = _usable(stairs.index, funds, grants.ratio(grants.MAINTENANCE, overrides=overrides))
    poor = _rest(price, price["cost"], stairs, rule, usable, bound=_LEAST)
    rich = _rest(price, price["cost"], stairs, rule, usable, bound=_MOST)
    most = _rest(price, price[_MOST], stairs, rule, usable, bound=_LEAST)["rest"]
    least = _rest(price, price[_LEAST], stairs, rule, usable, bound=_MOST)["rest"]
    part = _one(poor["rest"], rich["rest"])
    columns = {name: price[name] for name in ("cost", "pipes")}
    columns |= {"cost_least": price[_LEAST], "cost_most": price[_MOST]}
    for name in _BOUNDED[1:]:
        ends = pd.DataFrame({_LEAST: poor[name], _MOST: rich[name]})
        columns |= {name: _one(poor[name], rich[name])}
        columns |= {f"{name}_least": ends.min(axis=1), f"{name}_most": ends.max(axis=1)}
    columns |= {"household_part": part, "household_least": least, "household_most": most}
    columns |= {"provident_most": grants.provident(part, overrides=overrides)}
    table = pd.DataFrame({name: money.yuan(fen) for name, fen in columns.items()})
    return table.assign(
        scope=price["scope"],
        cost_source=price["source"],
        cost_status=price["status"],
        subsidy_rule=str(rule["zh"]),
        subsidy_status=str(rule["status"]),
        fund_state=usable["state"],
        reason=_reasons(table, price["reason"], usable["state"]),
    )


def funds(stairwells: pd.DataFrame, communities: pd.DataFrame, consents: pd.Series) -> pd.DataFrame:
    """
    What each stairwell that voted on it may take from the maintenance fund of its community.

    Parameters
    ----------
    stairwells
        Indexed by id; `community`, `households`.
    communities
        Indexed by id; `fund_balance` (yuan), `households`; NA not known.
    consents
        Verdict of the last vote on the topic `fund`, indexed by stairwell.

    Returns
    -------
    DataFrame
        Indexed as `consents`: `cap`, the stairwell's part of the balance by households, rounded
        down to the fen; `consent`; and `reason`, why the cap is NA: something of it is not known,
        or the community has fewer households than its stairwells together, whose caps would add
        up to more than the balance.

    Examples
    --------
    >>> stairs = pd.DataFrame({"community": ["C1"], "households": [12]}, index=["U1"])
    >>> homes = pd.DataFrame({"fund_balance": [1000.0], "households": [36]}, index=["C1"])
    >>> funds(stairs, homes, pd.Series({"U1": "pass"})).values.tolist()
    [[333.33, 'pass', <NA>]]
    """
    own = stairwells.reindex(consents.index)
    of = communities.reindex(own["community"]).set_axis(own.index)
    balance, every = money.fen(of["fund_balance"]), of["households"].astype("Int64")
    homes = own["households"].astype("Int64")
    inside = stairwells["households"].astype("Int64").groupby(stairwells["community"]).sum()
    wrong = {
        TOO_MANY: own["community"].map(inside).gt(every),
        NO_TOTAL: every.isna() | every.eq(0),
        NO_HOUSEHOLDS: homes.isna(),
        NO_BALANCE: balance.isna(),
    }
    reason = pd.Series(pd.NA, index=own.index, dtype=object)
    for words, holds in wrong.items():
        reason = reason.mask(holds.fillna(False).astype(bool), words)
    cap = balance * homes // every.mask(every.eq(0))
    cap = cap.mask(reason.notna())
    return pd.DataFrame({"cap": money.yuan(cap), "consent": consents, "reason": reason})


def lines(budget: pd.DataFrame) -> pd.DataFrame:
    """
    The lines of each budget, one below the other: for a card, a workbook, a ledger.

    Parameters
    ----------
    budget
        From :func:`budget`.

    Returns
    -------
    DataFrame
        One row a stairwell and line: `stairwell`, `line`, `zh`, `kind` (cost, source, of_which),
        `amount`, `least`, `most` (yuan; NA not known). Costs less sources are 0 where all are
        known.

    Examples
    --------
    >>> found = lines(budget(pd.DataFrame({"storeys": [6]}, index=["U1"]), subsidy="seed10"))
    >>> found.loc[found["line"] == "household_part", ["least", "amount", "most"]].values.tolist()
    [[300000.0, 400000.0, 500000.0]]
    """
    parts = []
    for line, (zh, kind) in _LINES.items():
        stem = "household" if line == "household_part" else line
        ends = {end: budget.get(f"{stem}_{end}", budget[line]) for end in (_LEAST, _MOST)}
        part = pd.DataFrame({"amount": budget[line], **ends}, index=budget.index)
        parts.append(part.assign(stairwell=budget.index, line=line, zh=zh, kind=kind))
    table = pd.concat(parts, ignore_index=True)
    order = pd.Series(range(len(budget)), index=budget.index)
    table = table.assign(rank=table["stairwell"].map(order)).sort_values("rank", kind="stable")
    columns = ["stairwell", "line", "zh", "kind", "amount", _LEAST, _MOST]
    return table[columns].reset_index(drop=True)


def _stairs(stairwells: pd.DataFrame, scheme: str) -> pd.DataFrame:
    storeys = stairwells["storeys"].astype("Int64")
    schemes = stairwells.get("scheme", scheme)
    return pd.DataFrame({"storeys": storeys, "scheme": schemes}, index=stairwells.index)


def _usable(index: pd.Index, funds: pd.DataFrame | None, ratio: float) -> pd.DataFrame:
    """Fen of the fund that may be used at least and at most (NA: no bound known), and the state."""
    zero = pd.Series(0, index=index, dtype="Int64")
    if funds is None:
        return pd.DataFrame({_LEAST: zero, _MOST: zero, "state": NOT_COUNTED})
    _require_funds(index, funds)
    own = funds.reindex(index)
    consent = own["consent"].mask(~index.isin(funds.index), NOT_COUNTED)
    cap = money.portion(money.fen(own["cap"]), ratio)
    passed, closed = consent.eq(PASS), consent.isin([FAIL, NOT_COUNTED])
    state = consent.map({**STATES, NOT_COUNTED: NOT_COUNTED}).fillna(UNDECIDED)
    why = own["reason"] if "reason" in own else pd.Series(pd.NA, index=index, dtype=object)
    unknown = (STATES[PASS] + "，" + why.astype("string")).fillna(UNKNOWN_BALANCE)
    state = state.mask(passed & cap.isna(), unknown.astype(object))
    least = cap.where(passed, 0).fillna(0)
    return pd.DataFrame({_LEAST: least, _MOST: cap.mask(closed, 0), "state": state})


def _require_funds(index: pd.Index, funds: pd.DataFrame) -> None:
    faults = [
        f"维修资金表中的单元 {stairwell} {said}；请改正。"
        for odd, said in (
            (~funds.index.isin(index), "不在单元图层中，应为其编号"),
            (funds.index.duplicated(), "出现不止一次，每个单元只应有一行"),
            (funds["cap"].lt(0).fillna(False).to_numpy(), "的余额为负，应不小于 0"),
        )
        for stairwell in funds.index[odd].unique()
    ]
    if faults:
        raise LayerError(faults)


def _rest(
    price: pd.DataFrame,
    cost: pd.Series,
    stairs: pd.DataFrame,
    rule: pd.Series,
    usable: pd.DataFrame,
    *,
    bound: str,
) -> pd.DataFrame:
    """What is left to the households at one cost, with as much help as the bound says."""
    granted = grants.granted(cost, stairs["storeys"], rule, bound=bound)
    moved = int(money.fen(pd.Series([rule[f"pipes_{bound}"]])).iloc[0])
    inside = price["scope"].isin([WITH_PIPES, PIPES_UNKNOWN])  # surely, or it may be
    pipes = price["pipes"].fillna(0)
    room = pipes.mask(inside, cost - granted if bound == _MOST else 0)
    for_pipes = room.clip(upper=moved)
    left = cost + pipes - granted - for_pipes
    small = usable[bound].le(left) | usable[bound].eq(0)
    fund = usable[bound].where(small.fillna(False).astype(bool), left)
    return pd.DataFrame(
        {"subsidy": granted, "pipes_subsidy": for_pipes, "fund": fund, "rest": left - fund}
    )


def _one(least: pd.Series, most: pd.Series) -> pd.Series:
    return least.where(least.eq(most).fillna(False).astype(bool), pd.NA)


def _reasons(table: pd.DataFrame, price: pd.Series, state: pd.Series) -> pd.Series:
    """Why a budget is not a single number."""
    known = table["cost"].notna()
    reasons = {
        "补贴额只有上限或取决于未知层数": known & table["subsidy"].isna(),
        "管线迁改补贴只有上限": known & table["pipes_subsidy"].isna(),
    }
    said = price.astype("string").fillna("")
    for words, holds in reasons.items():
        said = said.where(~holds, said + "；" + words)
    said = said.where(~(known & table["fund"].isna()), said + "；维修资金" + state.astype("string"))
    said = said.str.strip("；").astype(object)
    return said.where(said.ne(""), pd.NA)
