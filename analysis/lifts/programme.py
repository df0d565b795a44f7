"""The programme of lifts: planned, built and cared for together, batch by batch, with its bases."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...gis.errors import LayerError
from .batch_figures import AMOUNTS, PEOPLE, column, sums
from .batches import ELIGIBLE

STAGES = {
    "planning": "连片规划（含待表决、待踏勘）",
    "building": "连片加装",
    "custody": "连片托管（按规划全部建成测算）",
}
READY = ELIGIBLE[0]
PLACES = {"all": "合计", "batch": "成片", "single": "未成片", "existing": "已有电梯"}
_CARED_FOR = "custody"
_MONEY = AMOUNTS[:2]
_FIRST = [
    "stage",
    "stage_zh",
    "place",
    "place_zh",
    "batch",
    "lifts",
    "lifts_ready",
    "lifts_existing",
    "base",
    "base_unknown",
    "share",
]
_PEOPLE_ENDS = ("", "_unknown", "_base", "_base_unknown", "_share")


def candidates(stairwells: pd.DataFrame, *, least_storeys: float) -> pd.Series:
    """
    Which stairwells may need a lift: high enough, and without one.

    Parameters
    ----------
    stairwells
        Indexed by id: `storeys` and `lift`, each optional.
    least_storeys
        The same that the fit was judged by.

    Returns
    -------
    Series
        Boolean; NA where what is not known decides.

    Examples
    --------
    >>> stairs = pd.DataFrame({"storeys": [6, 3, None, 6], "lift": [False, None, False, True]})
    >>> candidates(stairs, least_storeys=4).tolist()
    [True, False, <NA>, False]
    """
    lift = pd.Series(stairwells.get("lift", pd.NA), stairwells.index, dtype="boolean")
    return (column(stairwells, "storeys") >= least_storeys) & ~lift


def programme(
    stairwells: pd.DataFrame,
    *,
    readiness: pd.Series,
    batch: pd.Series,
    candidate: pd.Series,
    lift: pd.Series,
    amounts: pd.DataFrame,
) -> pd.DataFrame:
    """
    What is planned, built and cared for together: lifts, people and money, with what they are of.

    Planned are all stairwells that can be or may be fitted with a lift, built those that are
    ready, cared for all that are planned and all lifts there are: what the care would come to if
    all were built. Agreed upon are only `lifts_ready` and `lifts_existing`.

    Parameters
    ----------
    stairwells
        All of them, indexed by id; `households` and `elderly`, each optional.
    readiness
        ``ready``, ``to_vote``, ``to_survey`` or ``none`` of each.
    batch
        Id of the batch of each; NA = in none.
    candidate
        As from :func:`candidates`; where it is NA the stairwell is in the base, and counted.
    lift
        Whether there is a lift; NA = not known.
    amounts
        By stairwell, in yuan a lift: `subsidy`, and `custody` a year; NA = not known.

    Returns
    -------
    DataFrame
        One row a stage and place: `stage`, `stage_zh`, `place` (all | batch | single: planned in
        no batch | existing: lifts there are), `place_zh`, `batch` (NA but for a batch), `lifts`,
        `lifts_ready` and `lifts_existing` (of them, those ready and those there are; for the rest
        a vote or a survey is missing), `base` (stairwells that may need a lift; for custody with
        those that have one), `base_unknown` (of them, those of which it is not known), `share`; for `households` and
        `elderly` the sum of what is known, ``_unknown`` (lifts where it is not), ``_base``,
        ``_base_unknown`` and ``_share``; `subsidy` (NA for custody: nothing is built) and
        `custody` a year, with ``_unknown``. A place without lifts has a row of zeros only for all.

    Raises
    ------
    LayerError
        A stairwell is planned that needs no lift.

    Notes
    -----
    Three stages as in the seed report on old communities: 连片规划、连片加装、连片托管.

    Examples
    --------
    >>> ids = [f"U{number}" for number in range(20)]
    >>> stairs = pd.DataFrame({"storeys": 6, "lift": False, "households": 12}, index=ids)
    >>> found = programme(
    ...     stairs,
    ...     readiness=pd.Series("ready", ids),
    ...     batch=pd.Series("E01", ids),
    ...     candidate=candidates(stairs, least_storeys=4),
    ...     lift=stairs["lift"],
    ...     amounts=pd.DataFrame({"subsidy": 100_000, "custody": 650 * 12}, ids),
    ... )
    >>> found[["stage", "place", "lifts", "share", "custody"]].values.tolist()[-1]
    ['custody', 'batch', 20, 1.0, 156000.0]
    """
    rows = pd.DataFrame({"readiness": readiness, "batch": batch, "candidate": candidate})
    rows = rows.reindex(stairwells.index).astype({"batch": "string", "candidate": "boolean"})
    rows["lift"] = _true(lift.reindex(stairwells.index))
    rows["planned"] = rows["readiness"].isin(ELIGIBLE)
    _require_needed(rows)
    money = amounts.reindex(stairwells.index)
    counted = {name: column(stairwells, name) for name in PEOPLE}
    counted |= {name: column(money, name) for name in _MONEY}
    return pd.concat(_stages(rows, pd.DataFrame(counted)), ignore_index=True)


def _true(answer: pd.Series) -> pd.Series:
    return answer.astype("boolean").fillna(value=False).astype(bool)


def _require_needed(rows: pd.DataFrame) -> None:
    odd = rows.index[rows["planned"] & _true(~rows["candidate"])]
    if len(odd):
        raise LayerError(
            f"单元 {'、'.join(map(str, odd[:5]))} 已有电梯或层数不足，却列入加装规划；"
            "请核对层数、电梯与加装条件的判定。"
        )


def _stages(rows: pd.DataFrame, counted: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """What each stage counts, and what it is a share of."""
    needed = ~_true(~rows["candidate"])
    for stage, within, base in (
        ("planning", rows["planned"], needed),
        ("building", rows["planned"] & (rows["readiness"] == READY), needed),
        (_CARED_FOR, rows["planned"] | rows["lift"], needed | rows["lift"]),
    ):
        table = _counts(rows[within], counted[within])
        table.insert(0, "stage", stage)
        table.insert(1, "stage_zh", STAGES[stage])
        table["base"] = int(base.sum())
        table["base_unknown"] = int(rows["candidate"][base].isna().sum())
        for name in PEOPLE:
            table[f"{name}_base"] = counted.loc[base, name].sum(min_count=min(1, base.sum()))
            table[f"{name}_base_unknown"] = int(counted.loc[base, name].isna().sum())
        yield _finished(table)


def _counts(rows: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """One row for all, for each batch, and for those outside."""
    own = rows["batch"].fillna("single").mask(rows["lift"], "existing")
    group = np.r_[np.full(len(rows), "all", dtype=object), own.to_numpy(dtype=object)]
    table = sums(pd.concat([counted, counted]), group)
    table["lifts"] = pd.Series(group).value_counts()
    for name, within in (("ready", rows["readiness"].eq(READY)), ("existing", rows["lift"])):
        table[f"lifts_{name}"] = pd.Series(np.tile(within, 2), dtype=int).groupby(group).sum()
    batches = sorted(set(own) - set(PLACES))
    order = ["all", *batches, *(place for place in ("single", "existing") if place in set(own))]
    table = table.reindex(order)
    if not len(rows):  # nothing is known to be none
        table = table.fillna(0).infer_objects()
    place = pd.Series(order, order).mask(table.index.isin(batches), "batch")
    table.insert(0, "place", place)
    table.insert(1, "place_zh", place.map(PLACES))
    table.insert(2, "batch", pd.Series(order, order, dtype="string").where(place == "batch"))
    return table


def _finished(table: pd.DataFrame) -> pd.DataFrame:
    """Shares, in the order in which they are read."""
    for name, base in (("lifts", "base"), *((name, f"{name}_base") for name in PEOPLE)):
        whole = table[base].astype("Float64")
        share = table[name].astype("Float64") / whole.where(whole > 0)
        table["share" if name == "lifts" else f"{name}_share"] = share
    table = table.astype({f"{name}_unknown": "Int64" for name in (*PEOPLE, *_MONEY)})
    table.loc[table["stage"] == _CARED_FOR, ["subsidy", "subsidy_unknown"]] = pd.NA
    people = [f"{name}{end}" for name in PEOPLE for end in _PEOPLE_ENDS]
    money = [f"{name}{end}" for name in _MONEY for end in ("", "_unknown")]
    return table[[*_FIRST, *people, *money]]
