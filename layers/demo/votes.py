"""Votes of the district: one row a household, from the counts of each round."""

import numpy as np
import pandas as pd

from . import ground

AREA = 58.0  # exclusive area of a dwelling, m2
SKEWED = 96.0  # that of those against, where areas differ
_ORDER = ("against", "absent", "undelivered", "agree")  # from the ground floor up


def votes(doors: pd.DataFrame) -> pd.DataFrame:
    """
    The answers of the households.

    Parameters
    ----------
    doors
        As from :func:`houses.stairwells`; their dwellings are numbered by storey and door.

    Returns
    -------
    DataFrame
        Fields of the layer, indexed by ``STAIRWELL-DWELLING-TOPIC+ROUND``. Those against live
        lowest. ``area`` is blank where the table says so.

    Raises
    ------
    ValueError
        The counts of a round are not those of its dwellings.

    Examples
    --------
    >>> from .houses import footprints, stairwells
    >>> found = votes(stairwells(footprints(7)))
    >>> found.query("topic == 'rebuild'")["vote"].value_counts().to_dict()
    {'agree': 33, 'absent': 2, 'against': 1}
    """
    dwellings = _dwellings(doors)
    rounds = ground.records(ground.table("votes"))
    return pd.concat([_answers(each, dwellings) for each in rounds])


def _dwellings(doors: pd.DataFrame) -> pd.DataFrame:
    each = doors.loc[doors.index.repeat(doors["storeys"] * doors["households_per_storey"])]
    number = each.groupby(level=0).cumcount().to_numpy()
    per = each["households_per_storey"].to_numpy()
    storey, door = number // per + 1, number % per + 1
    return pd.DataFrame(
        {
            "community": each["community"].to_numpy(),
            "building": each["building"].to_numpy(),
            "stairwell": each.index,
            "household": [f"{at}{to:02}" for at, to in zip(storey, door, strict=True)],
            "storey": storey,
        }
    )


def _answers(vote: dict[str, str], dwellings: pd.DataFrame) -> pd.DataFrame:
    of = vote["of"].split(";")
    chosen = dwellings[dwellings["building"].isin(of) | dwellings["stairwell"].isin(of)]
    chosen = chosen.sort_values(["storey", "stairwell", "household"], kind="stable")
    answers = np.repeat(_ORDER, [int(vote[each]) for each in _ORDER])
    if len(answers) != len(chosen):
        raise ValueError(
            f"demo_votes.csv: {len(answers)} answers for {len(chosen)} dwellings of {of}"
        )
    names = (
        chosen["stairwell"]
        + "-"
        + chosen["household"]
        + f"-{vote['topic'][0].upper()}{vote['round']}"
    )
    return chosen.assign(
        topic=vote["topic"],
        round=int(vote["round"]),
        date=vote["date"],
        vote=answers,
        area=_areas(vote["area"], answers),
        reason=np.where(answers == "against", vote["reason"], ""),
    ).set_index(pd.Index(names, name="id"))


def _areas(area: str, answers: np.ndarray) -> np.ndarray:
    if area == "none":
        return np.full(len(answers), np.nan)
    found = np.full(len(answers), AREA)
    if area == "skewed":
        found[answers == "against"] = SKEWED
    if area == "partial":
        found[-1] = np.nan
    return found
