"""Which plots and uses must, must not, or may only go together: the rows of `siting_pairs`."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .. import standards
from ..reuse import uses as reuse_uses

TABLE = "siting_pairs"
MUST, MUST_NOT, TOGETHER, APART = "must", "must_not", "together", "apart"
RELATIONS = {
    MUST: "必须建在",
    MUST_NOT: "不得建在",
    TOGETHER: "须同时或都不建在",
    APART: "不得同时建在",
}
_ONE = (MUST, MUST_NOT)


@dataclass(frozen=True)
class PlotRules:
    """
    What the rules say about the plots of one use.

    Attributes
    ----------
    required, forbidden
        Plots that must, and must not, be among the sites.
    together, apart
        Pairs of plots of which both or none, and of which one at most, is.
    conflict
        Rules that no choice among the candidates can keep, one Chinese sentence each.
    notes
        Rules that leave a candidate out because its partner is none, one Chinese sentence each.
    """

    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    conflict: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def of_use(
    use: str,
    candidates: pd.Index,
    *,
    overrides: Mapping[str, str | Path] | None = None,
) -> PlotRules:
    """
    The rules about the plots of one use, as far as they concern its candidates.

    Parameters
    ----------
    use
        Row of the table of uses; rules of a blank `use` are for all (a must names one).
    candidates
        Plots on which it may be built.
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `siting_pairs`.

    Returns
    -------
    PlotRules
        A plot that must be chosen and is no candidate is a conflict; a candidate whose partner is
        none is forbidden, with a note; a plot that must not be, or stays apart, needs no rule then.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> of_use("parking", pd.Index(["L1", "L2"])) == PlotRules()
    True
    """
    table = _rows(overrides)
    own = table[table["use"].isin([use, ""]) & table["other_use"].isin([use, ""])]
    found: dict[str, list[tuple[str, ...]]] = {relation: [] for relation in RELATIONS}
    lost: dict[str, list[str]] = {MUST: [], TOGETHER: []}
    for row in own.rename_axis("key").reset_index().to_dict("records"):
        relation = str(row["relation"])
        plots = tuple(str(row[name]) for name in ("plot", "other_plot") if row[name])
        inside = tuple(plot for plot in plots if plot in candidates)
        if len(inside) == len(plots):
            found[relation].append(plots)
        elif relation == MUST or (relation == TOGETHER and inside):
            lost[relation].append(_lost(row, [plot for plot in plots if plot not in inside]))
            found[MUST_NOT].extend((plot,) for plot in inside)
    return PlotRules(
        required=tuple(dict.fromkeys(plot for (plot,) in found[MUST])),
        forbidden=tuple(dict.fromkeys(plot for (plot,) in found[MUST_NOT])),
        together=tuple(found[TOGETHER]),
        apart=tuple(found[APART]),
        conflict=tuple(lost[MUST]),
        notes=tuple(lost[TOGETHER]),
    )


def every(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    Every rule of the table, about one use or two, one plot or two.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `siting_pairs`.

    Returns
    -------
    DataFrame
        Indexed by key: `relation`, `use`, `plot`, `other_use`, `other_plot` ("" for any), `zh`.

    Examples
    --------
    >>> every().loc["pocket_park_waste", ["relation", "use", "other_use"]].tolist()
    ['apart', 'pocket_park', 'waste']
    """
    return _rows(overrides)


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of rules about plots.

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
    >>> table = standards.load(TABLE).reset_index().head(1)
    >>> list(faults(table, "mine.csv"))
    []
    >>> next(faults(table.assign(relation="near"), "mine.csv"))
    '规则表文件 mine.csv 第 0 行（elder_daycare_market）的 relation 为“near”，应为 must、must_not、together、apart 之一；请改正该格。'
    """
    every = reuse_uses.uses().index
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）的"
        said = (*_unknown(row, every), *_odd(row))
        yield from (f"{place} {text}；请改正该格。" for text in said)


def _rows(overrides: Mapping[str, str | Path] | None) -> pd.DataFrame:
    return standards.load(TABLE, overrides=overrides, check=faults)


def _lost(row: dict[Hashable, str], plots: list[str]) -> str:
    return (
        f"规则 {row['key']}（{row['zh']}）要求的地块 {'、'.join(plots)} 不是这一用途的候选地块，"
        "无法满足；请撤去该规则，或查明该地块为何不适合。"
    )


def _unknown(row: pd.Series, every: pd.Index) -> Iterator[str]:
    for name in ("use", "other_use"):
        if row[name] and row[name] not in every:
            yield f"{name} 为“{row[name]}”，应为用途的编号（见 pianqu tables reuse_uses）"


def _odd(row: pd.Series) -> Iterator[str]:
    relation = row["relation"]
    if relation not in RELATIONS:
        yield f"relation 为“{relation}”，应为 {'、'.join(RELATIONS)} 之一"
    elif relation in _ONE:
        if not row["plot"]:
            yield f"plot 是空的，{relation} 应写明地块编号"
        if relation == MUST and not row["use"]:
            yield "use 是空的，must 应写明用途的编号"
        for name in ("other_use", "other_plot"):
            if row[name]:
                yield f"{name} 为“{row[name]}”，{relation} 只说一处，应留空"
    else:
        yield from _odd_pair(row)


def _odd_pair(row: pd.Series) -> Iterator[str]:
    uses = bool(row["other_use"]) and row["other_use"] != row["use"]
    plots = bool(row["other_plot"]) and row["other_plot"] != row["plot"]
    if uses == plots:
        said = "两个用途同在一处" if uses else "既没有另一用途也没有另一地块"
        yield f"other_use 与 other_plot 不成对（{said}），应只写另一用途（同一地块）或另一地块（同一用途）"
    if uses and not row["use"]:
        yield "use 是空的，应写明用途的编号"
    if plots and not row["plot"]:
        yield "plot 是空的，应写明地块编号"
