"""Who reaches a park as one thing after another is counted: walls and gates, slope, waits."""

from dataclasses import replace
from typing import Any

import pandas as pd

from . import coverage, measures, pace, standards
from .choice_limits import EVERYONE
from .choices import Choices
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
        Those of the plan. Where facilities count as parks too, walks are made anew without them:
        the statutory rate knows the layer of parks only.
    layers, choices, rasters, epsg
        What they were made from.
    metres
        From :func:`pianqu.analysis.measures.metres`; None without buildings or streets.
    threads
        Threads of the search.

    Returns
    -------
    dict
        `plain` (metres along streets, stairs too, nothing in the way), `gates` (metres, walls and gates
        respected), `slope` (minutes, with slope and stairs), `wait` (minutes, with waits at
        crossings): boolean by building, or the reason why it was not computed.
    """
    if walks.under is None or walks.buildings is None:
        return dict.fromkeys((PLAIN, GATES, SLOPE, WAIT), NO_STREETS)
    limit = choices.minutes * SECONDS * choices.speed
    only = {name: frame for name, frame in layers.items() if name != "facilities"}

    def again(**other: Any) -> Walks:
        changed = replace(choices, kinds=(PARK,), **other)
        return walk(
            only, changed, rasters=rasters, epsg=epsg, threads=threads, step=lambda name: None
        )

    def far(found: Walks) -> pd.DataFrame:
        return measures.metres(found, limit=limit, threads=threads)

    level = {"pace": _on_stairs(choices), "slope": False, "crossing_wait": 0.0}
    mixed = PARK in set(walks.services.loc[walks.services["layer"] == "facilities", "kind"])
    afresh = mixed or level["pace"] != choices.pace or metres is None
    timed = again().buildings if mixed else walks.buildings
    still = again(crossing_wait=0.0).buildings if choices.crossing_wait else timed
    return {
        PLAIN: _park(far(again(**level, passage=EVERYONE, barriers=False)), limit, walks),
        GATES: _park(far(again(**level)) if afresh else metres, limit, walks),
        SLOPE: _park(still, choices.minutes, walks),
        WAIT: _park(timed, choices.minutes, walks) if choices.crossing_wait else NO_WAIT,
    }


def _on_stairs(choices: Choices) -> str:
    """A row of paces that walks stairs: until slope and stairs are counted, nobody minds them."""
    if pace.gait(choices.pace, overrides=choices.rules).stairs > 0:
        return choices.pace
    table = standards.load("pace", overrides=choices.rules)
    walking = table.index[table["use_stairs"] == "yes"]
    return str(walking[0]) if len(walking) else choices.pace


def _park(distances: pd.DataFrame | None, limit: float, walks: Walks) -> pd.Series:
    if distances is not None and PARK in distances:
        return coverage.reached(distances[[PARK]], limit=limit)[PARK]
    # no park has a door on the network: who stands on it reaches none
    on = walks.starts["edge"].notna().groupby(walks.starts["owner"]).all()
    return pd.Series(False, on.index, dtype="boolean").mask(~on)
