"""Yards that are in no management package, each with the reason."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .triage import SECURED, TRIAGE
from .yard_groups import PIECE, VISITED, groups

if TYPE_CHECKING:
    from .management_rules import Rules
    from .yard_groups import Yards

NO_DISTRICT = "所属街道未知，不能成包"
NO_WALKS = "步行距离未计算（缺少步行道路图层），不能成包"
COMPETES = "把它编入会使更多院落落单、成包更多，或步行更远"


def reasons(
    judged: pd.DataFrame,
    *,
    names: pd.Series,
    district: pd.Series,
    problem: "Yards",
    fit: pd.Index,
    walked: bool,
    rules: "Rules",
) -> pd.Series:
    """
    Why each yard is in no package.

    Parameters
    ----------
    judged
        From :func:`pianqu.analysis.management.triage.triage`.
    names
        Package of the yards that may be packed; NA in none.
    district
        Sub-district of each yard.
    problem, fit
        The yards that may be packed, and their ids.
    walked
        Whether walks are known.
    rules
        What makes a package.

    Returns
    -------
    Series
        The index of `judged`; NA where the yard is in a package.

    Examples
    --------
    >>> import numpy as np
    >>> from pianqu.analysis.management.management_rules import rules
    >>> from pianqu.analysis.management.yard_groups import Yards
    >>> ids = pd.Index(["C1", "C2"])
    >>> judged = pd.DataFrame({"triage": ["market", "secured"], "reason": "户数"}, index=ids)
    >>> alone = Yards(np.array([40]), np.zeros((1, 1)), np.zeros((1, 1), dtype=bool))
    >>> found = reasons(
    ...     judged,
    ...     names=pd.Series([pd.NA], ids[1:], dtype="string"),
    ...     district=pd.Series("南街道", ids),
    ...     problem=alone,
    ...     fit=ids[1:],
    ...     walked=True,
    ...     rules=rules(),
    ... )
    >>> found.tolist()
    ['市场化物业，不入包', '步行 1000 m 内没有同街道的其他待打包院落，或未接入步行路网']
    """
    said = judged["triage"].map(lambda each: f"{TRIAGE[each]}，不入包", na_action="ignore")
    said = said.astype("string").fillna(judged["reason"].astype("string"))
    secured = judged["triage"].eq(SECURED).fillna(value=False).to_numpy(dtype=bool)
    said = said.mask(pd.Series(secured, said.index))
    if rules.same_district:
        said[secured & district.reindex(judged.index).isna().to_numpy()] = NO_DISTRICT
    left = names.index[names.isna()]
    most = max(PIECE, VISITED // max(len(left), 1))
    for yard, at in zip(left, fit.get_indexer(left), strict=True):
        said[yard] = _why(int(at), problem, rules, most=most) if walked else NO_WALKS
    return said


def _why(yard: int, problem: "Yards", rules: "Rules", *, most: int) -> str:
    """The first rule that no package with this yard keeps."""
    if not problem.linked[yard].any():
        where = "同街道的" if rules.same_district else ""
        return f"步行 {rules.metres:g} m 内没有{where}其他待打包院落，或未接入步行路网"
    around = _around(yard, problem)
    total = int(problem.households[around].sum())
    if len(around) < rules.least_yards:
        return f"步行可相连的院落共 {len(around)} 个，不足 {rules.least_yards} 个"
    if total < rules.least:
        return f"步行可相连的 {len(around)} 个院落合计 {total} 户，不足 {rules.least} 户"
    if problem.households[yard] > rules.most:
        return f"{problem.households[yard]} 户，超过每包 {rules.most} 户"
    reached = np.flatnonzero(problem.metres[yard] <= 2 * rules.reach)
    possible = groups(problem, tuple(np.intersect1d(reached, around).tolist()), rules, most=most)
    if possible is not None and not any(yard in group.members for group in possible):
        return (
            f"没有一个中心能使各院步行不超过 {rules.reach:g} m 而合计达到"
            f" {rules.least} 至 {rules.most} 户"
        )
    return COMPETES


def _around(yard: int, problem: "Yards") -> list[int]:
    """All that hang together with a yard by links, itself among them."""
    found, open_ = {yard}, [yard]
    while open_:
        more = set(np.flatnonzero(problem.linked[open_.pop()]).tolist()) - found
        found |= more
        open_ += more
    return sorted(found)
