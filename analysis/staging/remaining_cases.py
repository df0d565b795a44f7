"""Remaining cases: households that have not agreed, one by one, with the reason and what is next."""

import pandas as pd

from ..votes.ballots import UNIT, Count
from .signing_pace import forecast
from .staging_rules import Rules

TOPICS = ("programme", "rebuild")
AGREE = "agree"
NOT_NAMED = "not_named"
ANSWERS = {  # answer: (in words, what is asked)
    "against": ("不同意", "一户一策：就所提理由当面解释并协商"),
    "abstain": ("弃权", "当面征询，请其明确意见"),
    "absent": ("未参与", "上门征询并留存书面意见"),
    "undelivered": ("未送达", "查明住址或产权人，送达征询材料"),
    "unknown": ("意见未知", "核对表决记录，补上其意见"),
    NOT_NAMED: ("名册上没有", "补齐名册，逐户征询"),
}
_PACE = {
    "topic": "string",
    "unit": "string",
    "communities": "string",
    "signed": "Int64",
    "total": "Int64",
    "remaining": "Int64",
    "days_each": "Float64",
    "days": "Float64",
    "days_least": "Float64",
    "days_most": "Float64",
    "days_reference": "Float64",
    "reason": "string",
}
_DATES = ("date", "date_least", "date_most")
_COLUMNS = [
    *("topic", "unit", "round", "communities", "place", "household", "storey"),
    *("households", "answer", "answer_zh", "reason", "ask"),
]


def cases(count: Count, *, topics: tuple[str, ...] = TOPICS) -> pd.DataFrame:
    """
    Every household that has not agreed in the last round, with what is asked next.

    Parameters
    ----------
    count
        From :func:`pianqu.analysis.votes.ballots.count`.
    topics
        Topics looked at.

    Returns
    -------
    DataFrame
        One row a household, sorted: `topic`, `unit`, `round`, `communities`, `place` (stairwell,
        building or community), `household`, `storey`, `households` (1), `answer`, `answer_zh`,
        `reason` (as the household gave it; NA none given), `ask`. Registered households that are
        on no roll are one row a unit, `household` NA and `households` their number.

    Examples
    --------
    >>> from pianqu.analysis.votes.ballots import count
    >>> votes = pd.DataFrame({"community": "C1", "household": ["101", "102"], "topic": "programme",
    ...                       "round": 1, "vote": ["agree", "against"], "reason": [None, "费用"]})
    >>> found = cases(count(votes, units={"programme": "community"},
    ...               households={"community": pd.Series({"C1": 5})}))
    >>> found[["household", "households", "answer", "reason"]].values.tolist()
    [['102', 1, 'against', '费用'], [<NA>, 3, 'not_named', <NA>]]
    """
    rounds = _last(count.rounds, topics)
    key = [*UNIT, "round"]
    answers = count.answers.merge(rounds[[*key, "communities"]], on=key)
    left = answers[answers["vote"].ne(AGREE)]
    named = left.assign(households=1, answer=left["vote"])
    missing = rounds.assign(households=rounds["eligible"] - _named(answers, rounds))
    missing = missing[missing["households"].gt(0).fillna(value=False).astype(bool)]
    table = pd.concat([named, missing.assign(answer=NOT_NAMED)], ignore_index=True)
    table["answer_zh"] = table["answer"].map({key: said for key, (said, _) in ANSWERS.items()})
    table["ask"] = table["answer"].map({key: asked for key, (_, asked) in ANSWERS.items()})
    text = ["topic", "unit", "communities", "place", "household", "answer", "answer_zh", "ask"]
    table = table.reindex(columns=_COLUMNS)
    table = table.astype(dict.fromkeys([*text, "reason"], "string") | {"households": "Int64"})
    by = ["topic", "unit", "place", "household"]
    return table.sort_values(by, kind="stable", na_position="last", ignore_index=True)


def pace(
    count: Count, *, as_of: str | pd.Timestamp, rules: Rules, topics: tuple[str, ...] = TOPICS
) -> pd.DataFrame:
    """
    How fast each unit signs, and when it will be done at that pace.

    Parameters
    ----------
    count, topics
        As for :func:`cases`.
    as_of
        The day from which on is counted.
    rules
        As for :func:`pianqu.analysis.staging.signing_pace.forecast`.

    Returns
    -------
    DataFrame
        One row a topic and unit: `communities`, `signed` (by the day, or without a
        date), `total`, `remaining`, `days_each` (days a
        household so far), `days` with `days_least` and `days_most`, `date` with `date_least` and
        `date_most`, `days_reference` (at the reference pace of the rules; shown beside, never
        taken), `reason` (what the forecast rests on, or why there is none).
    """
    rounds = _last(count.rounds, topics)
    rows = []
    for row in rounds.to_dict("records"):
        own = count.answers
        own = own[(own[UNIT] == [row[name] for name in UNIT]).all(axis=1)]
        own = own[own["round"].eq(row["round"]) & own["vote"].eq(AGREE)]
        date = pd.to_datetime(own["date"])
        late, undated = date.gt(pd.Timestamp(as_of)), date.isna()
        own = own[~late]
        history = own.groupby("date").size().rename("count").reset_index()
        total = None if pd.isna(row["eligible"]) else int(row["eligible"])
        found = forecast(len(own), total, history=history, as_of=as_of, rules=rules)
        left = found.remaining
        rows.append(
            {
                **{name: row[name] for name in ("topic", "unit", "communities")},
                **{"signed": len(own), "total": total, "remaining": left},
                **{name: getattr(found, name) for name in ("days", "days_least", "days_most")},
                **{name: getattr(found, name) for name in _DATES},
                "days_each": found.pace,
                "days_reference": None if left is None else left * rules.days_each,
                "reason": found.reason + _aside(int(late.sum()), int(undated.sum())),
            }
        )
    table = pd.DataFrame(rows, columns=[*_PACE, *_DATES]).astype(_PACE)
    dates = {name: pd.to_datetime(table[name]) for name in _DATES}
    return table.assign(**dates)[[*list(_PACE)[:-2], *_DATES, *list(_PACE)[-2:]]]


def _aside(late: int, undated: int) -> str:
    """What the dates of the agreements leave out of the pace."""
    said = f"；另有 {late} 户的同意晚于判断日，未计入" if late else ""
    return said + (f"；{undated} 户同意未填日期，计入户数而不计入进度" if undated else "")


def _last(rounds: pd.DataFrame, topics: tuple[str, ...]) -> pd.DataFrame:
    own = rounds[rounds["topic"].isin(topics)]
    return own[own["round"].eq(own.groupby(UNIT)["round"].transform("max"))].reset_index(drop=True)


def _named(answers: pd.DataFrame, rounds: pd.DataFrame) -> pd.Series:
    """Households of each round that stand in the answers."""
    key = [*UNIT, "round"]
    size = answers.groupby(key).size().rename("size").reset_index()
    return rounds[key].merge(size, how="left", on=key)["size"].fillna(0).astype("Int64")
