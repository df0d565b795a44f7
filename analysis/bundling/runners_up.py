"""Runners-up: the plans of packages that are next in worth."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from . import menu, picking, shortlist
from .vicinity import near
from .wording import WORTH, ids, worth

if TYPE_CHECKING:
    from .problem import Answer, Package, Problem

LEAST = 0.2  # seconds for one plan at least
WHOLE = "在全部可行片区中"
NEARBY = "可行片区过多，只在现方案各片区及其相邻单元组成的片区中"


@dataclass(frozen=True)
class Other:
    """
    Another plan.

    Attributes
    ----------
    packages
        By their first members.
    value
        Sum of their worth.
    bound
        No plan that is not yet shown is worth more, of those made of the packages looked at.
    new, gone
        Packages that the first plan has not, and that only the first plan has.
    whole
        Whether all valid packages were looked at; else only those near the first plan.
    proven
        Whether nothing else that was looked at is worth more.
    words
        How it differs, in Chinese.
    """

    packages: "tuple[Package, ...]"
    value: int
    bound: float
    new: "tuple[Package, ...]"
    gone: "tuple[Package, ...]"
    whole: bool
    proven: bool
    words: str


def others(
    problem: "Problem", answer: "Answer", *, count: int = 3, seconds: float
) -> tuple[Other, ...]:
    """
    The plans next in worth, each different from all before in at least one package.

    Parameters
    ----------
    problem
        Units and rules.
    answer
        The plan.
    count
        How many plans at most.
    seconds
        Longest search in all.

    Returns
    -------
    tuple of Other
        The best first; fewer where there are no more or the time ended. A plan where only land by
        itself differs is no other one.

    Notes
    -----
    No-good cuts over all valid packages where they can be written out. Where not, over the
    packages of the plan and those of its parts, which is said.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.solving import solve
    >>> [(each.value, each.words) for each in others(_two(), solve(_two(), seconds=5), seconds=5)]
    [(1000, '少 0.9 户当量：改为（A）；不再有（A、B）。'), (0, '少 1.9 户当量：不再有（A、B）。')]
    """
    end = time.perf_counter() + seconds
    if answer.status not in ("proven", "gap"):
        return ()
    listed = menu.menu(problem)
    whole = listed is not None
    if listed is None:
        listed = menu.of_columns(problem, near(problem, answer, seconds=seconds / 2))
    found: list[Other] = []
    while len(found) < count:
        left = max(LEAST, (end - time.perf_counter()) / (count - len(found)))
        plans = [answer.packages, *(each.packages for each in found)]
        choice = shortlist.best(listed, seconds=left, without=plans)
        if choice.status not in ("proven", "gap"):
            break
        found.append(_other(problem, answer, choice, whole=whole))
        if time.perf_counter() > end:
            break
    return tuple(found)


def table(problem: "Problem", found: tuple[Other, ...]) -> pd.DataFrame:
    """
    The plans as rows.

    Parameters
    ----------
    problem
        Units and rules.
    found
        From :func:`others`.

    Returns
    -------
    DataFrame
        Index `place` (2 for the first runner-up); `value` and `bound` (households' worth),
        `packages`, `households` (in packages), `new` and `gone` (packages by their ids, members
        joined by semicolons, packages by bars), `proven`, `looked_at`, `words`.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.solving import solve
    >>> table(_two(), others(_two(), solve(_two(), seconds=5), seconds=5))["value"].tolist()
    [1.0, 0.0]
    """
    rows = [
        {
            "value": each.value / WORTH,
            "bound": each.bound / WORTH,
            "packages": sum(not own.alone for own in each.packages),
            "households": sum(own.households for own in each.packages),
            "new": _listed(problem, each.new),
            "gone": _listed(problem, each.gone),
            "proven": each.proven,
            "looked_at": WHOLE if each.whole else NEARBY,
            "words": each.words,
        }
        for each in found
    ]
    columns = ["value", "bound", "packages", "households", "new", "gone"]
    index = pd.RangeIndex(2, 2 + len(rows), name="place")
    return pd.DataFrame(rows, columns=[*columns, "proven", "looked_at", "words"], index=index)


def _other(problem: "Problem", answer: "Answer", choice: picking.Choice, *, whole: bool) -> Other:
    before = {each.members for each in answer.packages if not each.alone}
    after = {each.members for each in choice.packages if not each.alone}
    new = tuple(p for p in choice.packages if not p.alone and p.members not in before)
    gone = tuple(p for p in answer.packages if not p.alone and p.members not in after)
    less = answer.value - choice.value
    said = f"少 {worth(less)}" if less > 0 else f"多 {worth(-less)}" if less else "价值相同"
    parts = [
        word + "".join(f"（{ids(problem, each.members)}）" for each in own)
        for word, own in (("改为", new), ("不再有", gone))
        if own
    ]
    return Other(
        packages=choice.packages,
        value=choice.value,
        bound=choice.bound,
        new=new,
        gone=gone,
        whole=whole,
        proven=choice.status == "proven",
        words=f"{said}：{'；'.join(parts)}。",
    )


def _listed(problem: "Problem", packages: "tuple[Package, ...]") -> object:
    names = [";".join(str(problem.units[unit]) for unit in each.members) for each in packages]
    return "|".join(names) or pd.NA
