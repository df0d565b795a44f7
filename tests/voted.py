"""Votes of a few households, for tests that count them."""

import pandas as pd


def votes(
    stairwell: str, *, area: float | list[float] = 45.0, first: int = 101, **other
) -> pd.DataFrame:
    """
    As many households as each answer says, in the order of the answers given.

    `area`, or one for each household; any other keyword that is no answer is a column.
    """
    answers = ("agree", "against", "abstain", "absent", "undelivered", "unknown")
    said = [word for word in other if word in answers for _ in range(other[word])]
    columns = {name: value for name, value in other.items() if name not in answers}
    frame = pd.DataFrame(
        {
            "stairwell": stairwell,
            "building": stairwell.partition("-")[0],
            "community": "C1",
            "household": [str(first + at) for at in range(len(said))],
            "topic": "elevator",
            "round": 1,
            "vote": [None if word == "unknown" else word for word in said],
            "area": area,
            **columns,
        }
    )
    frame.index = pd.Index(
        [f"{stairwell}-{row.household}-R{row.round}" for row in frame.itertuples()], name="id"
    )
    return frame


def registered(table: pd.DataFrame) -> dict[str, pd.Series]:
    """As many households as the votes of each stairwell, building and community name."""
    homes = table.drop_duplicates(["stairwell", "household"])
    return {level: homes.groupby(level).size() for level in ("stairwell", "building", "community")}
