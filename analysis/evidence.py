"""What homes say of their community: all, part or none of them; enough, too few, or not known."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

ALL, PART, NONE, UNKNOWN = "all", "part", "none", "unknown"
NO_HOMES = "数据中没有该小区的住宅楼，无从计算"
_SLACK = 1e-9  # of a home: what multiplying a share by a number of homes leaves behind
_STATUS = ("verified", "secondary", "unverified", "assumption")


def within(
    minutes: pd.DataFrame, kinds: Sequence[str], *, limit: float, known: pd.DataFrame
) -> pd.Series:
    """
    Whether each home reaches a place of any of the kinds.

    Parameters
    ----------
    minutes
        One row a home (a building), one column a kind: inf beyond the search limit, NaN where not
        computed.
    kinds
        Any one of them will do.
    limit
        Minutes, inclusive.
    known
        One row a kind: `status`. A kind that is not mapped may well be there: a home that reaches
        no other has no answer.

    Returns
    -------
    Series
        Boolean on the index of `minutes`; NA where neither is certain.

    Examples
    --------
    >>> minutes = pd.DataFrame({"gym": [4.0, 9.0], "police": [9.0, 9.0]}, index=["B1", "B2"])
    >>> known = pd.DataFrame({"status": ["mapped", "not_mapped"]}, index=["gym", "police"])
    >>> within(minutes, ["gym", "police"], limit=5, known=known).tolist()
    [True, <NA>]
    """
    values = minutes.reindex(columns=list(kinds)).astype(float)
    mapped = known["status"].reindex(list(kinds)).eq("mapped").to_numpy()
    yes = (values.le(limit) & mapped).any(axis=1)
    sure = values.notna().all(axis=1) & bool(mapped.all())
    return yes.astype("boolean").mask(~yes & ~sure)


def counts(answers: pd.Series, groups: pd.Series, *, ids: pd.Index) -> pd.DataFrame:
    """
    How many answers of each group are yes, no and unknown.

    Parameters
    ----------
    answers
        Boolean, NA where unknown.
    groups
        The group of each answer; the index of `answers`; NA leaves it out.
    ids
        Every group asked for.

    Returns
    -------
    DataFrame
        One row a group of `ids`: whole numbers `yes`, `no`, `unknown`.

    Examples
    --------
    >>> answers = pd.Series([True, None], index=["B1", "B2"], dtype="boolean")
    >>> found = counts(answers, pd.Series({"B1": "C1", "B2": "C1"}), ids=pd.Index(["C1", "C2"]))
    >>> found.values.tolist()
    [[1, 0, 1], [0, 0, 0]]
    """
    split = {
        "yes": answers.eq(True).fillna(False),
        "no": answers.eq(False).fillna(False),
        "unknown": answers.isna(),
    }
    table = pd.DataFrame(split).astype("int64").groupby(groups.reindex(answers.index)).sum()
    return table.reindex(ids, fill_value=0)


def spread(found: pd.DataFrame) -> pd.Series:
    """
    All, part or none; unknown where what is not known could change the word.

    Parameters
    ----------
    found
        Columns `yes`, `no`, `unknown`, as from :func:`counts`.

    Examples
    --------
    >>> found = pd.DataFrame({"yes": [2, 1, 1], "no": [0, 1, 0], "unknown": [0, 5, 1]})
    >>> spread(found).tolist()
    ['all', 'part', 'unknown']
    """
    yes, no, sure = found["yes"] > 0, found["no"] > 0, found["unknown"] == 0
    words = np.select([yes & no, yes & sure, no & sure], [PART, ALL, NONE], UNKNOWN)
    return pd.Series(words, index=found.index, dtype="string")


def judge(found: pd.DataFrame, *, needed: float | pd.Series) -> pd.Series:
    """
    Whether enough of each whole says yes.

    Parameters
    ----------
    found
        Columns `yes`, `no`, `unknown`, as from :func:`counts`.
    needed
        Share of the whole (0 to 1), inclusive; one, or one for each row.

    Returns
    -------
    Series
        Boolean: True where the yes alone are enough, False where even every unknown would not do,
        NA between the two and where the whole is empty.

    Examples
    --------
    >>> found = pd.DataFrame({"yes": [4, 3, 3, 0], "no": [0, 1, 0, 0], "unknown": [0, 0, 1, 0]})
    >>> judge(found, needed=1).tolist()
    [True, False, <NA>, <NA>]
    """
    whole = found.sum(axis=1)
    least = needed * whole - _SLACK
    enough = found["yes"] >= least
    sure = (enough | (found["yes"] + found["unknown"] < least)) & (whole > 0)
    return enough.astype("boolean").mask(~sure)


def missing_kinds(kinds: Sequence[str], known: pd.DataFrame) -> str | None:
    """
    Why kinds could not be judged: each that is not mapped or not computed, with its reason.

    Examples
    --------
    >>> row = {"zh": "药店", "status": "not_mapped", "reason": "未标注"}
    >>> missing_kinds(["pharmacy"], pd.DataFrame([row], index=["pharmacy"]))
    '药店：未标注'
    """
    table = known.reindex(list(kinds))
    lost = table[table["status"].ne("mapped").fillna(True)]
    names = lost["zh"].fillna(pd.Series(lost.index, lost.index))
    said = [f"{zh}：{why}" for zh, why in zip(names, lost["reason"].fillna("未计算"), strict=True)]
    return "；".join(said) or None


def explain(
    found: pd.DataFrame, kinds: Sequence[str], *, limit: float, known: pd.DataFrame
) -> pd.Series:
    """
    Why a community is not served by all of its homes being in reach, in words.

    Parameters
    ----------
    found
        Homes that reach a place of the kinds, one row a community, as from :func:`counts`.
    kinds
        The kinds asked for.
    limit
        Minutes.
    known
        One row a kind: `zh`, `status`, `reason`.

    Returns
    -------
    Series
        On the index of `found`; NA where every home is in reach.

    Examples
    --------
    >>> found = pd.DataFrame({"yes": [1, 2], "no": [3, 0], "unknown": [0, 0]})
    >>> known = pd.DataFrame({"zh": ["药店"], "status": ["mapped"], "reason": [None]}, index=["p"])
    >>> explain(found, ["p"], limit=10, known=known).tolist()
    ['3 栋住宅步行 10 分钟内不可达', <NA>]
    """
    far = found["no"].astype("string") + f" 栋住宅步行 {limit:g} 分钟内不可达"
    unsure = found["unknown"].astype("string") + " 栋住宅未能判定"
    lost = missing_kinds(kinds, known)
    unsure = unsure + f"（{lost}）" if lost else unsure
    far, unsure = far.where(found["no"] > 0, ""), unsure.where(found["unknown"] > 0, "")
    said = (far + "；" + unsure).str.strip("；")
    return said.mask(said == "").mask(found.sum(axis=1) == 0, NO_HOMES)


def weakest(*statuses: pd.Series) -> pd.Series:
    """
    The least certain of several statuses, row by row.

    Examples
    --------
    >>> weakest(pd.Series(["verified"]), pd.Series(["secondary"])).tolist()
    ['secondary']
    """
    rank = {word: place for place, word in enumerate(_STATUS)}
    ranks = pd.concat([status.map(rank) for status in statuses], axis=1).max(axis=1)
    return ranks.map(dict(enumerate(_STATUS))).astype("string")
