"""What an authority attests of a community, beside or against what the data show."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

MEASURED, ATTESTED, BOTH = "measured", "attested", "measured;attested"
SILENT = "没有可计算的数据，也没有认定记录"
CONTRADICTION = "同时列入已认定达标项与已认定未达标项，认定自相矛盾"
DISAGREEMENT = "计算结果与认定记录不一致，须核对"


def attested(communities: pd.DataFrame, items: Collection[str]) -> pd.DataFrame:
    """
    What an authority says of each item.

    Parameters
    ----------
    communities
        The layer: `attested` and `attested_not`, codes joined by semicolons; either may be missing.
    items
        Codes asked for.

    Returns
    -------
    DataFrame
        One row a community, one column an item: `met`, `not_met`, `both` (a contradiction) or NA.

    Examples
    --------
    >>> said = pd.DataFrame({"attested": ["clinic;roads"], "attested_not": ["roads"]}, index=["C1"])
    >>> attested(said, ["clinic", "roads", "services"]).loc["C1"].tolist()
    ['met', 'both', <NA>]
    """
    yes, no = (_lists(communities, name) for name in ("attested", "attested_not"))
    columns = {}
    for item in items:
        good, bad = (said.str.contains(f";{item};", regex=False) for said in (yes, no))
        word = np.select([good & bad, good, bad], ["both", "met", "not_met"], "")
        columns[item] = pd.Series(word, communities.index, dtype="string").replace("", pd.NA)
    return pd.DataFrame(columns, index=communities.index)


def settle(measured: pd.Series, said: pd.Series, *, reason: pd.Series) -> pd.DataFrame:
    """
    Measurement and attestation together: one decides where the other is silent.

    Parameters
    ----------
    measured
        Boolean, NA where not known.
    said
        A column of :func:`attested`.
    reason
        Why `measured` is what it is, in words; NA where there is nothing to say.

    Returns
    -------
    DataFrame
        `met` (boolean; NA where neither speaks, where they disagree, or where the attestation
        contradicts itself), `decided_by` (measured, attested, both, NA) and `reason`.

    Examples
    --------
    >>> measured = pd.Series([None, True, True], dtype="boolean")
    >>> said = pd.Series(["not_met", "not_met", None], dtype="string")
    >>> settle(measured, said, reason=pd.Series([pd.NA] * 3, dtype="string"))["met"].tolist()
    [False, <NA>, True]
    """
    word = said.map({"met": True, "not_met": False}).astype("boolean")
    clash = said.eq("both").fillna(False).astype(bool)
    odd = (measured != word).fillna(False).astype(bool)
    met = measured.fillna(word).mask(clash | odd)
    by = np.select([met.isna(), word.isna(), measured.isna()], ["", MEASURED, ATTESTED], BOTH)
    why = reason.mask(met.notna() & measured.isna())  # attested: nothing is left to explain
    why = why.mask(met.isna() & why.isna(), SILENT).mask(odd, DISAGREEMENT)
    return pd.DataFrame(
        {
            "met": met,
            "decided_by": pd.Series(by, measured.index, dtype="string").replace("", pd.NA),
            "reason": why.mask(clash, CONTRADICTION).astype("string"),
        }
    )


def contradictions(communities: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """
    Items that a community has in both of its lists.

    Parameters
    ----------
    communities
        As for :func:`attested`.
    names
        Code of an item to its name in Chinese.

    Returns
    -------
    DataFrame
        Findings: `severity`, `layer`, `id`, `rule`, `value`, `remedy`; empty where there are none.

    Examples
    --------
    >>> said = pd.DataFrame({"attested": ["clinic"], "attested_not": ["clinic"]}, index=["C1"])
    >>> contradictions(said, {"clinic": "卫生室"})[["id", "value"]].values.tolist()
    [['C1', '卫生室']]
    """
    table = attested(communities, names)
    rows = [
        {
            "severity": "warning",
            "layer": "communities",
            "id": str(community),
            "rule": "认定项自相矛盾",
            "value": names[str(item)],
            "remedy": "同一项不能既已认定达标又已认定未达标，暂按未知处理；请在两列中只留一处。",
        }
        for community, row in table.iterrows()
        for item in row.index[row.eq("both").fillna(False)]
    ]
    return pd.DataFrame(rows, columns=["severity", "layer", "id", "rule", "value", "remedy"])


def _lists(communities: pd.DataFrame, name: str) -> pd.Series:
    blank = pd.Series("", index=communities.index, dtype="string")
    said = communities[name].astype("string").fillna("") if name in communities.columns else blank
    return ";" + said + ";"
