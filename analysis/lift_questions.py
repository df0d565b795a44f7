"""The questions of daylight, consent and lifts, asked of a city: which frames each is given."""

import pandas as pd

from ..layers import findings
from .inquiry import Inquiry
from .lifts import elevators
from .light import storeys, windows
from .light.lighting import Lighting

Tables = dict[str, pd.DataFrame]


def daylight(asked: Inquiry) -> Tables:
    """
    Sun of the storeys as they are.

    Parameters
    ----------
    asked
        With buildings.

    Returns
    -------
    dict
        `daylight_storeys`, `daylight` and `daylight_findings`; nothing where no building is of known height.
    """
    light = asked.lighting
    panes = light.facades[1]
    if panes.empty:
        return {}
    table = storeys.storeys(panes, light.hours, profile=light.profile)
    bare = windows.without(
        light.buildings, panes, rules=light.rules, given=light.given, ground=light.ground
    )
    found = storeys.shares(table, light.hours, profile=light.profile, sky=light.sky, bare=bare)
    return {
        "daylight_storeys": table,
        "daylight": found,
        "daylight_findings": _daylight_findings(light, bare),
    }


def _daylight_findings(light: Lighting, bare: pd.Series) -> pd.DataFrame:
    """Homes that have no window to judge, and surveyed windows that lie on no wall, with why."""
    rows = _listed(bare, "buildings", "住宅未能布窗，日照未判断")
    if light.given is not None:
        lost = windows.unplaced(
            light.buildings, light.given, rules=light.rules, ground=light.ground
        )
        rows += _listed(lost, "windows", "勘测窗未能落到外墙，未采用")
    return findings.table(rows)


def _listed(reasons: pd.Series, layer: str, rule: str) -> list[findings.Finding]:
    found = []
    for reason, ids in reasons.groupby(reasons).groups.items():
        found += findings.finding(
            findings.WARNING,
            layer,
            rule,
            value=f"{reason}：{len(ids)} 个",
            remedy="请补上所缺的资料，或到现场核对。",
            ids=[str(each) for each in ids],
        )
    return found


def consents(asked: Inquiry) -> Tables:
    """
    Every vote, judged.

    Parameters
    ----------
    asked
        With votes.

    Returns
    -------
    dict
        `consents`, `consent_rounds`, `objections` and `consent_findings`.
    """
    return dict(asked.votes)


def lifts(asked: Inquiry) -> Tables:
    """
    Everything about lifts.

    Parameters
    ----------
    asked
        With buildings; stairwells are made from their count where there is no such layer.

    Returns
    -------
    dict
        See :func:`pianqu.analysis.lifts.elevators.tables`; nothing where no stairwell is known of.
    """
    return elevators.tables(asked.lift_case) if asked.stairs_known else {}
