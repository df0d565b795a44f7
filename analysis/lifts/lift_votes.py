"""Votes on lifts by stairwell: how far they are from what is needed, and how that is said."""

import pandas as pd

from ..votes import consent, consent_reasons
from ..votes.consent_rules import Rule
from ..votes.majorities import FAIL, PASS, Majority

_OBJECTION = "objection"
_TINY = 1e-9  # what a test that fails lacks at least: "more than half" fails at half
_AREA = {"agree": "area_agree", "participating": "area_participating", "eligible": "area_eligible"}


def margin(consents: pd.DataFrame, rule: Rule | None, *, topic: str) -> pd.Series:
    """
    How far each stairwell's vote is above or below what its rule asks: the least of all tests.

    Each test that is decided (to take part, to agree, by persons, by area) gives its share less
    the share needed, on the base that it names. An answer that is not known stands where it helps
    least, so that the share is at least so much. Where nobody may object, those against, as a
    share of all, are what a failed vote is short of.

    Parameters
    ----------
    consents
        The table of that name.
    rule
        That it was judged by; None where there is none, and then no margin.
    topic
        What was voted on.

    Returns
    -------
    Series
        By stairwell, a ratio: 0 or more where the vote passes, less than 0 where it fails; the
        least where one was in several votes. NA where the verdict is open, and where it fails by
        nothing but areas whose share is not known.

    Examples
    --------
    >>> from pianqu.analysis.votes import consent_rules
    >>> said = ["agree"] * 6 + ["against"] * 2 + ["absent"] * 4
    >>> votes = pd.DataFrame({"stairwell": "U1", "household": [str(at) for at in range(12)],
    ...                       "topic": "elevator", "round": 1, "vote": said, "area": 45.0})
    >>> votes.loc[votes["vote"] == "against", "area"] = 96.0
    >>> homes = {"stairwell": pd.Series({"U1": 12})}
    >>> found = consent.tables(votes, households=homes)["consents"]
    >>> margin(found, consent_rules.rules()["elevator"], topic="elevator").round(3).to_dict()
    {'U1': -0.166}
    """
    rows = _each(consents, topic)
    if rule is None:
        return pd.Series(pd.NA, pd.Index(rows["id"].unique(), name="id"), dtype="Float64")
    least = _margins(rows, rule).min(axis=1).astype("Float64").groupby(rows["id"]).min()
    verdict = consent.of(consents, topic=topic, among=least.index)
    sure = verdict.eq(PASS) | (verdict.eq(FAIL) & least.lt(0).fillna(value=False))
    return least.where(sure.astype(bool))


def _margins(rows: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """One column a test: NA where it is not decided or its share is not known."""
    found = {}
    for name, majority in rule.majorities.items():
        area = name.endswith("area")
        over = _share(rows, majority, area=area) - majority.numerator / majority.denominator
        found[name] = _on_its_side(over, rows[name])
    if not rule.objections:
        against = -rows["against"].astype("Float64") / rows["eligible"].astype("Float64")
        found[_OBJECTION] = against.where(rows[_OBJECTION].eq(FAIL))
    return pd.DataFrame(found, index=rows.index).astype("Float64")


def _share(rows: pd.DataFrame, majority: Majority, *, area: bool) -> pd.Series:
    """The least that the share of a test can be, whatever the unknown answers are."""
    names = _AREA if area else {name: name for name in _AREA}
    counts = {name: rows[column].astype("Float64") for name, column in names.items()}
    part = counts["participating" if majority.of == "quorum" else "agree"]
    if majority.of != "participating":
        return part / counts["eligible"].mask(counts["eligible"].eq(0))
    unknown = rows["unknown"].astype("Float64")
    whole = counts["participating"] + unknown  # an unknown answer may be one against
    if area:  # how large those are is not in the table: no more than all
        whole = counts["participating"].where(unknown.eq(0), counts["eligible"])
    return part / whole.mask(whole.eq(0))


def _on_its_side(over: pd.Series, outcome: pd.Series) -> pd.Series:
    """Not below 0 where the exact test passes, below it where that fails."""
    passed, failed = (outcome.eq(each).fillna(value=False).astype(bool) for each in (PASS, FAIL))
    side = over.clip(lower=0).where(passed, over.clip(upper=-_TINY))
    return side.where(passed | failed)


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


def asked(rule: Rule) -> str:
    """
    What a rule asks of a vote, in one sentence.

    Parameters
    ----------
    rule
        Of any topic.

    Returns
    -------
    str
        In Chinese, without a full stop: each share with its base, and whether others may object.

    Examples
    --------
    >>> from pianqu.analysis.votes import consent_rules
    >>> asked(consent_rules.rules()["elevator"])
    '人数和面积均三分之二以上参与，参与者人数和面积均四分之三以上同意'
    >>> asked(consent_rules.rules("ev.bj.consent")["elevator"])
    '全体业主中人数三分之二以上同意，其他业主不持反对意见'
    """
    said = [f"{_bases(rule, 'quorum')}参与"] if _of(rule, "quorum") else []
    agree = _of(rule, "agree")
    if agree:
        whom = "参与者" if agree[0].of == "participating" else "全体业主中"
        said.append(f"{whom}{_bases(rule, 'agree')}同意")
    if not rule.objections:
        said.append("其他业主不持反对意见")
    return "，".join(said)


def _of(rule: Rule, part: str) -> list[Majority]:
    return [each for name, each in rule.majorities.items() if name.startswith(part)]


def _bases(rule: Rule, part: str) -> str:
    """What is counted, persons or area, and the share of each."""
    wanted = [
        (word, _enough(rule.majorities[f"{part}_{base}"]))
        for base, word in (("persons", "人数"), ("area", "面积"))
        if f"{part}_{base}" in rule.majorities
    ]
    words, shares = zip(*wanted, strict=True)
    if len(set(shares)) == 1:
        return "和".join(words) + ("均" if len(words) > 1 else "") + shares[0]
    return "、".join(map("".join, wanted))


def _enough(wanted: Majority) -> str:
    share = consent_reasons.share(wanted.numerator, wanted.denominator)
    if wanted.numerator == wanted.denominator:
        return share
    if not wanted.strict:
        return f"{share}以上"
    return f"过{share}" if share == "半数" else f"超过{share}"


def _each(consents: pd.DataFrame, topic: str) -> pd.DataFrame:
    """One row a vote and stairwell."""
    rows = consents[consents["topic"].eq(topic)].dropna(subset="stairwells")
    return rows.assign(id=rows["stairwells"].str.split(";")).explode("id", ignore_index=True)
