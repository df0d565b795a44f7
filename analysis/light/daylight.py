"""Sun hours of windows and of open ground, with the band that heights leave them in."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import doubts, parties

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...gis.counting import Counting
    from ...gis.prisms import Prisms
    from ...gis.sun import Sky
    from .heights import Blocks
    from .sun_profiles import Profile

ROBUST_PASS, BORDERLINE, ROBUST_FAIL = "robust_pass", "borderline", "robust_fail"
UNKNOWN, BURIED = "unknown", "buried"
NOISE = 1e-6  # hours; what is nearer to the requirement than this meets it
_CHANGED = ["hours", "hours_low", "verdict"]  # by buildings of unknown height


def hours(
    points: pd.DataFrame,
    windows: pd.DataFrame,
    blocks: "Blocks",
    *,
    profile: "Profile",
    sky: "Sky",
    threads: int = 1,
) -> pd.DataFrame:
    """
    Sun hours of every window, and whether it meets the requirement however heights may err.

    Parameters
    ----------
    points, windows
        From :func:`pianqu.analysis.light.windows.facades`.
    blocks
        From :func:`pianqu.analysis.light.heights.blocks`, of the same buildings.
    profile
        From :func:`pianqu.analysis.light.sun_profiles.profile`: hours required, band of heights.
    sky
        From ``profile.sky(place)``.
    threads
        Threads of the engine; they do not change the answer.

    Returns
    -------
    DataFrame
        The index of `windows`: `hours` (NaN where the verdict is unknown), `hours_low` (every
        building higher by the band, those of unknown height as tall as they may be), `hours_high`
        (lower by the band, those of unknown height absent), `verdict`, `buried` (whether that is
        the verdict) and `deciders` (ids of the buildings of unknown height that could take sun from
        an unknown window, joined by semicolons; missing elsewhere). Verdicts: robust_pass (enough
        with every building higher), robust_fail (not enough with every building lower),
        borderline, unknown (not the same with the buildings of unknown height absent and tall),
        buried (on or inside a taller building beside, or its wall within ``party_gap`` before the window).

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from pianqu.analysis.light import heights, sun_profiles, windows
    >>> from pianqu.gis import sun
    >>> houses = gpd.GeoDataFrame({"storeys": [2]}, geometry=[box(0, 0, 9, 4)], crs=4549)
    >>> rule = sun_profiles.profile("dahan_2h")
    >>> found = hours(
    ...     *windows.facades(houses),
    ...     heights.blocks(houses),
    ...     profile=rule,
    ...     sky=rule.sky(sun.Place(31.45, 121.13, 0.0)),
    ... )
    >>> found.groupby("hours")["verdict"].first().to_dict()
    {0.0: 'robust_fail', 8.0: 'robust_pass'}
    """
    asked = {"profile": profile, "sky": sky, "threads": threads}
    asked["shut"] = parties.walled(points, windows, blocks.known, gap=blocks.party_gap)
    found = _world(points, windows, blocks.known, **asked)
    told = np.full(len(found), None, dtype=object)
    if blocks.doubtful is not None:
        dim = doubts.reached(points, windows, blocks, sky=sky)
        some, asked["shut"] = windows.iloc[dim], asked["shut"][dim]
        asked["shut"] |= parties.walled(
            points, some, blocks.doubtful, gap=blocks.party_gap, own=False
        )
        tall = _world(points, some, blocks.known, also=blocks.doubtful, **asked)
        lit, low, verdict = (found[name].to_numpy(copy=True) for name in _CHANGED)
        low[dim] = tall["hours_low"]
        open_ = dim[verdict[dim] != tall["verdict"]]
        told[open_] = doubts.named(
            points, windows.iloc[open_], blocks, lit[open_], sky=sky, counting=profile.counting
        )
        lit[open_], verdict[open_] = np.nan, UNKNOWN
        found = found.assign(hours=lit, hours_low=low, verdict=verdict)
        found["buried"] = found["verdict"].eq(BURIED)
    return found.assign(deciders=told)


def ground(
    places: pd.DataFrame,
    solids: "Prisms",
    *,
    sky: "Sky",
    counting: "Counting",
    also: "Prisms | None" = None,
    threads: int = 1,
) -> pd.Series:
    """
    Sun hours of places on open ground.

    Parameters
    ----------
    places
        `x`, `y` in metres, and optionally `level` (metres, on the datum of the solids; 0 where
        there is no such column).
    solids, also
        What casts shadows: ``blocks.known``, and further solids.
    sky, counting
        From ``profile.sky(place)`` and ``profile.counting``; no facade: no sweep angle.
    threads
        As for :func:`hours`.

    Returns
    -------
    Series
        Hours, by the index of `places`; NaN inside a building.

    Examples
    --------
    >>> import numpy as np
    >>> from shapely import box
    >>> from pianqu.analysis.light import sun_profiles
    >>> from pianqu.gis import prisms, sun
    >>> rule = sun_profiles.profile()
    >>> tower = prisms.build(np.array([box(0, 0, 9, 9)]), base=np.zeros(1), height=np.full(1, 30.0))
    >>> places = pd.DataFrame({"x": [4.0, 4.0], "y": [4.0, -9.0]}, index=["inside", "south"])
    >>> day = rule.sky(sun.Place(31.45, 121.13, 0.0))
    >>> ground(places, tower, sky=day, counting=rule.counting).to_dict()
    {'inside': nan, 'south': 8.0}
    """
    from ...gis import sunlight

    level = places["level"].to_numpy(dtype=float) if "level" in places.columns else 0.0
    points = pd.DataFrame(
        {"x": places["x"].to_numpy(dtype=float), "y": places["y"].to_numpy(dtype=float)}
    )
    points = points.assign(nx=0.0, ny=0.0, width=0.0, solid=-1)
    windows = pd.DataFrame({"point": points.index, "sill": level}, index=points.index)
    found = sunlight.hours(
        solids, points, windows, sky=sky, counting=counting, also=also, threads=threads
    )
    lit = found["hours"].mask(found["buried"])
    return pd.Series(lit.to_numpy(), index=places.index, name="hours")


def _world(
    points: pd.DataFrame,
    windows: pd.DataFrame,
    solids: "Prisms",
    *,
    profile: "Profile",
    sky: "Sky",
    threads: int,
    shut: "NDArray[np.bool_]",
    also: "Prisms | None" = None,
) -> pd.DataFrame:
    """Hours, their band and the verdict, with these solids; no sun where `shut`."""
    from ...gis import sunlight

    higher, level, lower = (
        sunlight.hours(
            solids,
            points,
            windows[["point", "sill"]],
            sky=sky,
            counting=profile.counting,
            raised=raised,
            also=also,
            threads=threads,
        )
        for raised in (profile.band, 0.0, -profile.band)
    )
    buried = level["buried"].to_numpy() | shut
    low, lit, high = (part["hours"].mask(shut, 0.0) for part in (higher, level, lower))
    least = profile.required - NOISE
    verdict = np.select(
        [buried, low >= least, high < least],
        [BURIED, ROBUST_PASS, ROBUST_FAIL],
        BORDERLINE,
    )
    return pd.DataFrame(
        {
            "hours": lit,
            "hours_low": low,
            "hours_high": high,
            "verdict": verdict.astype(object),
            "buried": buried,
        },
        index=windows.index,
    )
