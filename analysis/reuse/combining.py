"""Which uses share one plot: every set that fits and may go together, those first that meet most."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...gis.errors import ChoiceError
from . import use_sets
from .check_words import amount
from .use_sets import Numbers
from .use_tables import APART, AREA
from .verdicts import CAN

NO_AREA, NO_NEED = "area_unknown", "need"
SET_COLUMNS = [
    *("plot", "rank", "uses", "zh", "count", "items", "item_count", "area_needed", "area", "left"),
    *("need_met", "need_unknown", "together"),
]
REFUSED_COLUMNS = ["plot", "use", "other", "rule", "measured", "limit", "text", "certainty"]
_READ = ["plot", "use", "zh", "renewal_item", "area_needed"]
_SAME = 1e-6
_MOST = 18  # uses of one plot whose sets can all be looked at


@dataclass(frozen=True)
class Combined:
    """
    Sets and refusals of :func:`combine`.

    `sets` has one row a plot and set, best first; `refused` one row a plot and what keeps a use,
    or two together, out of every set.
    """

    sets: pd.DataFrame
    refused: pd.DataFrame


def combine(
    reuse: pd.DataFrame,
    *,
    pairs: pd.DataFrame,
    areas: pd.Series,
    needs: pd.Series | None = None,
    fits: Iterable[str] = (CAN,),
    most: int = 3,
) -> Combined:
    """
    The best sets of uses that share each plot.

    Every set is looked at whose uses all fit, of which no two must stay apart, and whose land
    together is not more than there is; what lies within another use (fitness within a park) takes
    land only beyond the share of the other that it may have. Sets are ranked by the need they
    meet, then by how many of the eight things renewed in step they bring, then by pairs that do
    well together, then by the least land. A set that is part of a better one is left out.

    Parameters
    ----------
    reuse
        As the verdicts of :func:`pianqu.analysis.reuse.fits.fits`.
    pairs
        As from :func:`pianqu.analysis.reuse.uses.pairs`.
    areas
        Square metres of each plot (the floor of premises), by id; NaN where not known.
    needs
        Unmet need by plot and use; NaN where not known: such a use may be in a set and adds
        nothing; one whose need is 0 is not. All are unknown where not given.
    fits
        Verdicts that may be in a set.
    most
        Sets listed of each plot.

    Returns
    -------
    Combined
        `sets`: `plot`, `rank` (from 1), `uses` (keys parted by 、), `zh`, `count`, `items` (of the
        eight), `item_count`, `area_needed`, `area`, `left` (m2), `need_met` (sum of those known),
        `need_unknown` (uses whose need is not known), `together` (pairs). `refused`: `plot`, `use`,
        `other` (NA where it is about one), `rule` (key of the pair; `area`, `area_unknown`,
        `need`), `measured`, `limit` (m2), `text`, `certainty`.

    Raises
    ------
    ChoiceError
        A plot takes so many uses that their sets are too many.

    Examples
    --------
    >>> reuse = pd.DataFrame({
    ...     "plot": "L1", "use": ["playground", "parking"], "zh": ["活动场地", "停车场"],
    ...     "renewal_item": [None, "parking"], "fits": "can", "area_needed": [170.0, 90.0],
    ... })
    >>> from pianqu.analysis.reuse.uses import pairs
    >>> found = combine(reuse, pairs=pairs(), areas=pd.Series({"L1": 640.0}))
    >>> found.sets["uses"].tolist(), found.refused["rule"].tolist()
    (['parking', 'playground'], ['playground+parking'])
    """
    known = pd.Series(dtype=float) if needs is None else needs.astype("Float64").astype(float)
    able = reuse[reuse["fits"].isin(list(fits))]
    asked = pd.MultiIndex.from_frame(able[["plot", "use"]])
    able = (
        able[_READ]
        .astype(object)
        .assign(need=known.reindex(asked).to_numpy() if len(known) else np.nan)
    )
    sets, refused = [], []
    for plot, rows in able.groupby("plot", sort=False):
        area = float(areas.get(plot, np.nan))
        lost, kept = _alone(plot, rows, area)
        refused += lost
        if kept.empty:
            continue
        found, apart = _sets(plot, kept, pairs, area, most)
        sets += found
        refused += apart
    table = pd.DataFrame(sets, columns=SET_COLUMNS)
    return Combined(table, pd.DataFrame(refused, columns=REFUSED_COLUMNS))


def _alone(plot: object, rows: pd.DataFrame, area: float) -> tuple[list[dict], pd.DataFrame]:
    """Uses that no set can hold, each with its rule, and those left."""
    kept, lost = [], []
    for row in rows.to_dict("records"):
        needed = float(row["area_needed"])
        said = {"plot": plot, "use": row["use"], "measured": needed, "limit": area}
        if row["need"] == 0:
            text = f"{row['zh']}：步行限值内没有未满足的住户"
            lost.append({"plot": plot, "use": row["use"], "rule": NO_NEED, "text": text})
        elif np.isnan(area) or np.isnan(needed):
            text = f"{row['zh']}：{'地块面积' if np.isnan(area) else '占用面积'}未知，不能组合"
            lost.append({**said, "rule": NO_AREA, "text": text})
        elif needed > area + _SAME:
            lost.append({**said, "rule": AREA, "text": _short(row["zh"], needed, area)})
        else:
            kept.append(row)
    return lost, pd.DataFrame(kept, columns=rows.columns)


def _sets(
    plot: object, rows: pd.DataFrame, pairs: pd.DataFrame, area: float, most: int
) -> tuple[list[dict], list[dict]]:
    """The best sets that hold, none part of a better one, and the pairs refused."""
    if len(rows) > _MOST:
        raise ChoiceError(
            f"地块 {plot} 可用于 {len(rows)} 种用途，一次最多组合 {_MOST} 种；请用 uses 指定所需的用途。"
        )
    uses = rows["use"].tolist()
    here = pairs[pairs["one"].isin(uses) & pairs["other"].isin(uses)]
    every = use_sets.members(len(uses))
    taken = use_sets.taken(every, uses, here, rows["area_needed"].to_numpy(dtype=float))
    good = np.flatnonzero(~use_sets.apart(every, uses, here) & (taken <= area + _SAME))
    sets = every[good]
    named = rows["renewal_item"].fillna("").to_numpy(dtype=str)
    items = [sets[:, named == item].any(axis=1) for item in np.unique(named[named != ""])]
    brought = np.sum(items, axis=0, dtype=int) if items else np.zeros(len(good), dtype=int)
    paired = use_sets.together(sets, uses, here)
    met = sets @ np.nan_to_num(rows["need"].to_numpy(dtype=float))
    order = [good, taken[good].round(6), -sets.sum(axis=1), -paired, -brought, -met.round(6)]
    picked = _not_within(good, np.lexsort(order), most)
    found = [
        _told(rows[sets[at]], float(taken[good[at]]), area)
        | {"plot": plot, "rank": rank, "need_met": float(met[at]), "together": int(paired[at])}
        for rank, at in enumerate(picked, start=1)
    ]
    return found, _refused(plot, rows, here, taken, area)


def _not_within(numbers: NDArray[np.int64], order: NDArray[np.int64], most: int) -> list[int]:
    """Places of the first sets in an order that are not part of one before them."""
    picked: list[int] = []
    while len(order) and len(picked) < most:
        picked.append(int(order[0]))
        bits = numbers[order] + 1
        order = order[(bits & bits[0]) != bits]
    return picked


def _told(rows: pd.DataFrame, taken: float, area: float) -> dict:
    items = list(dict.fromkeys(item for item in rows["renewal_item"].fillna("") if item))
    return {
        "uses": "、".join(rows["use"]),
        "zh": "、".join(rows["zh"]),
        "count": len(rows),
        "items": "、".join(items),
        "item_count": len(items),
        "area_needed": float(taken),
        "area": area,
        "left": area - float(taken),
        "need_unknown": int(rows["need"].isna().sum()),
    }


def _refused(
    plot: object, rows: pd.DataFrame, pairs: pd.DataFrame, taken: Numbers, area: float
) -> list[dict]:
    """Pairs that must stay apart, and pairs for which there is no room."""
    zh, found = rows.set_index("use")["zh"], []
    away = pairs[pairs["relation"] == APART]
    for key, row in away.to_dict("index").items():
        text = f"{zh[row['one']]}与{zh[row['other']]}不能同地：{row['zh']}"
        said = {"plot": plot, "use": row["one"], "other": row["other"], "rule": key}
        found.append(said | {"text": text, "certainty": row["status"]})
    kept = {frozenset(pair) for pair in zip(away["one"], away["other"], strict=True)}
    for (first, one), (second, other) in combinations(enumerate(rows.to_dict("records")), 2):
        needed = float(taken[(1 << first | 1 << second) - 1])
        if needed > area + _SAME and frozenset((one["use"], other["use"])) not in kept:
            text = _short(f"{one['zh']}与{other['zh']}", needed, area)
            said = {"plot": plot, "use": one["use"], "other": other["use"], "rule": AREA}
            found.append(said | {"text": text, "measured": needed, "limit": area})
    return found


def _short(zh: str, needed: float, area: float) -> str:
    said = [amount(number, "m2") for number in (needed, area, needed - area)]
    return f"{zh}须占用 {said[0]}，只有 {said[1]}，差 {said[2]}"
