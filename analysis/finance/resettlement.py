"""Households that must move: rent while they wait, and homes elsewhere with the difference to pay."""

from typing import Any

import numpy as np
import pandas as pd

from .. import money
from .finance_rules import Overrides, number

NO_VALUE, NO_AREA, NO_PLACE = "原房屋评估价未知", "原房屋面积未知", "原房屋位置未知"
NO_STOCK, TAKEN = "没有可置换的房源", "合适的房源已被其他户选用"
_BOUNDS = ("least", "most")


def rent(homes: pd.DataFrame) -> pd.DataFrame:
    """
    Rent while the works last: households times months times rent; a range where one is a range.

    Parameters
    ----------
    homes
        `households`, `months`, `rent` (yuan a household and month), each either by itself or as
        `..._least` and `..._most`; NA not known, and nothing stands in for it.

    Returns
    -------
    DataFrame
        The index of `homes`: `rent_least`, `rent_most` (yuan), `text` (the product written out, or
        what is missing).

    Raises
    ------
    ValueError
        A number is below 0, or a least above its most.

    Examples
    --------
    >>> homes = pd.DataFrame({"households": [10, 10], "months": [18, None], "rent": [1000.0, 1000.0]})
    >>> rent(homes)["rent_most"].tolist(), rent(homes)["text"].tolist()
    ([180000.0, <NA>], ['10 户 × 18 月 × 1000 元/户·月', '月数未知，过渡租金无从计算'])
    """
    factors = {name: _range(homes, name) for name in ("households", "months", "rent")}
    found = {}
    for at, end in enumerate(_BOUNDS):
        each = [money.fen(factors["rent"][at]).astype(object)]
        each += [factors[name][at].map(_exact).astype(object) for name in ("households", "months")]
        product = [_product(row) for row in zip(*each, strict=True)]
        found[f"rent_{end}"] = money.yuan(pd.Series(product, homes.index, dtype="Int64"))
    words = [_said(factors, at) for at in range(len(homes))]
    return pd.DataFrame({**found, "text": pd.Series(words, homes.index, dtype="string")})


def differences(one: pd.Series, other: pd.Series) -> pd.Series:
    """
    What the holder of the first home pays the holder of the second when they change homes.

    Parameters
    ----------
    one, other
        Appraised values in yuan on one index; NA not known.

    Returns
    -------
    Series
        Yuan: the value of the second less that of the first. Negative where money comes back; the
        other side's difference is the opposite, to the fen.

    Examples
    --------
    >>> differences(pd.Series([500_000.0]), pd.Series([620_000.5])).tolist()
    [120000.5]
    """
    return money.yuan(money.fen(other) - money.fen(one))


def replacements(
    homes: pd.DataFrame, stock: pd.DataFrame, *, overrides: Overrides = None
) -> pd.DataFrame:
    """
    A home of the stock for each household, near and large enough, with the least to pay in all.

    Parameters
    ----------
    homes
        Indexed by household: `x`, `y` (m, one metric grid), `area` (m2), `value` (yuan).
    stock
        Indexed by home: the same columns.
    overrides
        As for :func:`pianqu.analysis.standards.load`; rows `exchange.metres`, `exchange.area`.

    Returns
    -------
    DataFrame
        The index of `homes`: `home` (of the stock; NA where none), `metres`, `area_ratio`,
        `difference` (yuan the household pays; negative where it receives), `reason` (why none). Each
        home of the stock goes to one household: as many households as can be, then the least sum of
        differences either way, then the least distance.

    Examples
    --------
    >>> homes = pd.DataFrame({"x": 0.0, "y": 0.0, "area": 60.0, "value": 600_000.0}, index=["H1", "H2"])
    >>> stock = pd.DataFrame({"x": 900.0, "y": 0.0, "area": 70.0, "value": 700_000.0}, index=["R1"])
    >>> found = replacements(homes, stock)
    >>> found["home"].tolist(), found["reason"].tolist()[1]
    (['R1', <NA>], '合适的房源已被其他户选用')
    """
    from scipy.optimize import linear_sum_assignment

    metres, ratio, value = _pairs(homes, stock)
    far = ~(metres <= number("exchange.metres", overrides=overrides))
    small = ~(ratio >= number("exchange.area", overrides=overrides))
    fits = ~far & ~small & ~np.isnan(value)
    cost = np.where(fits, np.abs(np.nan_to_num(value)) + np.nan_to_num(metres) * _EACH_METRE, 0)
    never = (cost.max(initial=0) + 1) * (min(fits.shape) + 1)
    rows, columns = linear_sum_assignment(np.where(fits, cost, never))
    kept = fits[rows, columns]
    home = pd.Series(pd.NA, index=homes.index, dtype="string")
    home.iloc[rows[kept]] = stock.index[columns[kept]].astype(str)
    at = (rows[kept], columns[kept])
    numbers = {"metres": metres, "area_ratio": ratio}
    found = {name: _placed(grid, at, homes.index) for name, grid in numbers.items()}
    difference = pd.Series(pd.NA, index=homes.index, dtype="Float64")
    own, new = (
        frame["value"].iloc[places].set_axis(homes.index[at[0]])
        for frame, places in ((homes, at[0]), (stock, at[1]))
    )
    difference.loc[own.index] = differences(own, new)
    reason = _reasons(homes, far, small, fits).where(home.isna())
    return pd.DataFrame({"home": home, **found, "difference": difference, "reason": reason})


_EACH_METRE = 1e-6  # of a yuan: distance decides among equals only


def _range(homes: pd.DataFrame, name: str) -> tuple[pd.Series, pd.Series]:
    pair = []
    for end in _BOUNDS:
        given = homes.get(f"{name}_{end}")
        single = homes[name] if name in homes else pd.Series(pd.NA, homes.index)
        values = single.astype("Float64")
        pair.append(values if given is None else values.fillna(given.astype("Float64")))
    least, most = pair
    if least.lt(0).any() or least.gt(most).any():
        raise ValueError(f"{name} is below 0, or its least is above its most")
    return least, most


def _exact(number: Any) -> Any:
    return pd.NA if pd.isna(number) else money.exact(float(number))


def _product(factors: tuple[Any, ...]) -> Any:
    if any(pd.isna(each) for each in factors):
        return pd.NA
    return round(factors[0] * factors[1] * factors[2])


def _said(factors: dict[str, tuple[pd.Series, pd.Series]], at: int) -> str:
    units = {"households": "户", "months": "月", "rent": "元/户·月"}
    names = {"households": "户数", "months": "月数", "rent": "租金"}
    both = {name: (least.iloc[at], most.iloc[at]) for name, (least, most) in factors.items()}
    missing = [names[name] for name, pair in both.items() if any(pd.isna(each) for each in pair)]
    if missing:
        return f"{'、'.join(missing)}未知，过渡租金无从计算"
    parts = [
        f"{low:g} {units[name]}" if low == high else f"{low:g}～{high:g} {units[name]}"
        for name, (low, high) in both.items()
    ]
    return " × ".join(parts)


def _pairs(homes: pd.DataFrame, stock: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance, area ratio and difference of every home with every one of the stock."""
    own, new = (
        frame[["x", "y", "area", "value"]].astype(float).to_numpy() for frame in (homes, stock)
    )
    metres = np.hypot(own[:, None, 0] - new[None, :, 0], own[:, None, 1] - new[None, :, 1])
    area = np.where(own[:, 2] > 0, own[:, 2], np.nan)
    return metres, new[None, :, 2] / area[:, None], new[None, :, 3] - own[:, None, 3]


def _placed(grid: np.ndarray, at: tuple[np.ndarray, np.ndarray], index: pd.Index) -> pd.Series:
    found = pd.Series(pd.NA, index=index, dtype="Float64")
    found.iloc[at[0]] = grid[at]
    return found


def _reasons(
    homes: pd.DataFrame, far: np.ndarray, small: np.ndarray, fits: np.ndarray
) -> pd.Series:
    words = []
    for at in range(len(homes)):
        row = homes.iloc[at]
        if row[["x", "y"]].isna().any():
            words.append(NO_PLACE)
        elif pd.isna(row["area"]) or pd.isna(row["value"]):
            words.append(NO_AREA if pd.isna(row["area"]) else NO_VALUE)
        elif not fits.shape[1]:
            words.append(NO_STOCK)
        elif fits[at].any():
            words.append(TAKEN)
        else:
            near, large = int((~far[at]).sum()), int((~small[at]).sum())
            words.append(
                f"距离内的房源 {near} 套，面积够的 {large} 套，没有一套同时满足且评估价已知"
            )
    return pd.Series(words, index=homes.index, dtype="string")
