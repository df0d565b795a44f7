"""Several uses on shared plots: what each plot has room for, and which must, may or must not meet."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict, Unpack

import numpy as np
import pandas as pd

from ...gis.errors import ChoiceError, LayerError
from .limits import Rules
from .plot_rules import APART, MUST, MUST_NOT, RELATIONS, TOGETHER

SHOWN = 5  # ids named in one sentence
Budget = float | Mapping[str, float] | None  # for all uses together, or for each by itself
Row = tuple[str, str, dict[int, float], float, float]  # kind, name, column -> factor, low, high


class Terms(TypedDict, total=False):
    """
    What the planner wants of several uses, by name.

    `sites`: at most so many of each use; of those not named any number. `budget`: money for all
    uses together, or for each by itself (use to yuan), and `costs`: by (plot, use). `pairs`: rows as of the table `siting_pairs`, with
    `relation` (must, must_not, together, apart), `use`, `plot`, `other_use`, `other_plot` ("" for
    any), and `zh` where the rule has a name. A must without a use asks for some use of the plot.
    With another use and no other plot, the two are meant on one and the same plot; with another
    plot and no other use, one use on the two. `words`: name of each use, for sentences.
    """

    sites: Mapping[str, int] | None
    budget: Budget
    costs: pd.Series | None
    pairs: pd.DataFrame | None
    words: Mapping[str, str] | None


@dataclass(frozen=True)
class Options:
    """
    Uses that may be put on plots, one column of the model each.

    Attributes
    ----------
    use, plot
        Of each, sorted by use, then by plot.
    area
        Square metres that it takes.
    cost
        Of each; empty where no costs are given.
    """

    use: np.ndarray
    plot: np.ndarray
    area: np.ndarray
    cost: np.ndarray

    def at(self, *, use: str = "", plot: str = "") -> list[int]:
        """Columns of a use, of a plot, or of both; "" stands for any."""
        right = np.ones(len(self.use), dtype=bool)
        if use:
            right &= self.use == use
        if plot:
            right &= self.plot == plot
        return np.flatnonzero(right).tolist()


def options(fits: pd.DataFrame, uses: Iterable[str], costs: pd.Series | None) -> Options:
    """
    The uses that fit, put in order.

    Parameters
    ----------
    fits
        One row a plot and use that fits: `plot`, `use`, `area_needed` (m2).
    uses
        Those that are asked for; rows of others are left out.
    costs
        Of each row, by (plot, use); None where money does not matter.

    Returns
    -------
    Options
        One a row.

    Raises
    ------
    LayerError
        A row twice, an area that is missing or negative, a cost that is missing or negative.

    Examples
    --------
    >>> fits = pd.DataFrame({"plot": ["L2", "L1"], "use": "canteen", "area_needed": [90.0, 80.0]})
    >>> found = options(fits, ["canteen"], None)
    >>> found.plot.tolist(), found.at(use="canteen", plot="L2")
    (['L1', 'L2'], [1])
    """
    rows = fits[fits["use"].isin(list(uses))].sort_values(["use", "plot"], ignore_index=True)
    area = rows["area_needed"].astype("Float64")
    names = rows["plot"].astype(str) + " 的 " + rows["use"].astype(str)
    wrong = {
        "利用判断表中重复的行：{}；每个地块的每种用途只应有一行。": rows.duplicated(
            ["plot", "use"]
        ),
        "所需面积未知或为负：{}；请补充面积。": ~(area >= 0).fillna(False),
    }
    cost = np.empty(0)
    if costs is not None:
        paid = costs.reindex(pd.MultiIndex.from_frame(rows[["plot", "use"]])).astype("Float64")
        wrong["造价未知或为负：{}；请补充造价，或去掉该行。"] = pd.Series(
            ~(paid >= 0).fillna(False).to_numpy(dtype=bool)
        )
        cost = paid.to_numpy(dtype=float, na_value=np.nan)
    faults = [
        text.format("、".join(names[odd][:SHOWN])) for text, odd in wrong.items() if odd.any()
    ]
    if faults:
        raise LayerError(faults)
    use, plot = (rows[name].astype(str).to_numpy(dtype=object) for name in ("use", "plot"))
    return Options(use, plot, area.to_numpy(dtype=float), cost)


def joint_rules(
    found: Options,
    areas: pd.Series,
    **terms: Unpack[Terms],
) -> Rules:
    """
    The limits as rows over the options.

    Parameters
    ----------
    found
        The options.
    areas
        Square metres of each plot.
    **terms
        As :class:`Terms` says; the costs are those of the options.

    Returns
    -------
    Rules
        Kinds `area`, `sites`, `budget`, `required`, `forbidden`, `apart` and `together`.

    Raises
    ------
    ChoiceError
        A relation that is not known, a limit below zero.
    LayerError
        A plot without an area.

    Examples
    --------
    >>> fits = pd.DataFrame({"plot": "L1", "use": ["canteen", "nursery"], "area_needed": [90.0, 80]})
    >>> pairs = pd.DataFrame({"relation": ["must"], "use": "canteen", "plot": "L1"})
    >>> found = options(fits, ["canteen", "nursery"], None)
    >>> words = {"canteen": "社区食堂"}
    >>> rules = joint_rules(found, pd.Series({"L1": 120.0}), pairs=pairs, words=words)
    >>> rules.names
    ('地块 L1 面积 120 平方米', '必须在 L1 设社区食堂')
    """
    sites, words, budget = terms.get("sites") or {}, terms.get("words") or {}, terms.get("budget")
    pairs = terms.get("pairs")
    pairs = pd.DataFrame({"relation": []}) if pairs is None else pairs
    _check(found, areas, pairs, sites, budget)
    rows = [*_plots(found, areas), *_amounts(found, sites, budget, words)]
    for row in pairs.fillna("").to_dict("records"):
        rows += _pair(found, row, words)
    columns = pd.Index(found.plot + "/" + found.use, dtype=object)
    return _rules(columns, rows, found.cost)


def _plots(found: Options, areas: pd.Series) -> list[Row]:
    rows: list[Row] = []
    for plot in dict.fromkeys(sorted(found.plot)):
        own, room = found.at(plot=plot), float(areas[plot])
        factors = {column: float(found.area[column]) for column in own}
        rows.append(("area", f"地块 {plot} 面积 {room:g} 平方米", factors, -np.inf, room))
    return rows


def _amounts(
    found: Options, sites: Mapping[str, int], budget: Budget, words: Mapping[str, str]
) -> list[Row]:
    rows: list[Row] = []
    for use, number in sites.items():
        name = f"{words.get(use, use)}最多 {number} 处"
        rows.append(("sites", name, dict.fromkeys(found.at(use=use), 1.0), -np.inf, number))
    for use, most in budgets(budget).items():
        name = f"{words.get(use, use)}预算不超过 {most:,.0f} 元"
        factors = {column: float(found.cost[column]) for column in found.at(use=use)}
        rows.append(("budget", name, factors, -np.inf, most))
    return rows


def budgets(budget: Budget) -> dict[str, float]:
    """Money by use; "" for all uses together."""
    if budget is None:
        return {}
    return (
        {str(use): most for use, most in budget.items()}
        if isinstance(budget, Mapping)
        else {"": budget}
    )


def _pair(found: Options, row: Mapping[Hashable, str], words: Mapping[str, str]) -> list[Row]:
    use, plot, relation = str(row.get("use", "")), str(row.get("plot", "")), row["relation"]
    name = str(row.get("zh", "")) or _named(row, words)
    if relation in (MUST, MUST_NOT):
        own = dict.fromkeys(found.at(use=use, plot=plot), 1.0)
        low, high = (1.0, np.inf) if relation == MUST else (-np.inf, 0.0)
        return [("required" if relation == MUST else "forbidden", name, own, low, high)]
    other_use, other_plot = str(row.get("other_use", "")), str(row.get("other_plot", ""))
    rows: list[Row] = []
    for own in _places(found, use, plot):
        end = found.at(use=other_use or own[0], plot=other_plot or own[1])
        one = found.at(use=own[0], plot=own[1])
        if relation == APART and one and end and one != end:
            rows.append((APART, name, dict.fromkeys([*one, *end], 1.0), -np.inf, 1.0))
        elif relation == TOGETHER and (one or end) and one != end:
            factors = {**dict.fromkeys(one, 1.0), **dict.fromkeys(end, -1.0)}
            rows.append((TOGETHER, name, factors, 0.0, 0.0))
    return rows


def _places(found: Options, use: str, plot: str) -> list[tuple[str, str]]:
    """Every use and plot that the first half of a rule may mean."""
    uses = [use] if use else list(dict.fromkeys(found.use))
    plots = [plot] if plot else list(dict.fromkeys(sorted(found.plot)))
    return [(one, where) for one in uses for where in plots]


def _named(row: Mapping[Hashable, str], words: Mapping[str, str]) -> str:
    relation = str(row["relation"])
    use, other = (words.get(str(row.get(key, "")), str(row.get(key, ""))) for key in _USES)
    plot, other_plot = str(row.get("plot", "")), str(row.get("other_plot", ""))
    if relation == MUST:
        return f"必须在 {plot} 设{use}" if use else f"必须利用 {plot}"
    if relation == MUST_NOT:
        return f"不得在 {plot} 设{use}" if use else f"不得利用 {plot}"
    where = f" {plot or '任一地块'} "
    ends = f"{use or '同一用途'}（{where.strip()}）与{other or use or '同一用途'}"
    at = other_plot or (plot if plot else "同一地块")
    return f"{ends}（{at}）{'不得同时设' if relation == APART else '须同时设或都不设'}"


_USES = ("use", "other_use")


def _rules(columns: pd.Index, rows: list[Row], cost: np.ndarray) -> Rules:
    from scipy.sparse import csr_matrix

    width = len(columns)
    place = [(number, column) for number, row in enumerate(rows) for column in row[2]]
    factors = [factor for row in rows for factor in row[2].values()]
    at = np.array(place, dtype=int).reshape(-1, 2).T
    matrix = csr_matrix((np.array(factors, dtype=float), (at[0], at[1])), shape=(len(rows), width))
    none = np.zeros(width, dtype=bool)
    return Rules(
        columns,
        matrix,
        np.array([row[3] for row in rows], dtype=float),
        np.array([row[4] for row in rows], dtype=float),
        tuple(row[1] for row in rows),
        np.array([row[0] for row in rows], dtype=object),
        cost,
        np.arange(width),
        none,
        none,
    )


def _check(
    found: Options,
    areas: pd.Series,
    pairs: pd.DataFrame,
    sites: Mapping[str, int],
    budget: Budget,
) -> None:
    odd = sorted(set(pairs["relation"]) - set(RELATIONS)) if len(pairs) else []
    faults = [
        f"规则的 relation 为“{word}”，应为 {'、'.join(RELATIONS)} 之一；请改正。" for word in odd
    ]
    faults += [
        f"{use} 的处数为 {most}，须不小于 0；请改正。" for use, most in sites.items() if most < 0
    ]
    for use, most in budgets(budget).items():
        if not most >= 0:
            faults.append(f"{use}{' 的' if use else ''}预算为 {most:g}，须不小于 0；请改正。")
    if budget is not None and len(found.cost) < len(found.use):
        faults.append("设了预算却没有各项的造价；请给出造价或去掉预算。")
    if faults:
        raise ChoiceError(faults)
    room = areas.reindex(pd.Index(sorted(set(found.plot)), dtype=object)).astype("Float64")
    missing = room.index[~(room >= 0).fillna(False)]
    if len(missing):
        raise LayerError(f"地块 {'、'.join(missing[:SHOWN])} 的面积未知或为负；请补充面积。")
