"""At which level each community balances, and what each way of balancing brings."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from .. import money
from .making import POINTS
from .problem import Answer, Mode, Problem

WORDS: dict[str, str] = {
    "self": "小区内自平衡",
    "package": "片区内平衡",
    "pool": "跨片区组合",
    "none": "三种方式都未纳入",
    "unknown": "未能判定",
    "out": "未参与组合",
}
STATES = {
    "proven": "已证明最优",
    "gap": "可行，未证明最优",
    "infeasible": "条件冲突，无解",
    "no_answer": "限时内未求出",
}


def levels(
    answers: Mapping[Mode, Answer], problems: Mapping[Mode, Problem], units: gpd.GeoDataFrame
) -> pd.DataFrame:
    """
    The first level at which each community is in a package: by itself, in one, or across several.

    Parameters
    ----------
    answers, problems
        Of every mode.
    units
        Every unit that was looked at: `name`, `of_layer`, `households`, `money_least`,
        `money_most`, `verdict`, `left`.

    Returns
    -------
    DataFrame
        One row a community: `community`, `name`, `households`, `money_least`, `money_most` (yuan),
        `verdict`, `level` (``self``, ``package``, ``pool``, ``none``, ``unknown``, ``out``), `level_zh`,
        `self_packed`, `package_packed`, `pool_packed` (whether each way has it in a package; NA
        where there is no answer), `reason` (why it was not looked at).
    """
    own = units[units["of_layer"].eq("communities")]
    found = pd.DataFrame(
        {
            "community": own.index.astype("string"),
            "name": own["name"].to_numpy(),
            "households": own["households"].astype("Int64").to_numpy(),
            "money_least": own["money_least"].to_numpy(),
            "money_most": own["money_most"].to_numpy(),
            "verdict": own["verdict"].to_numpy(),
        },
        index=own.index,
    )
    level = pd.Series("none", own.index, dtype="string").mask(own["left"].notna(), "out")
    for mode, answer in reversed(list(answers.items())):
        packed = _packed(answer, problems[mode])
        inside = pd.Series(own.index.isin(packed), own.index, dtype="boolean")
        level = level.mask(inside & own["left"].isna(), mode)
        known = answer.status in ("proven", "gap")
        found[f"{mode}_packed"] = inside.mask(own["left"].notna()) if known else pd.NA
    if any(answer.status == "no_answer" for answer in answers.values()):
        level = level.mask(level.eq("none"), "unknown")
    found.insert(6, "level", level)
    found.insert(7, "level_zh", level.map(WORDS))
    found["reason"] = own["left"].to_numpy()
    names = ["self_packed", "package_packed", "pool_packed"]
    found[names] = found[names].astype("boolean")
    rest = [name for name in found if name not in (*names, "reason")]
    return found[[*rest, *names, "reason"]].reset_index(drop=True)


def modes(answers: Mapping[Mode, Answer], problems: Mapping[Mode, Problem]) -> pd.DataFrame:
    """
    What each way of balancing brings, side by side.

    Parameters
    ----------
    answers, problems
        Of every mode.

    Returns
    -------
    DataFrame
        One row a mode: `mode`, `zh`, `status`, `status_zh`, `worth`, `bound` (households; NA not
        proven), `gap` (share of the worth), `packages`, `land_alone`, `communities`,
        `communities_all`, `households`, `households_all`, `share` (of the households that were
        looked at), `surplus`, `deficit` (yuan, sums over packages), `balance`, `way`.
    """
    rows = [_mode(mode, answer, problems[mode]) for mode, answer in answers.items()]
    return pd.DataFrame(rows)


def _mode(mode: Mode, answer: Answer, problem: Problem) -> dict[str, object]:
    known = answer.status in ("proven", "gap")
    packed = problem.units.isin(_packed(answer, problem)) & problem.lived
    lived = [each for each in answer.packages if not each.alone]
    households, every = (int(problem.households[own].sum()) for own in (packed, problem.lived))
    balances = [each.money for each in answer.packages]
    surplus, deficit = (sum(n for n in balances if sign * n > 0) for sign in (1, -1))
    figures = {
        "worth": answer.value / POINTS,
        "bound": answer.bound / POINTS if answer.bound < float("inf") else pd.NA,
        "gap": answer.gap,
        "packages": len(lived),
        "land_alone": len(answer.packages) - len(lived),
        "communities": int(packed.sum()),
        "communities_all": int(problem.lived.sum()),
        "households": households,
        "households_all": every,
        "share": households / every if every else pd.NA,
        "surplus": surplus / money.FEN,
        "deficit": deficit / money.FEN,
        "balance": sum(balances) / money.FEN,
    }
    if not known:
        kept = ("communities_all", "households_all")
        figures = {name: value if name in kept else pd.NA for name, value in figures.items()}
    return {
        "mode": mode,
        "zh": WORDS[mode],
        "status": answer.status,
        "status_zh": STATES[answer.status],
        **figures,
        "way": answer.way,
    }


def _packed(answer: Answer, problem: Problem) -> list[str]:
    return [str(problem.units[at]) for each in answer.packages for at in each.members]
