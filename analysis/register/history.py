"""The history of several plans in one: what stood before and no longer does is kept, with its days."""

import pandas as pd

_KEY = ["of", "id", "event", "state", "since", "detail"]


def carried(earlier: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """
    Events of an earlier register and of this one, each once.

    Parameters
    ----------
    earlier, now
        The tables `register_events` of an earlier plan and of this one.

    Returns
    -------
    DataFrame
        Every event of the two: `seen_first` and `seen_last` are the days of the first and last
        data in which it stood. An event last seen before the newest data has ended since, on a day
        between the two: so a stage without a date gets bounds.

    Examples
    --------
    >>> row = {"of": "project", "id": "J1", "event": "stage", "state": "undated", "since": pd.NaT}
    >>> days = [pd.Timestamp("2024-06-30"), pd.Timestamp("2025-06-30")]
    >>> one, two = (pd.DataFrame([row | {"detail": said, "seen_first": day, "seen_last": day}])
    ...     for said, day in zip(["施工", "竣工"], days))
    >>> carried(one, two)[["detail", "seen_last"]].astype(str).values.tolist()
    [['施工', '2024-06-30'], ['竣工', '2025-06-30']]
    """
    if earlier.empty:
        return now.copy()
    both = pd.concat([earlier[now.columns], now], ignore_index=True)
    days = both.groupby(_KEY, dropna=False)
    first, last = days["seen_first"].transform("min"), days["seen_last"].transform("max")
    told = both.assign(seen_first=first, seen_last=last)
    latest = told.drop_duplicates(_KEY, keep="last")  # the newest words
    ordered = latest.sort_values(["of", "id", "seen_first", "since", "event", "detail"])
    return ordered.reset_index(drop=True).astype(now.dtypes.to_dict())
