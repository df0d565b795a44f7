"""Values in classes: statutory breaks, quantiles or one's own, with words for both ends."""

import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..gis.errors import ChoiceError
from .style import CIVIDIS, NO_DATA, STATUTORY_METRES, STATUTORY_MINUTES, Swatch, ramp
from .web.features import Legend
from .words import WORDS

if TYPE_CHECKING:
    import geopandas as gpd

MOST = 7  # more colours than that nobody tells apart
SCHEMES = {
    "quantiles": "等量分级",
    "equal": "等距分级",
    "round": "取整分级",
    "minutes": "规范时限 5/10/15 分钟",
    "metres": "规范半径 300/500/1000 米",
}
_GIVEN = {"minutes": STATUTORY_MINUTES, "metres": STATUTORY_METRES}


def breaks(
    values: pd.Series, *, scheme: str | Sequence[float] = "quantiles", count: int = 5
) -> tuple[float, ...]:
    """
    Upper ends of the classes of values, inclusive, ascending.

    Parameters
    ----------
    values
        Numbers; missing ones are passed over.
    scheme
        One of :data:`SCHEMES`, or the upper ends themselves. Natural breaks are not offered: they
        take minutes on many rows, and two maps of them cannot be compared.
    count
        Classes at most, 2 to 7; fewer where values repeat. Statutory breaks have their own number.

    Returns
    -------
    tuple of float
        The last is not below the largest value, but for statutory and given breaks.

    Raises
    ------
    ChoiceError
        No such scheme, too many classes, or given breaks that do not ascend.

    Examples
    --------
    >>> breaks(pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8]), count=4)
    (2.75, 4.5, 6.25, 8.0)
    >>> breaks(pd.Series([120.0, 980.0]), scheme="metres")
    (300.0, 500.0, 1000.0)
    """
    _check(scheme, count)
    if not isinstance(scheme, str):
        return tuple(float(end) for end in scheme)
    if scheme in _GIVEN:
        return _GIVEN[scheme]
    known = values.dropna().to_numpy(dtype=float)
    distinct = len(np.unique(known))
    if distinct < 2:  # noqa: PLR2004  one value is one class
        return tuple(float(value) for value in np.unique(known))
    import mapclassify

    made = {
        "quantiles": mapclassify.Quantiles,
        "equal": mapclassify.EqualInterval,
        "round": mapclassify.PrettyBreaks,
    }[scheme]
    with warnings.catch_warnings():  # that repeated values give fewer classes is what is asked
        warnings.simplefilter("ignore", UserWarning)
        ends = [float(end) for end in made(known, k=min(count, distinct)).bins]
    return tuple(dict.fromkeys([*ends[:-1], max(ends[-1], float(known.max()))]))


def legend(
    frame: "gpd.GeoDataFrame",
    column: str,
    *,
    scheme: str | Sequence[float] = "quantiles",
    count: int = 5,
    unit: str = "",
    heading: str = "",
) -> Legend:
    """
    The classes of a column of numbers and the class of each row, for a layer of one's own.

    Parameters
    ----------
    frame
        One row a feature.
    column
        Numbers; a missing one is in the class of no data.
    scheme, count
        As for :func:`breaks`.
    unit
        After the figures of the legend.
    heading
        Over the classes; the name of the column where empty, and the scheme.

    Returns
    -------
    Legend
        For :class:`pianqu.maps.web.features.FeatureLayer`.

    Raises
    ------
    ChoiceError
        There is no such column of numbers, or as for :func:`breaks`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> homes = gpd.GeoDataFrame({"metres": [120.0, 500.0, 1200.0, None]}, geometry=[None] * 4)
    >>> made = legend(homes, "metres", scheme="metres", unit="米")
    >>> [swatch.label for swatch in made.swatches]
    ['不超过 300 米', '300–500 米', '500–1000 米', '超过 1000 米', '无数据']
    >>> made.index.tolist()
    [0, 1, 3, 4]
    """
    if column not in frame.columns or not pd.api.types.is_numeric_dtype(frame[column]):
        raise ChoiceError(f"没有名为“{column}”的数字列，不能分级；可用的列：{_numbers(frame)}。")
    values = pd.to_numeric(frame[column]).astype("Float64").astype(float)
    ends = breaks(values, scheme=scheme, count=count)
    beyond = bool(len(ends)) and bool((values > ends[-1]).any() or _open(scheme))
    labels = _labels(ends, unit, beyond=beyond)
    colours = ramp(CIVIDIS, len(labels))
    swatches = [Swatch(label, colour) for label, colour in zip(labels, colours, strict=True)]
    place = np.searchsorted(np.asarray(ends), values.to_numpy(), side="left")
    index = pd.Series(np.where(values.isna(), len(swatches), place), frame.index)
    told = SCHEMES[scheme] if isinstance(scheme, str) else "自定分级"
    return Legend((*swatches, NO_DATA), index, heading or f"{column}（{told}）")


def _check(scheme: str | Sequence[float], count: int) -> None:
    faults = []
    if isinstance(scheme, str) and scheme not in SCHEMES:
        faults.append(
            f"没有名为“{scheme}”的分级方法；可用：{'、'.join(SCHEMES)}，或直接给出各级上限。"
        )
    if not isinstance(scheme, str) and not all(low < high for low, high in pairwise(scheme)):
        faults.append(f"各级上限 {list(scheme)} 应由小到大、互不相同；请改正。")
    if not 2 <= count <= MOST:  # noqa: PLR2004  one class is no classes
        faults.append(f"分级数 {count} 应在 2 到 {MOST} 之间；请改正。")
    if faults:
        raise ChoiceError(faults)


def _open(scheme: str | Sequence[float]) -> bool:
    return not isinstance(scheme, str) or scheme in _GIVEN


def _labels(ends: Sequence[float], unit: str, *, beyond: bool) -> list[str]:
    after = f" {unit}" if unit else ""
    if not len(ends):
        return []
    labels = [WORDS["up_to"].format(most=f"{ends[0]:.6g}{after}")]
    labels += [f"{low:.6g}–{high:.6g}{after}" for low, high in pairwise(ends)]
    over = WORDS["over"].format(most=f"{ends[-1]:.6g}{after}")
    return [*labels, over] if beyond else labels


def _numbers(frame: pd.DataFrame) -> str:
    found = [str(name) for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name])]
    return "、".join(found) or "无"
