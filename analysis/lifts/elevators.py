"""Lifts: which stairwell takes one, what it does to the light, who agrees, who pays, which together."""

import geopandas as gpd
import pandas as pd

from .. import standards
from ..votes import consent_rules
from . import (
    batch_rules,
    batches,
    budgets,
    consultation,
    households,
    lift_rules,
    lift_votes,
    payments,
    priority,
    programme,
    readiness,
    running,
    shading,
    shares,
)
from .lift_case import Case
from .prices import FLAT, SPLIT

Tables = dict[str, pd.DataFrame]
TOPIC, FUND = "elevator", "fund"
_SITE = ["size", "offset", "side_source", "fit", "least_margin", "least_rule", "other_side"]
_MONEY = ["cost", "subsidy", "household_part", "household_least", "household_most"]
_RANK = ["score", "score_most", "rank", "rank_best", "rank_worst", "stable", "settled"]


def tables(case: Case) -> Tables:
    """
    Every table about lifts.

    Parameters
    ----------
    case
        The layers; a missing one leaves its checks unknown.

    Returns
    -------
    dict
        `elevators` (one row a stairwell), `elevator_checks`, `elevator_light`,
        `elevator_budget`, `elevator_shares`, `elevator_payments`, `elevator_running`,
        `elevator_priority`, `elevator_batches`, `elevator_batch_members`, `elevator_joint_light`
        and `elevator_programme`; nothing where there is no stairwell to ask about.
    """
    if case.fitness.verdicts.empty:
        return {}
    light, effects, totals, sunny = _light(case)
    state = _state(case, sunny)
    asked = case.stairs[state["readiness"].ne(readiness.NONE)]
    money = _money(case, asked)
    ranked = _ranked(case, asked)
    amounts = pd.DataFrame(
        {
            "subsidy": money["elevator_budget"]["subsidy"],
            "household_part": money["elevator_budget"]["household_part"],
            "custody": money["elevator_running"]["custody"],
        }
    )
    grouped = _batched(case, state, ranked, amounts)
    whole = _whole(case, state, totals, sunny).join(
        [money["elevator_budget"][_MONEY], ranked[_RANK], grouped.members["batch"]]
    )
    return {
        "elevators": gpd.GeoDataFrame(whole, geometry=case.place),
        "elevator_checks": case.fitness.checks,
        "elevator_light": light,
        "elevator_joint_light": _joint(case, grouped.members["batch"], effects),
        **money,
        "elevator_priority": ranked,
        "elevator_batches": grouped.batches,
        "elevator_batch_members": grouped.members,
        "elevator_programme": _programme(case, state, grouped.members["batch"], amounts),
    }


def _shafts(case: Case) -> gpd.GeoDataFrame:
    """Shafts of stairwells that may take one, their tops on the datum of the windows."""
    fit = case.fitness.verdicts["fit"]
    drawn = case.fitness.shafts
    return case.lighting.tops(drawn[fit.reindex(drawn.index).ne(lift_rules.CANNOT)])


def _light(case: Case) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Storeys that lose sun, windows that do, totals of each shaft, and what the rule says."""
    rule = _rule(case)
    before = case.lighting.before(threshold=float(rule["threshold"]))
    shafts = _shafts(case)
    effects = shading.effects(before, shafts)
    light = consultation.summary(effects, case.stairs, case.buildings, case.communities)
    totals = consultation.totals(light, shafts)
    return light, effects, totals, consultation.verdicts(totals, rule)


def _rule(case: Case) -> pd.Series:
    table = standards.load("lift_daylight", overrides=case.choices.rules)
    return table.T[case.choices.lift_light]


def _joint(case: Case, batch: pd.Series, effects: pd.DataFrame) -> pd.DataFrame:
    """What the shafts of a batch do together, where no one alone does it."""
    before = case.lighting.before(threshold=float(_rule(case)["threshold"]))
    found = shading.together(before, _shafts(case), batch, alone=effects)
    return found[found["jointly"].fillna(value=True)].reset_index(drop=True)


def _state(case: Case, sunny: pd.DataFrame) -> pd.DataFrame:
    vetoes = _rule(case)["effect"] == consultation.VETO
    fit = readiness.settled(case.fitness.verdicts["fit"], sunny, vetoes=vetoes)
    return readiness.readiness(fit, case.consent(TOPIC)).assign(fit=fit)


def _money(case: Case, asked: pd.DataFrame) -> Tables:
    choices, rules = case.choices, case.choices.rules
    schemes = case.fitness.verdicts["size"].reindex(asked.index)
    stairs = asked.assign(scheme=schemes.map(_scheme))
    paying = case.consent(FUND)
    paying = paying[paying.index.isin(asked.index)]
    funds = None
    if case.communities is not None and len(paying):
        funds = budgets.funds(asked, _with_fund(case.communities), paying)
    budget = budgets.budget(
        stairs, subsidy=choices.subsidy, costs=choices.lift_cost, funds=funds, overrides=rules
    )
    homes = households.households(stairs, given=_listed(case))
    paid = shares.shares(
        homes,
        budget,
        coefficients=choices.share_set,
        by=choices.share_by,
        compensation=choices.compensation,
        payers=choices.payers,
        overrides=rules,
    )
    return {
        "elevator_budget": budget,
        "elevator_shares": paid,
        "elevator_payments": payments.payments(paid, stages=choices.payment_set, overrides=rules),
        "elevator_running": running.yearly(stairs, overrides=rules),
    }


def _scheme(size: object) -> str:
    return FLAT if str(size).startswith(FLAT) else SPLIT


def _with_fund(communities: pd.DataFrame) -> pd.DataFrame:
    return communities.reindex(columns=["fund_balance", "households"])


def _listed(case: Case) -> pd.DataFrame | None:
    """The households that the votes on lifts name."""
    if case.votes is None:
        return None
    return case.votes[case.votes["topic"].eq(TOPIC) & case.votes["stairwell"].notna()]


def _ranked(case: Case, asked: pd.DataFrame) -> pd.DataFrame:
    margin = case.fitness.verdicts["least_margin"].reindex(asked.index)
    return priority.score(
        asked, consent=_margin(case, asked.index), fit=margin, overrides=case.choices.rules
    )


def _margin(case: Case, index: pd.Index) -> pd.Series:
    if case.consents is None:
        return pd.Series(pd.NA, index=index, dtype="Float64")
    rules = consent_rules.rules(case.choices.consent, overrides=case.choices.rules)
    found = lift_votes.margin(case.consents, rules.get(TOPIC), topic=TOPIC)
    return found.reindex(index).astype("Float64")


def _batched(
    case: Case, state: pd.DataFrame, ranked: pd.DataFrame, amounts: pd.DataFrame
) -> batches.Batches:
    frame = gpd.GeoDataFrame(
        case.stairs[["community", "households", "elderly"]].assign(
            score=ranked["score"].reindex(state.index)
        ),
        geometry=case.place,
    )
    openings = None
    if case.entrances is not None:
        access = case.entrances.reindex(columns=["access"])["access"]
        shut = access.eq("closed").fillna(value=False).astype(bool)
        openings = gpd.GeoSeries(case.entrances.geometry[~shut])
    return batches.batch(
        frame,
        readiness=state["readiness"],
        district=case.district,
        barriers=case.barriers,
        openings=openings,
        amounts=amounts.reindex(state.index),
        choice=batch_rules.rules(overrides=case.choices.rules),
    )


def _whole(
    case: Case, state: pd.DataFrame, totals: pd.DataFrame, sunny: pd.DataFrame
) -> pd.DataFrame:
    verdicts = case.fitness.verdicts
    dark = _light_words(case, sunny).reindex(state.index)
    voted = _vote_words(case, state)
    to_win = state["consent"].ne(readiness.PASS)
    light = totals[["newly_below", "undecided", "households_below", "neighbours", "covered"]]
    return (
        case.stairs.join(verdicts[[name for name in _SITE if name != "fit"]])
        .assign(
            **{name: state[name] for name in ("fit", "consent", "verdict", "readiness")},
            wanted=_wanted(case),
            reasons=readiness.joined(verdicts["reasons"], dark["reasons"]),
            surveys=readiness.joined(verdicts["surveys"], dark["surveys"], voted.where(to_win)),
            warnings=readiness.joined(verdicts["warnings"], dark["warnings"]),
        )
        .join(light)
    )


def _light_words(case: Case, sunny: pd.DataFrame) -> pd.DataFrame:
    """What is said of lost light: why not, what to find out, or a warning."""
    effect, note = sunny["effect"].astype("string"), sunny["note"]
    vetoes = _rule(case)["effect"] == consultation.VETO
    warns = effect.eq(consultation.WARN).fillna(value=not vetoes)
    return pd.DataFrame(
        {
            "reasons": note.where(effect.eq(consultation.VETO).fillna(value=False)),
            "surveys": note.where(effect.isna() & vetoes),
            "warnings": note.where(warns),
        }
    )


def _vote_words(case: Case, state: pd.DataFrame) -> pd.Series:
    said = pd.Series(readiness.NO_RECORD, index=state.index, dtype="string")
    if case.consents is None:
        return said
    words = lift_votes.words(case.consents, topic=TOPIC).reindex(state.index)
    return words.astype("string").fillna(said)


def _wanted(case: Case) -> pd.Series:
    """Which stairwells are high enough and have no lift: the base of every share."""
    rules = lift_rules.rules(overrides=case.choices.rules)
    return programme.candidates(case.stairs, least_storeys=rules.limit("storeys"))


def _programme(
    case: Case, state: pd.DataFrame, batch: pd.Series, amounts: pd.DataFrame
) -> pd.DataFrame:
    lift = case.stairs["lift"].astype("boolean")
    every = running.yearly(case.stairs, overrides=case.choices.rules)["custody"]
    return programme.programme(
        case.stairs,
        readiness=state["readiness"],
        batch=batch,
        candidate=_wanted(case),
        lift=lift,
        amounts=amounts.reindex(state.index).assign(custody=every),
    )
