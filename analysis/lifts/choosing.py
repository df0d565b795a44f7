"""Which of the places tried for a shaft is taken."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from .checks import FAIL, UNKNOWN, Check, taken
from .lift_rules import CANNOT, SURVEY, Rules

CLEAR, OPEN, REFUSED = range(3)  # tiers: every check passes; something is unknown; something fails
SLACK = 0.05  # metres of room for which no shaft is moved from an offset that comes first
_PLACE = ["size", "offset", "width", "depth", "geometry"]


@dataclass(frozen=True)
class Chosen:
    """
    The place taken for each stair, and its answers.

    `places` is indexed by stairwell: `size`, `offset`, `width`, `depth` and `geometry` of the place
    (missing where there is none), its `tier` (position in clear, open, refused), `least_margin`
    (metres, of the checks that may refuse it) and `least_rule`. `checks` holds the answers there.
    """

    places: pd.DataFrame
    checks: dict[str, Check]


def chosen(
    placed: gpd.GeoDataFrame, found: dict[str, Check], *, index: pd.Index, rules: Rules
) -> Chosen:
    """
    The best place of each stair.

    One that passes every check before one that leaves some open, before one that is refused; then
    the first size, then the most room, then the first offset. Of refused places, the one with the
    fewest failed checks, then the most room. Room that differs by five centimetres is the same.

    Parameters
    ----------
    placed
        From :func:`pianqu.analysis.lifts.shafts.placements`.
    found
        Key of the check to the answers, one a row of `placed`.
    index
        All stairwells, with a place or without.
    rules
        What each check does to the verdict, and the order of sizes.

    Returns
    -------
    Chosen
        One row a stairwell, in the order of `index`.

    Examples
    --------
    >>> from . import lift_rules
    >>> from .checks import compared
    >>> placed = gpd.GeoDataFrame({"stairwell": "U1", "size": ["split", "split_small"], "offset": 0.0,
    ...     "width": 2.4, "depth": [3.5, 2.5]}, geometry=[None, None])
    >>> road = compared(np.array([3.0, 3.0]), placed["depth"].to_numpy())
    >>> taken = chosen(placed, {"road": road}, index=pd.Index(["U1"]), rules=lift_rules.rules())
    >>> taken.places[["size", "least_margin", "least_rule"]].values.tolist()
    [['split_small', 0.5, 'road']]
    """
    size = len(placed)
    hard = [key for key in found if rules.effect(key) == CANNOT]
    soft = [key for key in found if rules.effect(key) == SURVEY]
    fails = sum((found[key].status == FAIL for key in hard), np.zeros(size, dtype=int))
    opens = sum((found[key].status == UNKNOWN for key in [*hard, *soft]), np.zeros(size, dtype=int))
    opens = sum((found[key].status == FAIL for key in soft), opens)
    tier = np.select([fails > 0, opens > 0], [REFUSED, OPEN], CLEAR)
    margins = np.array([np.nan_to_num(found[key].margin, nan=np.inf) for key in hard])
    margins = margins.reshape(len(hard), size)
    least = margins.min(axis=0, initial=np.inf)
    liked = rules.sizes.index.get_indexer(pd.Index(placed["size"]))
    first = np.where(tier == REFUSED, 0, liked)
    stair = index.get_indexer(pd.Index(placed["stairwell"]))
    faults = np.where(tier == REFUSED, fails, opens)
    alike = pd.DataFrame({"stair": stair, "tier": tier, "faults": faults, "first": first})
    most = pd.Series(least).groupby([alike[name] for name in alike]).transform("max")
    short = least < most.to_numpy() - SLACK
    # the order of rows is that of sizes and offsets: it breaks the last ties
    order = np.lexsort((np.arange(size), liked, short, first, faults, tier, stair))
    heads = order[np.r_[True, np.diff(stair[order]) > 0][:size]]
    rows = np.full(len(index), -1, dtype=np.int64)
    rows[stair[heads]] = heads
    bare = pd.DataFrame(placed[_PLACE]).reindex(pd.RangeIndex(size)).assign(tier=tier)
    places = bare.reindex(rows).set_axis(index)
    room = taken(least, rows, np.inf)
    names = np.array(hard, dtype=object)[margins.argmin(axis=0)] if size else np.empty(0, object)
    places["least_margin"] = np.where(np.isinf(room), np.nan, room)
    narrow = taken(names, rows, None)
    places["least_rule"] = pd.Series(narrow, index, dtype="string").mask(np.isinf(room))
    return Chosen(places, {key: check.taken(rows) for key, check in found.items()})
