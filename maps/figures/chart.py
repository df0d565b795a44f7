"""A chart that is to be drawn: bars with a place each, in series, with what they rest on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..text.cells import known

Value = float | None


@dataclass(frozen=True)
class Series:
    """
    One colour of a chart.

    Attributes
    ----------
    label
        In the key.
    colour
        Of the fill.
    lengths
        How long the bar of each place is; None where it is not known.
    starts
        Where each bar begins; nought where empty.
    hatch
        Over the fill: a sign beside the colour.
    line
        A line through the middles instead of bars.
    """

    label: str
    colour: str
    lengths: tuple[Value, ...]
    starts: tuple[Value, ...] = ()
    hatch: str = ""
    line: bool = False

    def span(self, place: int) -> tuple[float, float] | None:
        """Begin and end of a bar; None where it is not known."""
        value = self.lengths[place]
        start = self.starts[place] if self.starts else 0.0
        return None if value is None or start is None else (start, start + value)


@dataclass(frozen=True)
class Chart:
    """
    A chart.

    Attributes
    ----------
    key, title
        Name of its files; what stands over it.
    table
        What it shows comes from this table.
    unit
        Of the values.
    places
        What a bar is of.
    series
        Colours.
    tails
        What is printed at each bar: the figure with its base.
    form
        bars lie, columns stand.
    grouped
        Series side by side; on each other otherwise.
    most
        The end of the axis; None lets the values decide.
    absent
        What stands in place of a bar that is not known.
    notes
        口径 at the foot.
    panels
        Small charts in place of one; only their titles, places, series and tails count.
    """

    key: str
    title: str
    table: str
    unit: str = ""
    places: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    tails: tuple[str, ...] = ()
    form: Literal["bars", "columns"] = "bars"
    grouped: bool = False
    most: float | None = None
    absent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    panels: "tuple[Chart, ...]" = ()


def values(cells: Iterable[Any], *, scale: float = 1.0) -> tuple[Value, ...]:
    """
    Cells as numbers, None for what is not known.

    Examples
    --------
    >>> values([20_000, None, float("nan")], scale=10_000)
    (2.0, None, None)
    """
    return tuple(float(cell) / scale if known(cell) else None for cell in cells)


def stacked(*rows: tuple[Value, ...]) -> list[tuple[Value, ...]]:
    """
    Where each series begins when they lie on each other.

    Parameters
    ----------
    *rows
        Values of the series, in order.

    Returns
    -------
    list of tuple
        One a series; what is not known takes no room.

    Examples
    --------
    >>> stacked((1.0, None), (2.0, 3.0), (4.0, 1.0))
    [(0.0, 0.0), (1.0, 0.0), (3.0, 3.0)]
    """
    found = []
    begin = [0.0] * len(rows[0]) if rows else []
    for row in rows:
        found.append(tuple(begin))
        begin = [so_far + (value or 0.0) for so_far, value in zip(begin, row, strict=True)]
    return found


def limits(series: Sequence[Series], *, most: float | None = None) -> tuple[float, float]:
    """
    Ends of the axis: nought is always there.

    Parameters
    ----------
    series
        Of a chart.
    most
        The upper end, where it is given.

    Returns
    -------
    tuple of float
        Lower and upper, a little beyond the values.

    Examples
    --------
    >>> limits([Series("a", "#000000", (-10.0, None, 40.0))])
    (-11.0, 44.0)
    """
    spans = [
        span
        for each in series
        for span in map(each.span, range(len(each.lengths)))
        if span is not None
    ]
    ends = [0.0, *(end for span in spans for end in span)]
    low, high = min(ends) * 1.1, max(ends) * 1.1
    return low, (most if most is not None else high or 1.0)
