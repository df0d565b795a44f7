"""Storeys with a room that has sun enough: the best window of each decides, and shares of them."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import doubts
from .daylight import BORDERLINE, BURIED, NOISE, ROBUST_FAIL, ROBUST_PASS, UNKNOWN
from .windows import HABITABLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...gis.sun import Sky
    from .sun_profiles import Profile

NO_WINDOW = "no_window"
STOREY_UNIT, WINDOW_UNIT, BUILDING_UNIT = "building_storey", "window", "building"
# from what says least of a storey to what decides it
_RANK = [BURIED, ROBUST_FAIL, BORDERLINE, UNKNOWN, ROBUST_PASS]
_JUDGED = [ROBUST_PASS, BORDERLINE, ROBUST_FAIL, UNKNOWN]


def storeys(windows: pd.DataFrame, found: pd.DataFrame, *, profile: "Profile") -> pd.DataFrame:
    """
    Whether each storey of a building has a room with sun enough: its best window decides.

    Parameters
    ----------
    windows
        As for :func:`hours`. Those of rooms that the standard does not count (surveyed kitchens,
        bathrooms, stairs) are left out.
    found
        From :func:`hours`.
    profile
        As there.

    Returns
    -------
    DataFrame
        One row a building and storey, in the order of the windows: `building`, `storey`,
        `windows` (that count), `buried` (not among them), `meeting` (windows with the hours
        required), `hours_most`, `hours_low`, `hours_high` (of the best window; NA where there is
        none; `hours_most` NA too where the verdict is unknown), `verdict`, `deciders`. A storey
        whose windows are all of other rooms is unknown.

    Examples
    --------
    >>> from pianqu.analysis.light import sun_profiles
    >>> windows = pd.DataFrame({"building": ["B1", "B1"], "storey": [1, 1], "room": None})
    >>> lit = pd.DataFrame({"hours": [0.0, 3.0], "verdict": ["robust_fail", "borderline"]})
    >>> lit = lit.assign(hours_low=lit["hours"], hours_high=lit["hours"], deciders=None)
    >>> storeys(windows, lit, profile=sun_profiles.profile())[["windows", "meeting", "verdict"]].values.tolist()
    [[2, 1, 'borderline']]
    """
    room = windows["room"]
    counted = (room.isna() | room.isin(HABITABLE)).to_numpy()
    rank = pd.Categorical(found["verdict"], categories=_RANK).codes
    real = counted & (rank > 0)
    lit = found[["hours", "hours_low", "hours_high"]].to_numpy(dtype=float)
    lit = pd.DataFrame(
        np.where(real[:, None], lit, np.nan), columns=["hours_most", "hours_low", "hours_high"]
    )
    keys = {"building": windows["building"].array, "storey": windows["storey"].array}
    each = lit.assign(
        **keys,
        windows=real,
        buried=counted & (rank == 0),
        meeting=real & (lit["hours_most"] >= profile.required - NOISE),
        rank=np.where(counted, rank, -1),
    )
    how = dict.fromkeys(["windows", "buried", "meeting"], "sum")
    how |= dict.fromkeys([*lit.columns, "rank"], "max")
    by = each.groupby(list(keys), observed=True, sort=False)
    table = by.agg(how).reset_index()
    said = np.where(table["rank"] < 0, _RANK.index(UNKNOWN), table.pop("rank"))
    table["verdict"] = np.array(_RANK, dtype=object)[said]
    table["hours_most"] = table["hours_most"].mask(table["verdict"].eq(UNKNOWN))
    return table.assign(deciders=_deciders(table, windows, found))


def shares(
    storeys: pd.DataFrame,
    found: pd.DataFrame,
    *,
    profile: "Profile",
    sky: "Sky",
    bare: pd.Series | None = None,
) -> pd.DataFrame:
    """
    How many storeys and windows have each verdict, and by what rule that was found.

    Parameters
    ----------
    storeys
        From :func:`storeys`.
    found
        From :func:`hours`.
    profile, sky
        As there.
    bare
        From :func:`pianqu.analysis.light.windows.without`: buildings that could not be judged.

    Returns
    -------
    DataFrame
        One row a unit (building_storey, window, building) and verdict: `numerator`,
        `denominator`, `share` (of those with a window, unknown ones among them: the four verdicts
        add up to 1; NA of buried ones, where there is no window in truth), `profile`,
        `profile_zh`, `date`, `hours_required`, `declination`, `latitude`, `convergence`
        (degrees), `band` (metres), `standard`, `clause`, `status`.

    Examples
    --------
    >>> from pianqu.analysis.light import sun_profiles
    >>> from pianqu.gis import sun
    >>> rule = sun_profiles.profile()
    >>> told = pd.DataFrame({"building": ["B1", "B1"], "verdict": ["robust_pass", "unknown"]})
    >>> day = rule.sky(sun.Place(31.45, 121.13, 0.0))
    >>> shares(told, told, profile=rule, sky=day)["share"].tolist()[:5]
    [0.5, 0.0, 0.0, 0.5, nan]
    """
    rows = [
        *_counted(storeys["verdict"], STOREY_UNIT),
        *_counted(found["verdict"], WINDOW_UNIT),
    ]
    if bare is not None:
        every = len(bare) + storeys["building"].nunique()
        rows.append((BUILDING_UNIT, NO_WINDOW, len(bare), every))
    table = pd.DataFrame(rows, columns=["unit", "verdict", "numerator", "denominator"])
    base = table["denominator"].where(table["verdict"].ne(BURIED) & table["denominator"].gt(0))
    return table.assign(
        share=table["numerator"] / base,
        profile=profile.name,
        profile_zh=profile.zh,
        date=profile.day.isoformat(),
        hours_required=profile.required,
        declination=sky.declination,
        latitude=sky.latitude,
        convergence=sky.convergence,
        band=profile.band,
        standard=profile.standard,
        clause=profile.clause,
        status=profile.status,
    )


def _deciders(
    table: pd.DataFrame, windows: pd.DataFrame, found: pd.DataFrame
) -> "NDArray[np.object_]":
    """Ids at the unknown windows of each unknown storey."""
    some = found["deciders"].notna().to_numpy()
    said = pd.DataFrame(
        {
            "building": windows["building"].astype(object).to_numpy()[some],
            "storey": windows["storey"].to_numpy()[some],
            "deciders": found["deciders"].to_numpy()[some],
        }
    )
    by = said.groupby(["building", "storey"])["deciders"].agg(doubts.merged)
    keys = pd.MultiIndex.from_arrays([table["building"].astype(object), table["storey"]])
    told = by.reindex(keys).to_numpy(dtype=object, copy=True)
    told[table["verdict"].ne(UNKNOWN).to_numpy() | pd.isna(told)] = None
    return told


def _counted(verdicts: pd.Series, unit: str) -> list[tuple[str, str, int, int]]:
    count = verdicts.value_counts()
    judged = int(count.reindex(_JUDGED, fill_value=0).sum())
    rows = [(unit, verdict, int(count.get(verdict, 0)), judged) for verdict in _JUDGED]
    return [*rows, (unit, BURIED, int(count.get(BURIED, 0)), len(verdicts))]
