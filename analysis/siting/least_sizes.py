"""How many units (bays, bicycles) the least size of a use holds, by the rules of that use."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from ..reuse import uses as reuse_uses

PLOT, PREMISES = "plot", "premises"
_SAME = 1e-9  # a quotient this little below a whole number is that number


def units(
    reuse: pd.DataFrame, premises: pd.Series, *, overrides: Mapping[str, str | Path] | None = None
) -> pd.Series:
    """
    The units that the least size of each use holds.

    Parameters
    ----------
    reuse
        One row a plot and use: `use`, and where known `area_needed` (m2).
    premises
        Whether each row is of premises; else of open ground.
    overrides
        As for :func:`pianqu.analysis.standards.load`; tables `reuse_uses` and `reuse_rules`.

    Returns
    -------
    Series
        The index of `reuse`: whole, at least 1; NA where the area is not known, or no rule says how
        much of it a unit takes.

    Examples
    --------
    >>> reuse = pd.DataFrame({"use": ["parking", "bikes", "market"], "area_needed": [90.0, 20.0, 750]})
    >>> units(reuse, pd.Series(False, reuse.index)).tolist()
    [3.0, 16.0, <NA>]
    """
    place = np.where(premises.to_numpy(dtype=bool), PREMISES, PLOT)
    keys = pd.MultiIndex.from_arrays([reuse["use"], place])
    each = _each(reuse_uses.rules(overrides=overrides)).reindex(keys).set_axis(reuse.index)
    area = reuse.get("area_needed", pd.Series(pd.NA, reuse.index)).astype("Float64")
    held = area / each.astype("Float64")
    whole = (held + _SAME) // 1
    return whole.mask(whole.lt(1).fillna(False), 1.0).where(area.gt(0).fillna(False))


def _each(rules: pd.DataFrame) -> pd.Series:
    """Square metres of one unit, by use and place: of the capacity by area, else of the area per unit."""
    by_area = rules["effect"].eq("capacity") & rules["operator"].eq("per")
    by_area &= rules["measure"].isin(["area", "floor_area"])
    by_unit = rules["effect"].eq("area") & rules["times"].ne("")
    rows = rules[by_area | by_unit].sort_values("effect", ascending=False, kind="stable")
    found = rows["value"].astype(float).set_axis(pd.MultiIndex.from_frame(rows[["use", "place"]]))
    return found[~found.index.duplicated()]
