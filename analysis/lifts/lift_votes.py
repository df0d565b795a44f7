"""Votes on lifts by stairwell: how far above what is needed, and what is said of them."""

import pandas as pd

from ..votes.majorities import Majority


def margin(consents: pd.DataFrame, needed: Majority, *, topic: str) -> pd.Series:
    """
    Share of those who agree less the share needed.

    Parameters
    ----------
    consents
        The table of that name.
    needed
        The majority of those who take part that must agree.
    topic
        What was voted on.

    Returns
    -------
    Series
        By stairwell; the least where one was in several votes.

    Examples
    --------
    >>> rows = {"topic": "elevator", "stairwells": ["U1;U2"], "share_agree_of_participating": [0.9]}
    >>> margin(pd.DataFrame(rows), Majority(3, 4, False, "participating"), topic="elevator").round(2).to_dict()
    {'U1': 0.15, 'U2': 0.15}
    """
    rows = _each(consents, topic)
    share = rows["share_agree_of_participating"].astype("Float64")
    return share.groupby(rows["id"]).min() - needed.numerator / needed.denominator


def words(consents: pd.DataFrame, *, topic: str) -> pd.Series:
    """
    What is said of the votes of each stairwell.

    Parameters
    ----------
    consents
        The table of that name.
    topic
        What was voted on.

    Returns
    -------
    Series
        By stairwell, in Chinese.

    Examples
    --------
    >>> rows = {"topic": "elevator", "stairwells": ["U1", "U1"], "reasons": ["参与 8/12", "同意 5/8"]}
    >>> words(pd.DataFrame(rows), topic="elevator").to_dict()
    {'U1': '参与 8/12；同意 5/8'}
    """
    rows = _each(consents, topic)
    return rows.groupby("id")["reasons"].agg("；".join)


def _each(consents: pd.DataFrame, topic: str) -> pd.DataFrame:
    """One row a vote and stairwell."""
    rows = consents[consents["topic"].eq(topic)].dropna(subset="stairwells")
    return rows.assign(id=rows["stairwells"].str.split(";")).explode("id")
