"""Ballots: the answers of households, each counted once a unit, topic and round."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...gis.errors import LayerError
from ...layers.findings import table as finding_table
from . import ballot_findings, named_places, rolls

ANSWERS = ("agree", "against", "abstain", "absent", "undelivered")
UNKNOWN, BALLOT, GROUP = "unknown", "ballot", "group"
PARTS = {  # answer: where it stands in a tally
    "agree": "agree",
    "against": "oppose",
    "abstain": "oppose",
    "absent": "out",
    "undelivered": "out",
    UNKNOWN: UNKNOWN,
}
PER_M2 = 10_000  # whole units of area in a square metre; finer decimals are rounded
UNIT = ["topic", "unit_kind", "unit"]
PLACES = {"stairwell": "stairwells", "building": "buildings", "community": "communities"}
_DWELLING = [*UNIT, "level", "member", "place", "household"]
_NEEDED = ("household", "topic", "round", "vote")
_TEXT = ["community", "building", "stairwell", "household", "topic", "vote", "reason"]
_LEVEL = {"ballot": "building"}  # a ballot is one of buildings; any other unit is its own level


@dataclass(frozen=True)
class Count:
    """
    What was counted.

    Attributes
    ----------
    rounds
        One row a topic, unit and round: `topic`, `unit_kind`, `unit`, `round`, `communities`,
        `buildings`, `stairwells` (ids joined by semicolons), `first_date`, `last_date`,
        `registered`, `roll`, `eligible`, one column an answer and `unknown` (households); `size_`
        and `open_` with agree, oppose, out, unknown: known area in 1 / :data:`PER_M2` square
        metres, and households whose area is not known; `unregistered`: members whose households
        are registered nowhere, so that any number of them may be on no roll.
    answers
        One row a household and round: the unit, `place`, `household`, `storey`, `vote`, `area`
        (in the same small units, NaN not known), `reason`, `date`.
    findings
        Rows that were not counted or contradict one another, in the columns of findings.
    """

    rounds: pd.DataFrame
    answers: pd.DataFrame
    findings: pd.DataFrame


def count(
    votes: pd.DataFrame,
    *,
    units: Mapping[str, str],
    households: Mapping[str, pd.Series] | None = None,
    groups: Mapping[str, Mapping[str, str]] | None = None,
    places: Mapping[str, pd.Series] | None = None,
) -> Count:
    """
    The answers of every unit, topic and round.

    A household with several rows in a round counts once: where they differ, its answer (or area)
    is not known. All households that a unit's rounds name are on its roll; one without a row in a
    round has an unknown answer there, and so have those that are registered but on no roll.

    Parameters
    ----------
    votes
        Indexed by id: `household`, `topic`, `round`, `vote` (:data:`ANSWERS`, NA not known), and
        where known `community`, `building`, `stairwell`, `storey`, `date`, `area` (m2; 0 is not
        known), `reason`.
    units
        Topic to its unit: stairwell, building, community, or `ballot`, which is also that of
        topics left out: the buildings of a community linked by answers to one round on one day.
    households
        Registered households (NA not known) by id: one Series each for any of `stairwell`,
        `building`, `community`, as from :func:`pianqu.analysis.votes.rolls.registered`. Without
        them the base is not known, for a roll may be only a part.
    groups
        Ids that are counted together: level (as above) to id to the name of the group.
    places
        The ids of the layers and the place that each is in, as for
        :func:`pianqu.analysis.votes.named_places.settled`: rows that name others are not counted,
        and the households of a building or community that are not given are the sum of those in
        it, where all are known.

    Raises
    ------
    LayerError
        A column is missing, or an answer has no meaning.

    Examples
    --------
    >>> votes = pd.DataFrame(
    ...     {"stairwell": "U1", "household": ["101", "102"], "topic": "elevator", "round": 1,
    ...      "vote": ["agree", "absent"], "area": [45.5, None]}
    ... )
    >>> found = count(votes, units={"elevator": "stairwell"},
    ...               households={"stairwell": pd.Series({"U1": 3})})
    >>> found.rounds[["eligible", "agree", "absent", "unknown"]].values.tolist()
    [[3, 1, 1, 1]]
    """
    within = places or {}
    there, strange = named_places.settled(_rows(votes), within)
    rows = _placed(there, units)
    lost = rows[["member", "household", "topic", "round"]].isna().any(axis=1)
    counted = _joined_up(rows[~lost], groups or {})
    key = [*_DWELLING, "round"]
    repeated = counted.duplicated(key, keep=False)
    answers = _complete(_once(counted, key, repeated))
    bases = rolls.bases(answers, households or {}, groups or {}, places=within)
    found = [
        *strange,
        *ballot_findings.unplaced(rows.index[lost]),
        *ballot_findings.repeated(counted[repeated], key),
        *ballot_findings.backwards(answers, UNIT),
        *rolls.findings(bases),
    ]
    return Count(_counted(answers, bases), answers, finding_table(found))


def apart(
    answers: pd.DataFrame,
    *,
    households: Mapping[str, pd.Series] | None = None,
    places: Mapping[str, pd.Series] | None = None,
) -> pd.DataFrame:
    """
    The rounds of units that are counted together, each member counted alone.

    Parameters
    ----------
    answers
        Of such units, from :func:`count`.
    households, places
        As given there.

    Returns
    -------
    DataFrame
        As :attr:`Count.rounds`, `unit` being the member.

    Examples
    --------
    >>> votes = pd.DataFrame({"building": ["B1", "B2"], "household": "101", "topic": "rebuild",
    ...                       "round": 1, "vote": ["agree", "against"]})
    >>> found = count(votes, units={}, groups={"building": {"B1": "J1", "B2": "J1"}})
    >>> apart(found.answers)[["unit", "agree"]].values.tolist()
    [['B1', 1], ['B2', 0]]
    """
    alone = answers.assign(unit=answers["member"], unit_kind=answers["level"])
    return _counted(alone, rolls.bases(alone, households or {}, {}, places=places))


def listed(rows: pd.DataFrame, *, by: list[str], column: str) -> pd.Series:
    """
    What stands in a column, each once and in order, joined by semicolons.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["B1", "B1", "B2"], "storey": [2, 1, 3]})
    >>> listed(rows, by=["unit"], column="storey")["B1"]
    '1;2'
    """
    pairs = rows[[*by, column]].dropna(subset=column).drop_duplicates().sort_values([*by, column])
    pairs = pairs.astype({column: "string"})
    several = pairs.duplicated(by, keep=False)
    joined = pairs[several].groupby(by, dropna=False)[column].agg(";".join)
    return pd.concat([pairs[~several].set_index(by)[column], joined])


def _rows(votes: pd.DataFrame) -> pd.DataFrame:
    """The columns that are used, each of its type, those left out being unknown."""
    missing = [column for column in _NEEDED if column not in votes]
    if missing:
        raise LayerError(f"votes（表决）缺少列 {'、'.join(missing)}；请补上后重新读取。")
    rows = votes.reindex(columns=[*_TEXT, "round", "storey", "date", "area"])
    rows = rows.astype(dict.fromkeys(_TEXT, "string") | dict.fromkeys(["round", "storey"], "Int64"))
    odd = rows.loc[rows["vote"].notna() & ~rows["vote"].isin(ANSWERS), "vote"]
    if len(odd):
        raise LayerError(
            [
                f"votes（表决）的 {id_} 的 vote 为“{said}”，应为 {'、'.join(ANSWERS)} 之一；请改正该格。"
                for id_, said in odd.items()
            ]
        )
    area = pd.to_numeric(rows["area"]).astype(float)
    size = (area.where(area.between(0, np.inf, inclusive="neither")) * PER_M2).round()
    return rows.assign(date=pd.to_datetime(rows["date"]), area=size)


def _placed(rows: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
    kind = rows["topic"].map(units).astype("string").fillna(BALLOT)
    level = kind.replace(_LEVEL)
    member = pd.Series(pd.NA, rows.index, dtype="string")
    for name in ("stairwell", "building", "community"):
        member = member.mask(level == name, rows[name])
    place = rows["stairwell"].fillna(rows["building"]).fillna(rows["community"])
    return rows.assign(unit_kind=kind, level=level, member=member, place=place)


def _joined_up(rows: pd.DataFrame, groups: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """With the unit of each row: its group, else its ballot, else the member itself."""
    group = pd.Series(pd.NA, rows.index, dtype="string")
    for level, names in groups.items():
        group = group.mask(rows["level"] == level, rows["member"].map(dict(names)))
    alone = group.isna() & (rows["unit_kind"] == BALLOT)
    unit = rows["member"].mask(alone, _ballots(rows[alone]))
    kind = rows["unit_kind"].mask(group.notna(), GROUP)
    return rows.assign(unit=group.fillna(unit), unit_kind=kind)


def _ballots(rows: pd.DataFrame) -> pd.Series:
    """Buildings of a community that answered one round on a common day, their ids joined."""
    scope = [rows["topic"], rows["community"].fillna(rows["building"])]
    label = pd.Series(np.arange(len(rows)), rows.index)
    dated = rows["date"].notna()
    while True:
        least = label.groupby([*scope, rows["building"]]).transform("min")
        shared = least[dated].groupby(
            [each[dated] for each in (*scope, rows["round"], rows["date"])]
        )
        linked = shared.transform("min").reindex(rows.index).fillna(least).astype(int)
        if linked.equals(label):
            break
        label = linked
    pairs = pd.DataFrame({"label": label, "building": rows["building"]})
    return label.map(listed(pairs, by=["label"], column="building")).astype("string")


def _once(rows: pd.DataFrame, key: list[str], repeated: pd.Series) -> pd.DataFrame:
    """One row a household and round."""
    columns = [
        *key,
        "community",
        "building",
        "stairwell",
        "storey",
        "date",
        "vote",
        "area",
        "reason",
    ]
    many = rows.loc[repeated, columns]
    if many.empty:
        return rows[columns].sort_values(key, ignore_index=True)
    same = many.sort_values(["vote", "reason", "date", "storey"]).groupby(key)  # any order given
    settled = same.first().reset_index()
    for column in ("vote", "area"):
        agreed = same[column].nunique(dropna=False).to_numpy() == 1
        settled[column] = settled[column].where(agreed)
    every = pd.concat([rows.loc[~repeated, columns], settled[columns]])
    return every.sort_values(key, ignore_index=True)


def _complete(answers: pd.DataFrame) -> pd.DataFrame:
    """With a row for each household on the roll in each round of its unit."""
    where = ["community", "building", "stairwell", "storey"]
    homes = answers.drop_duplicates(_DWELLING)[[*_DWELLING, *where]]
    rounds = answers[[*UNIT, "round"]].drop_duplicates()
    said = answers.drop(columns=where)
    full = homes.merge(rounds, on=UNIT).merge(said, how="left", on=[*_DWELLING, "round"])
    full["vote"] = full["vote"].fillna(UNKNOWN)
    return full.sort_values([*_DWELLING, "round"], ignore_index=True)


def _counted(answers: pd.DataFrame, bases: pd.DataFrame) -> pd.DataFrame:
    key = [*UNIT, "round"]
    part, known = answers["vote"].map(PARTS), answers["area"].notna()
    columns: dict[str, pd.Series] = {word: answers["vote"] == word for word in (*ANSWERS, UNKNOWN)}
    for name in dict.fromkeys(PARTS.values()):
        columns[f"size_{name}"] = answers["area"].where(part == name).fillna(0).astype("int64")
        columns[f"open_{name}"] = (part == name) & ~known
    numbers = pd.DataFrame(columns).astype("int64").groupby([answers[name] for name in key]).sum()
    dates = answers.groupby(key)["date"].agg(first_date="min", last_date="max")
    table = numbers.join(dates).reset_index()
    for name, plural in PLACES.items():
        joined = listed(answers, by=UNIT, column=name).rename(plural)
        table = table.merge(joined.reset_index(), how="left", on=UNIT)
    table = table.merge(rolls.by_unit(bases), on=UNIT)
    lost = table["missing"]
    table = table.assign(unknown=table["unknown"] + lost, open_unknown=table["open_unknown"] + lost)
    return table.drop(columns="missing")
