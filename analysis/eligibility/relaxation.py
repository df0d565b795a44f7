"""Estates built a little too late: let in together, as long as they are a small share of a year's task."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from .criteria import FAIL, PASS, PENDING, Found
from .rules import Rule


def relaxed(
    facts: pd.DataFrame,
    found: Mapping[str, Mapping[str, Found]],
    rules: Mapping[str, Rule],
    *,
    task_households: int | None = None,
) -> dict[str, Found]:
    """
    What the relaxed year says of estates that fail by their year alone.

    They share one allowance: none is chosen before another.

    Parameters
    ----------
    facts
        One row a community: `households`.
    found
        Community to check to what it says.
    rules
        With `relaxed_by` and `relaxed_share`; without them nothing is relaxed.
    task_households
        Households of the whole task of the year, of which the relaxed ones are a share; None: not
        known, and so is the answer.

    Returns
    -------
    dict
        Community to what `built_by` says of it now.

    References
    ----------
    大姚县住建局 2024-06.

    Examples
    --------
    >>> from . import rules as rows
    >>> late = {"C1": {"built_by": Found(FAIL, "", 2003.0)}}
    >>> facts = pd.DataFrame({"households": [150]}, index=["C1"])
    >>> given = rows.rules("gb23.2005")
    >>> [relaxed(facts, late, given, task_households=task)["C1"].status for task in (1000, 999)]
    ['pass', 'fail']
    """
    if "relaxed_by" not in rules:
        return {}
    late = [name for name, each in found.items() if _late(each, rules["relaxed_by"].value)]
    years = {name: found[name]["built_by"].measured for name in late}
    sizes = facts.loc[late, "households"]
    share = rules["relaxed_share"].value
    said = f"年建成，{rules['relaxed_by'].value:g} 年底前建成的可在年度任务户数的 {share:.0%} 以内放宽："
    if task_households is None or sizes.isna().any():
        lacks = "年度任务户数" if task_households is None else "放宽小区的户数"
        text = f"{lacks}未知"
        return {
            name: Found(PENDING, f"{years[name]:g} {said}{text}", years[name], missing=lacks)
            for name in late
        }
    limit, total = Fraction(str(share)) * task_households, int(sizes.sum())
    return {
        name: _answer(int(sizes[name]), total, limit, f"{years[name]:g} {said}", years[name])
        for name in late
    }


def _late(checks: Mapping[str, Found], year: float) -> bool:
    """Whether a community fails by its year, which is within the relaxed one, and by nothing else."""
    fails = [check for check, each in checks.items() if each.status == FAIL]
    measured = checks["built_by"].measured
    return fails == ["built_by"] and measured is not None and measured <= year


def _answer(own: int, total: int, limit: Fraction, said: str, year: float | None) -> Found:
    most = float(limit)
    if total <= limit:
        return Found(PASS, f"{said}放宽部分共 {total} 户，不超过 {most:g} 户", year)
    if own > limit:
        return Found(FAIL, f"{said}本小区 {own} 户，超过 {most:g} 户", year)
    text = f"{said}放宽部分共 {total} 户，超过 {most:g} 户，须取舍"
    return Found(PENDING, text, year, missing="放宽名额的取舍")
