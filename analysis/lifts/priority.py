"""Priority of lifts: a score from 0 to 100 with its parts, and how firm and settled its rank is."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from ...gis.errors import ChoiceError
from .. import standards
from . import batch_rules
from .batch_figures import column

PARTS = ("elderly", "disabled", "floors", "households", "consent", "fit")
_TABLE = "priority_weights"
_FULL = 100.0
_LINEAR = "linear"
_SAME = 7  # decimals of a score: what differs by less is one rank


def score(
    stairwells: pd.DataFrame,
    *,
    consent: pd.Series,
    fit: pd.Series,
    weights: Mapping[str, float] | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    Score of each stairwell with its parts, and its rank.

    A part is 0 at the `zero` and 1 at the `full` of its row, straight between and level beyond.
    The score is their mean by weight, times 100. A part that is not known is NA, not 0: the score
    is then between `score` (were it 0) and `score_most` (were it 1). Ranks go by `score`, which is
    certain: more evidence raises it or leaves it, and never lowers it.

    Parameters
    ----------
    stairwells
        Those to rank, indexed by id: `elderly`, `disabled`, `storeys`, `households`; a column that
        is not there is not known.
    consent
        By stairwell: how far the vote is above what is needed, as from
        :func:`pianqu.analysis.lifts.lift_votes.margin`; NA = not known.
    fit
        By stairwell: least margin of the shaft in metres; NA = not known.
    weights
        Part to weight, in place of the rows; those not named keep theirs.
    overrides
        As for :func:`pianqu.analysis.standards.load`; the tables are `priority_weights` and, for
        the swings of weights and ranks, `batch_rules`.

    Returns
    -------
    DataFrame
        Indexed as `stairwells`: the parts (0 to 1), `score`, `score_most`, `unknown` (the parts that count and are not
        known, in Chinese; NA where all are), `rank` (1 = highest, equal scores share the best),
        `rank_best` and `rank_worst` (no weights within the swing place it outside, see
        :func:`.rank_swings.bounds`) and `stable`: neither is farther from `rank` than the share of
        all ranked that `batch_rules` allows. That is of the weights alone, at the scores as they
        are: a stable rank may still move where parts are not known. Of these are
        `rank_open_best`, `rank_open_worst` (no values of the unknown parts, its own and those of
        others, place it outside, at the weights as they are) and `settled` (both are `rank`).

    Raises
    ------
    ChoiceError
        A weight or a row cannot be meant.

    Examples
    --------
    >>> stairs = pd.DataFrame(
    ...     {"elderly": [6, 12], "disabled": 0, "storeys": [6, 7], "households": [12, None]},
    ...     index=["U1", "U2"],
    ... )
    >>> margin = pd.Series({"U1": 0.0, "U2": 0.25})
    >>> found = score(stairs, consent=margin, fit=pd.Series({"U1": 1.0, "U2": 1.0}))
    >>> found[["elderly", "floors", "consent", "score", "score_most", "rank"]].round(2).values.tolist()
    [[0.5, 0.75, 0.5, 52.5, 52.5, 2], [1.0, 1.0, 1.0, 70.0, 85.0, 1]]
    """
    table = _weighted(standards.load(_TABLE, overrides=overrides, check=faults), weights)
    parts = _parts(stairwells, consent, fit, table)
    weight = table["weight"].to_numpy(dtype=float)
    known = parts.to_numpy(dtype=float, na_value=np.nan)
    least, most = np.nan_to_num(known), np.where(np.isnan(known), 1.0, known)
    found = parts.assign(score=_mean(least, weight), score_most=_mean(most, weight))
    found["unknown"] = _unknown(parts, table["zh"].tolist(), weight > 0)
    found["rank"] = found["score"].round(_SAME).rank(method="min", ascending=False).astype("int64")
    return found.join(_firmness(least, weight, found["rank"], overrides)).join(_settled(found))


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of weights.

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
    >>> table = standards.load("priority_weights").reset_index().assign(weight=0)
    >>> list(faults(table, "mine.csv"))
    ['规则表文件 mine.csv 的 weight 合计为 0，应大于 0；请至少给一项权重。']
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['part']}）"
        if row["part"] not in PARTS:
            yield f"{place}的 part 不是评分项；可用 {'、'.join(PARTS)}，请改正或删去该行。"
        if row["weight"] < 0:
            yield f"{place}的 weight 为 {row['weight']:g}，不应小于 0；请改正该格（0 表示不计）。"
        if row["zero"] >= row["full"]:
            yield (
                f"{place}的 zero 为 {row['zero']:g}、full 为 {row['full']:g}，zero 应小于 full；请改正。"
            )
        if row["normalisation"] != _LINEAR:
            yield f"{place}的 normalisation 为“{row['normalisation']}”，应为 {_LINEAR}；请改正该格。"
    missing = [part for part in PARTS if part not in set(table["part"])]
    if missing:
        yield (
            f"规则表文件 {file} 的 part 列缺少 {'、'.join(missing)} 行；"
            f"请从 pianqu tables {_TABLE} --csv 抄入（不计的 weight 填 0）。"
        )
    if not table["weight"].sum() > 0:
        yield f"规则表文件 {file} 的 weight 合计为 0，应大于 0；请至少给一项权重。"


def _weighted(table: pd.DataFrame, weights: Mapping[str, float] | None) -> pd.DataFrame:
    table, given = table.loc[list(PARTS)], dict(weights or {})
    wrong = [
        f"weights 中的 {part} 不是评分项；可用 {'、'.join(PARTS)}，请改正。"
        for part in given
        if part not in PARTS
    ]
    wrong += [
        f"weights 中 {part} 的权重为 {value}，应为不小于 0 的数字；请改正。"
        for part, value in given.items()
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < np.inf
    ]
    if wrong:
        raise ChoiceError(wrong)
    weight = pd.Series({**table["weight"], **given}, dtype=float)
    if not weight.sum() > 0:
        raise ChoiceError("weights 合计为 0，应大于 0；请至少给一项权重。")
    return table.assign(weight=weight / weight.sum())


def _parts(
    stairwells: pd.DataFrame, consent: pd.Series, fit: pd.Series, table: pd.DataFrame
) -> pd.DataFrame:
    measured = {
        "elderly": column(stairwells, "elderly"),
        "disabled": column(stairwells, "disabled"),
        "floors": column(stairwells, "storeys"),
        "households": column(stairwells, "households"),
        "consent": consent.reindex(stairwells.index),
        "fit": fit.reindex(stairwells.index),
    }
    values = pd.DataFrame(measured, index=stairwells.index).astype("Float64")
    zero, full = table["zero"].astype(float), table["full"].astype(float)
    return ((values - zero) / (full - zero)).clip(0, 1)[list(PARTS)]


def _mean(parts: np.ndarray, weight: np.ndarray) -> np.ndarray:
    total = np.zeros(len(parts))
    for part, each in zip(parts.T, weight, strict=True):  # in turn: a product may add in any order
        total += part * each
    return _FULL * total


def _unknown(parts: pd.DataFrame, words: list[str], counts: np.ndarray) -> pd.Series:
    said = [
        "、".join(word for word, missing in zip(words, row, strict=True) if missing) or None
        for row in (parts.isna() & counts).to_numpy()
    ]
    return pd.Series(said, parts.index, dtype="string")


def _firmness(
    parts: np.ndarray,
    weight: np.ndarray,
    rank: pd.Series,
    overrides: Mapping[str, str | Path] | None,
) -> pd.DataFrame:
    from .rank_swings import bounds

    swing, places = batch_rules.values(["weight_swing", "rank_swing"], overrides=overrides)
    best, worst = bounds(parts, weight, swing=float(swing))
    moved = np.maximum(worst - rank, rank - best)
    firm = {"rank_best": best, "rank_worst": worst, "stable": moved <= places * len(rank)}
    return pd.DataFrame(firm, index=rank.index)


def _settled(found: pd.DataFrame) -> pd.DataFrame:
    from .rank_swings import open_bounds

    ends = (found[name].round(_SAME).to_numpy(dtype=float) for name in ("score", "score_most"))
    best, worst = open_bounds(*ends)
    table = pd.DataFrame({"rank_open_best": best, "rank_open_worst": worst}, index=found.index)
    return table.assign(settled=table.eq(found["rank"], axis=0).all(axis=1))
