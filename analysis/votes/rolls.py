"""Rolls of voters: households named in the votes against those that are registered."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...layers.findings import WARNING, Finding, finding

UNIT = ["topic", "unit_kind", "unit"]
_MEMBER = [*UNIT, "level", "member"]


def bases(
    answers: pd.DataFrame,
    households: Mapping[str, pd.Series],
    groups: Mapping[str, Mapping[str, str]],
) -> pd.DataFrame:
    """
    Households of every member of every unit, on the roll and registered.

    Parameters
    ----------
    answers
        One row a household and round: `topic`, `unit_kind`, `unit`, `level`, `member`, `place`,
        `household`.
    households
        Registered households by id, a Series a level.
    groups
        Level to id to the name of its group; a member of a group that nobody answered for is one
        all the same.

    Returns
    -------
    DataFrame
        One row a member: `roll`, `registered` (NA not known), `missing` (registered beyond the
        roll), `surplus` (on the roll beyond those registered), `silent` (neither is known).

    Examples
    --------
    >>> answers = pd.DataFrame(
    ...     {"topic": "elevator", "unit_kind": "stairwell", "unit": "U1", "level": "stairwell",
    ...      "member": "U1", "place": "U1", "household": ["101", "102"]}
    ... )
    >>> found = bases(answers, {"stairwell": pd.Series({"U1": 3})}, {})
    >>> found[["roll", "registered", "missing"]].values.tolist()
    [[2, 3, 1]]
    """
    homes = answers.drop_duplicates([*_MEMBER, "place", "household"])
    rolled = homes.groupby(_MEMBER).size().rename("roll").reset_index()
    table = pd.concat([rolled, _absent(rolled, groups)], ignore_index=True)
    known = [
        pd.DataFrame({"level": level, "member": numbers.index, "registered": numbers.array})
        for level, numbers in households.items()
    ]
    types = {"level": "string", "member": "string", "registered": "Int64"}
    register = pd.concat([pd.DataFrame(columns=list(types)), *known]).astype(types)
    table = table.merge(register, how="left", on=["level", "member"])
    more = (table["registered"] - table["roll"]).fillna(0).astype("int64")
    return table.assign(
        missing=more.clip(lower=0),
        surplus=(-more).clip(lower=0),
        silent=(table["roll"] == 0) & table["registered"].isna(),
    )


def by_unit(members: pd.DataFrame) -> pd.DataFrame:
    """
    The bases of the members summed a unit.

    Parameters
    ----------
    members
        As from :func:`bases`.

    Returns
    -------
    DataFrame
        One row a unit: `roll`, `missing`, `silent` (members), `registered` (NA where that of a
        member is not known), `eligible` (roll and missing; NA where a member is silent).

    Examples
    --------
    >>> members = pd.DataFrame(
    ...     {"topic": "rebuild", "unit_kind": "group", "unit": "J1", "roll": [18, 16],
    ...      "registered": pd.array([18, 18], dtype="Int64"), "missing": [0, 2], "silent": False}
    ... )
    >>> by_unit(members)["eligible"].tolist()
    [36]
    """
    known = members["registered"].notna()
    parts = members.assign(registered=members["registered"].fillna(0), unregistered=~known)
    columns = ["roll", "missing", "silent", "registered", "unregistered"]
    table = parts.groupby(UNIT)[columns].sum().reset_index()
    whole = (table["roll"] + table["missing"]).astype("Int64")
    return table.assign(
        registered=table["registered"].astype("Int64").mask(table["unregistered"] > 0),
        eligible=whole.mask(table["silent"] > 0),
    ).drop(columns="unregistered")


def findings(members: pd.DataFrame) -> list[Finding]:
    """
    Members whose roll and register do not agree.

    Parameters
    ----------
    members
        As from :func:`bases`.

    Returns
    -------
    list
        Findings, at most one of each sort.

    Examples
    --------
    >>> members = pd.DataFrame({"member": ["U1"], "missing": [0], "surplus": [2], "silent": [False]})
    >>> findings(members)[0]["value"]
    '1 处共 2 户'
    """
    words = {
        "missing": ("登记住户没有表决记录", "按意见未知计入基数；请补录或核对户数。"),
        "surplus": ("表决名册多于登记户数", "以名册为基数；请核对户数和名册。"),
        "silent": ("合并表决中没有记录也没有户数", "基数未知，不能判定；请补上户数或表决记录。"),
    }
    found: list[Finding] = []
    for column, (rule, remedy) in words.items():
        rows = members[members[column] > 0].drop_duplicates("member")
        value = f"{len(rows)} 处" + ("" if column == "silent" else f"共 {rows[column].sum()} 户")
        if len(rows):
            ids = sorted(rows["member"].astype(str))
            found += finding(WARNING, "votes", rule, value=value, remedy=remedy, ids=ids)
    return found


def _absent(rolled: pd.DataFrame, groups: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Members of groups of which no household is named."""
    every = [
        (level, unit, member) for level, names in groups.items() for member, unit in names.items()
    ]
    members = pd.DataFrame(every, columns=["level", "unit", "member"], dtype="string")
    units = rolled.loc[rolled["unit_kind"] == "group", [*UNIT, "level"]].drop_duplicates()
    expected = units.merge(members, on=["level", "unit"]).merge(rolled, how="left", on=_MEMBER)
    return expected[expected["roll"].isna()].assign(roll=np.int64(0))
