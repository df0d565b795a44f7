"""A subsidy to the manager of a community that tapers off over one to three years."""

from collections.abc import Sequence

import pandas as pd

from ...gis.errors import ChoiceError
from .. import money, standards
from .finance_rules import SUBSIDY, Overrides, subsidy_faults


def subsidy(
    shortfall: pd.Series | Sequence[float | None], *, years: str, overrides: Overrides = None
) -> pd.DataFrame:
    """
    The subsidy of each year of the transition, and what the manager bears itself.

    Parameters
    ----------
    shortfall
        Yuan by which fees miss the cost of management, one a year from the first; NA not known.
        What is above nothing is subsidised; a year in hand is not.
    years
        Set of the table `property_subsidy`: `one`, `two`, `three`, or one of the user's own. The
        bundled ratios are assumptions.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        Indexed by year of the set: `shortfall`, `ratio`, `subsidy` (rounded down to the fen),
        `own` (yuan; they add up to the shortfall), `certainty`.

    Raises
    ------
    ChoiceError
        There is no such set, fewer years are given than it has, or the user's table has a fault.

    Examples
    --------
    >>> subsidy([1000.0, 1000.0, 600.0], years="three")[["subsidy", "own"]].values.tolist()
    [[1000.0, 0.0], [600.0, 400.0], [180.0, 420.0]]
    """
    rows = _rows(years, overrides)
    given = pd.Series(list(shortfall), dtype="Float64")
    if len(given) < len(rows):
        raise ChoiceError(
            f"过渡期补贴“{years}”有 {len(rows)} 年，只给出 {len(given)} 年的缺口；请逐年给出。"
        )
    index = pd.Index(rows["year"].astype(int), name="year")
    short = money.fen(given.head(len(rows))).set_axis(index)
    paid = [
        money.portion(short[[year]].clip(lower=0), ratio).iloc[0]
        for year, ratio in zip(index, rows["ratio"], strict=True)
    ]
    granted = pd.Series(paid, index=index, dtype="Int64")
    return pd.DataFrame(
        {
            "shortfall": money.yuan(short),
            "ratio": rows["ratio"].to_numpy(dtype=float),
            "subsidy": money.yuan(granted),
            "own": money.yuan(short - granted),
            "certainty": pd.Series(rows["status"].to_numpy(), index, dtype="string"),
        }
    )


def _rows(name: str, overrides: Overrides) -> pd.DataFrame:
    table = standards.load(SUBSIDY, overrides=overrides, check=subsidy_faults)
    table = table.reset_index(drop=table.index.name is None)
    own = table[table["set"] == name]
    if own.empty:
        known = "、".join(dict.fromkeys(table["set"]))
        raise ChoiceError(
            f"过渡期补贴“{name}”不在规则表 {SUBSIDY} 中；可选：{known}（见 pianqu tables {SUBSIDY}）。"
        )
    return own.sort_values("year")
