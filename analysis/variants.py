"""Who reaches a park as one thing after another is counted: walls and gates, slope, waits."""

from dataclasses import replace

import pandas as pd

from . import coverage, measures
from .choices import EVERYONE, Choices
from .ground import Layers, Rasters
from .places import PARK
from .standards import SECONDS
from .walks import Walks, walk

PLAIN, GATES, SLOPE, WAIT = "plain", "gates", "slope", "wait"
NO_WAIT = "未设路口等候时间"
NO_STREETS = "缺少步行道路图层"


def reached(
    walks: Walks,
    layers: Layers,
    choices: Choices,
    *,
    rasters: Rasters,
    epsg: int,
    metres: pd.DataFrame | None,
    threads: int,
) -> dict[str, pd.Series | str]:
    """
    Whether each building reaches a park, from the plainest way of walking to that of the plan.

    Parameters
    ----------
    walks
        Those of the plan.
    layers, choices, rasters, epsg
        What they were made from.
    metres
        From :func:`pianqu.analysis.measures.metres`; None without buildings or streets.
    threads
        Threads of the search.

    Returns
    -------
    dict
        `plain` (metres along streets, nothing in the way), `gates` (metres, walls and gates
        respected), `slope` (minutes, with slope and stairs), `wait` (minutes, with waits at
        crossings): boolean by building, or the reason why it was not computed.
    """
    if walks.under is None or walks.buildings is None:
        return dict.fromkeys((PLAIN, GATES, SLOPE, WAIT), NO_STREETS)
    limit = choices.minutes * SECONDS * choices.speed

    def again(**other: object) -> Walks:
        changed = replace(choices, kinds=(PARK,), **other)
        return walk(
            layers, changed, rasters=rasters, epsg=epsg, threads=threads, step=lambda name: None
        )

    free = again(passage=EVERYONE, barriers=False, slope=False, crossing_wait=0.0)
    plain = measures.metres(free, limit=limit, threads=threads)
    timed = walks.buildings
    without_wait = again(crossing_wait=0.0).buildings if choices.crossing_wait else timed
    return {
        PLAIN: _park(plain, limit),
        GATES: _park(metres, limit),
        SLOPE: _park(without_wait, choices.minutes),
        WAIT: _park(timed, choices.minutes) if choices.crossing_wait else NO_WAIT,
    }


def _park(distances: pd.DataFrame | None, limit: float) -> pd.Series | str:
    if distances is None or PARK not in distances:
        return "没有可以计算的公园出入口"
    return coverage.reached(distances[[PARK]], limit=limit)[PARK]
