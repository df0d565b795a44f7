"""How ready a stairwell is for its lift: the site, the light and the vote taken together."""

import pandas as pd

from ..votes.consent import NO_VOTES
from .consultation import VETO
from .fitness import CAN, NEEDS_SURVEY
from .lift_rules import CANNOT

PASS = "pass"
READY, TO_VOTE, TO_SURVEY, NONE = "ready", "to_vote", "to_survey", "none"
NO_RECORD = "没有加装电梯的表决记录，不能当作同意"


def settled(fit: pd.Series, light: pd.DataFrame, *, vetoes: bool) -> pd.Series:
    """
    The fit of the shaft where a rule on sunlight may forbid it.

    Parameters
    ----------
    fit
        can, cannot or needs_survey, indexed by stairwell.
    light
        From :func:`pianqu.analysis.lifts.consultation.verdicts`: `effect`; NA where it is not decided.
    vetoes
        Whether the rule forbids: what is not decided has to be found out then.

    Returns
    -------
    Series
        Indexed as `fit`.

    Examples
    --------
    >>> light = pd.DataFrame({"effect": ["veto", "none", None]}, index=["U1", "U2", "U3"])
    >>> settled(pd.Series("can", index=["U1", "U2", "U3"]), light, vetoes=True).tolist()
    ['cannot', 'can', 'needs_survey']
    """
    effect = light["effect"].astype("string")
    vetoed = fit.index.isin(effect.index[effect.eq(VETO).fillna(value=False)])
    unclear = fit.index.isin(effect.index[effect.isna()]) if vetoes else vetoed
    return fit.mask(unclear & fit.eq(CAN).to_numpy(), NEEDS_SURVEY).mask(vetoed, CANNOT)


def readiness(fit: pd.Series, consent: pd.Series) -> pd.DataFrame:
    """
    Verdict and readiness of each stairwell.

    Parameters
    ----------
    fit
        can, cannot or needs_survey, indexed by stairwell.
    consent
        pass, fail, undetermined or no_votes; a stairwell that is not there has no votes.

    Returns
    -------
    DataFrame
        Indexed as `fit`: `consent`; `readiness`: `ready` (it fits and the owners agree), `to_vote`
        (it fits; the vote is still to be won, or to be held), `to_survey`, `none` (it does not
        fit); `verdict`, the same in three words: `can`, `cannot`, and `needs_survey` for what is
        still to be found out or agreed.

    Examples
    --------
    >>> fit = pd.Series(["can", "can", "can", "needs_survey", "cannot"], index=list("abcde"))
    >>> found = readiness(fit, pd.Series({"a": "pass", "b": "fail", "d": "pass", "e": "pass"}))
    >>> found["verdict"].tolist()
    ['can', 'needs_survey', 'needs_survey', 'needs_survey', 'cannot']
    >>> found["readiness"].tolist()
    ['ready', 'to_vote', 'to_vote', 'to_survey', 'none']
    """
    voted = consent.reindex(fit.index).fillna(NO_VOTES).astype("string")
    fits, passed = fit.eq(CAN), voted.eq(PASS)
    state = pd.Series(TO_SURVEY, index=fit.index, dtype="string")
    state = state.mask(fits, TO_VOTE).mask(fits & passed, READY).mask(fit.eq(CANNOT), NONE)
    verdict = state.map({READY: CAN, NONE: CANNOT}).fillna(NEEDS_SURVEY).astype("string")
    return pd.DataFrame({"consent": voted, "verdict": verdict, "readiness": state})


def joined(*parts: pd.Series) -> pd.Series:
    """
    Sentences of several columns in one, those that are there.

    Examples
    --------
    >>> first, second = pd.Series(["甲", None]), pd.Series(["乙", None])
    >>> joined(first, second).tolist()
    ['甲；乙', <NA>]
    """
    rows = zip(*parts, strict=True)
    said = ["；".join(str(part) for part in row if pd.notna(part) and part) for row in rows]
    return pd.Series([words or pd.NA for words in said], index=parts[0].index, dtype="string")
