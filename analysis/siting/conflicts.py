"""Rules that cannot hold together: which, in words, and the least that has to be given up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .. import highs
from .covering_model import rules_model
from .limits import Rules

SECONDS = 5.0  # for each trial
ORDER = 1e-4  # of equal sets to give up: amounts first, then later rules; share of least price
NUMBERS = ("sites", "budget")  # kinds of limits that are amounts: they can be raised
TIGHT = 1e-6


@dataclass(frozen=True)
class Conflict:
    """
    Why a model has no answer.

    Attributes
    ----------
    sets
        Sets of rules that exclude each other; without any one of a set, the rest of it can hold. No
        rule is in two sets, so that each set needs something given up.
    give_up
        The cheapest rules whose loss lets all others hold; empty where no loss does.
    raised
        Of those that are amounts: the least (or for a lower limit the most) that would do.
    words
        All of this in Chinese sentences.
    """

    sets: tuple[tuple[str, ...], ...]
    give_up: tuple[str, ...]
    raised: Mapping[str, float]
    words: tuple[str, ...]


def explain(
    model: highs.Model,
    groups: Mapping[str, Sequence[int]],
    *,
    prices: Mapping[str, float] | None = None,
    numbers: Collection[str] = (),
    time_limit: float = SECONDS,
) -> Conflict:
    """
    Which rules of a model without an answer conflict, and what to give up.

    Parameters
    ----------
    model
        A model whose columns all have finite limits; its costs are not looked at.
    groups
        The rows of each named rule, the name in Chinese words. Rows in no group always hold.
    prices
        What it costs to give a rule up; 1 where not given, inf for what cannot be.
    numbers
        Rules of one row that are amounts: they need not be given up whole but are raised.
    time_limit
        Seconds for each trial.

    Returns
    -------
    Conflict
        Without sets and words for a model that has an answer.

    Notes
    -----
    Deletion filter for the sets: Chinneck and Dravnieks (1991), Locating minimal infeasible
    constraint sets in linear programs, ORSA Journal on Computing 3, 157-168. What to give up is a
    model of its own: each rule may be bought off.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> matrix, inf = csr_matrix([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.inf
    >>> model = highs.Model(np.zeros(2), matrix, np.array([1.0, 1.0, -inf]),
    ...                     np.array([inf, inf, 1.0]), np.zeros(2), np.ones(2),
    ...                     np.ones(2, dtype=bool))
    >>> found = explain(model, {"必须选 A": [0], "必须选 B": [1], "最多选 1 处": [2]},
    ...                 numbers=["最多选 1 处"])
    >>> for sentence in found.words:
    ...     print(sentence)
    “必须选 A”、“必须选 B”与“最多选 1 处”相互矛盾，不能同时满足。
    至少要放宽：“最多选 1 处”放宽到 2。
    """
    sets = _sets(model, groups, time_limit=time_limit)
    if not sets:
        return Conflict((), (), {}, ())
    give_up, raised = _cheapest(model, groups, prices or {}, numbers, time_limit)
    return Conflict(sets, give_up, raised, (*_said(sets), _advice(give_up, raised)))


def of_rules(found: Rules, *, prices: Mapping[str, float] | None = None) -> Conflict:
    """
    Which of the planner's limits conflict by themselves, whatever the demand.

    Parameters
    ----------
    found
        The limits.
    prices
        As for :func:`explain`, by the name of the limit.

    Returns
    -------
    Conflict
        As from :func:`explain`.

    Examples
    --------
    >>> import pandas as pd
    >>> from pianqu.analysis.siting.limits import rules
    >>> found = rules(pd.Index(["L04", "L18"]), required=["L18"], forbidden=["L18"])
    >>> print(of_rules(found).words[0])
    “必须选 L18”与“不得选 L18”相互矛盾，不能同时满足。
    """
    kinds = zip(found.names, found.kinds, strict=True)
    numbers = [name for name, kind in kinds if kind in NUMBERS]
    return explain(rules_model(found), found.groups(), prices=prices, numbers=numbers)


def _sets(
    model: highs.Model, groups: Mapping[str, Sequence[int]], *, time_limit: float
) -> tuple[tuple[str, ...], ...]:
    """One smallest set after another, each among the rules that are in none yet."""
    sets: list[tuple[str, ...]] = []
    left = dict(groups)
    while left:
        names = highs.conflict(_without(model, groups, left), left, time_limit=time_limit)
        if not names:
            break
        sets.append(tuple(names))
        left = {name: rows for name, rows in left.items() if name not in names}
    return tuple(sets)


def _without(
    model: highs.Model, groups: Mapping[str, Sequence[int]], kept: Collection[str]
) -> highs.Model:
    """The model with the rows of the rules that are not kept left open."""
    gone = [row for name, rows in groups.items() if name not in kept for row in rows]
    low, high = model.row_low.astype(float), model.row_high.astype(float)
    low[gone], high[gone] = -np.inf, np.inf
    return replace(model, row_low=low, row_high=high)


def _cheapest(
    model: highs.Model,
    groups: Mapping[str, Sequence[int]],
    prices: Mapping[str, float],
    numbers: Collection[str],
    time_limit: float,
) -> tuple[tuple[str, ...], dict[str, float]]:
    price = {name: float(prices.get(name, 1.0)) for name in groups}
    open_ = [name for name in groups if np.isfinite(price[name])]
    names = sorted(open_, key=lambda name: name in numbers)
    if not names:
        return (), {}
    later = ORDER * min(price[name] for name in names) / len(names)
    cost = [price[name] - later * place for place, name in enumerate(names, 1)]
    bought = _bought(model, [groups[name] for name in names], np.array(cost))
    answer = highs.solve(bought, time_limit=time_limit)
    if not len(answer.values):
        return (), {}
    spent = answer.values[len(model.cost) :] > 1 / 2
    gone = {name for name, out in zip(names, spent, strict=True) if out}
    give_up = tuple(name for name in groups if name in gone)
    return give_up, _raised(model, groups, give_up, numbers, time_limit)


def _bought(model: highs.Model, rows: list[Sequence[int]], cost: np.ndarray) -> highs.Model:
    """One more column a rule: 1 makes its rows so wide that they allow everything."""
    from scipy.sparse import csr_matrix, hstack, vstack

    least, most = _range(model)
    below = np.where(np.isfinite(model.row_low), np.maximum(model.row_low - least, 0.0), 0.0)
    above = np.where(np.isfinite(model.row_high), np.maximum(most - model.row_high, 0.0), 0.0)
    owner = [(row, place) for place, own in enumerate(rows) for row in own]
    member = csr_matrix(
        (np.ones(len(owner)), tuple(np.array(owner).T)), shape=(len(below), len(rows))
    )
    lower = hstack([model.matrix, member.multiply(below[:, None])])
    upper = hstack([model.matrix, -member.multiply(above[:, None])])
    free, width = np.full(len(below), np.inf), len(rows)
    return highs.Model(
        np.concatenate([np.zeros(len(model.cost)), cost]),
        csr_matrix(vstack([lower, upper])),
        np.concatenate([model.row_low, -free]),
        np.concatenate([free, model.row_high]),
        np.concatenate([model.col_low, np.zeros(width)]),
        np.concatenate([model.col_high, np.ones(width)]),
        np.concatenate([model.integer, np.ones(width, dtype=bool)]),
    )


def _range(model: highs.Model) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that each row can come to."""
    gains, losses = model.matrix.maximum(0), model.matrix.minimum(0)
    least = gains @ model.col_low + losses @ model.col_high
    return least, gains @ model.col_high + losses @ model.col_low


def _raised(
    model: highs.Model,
    groups: Mapping[str, Sequence[int]],
    give_up: Collection[str],
    numbers: Collection[str],
    time_limit: float,
) -> dict[str, float]:
    """Amount by amount, the least change that does, those before it held at theirs."""
    now = _without(model, groups, set(groups) - set(give_up))
    found: dict[str, float] = {}
    for name in [name for name in give_up if name in numbers]:
        (row,) = groups[name]
        upper = np.isfinite(model.row_high[row])
        cost = model.matrix[[row]].toarray().ravel()
        answer = highs.solve(replace(now, cost=cost, maximise=not upper), time_limit=time_limit)
        if not len(answer.values):
            continue
        found[name] = float(answer.objective)
        low, high = now.row_low.copy(), now.row_high.copy()
        room = TIGHT * max(1.0, abs(answer.objective))
        (high if upper else low)[row] = answer.objective + (room if upper else -room)
        now = replace(now, row_low=low, row_high=high)
    return found


def _said(sets: Sequence[Sequence[str]]) -> list[str]:
    words = []
    for names in sets:
        quoted = [f"“{name}”" for name in names]
        if len(quoted) == 1:
            words.append(f"{quoted[0]}本身无法满足。")
        else:
            before = "、".join(quoted[:-1])
            words.append(f"{before}与{quoted[-1]}相互矛盾，不能同时满足。")
    return words


def _advice(give_up: Sequence[str], raised: Mapping[str, float]) -> str:
    if not give_up:
        return "在可以放宽的条件中没有找到出路；请检查固定的条件（如地块面积）。"
    ways = [
        f"“{name}”放宽到 {raised[name]:g}" if name in raised else f"去掉“{name}”"
        for name in give_up
    ]
    return f"至少要放宽：{'；'.join(ways)}。"
