"""Money in whole fen: read from yuan, split without losing one, and shown in yuan again."""

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

import pandas as pd

FEN = 100  # in a yuan
WAN = 10_000  # yuan
MOST = 2**53  # fen above which a number of yuan cannot say its fen
_KEPT = 2**14  # numbers whose exact value is remembered; areas and coefficients repeat


def fen(yuan: pd.Series) -> pd.Series:
    """
    Amounts in fen, half a fen rounded away from zero as invoices do.

    Parameters
    ----------
    yuan
        Amounts in yuan; NA not known.

    Returns
    -------
    Series
        Int64, the index of `yuan`; NA where not known.

    Raises
    ------
    ValueError
        An amount is infinite or too large to be exact to the fen.

    Examples
    --------
    >>> fen(pd.Series([12.3, 1.005, None])).tolist()
    [1230, 101, <NA>]
    """
    known = yuan.astype("Float64")
    found = [pd.NA if pd.isna(each) else _fen(float(each)) for each in known]
    return pd.Series(found, index=yuan.index, dtype="Int64", name=yuan.name)


def yuan(fen: pd.Series) -> pd.Series:
    """
    Amounts in yuan, each the number nearest to its fen.

    Parameters
    ----------
    fen
        Whole fen; NA not known.

    Returns
    -------
    Series
        Float64, the index of `fen`.

    Examples
    --------
    >>> yuan(pd.Series([1230, None], dtype="Int64")).tolist()
    [12.3, <NA>]
    """
    return fen.astype("Int64").astype("Float64") / FEN


def total(yuan: pd.Series) -> float:
    """
    The sum of amounts in yuan, exact to the fen; NaN where one is not known.

    Examples
    --------
    >>> total(pd.Series([0.1, 0.2]))
    0.3
    >>> total(pd.Series([0.1, None]))
    nan
    """
    whole = fen(yuan)
    return math.nan if whole.isna().any() else sum(map(int, whole)) / FEN


def said(fen: int) -> str:
    """
    An amount as a planner reads it.

    Examples
    --------
    >>> said(170_000_000), said(123), said(5_000)
    ('170 万元', '1.23 元', '50 元')
    """
    yuan = int(fen) / FEN
    if abs(yuan) >= WAN:
        return f"{yuan / WAN:,.10g} 万元"
    return f"{yuan:,.0f} 元" if yuan.is_integer() else f"{yuan:,.2f} 元"


def portion(fen: pd.Series, ratio: float) -> pd.Series:
    """
    That part of each amount, rounded down to the fen as a grant is.

    Parameters
    ----------
    fen
        Whole fen, not negative; NA not known.
    ratio
        Taken as the decimal number that is written, so that 0.4 is two fifths.

    Returns
    -------
    Series
        Int64, the index of `fen`.

    Examples
    --------
    >>> portion(pd.Series([50_000_099], dtype="Int64"), 0.4).tolist()
    [20000039]
    """
    of = exact(ratio)
    found = [pd.NA if pd.isna(n) else int(n) * of.numerator // of.denominator for n in fen]
    return pd.Series(found, index=fen.index, dtype="Int64", name=fen.name)


@lru_cache(maxsize=_KEPT)
def exact(number: float) -> Fraction:
    """
    The decimal number that is written, not the binary one that is kept.

    Examples
    --------
    >>> exact(0.1)
    Fraction(1, 10)
    """
    return Fraction(str(float(number)))


def split(fen: int, weights: Sequence[Fraction | float]) -> list[int]:
    """
    An amount in parts by weight, each within a fen of its due, that add up to it.

    The parts are rounded down; the fen that are left go to the largest remainders, and among
    equal ones to those that stand first. Nobody of more weight gets less, but for a fen among
    equals.

    Parameters
    ----------
    fen
        The amount; a negative one is split as its opposite.
    weights
        Not negative; not all 0 where there is anything to split. A float is taken as the decimal
        number that is written.

    Returns
    -------
    list of int
        In the order of `weights`.

    Raises
    ------
    ValueError
        A weight is negative or not finite, or there is none above 0 to carry the amount.

    References
    ----------
    Largest-remainder method (Hare quota), Balinski & Young (1982), Fair Representation.

    Examples
    --------
    >>> split(100, [1, 1, 1])
    [34, 33, 33]
    >>> split(-100, [1, 1, 1])
    [-34, -33, -33]
    """
    whole = _whole(weights)
    every = sum(whole)
    if not every:
        if fen:
            raise ValueError("no weight above 0 carries the amount")
        return [0] * len(whole)
    parts = [divmod(abs(int(fen)) * weight, every) for weight in whole]
    found = [quotient for quotient, _ in parts]
    left = abs(int(fen)) - sum(found)
    for place in sorted(range(len(parts)), key=lambda at: -parts[at][1])[:left]:
        found[place] += 1
    return [-part for part in found] if fen < 0 else found


def split_by(fen: pd.Series, weights: pd.Series, groups: pd.Series) -> pd.Series:
    """
    The amount of each group in parts by weight.

    Parameters
    ----------
    fen
        Amounts indexed by group; NA not known.
    weights
        One a row, as for :func:`split`; NA not known.
    groups
        The group of each row; the index of `weights`.

    Returns
    -------
    Series
        Int64, the index of `weights`; NA throughout a group whose amount or one of whose weights
        is not known, or that has no amount.

    Raises
    ------
    ValueError
        As for :func:`split`.

    Examples
    --------
    >>> rows = pd.DataFrame({"of": ["a", "b", "a"], "weight": [1, 2, 2]})
    >>> split_by(pd.Series({"a": 100, "b": None}), rows["weight"], rows["of"]).tolist()
    [33, <NA>, 67]
    """
    amounts = fen.astype("Int64").to_dict()
    unknown = set(groups[weights.isna().to_numpy()])
    every = weights.to_numpy(dtype=object)
    found: list[object] = [pd.NA] * len(weights)
    for group, places in groups.groupby(groups.to_numpy()).indices.items():
        amount = amounts.get(group, pd.NA)
        if not (pd.isna(amount) or group in unknown):
            for place, part in zip(places, split(int(amount), list(every[places])), strict=True):
                found[place] = part
    return pd.Series(found, index=weights.index, dtype="Int64")


def _fen(yuan: float) -> int:
    if not abs(yuan) * FEN <= MOST:
        raise ValueError(f"{yuan} yuan cannot be kept to the fen")
    return int((Decimal(str(yuan)) * FEN).quantize(Decimal(1), ROUND_HALF_UP))


def _whole(weights: Iterable[Fraction | float]) -> list[int]:
    """The weights as whole numbers in the same proportion."""
    try:
        parts = [each if isinstance(each, Fraction) else exact(each) for each in weights]
    except ValueError as error:  # NaN and infinity have no fraction
        raise ValueError("a weight is not finite") from error
    if any(part < 0 for part in parts):
        raise ValueError("a weight is negative")
    common = math.lcm(*(part.denominator for part in parts))
    return [part.numerator * (common // part.denominator) for part in parts]
