"""Answers of a rule for many places at once: status, figures, and the object that decides."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

NOT_APPLICABLE, PASS, UNKNOWN, FAIL = range(4)
STATUS = ("not_applicable", "pass", "unknown", "fail")
SLIP = 0.001  # metres: coordinates are kept to the millimetre


@dataclass(frozen=True)
class Check:
    """
    One rule asked of many places: an array a field, one entry a place.

    `status` is a position in :data:`STATUS`; `measured`, `limit` and `margin` (positive where the
    rule holds) are NaN where there is no figure; `object` names what decides and `note` says in
    Chinese what is to be said beyond the rule's own words, each None where there is nothing.
    """

    status: "NDArray[np.int8]"
    measured: "Floats"
    limit: "Floats"
    margin: "Floats"
    object: "NDArray[np.object_]"
    note: "NDArray[np.object_]"

    def taken(self, rows: "Ints") -> "Check":
        """The answers at some places, in that order; -1 = no place, unknown."""
        figures = [taken(part, rows, np.nan) for part in (self.measured, self.limit, self.margin)]
        words = [taken(part, rows, None) for part in (self.object, self.note)]
        return Check(taken(self.status, rows, UNKNOWN), *figures, *words)


def taken(values: "NDArray", rows: "Ints", none: object) -> "NDArray":
    """
    Values at some places, in that order.

    Parameters
    ----------
    values
        One a place.
    rows
        Positions; -1 = no place.
    none
        What stands where there is no place.

    Returns
    -------
    NDArray
        Of the type of `values`, one a row.

    Examples
    --------
    >>> taken(np.array(["a", "b"], dtype=object), np.array([1, -1]), None).tolist()
    ['b', None]
    """
    found = np.full(len(rows), none, dtype=values.dtype)
    found[rows >= 0] = values[rows[rows >= 0]]
    return found


def blank(size: int, *, status: int = PASS) -> Check:
    """
    Answers without figures.

    Parameters
    ----------
    size
        Number of places.
    status
        A position in :data:`STATUS`, the same everywhere.

    Returns
    -------
    Check
        Of that length.

    Examples
    --------
    >>> blank(2).status.tolist()
    [1, 1]
    """
    figures = [np.full(size, np.nan) for _ in range(3)]
    words = [np.full(size, None, dtype=object) for _ in range(2)]
    return Check(np.full(size, status, dtype=np.int8), *figures, *words)


def compared(
    measured: "Floats", limit: "Floats | float", *, most: bool = False, ids: "NDArray | None" = None
) -> Check:
    """
    Figures against a limit.

    Parameters
    ----------
    measured
        One a place; NaN = unknown.
    limit
        What is asked, one for all or one each.
    most
        The limit is the most that is allowed, not the least.
    ids
        Object of each place.

    Returns
    -------
    Check
        Equality passes, and so does a millimetre.

    Examples
    --------
    >>> compared(np.array([3.0, 4.0, np.nan]), 4.0).status.tolist()
    [3, 1, 2]
    """
    limits = np.broadcast_to(np.asarray(limit, dtype=float), len(measured)).copy()
    margin = limits - measured if most else measured - limits
    status = np.select([np.isnan(margin), margin < -SLIP], [UNKNOWN, FAIL], PASS).astype(np.int8)
    objects = np.full(len(measured), None, dtype=object) if ids is None else ids
    return Check(status, measured, limits, margin, objects, np.full(len(measured), None, object))


def worst(pairs: pd.DataFrame, ids: "NDArray", *, size: int) -> Check:
    """
    Of all objects near each place, the one that decides: fails before unknown before pass.

    Parameters
    ----------
    pairs
        `place`, `object` (positions), `measured`, `limit` and `limit_most` (metres): what is asked
        at least, and at most where it is not known; a pair between the two is unknown.
    ids
        Id of each object.
    size
        Number of places; those near no object pass without a figure.

    Returns
    -------
    Check
        One entry a place: the pair with the least margin of those with the worst status.

    Examples
    --------
    >>> pairs = pd.DataFrame({"place": 0, "object": [0, 1], "measured": [7.0, 9.0]})
    >>> found = worst(pairs.assign(limit=[6.0, 8.5], limit_most=[6.0, 8.5]), np.array(["A", "B"]), size=2)
    >>> found.margin.tolist(), found.object.tolist()
    ([0.5, nan], ['B', None])
    """
    found = blank(size)
    measured, limit, most = (
        pairs[name].to_numpy(dtype=float) for name in ("measured", "limit", "limit_most")
    )
    status = np.where(measured < most - SLIP, UNKNOWN, PASS)
    status = np.where(measured < limit - SLIP, FAIL, status)
    asked = np.where(status == FAIL, limit, most)
    place, met = pairs["place"].to_numpy(dtype=np.int64), pairs["object"].to_numpy(dtype=np.int64)
    rank = np.empty(len(ids), dtype=np.int64)
    rank[np.argsort(ids.astype(str), kind="stable")] = np.arange(len(ids))
    order = np.lexsort((rank[met], measured - asked, -status, place))
    first = order[np.r_[True, np.diff(place[order]) > 0][: len(order)]]
    at, open_ = place[first], status[first] == UNKNOWN
    found.status[at] = status[first]
    found.measured[at] = measured[first]
    found.limit[at] = np.where(open_, np.nan, asked[first])
    found.margin[at] = np.where(open_, np.nan, (measured - asked)[first])
    found.object[at] = ids[met[first]]
    return found


def worse(one: Check, other: Check) -> Check:
    """
    Of two answers for each place, the worse; the first where they are equal.

    Parameters
    ----------
    one, other
        Of the same places.

    Returns
    -------
    Check
        Fails before unknown before pass before not applicable.

    Examples
    --------
    >>> worse(blank(1), blank(1, status=FAIL)).status.tolist()
    [3]
    """
    take = other.status > one.status
    return _mixed(one, other, take)


def unless_failed(found: Check, missing: str) -> Check:
    """
    Answers where part of the evidence is missing: what fails, fails; the rest is unknown.

    Parameters
    ----------
    found
        Answers from the evidence there is.
    missing
        What is missing, in Chinese; nothing where it is empty.

    Returns
    -------
    Check
        Unknown with that note where it did not fail.

    Examples
    --------
    >>> unless_failed(blank(1), "缺少阻隔图层").note.tolist()
    ['缺少阻隔图层']
    """
    if not missing:
        return found
    none = blank(len(found.status), status=UNKNOWN)
    none.note[:] = missing
    return _mixed(found, none, found.status != FAIL)


def long(found: dict[str, Check], index: pd.Index) -> pd.DataFrame:
    """
    All answers as one table, place by place.

    Parameters
    ----------
    found
        Name of the rule to its answers, one a row of `index`.
    index
        The places.

    Returns
    -------
    DataFrame
        One row a place and rule: the name of the index, `rule`, `status` and the fields of
        :class:`Check`.

    Examples
    --------
    >>> long({"lift": blank(1)}, pd.Index(["U1"], name="stairwell")).iloc[0, :3].tolist()
    ['U1', 'lift', 'pass']
    """
    size, names = len(index), list(found)
    order = np.arange(size * len(names)).reshape(len(names), size).T.ravel()
    parts = {
        field: np.concatenate([getattr(check, field) for check in found.values()])[order]
        for field in ("status", "measured", "limit", "margin", "object", "note")
    }
    return pd.DataFrame(
        {
            str(index.name): np.repeat(index.to_numpy(), len(names)),
            "rule": np.tile(names, size),
            **parts,
            "status": np.array(STATUS, dtype=object)[parts["status"]],
        }
    )


def _mixed(one: Check, other: Check, take: "NDArray[np.bool_]") -> Check:
    return Check(
        *(
            np.where(take, getattr(other, field), getattr(one, field))
            for field in ("status", "measured", "limit", "margin", "object", "note")
        )
    )
