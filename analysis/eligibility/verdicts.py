"""The verdict on each community: rule by rule, item by item, mode by mode, with what is missing."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from ...layers.findings import table as finding_table
from . import decisions, disagreements, items, modes, relaxation, stages, tiny_yards
from . import rules as rule_rows
from .check_rows import Checks, asked, check_rows
from .criteria import CRITERIA, FAIL, PENDING, Found
from .facts import Records, facts
from .rules import SCOPE, Rule
from .summary import summary

_LISTS = ("transfer_reform", "renewed")  # the conditions that a list of works settles


def tables(
    communities: pd.DataFrame,
    *,
    records: Records | None = None,
    as_of: str | pd.Timestamp | None = None,
    rules: str = rule_rows.DEFAULT,
    task_households: int | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> dict[str, pd.DataFrame]:
    """
    Which communities may be renewed with state money, on which rules, items, in which mode.

    What is not known neither passes nor fails: it is 待补证据, with a date to look again.

    Parameters
    ----------
    communities
        The layer, indexed by id; any field may be missing.
    records
        The other layers; None where there is none.
    as_of
        The day of the answer: later decisions do not hold, and evidence is looked for again a
        number of months later. None: every decision holds, and there is no such date.
    rules
        A `set` of the table `eligibility_rules`.
    task_households
        Households of the whole task of the year, for rules that relax the year for a share of it.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    dict
        `eligibility`: one row a community. `verdict` is fail where any rule fails, pending where a
        rule about what the estate is (`part` scope) lacks evidence, partial where some item may not
        be claimed or is not known, else pass; `entry` into the programme asks every rule, consent
        among them: an estate may be eligible while its vote is missing, and then entry is pending.
        `mode` is NA where none may be recommended. `eligibility_checks`: community x rule, with
        `before` where a decision changed it. `eligibility_items`: community x item of works.
        `eligibility_modes`: community x mode. `eligibility_findings`: in the columns of findings.

    Raises
    ------
    ChoiceError
        No such rules, or the user's table has a fault.
    CrsError
        Buildings and protections are not in one metric system.

    References
    ----------
    国办发〔2020〕23号; 新乡市政协第285号提案答复; 张住建函〔2024〕28号.

    Examples
    --------
    >>> estate = {"year_built": 1981, "building_count": 45, "structure_safe": True,
    ...           "demolition_plan": False, "self_built_share": 0.0, "renewal_state": "not_started"}
    >>> railway = estate | {"transfer_reform": "no_list", "reformed_items": None}
    >>> listed = estate | {"transfer_reform": "partial", "reformed_items": "roof"}
    >>> found = tables(pd.DataFrame([railway, listed], index=["A", "B"]), as_of="2024-06-30")
    >>> found["eligibility"][["verdict", "entry", "items_can", "items_cannot"]].values.tolist()
    [['pending', 'pending', 0, 0], ['partial', 'pending', 36, 1]]
    """
    beside = Records() if records is None else records
    given = rule_rows.rules(rules, overrides=overrides)
    day = None if as_of is None else pd.Timestamp(as_of)
    mode_rows, stage_rows = modes.rows(overrides=overrides), stages.rows(overrides=overrides)
    catalogue = items.catalogue(overrides=overrides)
    known = facts(communities, beside, grades=modes.grades(mode_rows))
    before = _found(known, given, catalogue, tiny_yards.rows(overrides=overrides))
    late = relaxation.relaxed(known, before, given, task_households=task_households)
    before = {
        name: each | ({"built_by": late[name]} if name in late else {})
        for name, each in before.items()
    }
    held, findings = decisions.in_force(beside.decisions, given, communities=known.index, as_of=day)
    after = {
        name: {
            check: decisions.applied(one, held.get((name, check))) for check, one in each.items()
        }
        for name, each in before.items()
    }
    barred, waiting = _standing(before, after, given)
    judged = {
        "eligibility_checks": check_rows(before, after, given, held=held, as_of=day),
        "eligibility_items": items.claims(known, catalogue, barred=barred, waiting=waiting),
        "eligibility_modes": modes.modes(known, mode_rows),
    }
    at = stages.stages(beside.projects, stage_rows, ids=known.index)
    ahead = stages.ahead(at["stage"], after, stage_rows)
    names = {check: rule.zh for check, rule in given.items()}
    findings += [
        *decisions.idle_findings(held, before, names=names),
        *disagreements.records(known),
        *disagreements.votes(known, judged["eligibility_checks"], given),
        *disagreements.planned(at, judged["eligibility_modes"]),
        *stages.findings(at["stage"], after, stage_rows, names=names),
    ]
    return {
        "eligibility": summary(known, judged, at=at, ahead=ahead, rules=rules),
        **judged,
        "eligibility_findings": finding_table(findings),
    }


def _found(
    known: pd.DataFrame, rules: Mapping[str, Rule], catalogue: pd.DataFrame, tiny: pd.DataFrame
) -> dict[str, dict[str, Found]]:
    """What every condition says of every community, before any decision."""
    ways = CRITERIA | {
        "transfer_reform": partial(items.transfer_reform, every=len(catalogue)),
        "renewed": partial(items.renewed, every=len(catalogue)),
        "tiny_yard": partial(tiny_yards.tiny_yard, table=tiny),
    }
    return {
        str(name): {rule.check: ways[rule.check](fact, rule) for rule in asked(rules)}
        for name, fact in zip(known.index, known.to_dict("records"), strict=True)
    }


def _standing(
    before: Checks, after: Checks, rules: Mapping[str, Rule]
) -> tuple[dict[str, str], dict[str, str]]:
    """
    Why a community may claim nothing, and what its claims wait for.

    A decision lets an estate in, but does not say what was renewed: a list of works stays missing.
    """
    barred, waiting = {}, {}
    for name, each in after.items():
        fails = [one.text for one in each.values() if one.status == FAIL]
        lacks = [
            before[name][check].text
            for check, one in each.items()
            if (one.status == PENDING and rules[check].part == SCOPE)
            or (check in _LISTS and before[name][check].status == PENDING)
        ]
        if fails:
            barred[name] = "小区不符合条件：" + "；".join(fails)
        elif lacks:
            waiting[name] = "；".join(lacks)
    return barred, waiting
