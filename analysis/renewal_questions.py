"""The questions of the programme: who may enter, with whose money, managed by whom, when."""

import pandas as pd

from .inquiry import Inquiry

Tables = dict[str, pd.DataFrame]


def eligibility(asked: Inquiry) -> Tables:
    """
    Which communities may enter the programme, with which items, in which mode.

    Returns
    -------
    dict
        `eligibility`, `eligibility_checks`, `eligibility_items`, `eligibility_modes` and
        `eligibility_findings`.
    """
    return asked.programme.eligibility


def finance(asked: Inquiry) -> Tables:
    """
    Who pays what and when, and what is short.

    Returns
    -------
    dict
        `finance`, `finance_sources`, `cash_flow`, `finance_awards`, `unit_costs`, `finance_debt`,
        `finance_checks` and `finance_findings`.
    """
    return asked.programme.finance


def management(asked: Inquiry) -> Tables:
    """
    Who manages small yards, and which are packed together.

    Returns
    -------
    dict
        `management_yards` and `management_packages`; nothing where every community is large and
        managed.
    """
    found = asked.programme.management
    return found if len(found["management_yards"]) else {}


def staging(asked: Inquiry) -> Tables:
    """
    In which year each community can be renewed, and who is left.

    Returns
    -------
    dict
        `staging`, `staging_batches`, `staging_areas`, and with votes `staging_cases` and
        `signing_pace`; nothing where no layer says of which day it is.
    """
    if pd.isna(asked.programme.as_of):
        return {}
    return asked.programme.staging(asked.bundles.packages_by_community)
