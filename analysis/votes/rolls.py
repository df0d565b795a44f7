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
    *,
    places: Mapping[str, pd.Series] | None = None,
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
    places
        As for :func:`pianqu.analysis.votes.ballots.count`.

    Returns
    -------
    DataFrame
        One row a member: `roll`, `registered` (NA not known), `missing` (registered beyond the
        roll), `surplus` (on the roll beyond those registered), `unregistered` (those registered
        are not known), `silent` (and none is on the roll).

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
        for level, numbers in _summed(households, places or {}).items()
    ]
    types = {"level": "string", "member": "string", "registered": "Int64"}
    register = pd.concat([pd.DataFrame(columns=list(types)), *known]).astype(types)
    table = table.merge(register, how="left", on=["level", "member"])
    more = (table["registered"] - table["roll"]).fillna(0).astype("int64")
    return table.assign(
        missing=more.clip(lower=0),
        surplus=(-more).clip(lower=0),
        unregistered=table["registered"].isna(),
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
        One row a unit: `roll`, `missing`, `unregistered` (members), `registered` and `eligible`
        (roll and missing), both NA where a member is unregistered.

    Examples
    --------
    >>> members = pd.DataFrame(
    ...     {"topic": "rebuild", "unit_kind": "group", "unit": "J1", "roll": [18, 16],
    ...      "registered": pd.array([18, 18], dtype="Int64"), "missing": [0, 2], "unregistered": False}
    ... )
    >>> by_unit(members)["eligible"].tolist()
    [36]
    """
    parts = members.assign(registered=members["registered"].fillna(0))
    columns = ["roll", "missing", "registered", "unregistered"]
    table = parts.groupby(UNIT)[columns].sum().reset_index()
    whole = (table["roll"] + table["missing"]).astype("Int64")
    return table.assign(
        registered=table["registered"].astype("Int64").mask(table["unregistered"] > 0),
        eligible=whole.mask(table["unregistered"] > 0),
    )


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
    >>> members = pd.DataFrame({"member": ["U1"], "missing": [0], "surplus": [2], "silent": False,
    ...                         "unregistered": False})
    >>> findings(members)[0]["value"]
    '1 处共 2 户'
    """
    words = {
        "missing": ("登记住户没有表决记录", "按意见未知计入基数；请补录或核对户数。"),
        "surplus": ("表决名册多于登记户数", "以名册为基数；请核对户数和名册。"),
        "silent": ("合并表决中没有记录也没有户数", "基数未知，不能判定；请补上户数或表决记录。"),
        "unregistered": ("登记户数未知", "名册可能不全，基数未定，不判通过；请补上户数。"),
    }
    told = members["unregistered"] & ~members["silent"]
    members = members.assign(unregistered=told)
    found: list[Finding] = []
    for column, (rule, remedy) in words.items():
        rows = members[members[column] > 0].drop_duplicates("member")
        counted = column in ("missing", "surplus")
        value = f"{len(rows)} 处" + (f"共 {rows[column].sum()} 户" if counted else "")
        if len(rows):
            ids = sorted(rows["member"].astype(str))
            found += finding(WARNING, "votes", rule, value=value, remedy=remedy, ids=ids)
    return found


def registered(places: pd.DataFrame) -> pd.Series:
    """
    Households of each place: as stated, else as many as its storeys and doors make.

    Parameters
    ----------
    places
        Indexed by id; `households`, and where there `storeys` and `households_per_storey`.

    Returns
    -------
    Series
        Int64, the index of `places`; NA where neither is known.

    Examples
    --------
    >>> stairs = pd.DataFrame({"households": [12, None, None], "storeys": [6, 6, 6],
    ...                        "households_per_storey": [2, 2, None]})
    >>> registered(stairs).tolist()
    [12, 12, <NA>]
    """
    named = ("households", "storeys", "households_per_storey")
    known = places.reindex(columns=list(named)).astype("Int64")
    doors = known["storeys"] * known["households_per_storey"]
    return known["households"].fillna(doors.mask(doors == 0))


def _summed(
    households: Mapping[str, pd.Series], places: Mapping[str, pd.Series]
) -> dict[str, pd.Series]:
    """With the sum of those in it for each building or community that has none of its own.

    Nothing is summed while it is not known where one of them is: it may be in any.
    """
    found = {level: numbers.astype("Int64") for level, numbers in households.items()}
    for level, above in (("stairwell", "building"), ("building", "community")):
        if level in places and level in found and places[level].notna().all():
            inside = found[level].reindex(places[level].index)
            sums = inside.fillna(0).groupby(places[level]).sum()
            sums = sums.mask(inside.isna().groupby(places[level]).any())
            own = found.get(above, pd.Series(dtype="Int64"))
            found[above] = own.combine_first(sums)
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
