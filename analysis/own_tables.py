"""The user's own rule tables: what may be wrong in each, and the rows that choices name."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from . import pace, population_rules, standards
from .bundling import package_rules, services, wishes
from .eligibility import items, modes, stages, tiny_yards
from .eligibility import rules as eligibility_rules
from .finance import finance_rules
from .idle import (
    confidence,
    evidence_rules,
    land_classes,
    refusal_rules,
    setbacks,
)
from .idle import (
    crossings as idle_crossings,
)
from .idle import (
    kinds as idle_kinds,
)
from .lifts import (
    batch_rules,
    coefficients,
    consultation,
    grants,
    lift_rules,
    payments,
    prices,
    priority,
    running,
)
from .light import layouts, sun_profiles
from .management import management_rules
from .register import checks as register_checks
from .reuse import bands, crossings, use_tables
from .siting import plot_rules, site_costs
from .staging import staging_rules
from .votes import consent_rules

Rules = Mapping[str, str | Path]
_ROWS = {  # choice: rule table, and its column with the words to choose from; its key where none
    "decay": ("decay", "set"),
    "park_edition": ("park_radius", "edition"),
    "sun": ("sun_profiles", ""),
    "lift_light": ("lift_daylight", ""),
    "consent": ("consent_rules", "set"),
    "lift_cost": ("elevator_costs", "set"),
    "subsidy": ("elevator_subsidies", ""),
    "share_set": ("share_coefficients", "set"),
    "payment_set": ("elevator_payments", "set"),
    "programme": ("eligibility_rules", "set"),
    "package_rules": ("bundle_rules", "set"),
}
_EDITION, _PLACE = "park_edition", "park_place"
CHOOSING = (*_ROWS, _PLACE)  # the choices that name rows of a table
_CHECKS = {  # rule table: what else may be wrong in one's own
    "pace": pace.faults,
    "sun_profiles": sun_profiles.faults,
    "window_layout": layouts.faults,
    "consent_rules": consent_rules.faults,
    "share_coefficients": coefficients.faults,
    "elevator_costs": prices.faults,
    "elevator_subsidies": grants.faults,
    "elevator_funds": grants.fund_faults,
    "elevator_payments": payments.faults,
    "elevator_running": running.faults,
    "priority_weights": priority.faults,
    "elevator_checks": lift_rules.check_faults,
    "shaft_sizes": lift_rules.size_faults,
    "batch_rules": batch_rules.faults,
    "lift_daylight": consultation.faults,
    "idle_kinds": idle_kinds.faults,
    "idle_evidence": evidence_rules.faults,
    "idle_landuse": land_classes.faults,
    "idle_refusals": refusal_rules.faults,
    "idle_confidence": confidence.faults,
    "idle_setbacks": setbacks.faults,
    "idle_street_widths": setbacks.width_faults,
    "reuse_uses": use_tables.use_faults,
    "reuse_rules": use_tables.rule_faults,
    "reuse_pairs": use_tables.pair_faults,
    "parking_layout": bands.faults,
    "site_costs": site_costs.faults,
    "siting_pairs": plot_rules.faults,
    "bundle_rules": package_rules.faults,
    "bundle_services": services.faults,
    "bundle_pairs": wishes.faults,
    "eligibility_rules": eligibility_rules.faults,
    "retrofit_items": items.faults,
    "renewal_modes": modes.faults,
    "application_stages": stages.faults,
    "tiny_yard_rules": tiny_yards.faults,
    "funding_rules": finance_rules.faults,
    "funding_sources": finance_rules.source_faults,
    "cost_bands": finance_rules.band_faults,
    "property_subsidy": finance_rules.subsidy_faults,
    "management_rules": management_rules.faults,
    "staging_rules": staging_rules.faults,
    "register_rules": register_checks.faults,
    "population_rules": population_rules.faults,
}


def faults(rules: Rules) -> list[str]:
    """
    Every fault of the user's own tables, used or not.

    Parameters
    ----------
    rules
        Rule table to the path of the user's own CSV in its place.

    Returns
    -------
    list of str
        One sentence a fault.

    Examples
    --------
    >>> faults({})
    []
    """
    found = standards.faults(rules, checks=_CHECKS)
    return [*found, *crossings.faults(rules), *idle_crossings.faults(rules)]


def unknown(chosen: Mapping[str, str], *, rules: Rules) -> list[str]:
    """
    Choices that name no row of their rule table.

    Parameters
    ----------
    chosen
        The value of each of ``CHOOSING``.
    rules
        As for :func:`faults`; every table can be read.

    Returns
    -------
    list of str
        One sentence a choice.

    Examples
    --------
    >>> usual = dict.fromkeys(CHOOSING, "")
    >>> [said for said in unknown({**usual, "payment_set": "four"}, rules={}) if "four" in said][0]
    'payment_set 的值“four”不在规则表 elevator_payments 中；可选：three、once。'
    """
    known = {
        choice: (name, _words(name, column, rules)) for choice, (name, column) in _ROWS.items()
    }
    radii = standards.load("park_radius", overrides=rules)
    own = radii["place"][radii["edition"] == str(chosen[_EDITION])]
    if len(own):  # an edition that is not there is told once
        known[_PLACE] = (f"park_radius 的 {chosen[_EDITION]}", own)
    return [
        f"{choice} 的值“{chosen[choice]}”不在规则表 {name} 中；可选：{'、'.join(words.unique())}。"
        for choice, (name, words) in known.items()
        if chosen[choice] not in words.tolist()
    ]


def unknown_uses(uses: object, *, rules: Rules) -> list[str]:
    """
    Uses to find sites for that are no rows of `reuse_uses`.

    Parameters
    ----------
    uses
        A list or tuple of words.
    rules
        As for :func:`unknown`.

    Returns
    -------
    list of str
        One sentence a use.

    Examples
    --------
    >>> unknown_uses(["pocket_park"], rules={})
    []
    """
    if not isinstance(uses, tuple | list):
        return [f'uses 为“{uses}”，应为用途的列表；请写作 ["{uses}"]。']
    known = standards.load("reuse_uses", overrides=rules).index.tolist() if uses else []
    return [
        f"uses 中的“{use}”不在规则表 reuse_uses 中；可选：{'、'.join(known)}。"
        for use in uses
        if use not in known
    ]


def _words(name: str, column: str, rules: Rules) -> pd.Series:
    table = standards.load(name, overrides=rules)
    return table[column] if column else table.index.to_series()
