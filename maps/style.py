"""How classes look: breaks, colour-blind-safe palettes, and the swatches of the legends."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from .words import WORDS

Mark = Literal["fill", "hatch", "outline", "line", "dash", "band", "dot"]

# viridis; light is near and reached, dark is far and not, with a gap between the two
VIRIDIS_REACHED = ("#fde725", "#b8de29", "#7ad151", "#4ac16d")
VIRIDIS_BEYOND = ("#2c728e", "#33638d", "#3e4a89", "#472a7a", "#440154")
# ColorBrewer's RdPu, all to none: no colour that means a walking time
RED_PURPLE = ("#fde0dd", "#fa9fb5", "#f768a1", "#ae017e", "#49006a")
# cividis: one hue to the other, the same to colour-blind eyes; for figures of one's own
CIVIDIS = ("#fee838", "#d2c060", "#a59c74", "#7c7b78", "#575d6d", "#233e6c", "#00224e")
# Okabe and Ito's eight, for categories
OKABE_ITO = {
    "orange": "#e69f00",
    "sky": "#56b4e9",
    "green": "#009e73",
    "yellow": "#f0e442",
    "blue": "#0072b2",
    "vermillion": "#d55e00",
    "purple": "#cc79a7",
    "black": "#000000",
}
GREY = {"no_data": "#c9ccd1", "not_computed": "#6b7280", "line": "#a7a9ac", "ink": "#3d4451"}

STATUTORY_MINUTES = (5.0, 10.0, 15.0)  # GB 50180-2018, 2.0.2 to 2.0.4: the three living circles
STATUTORY_METRES = (300.0, 500.0, 1000.0)  # GB 50180-2018, the radii of the three circles
SHARE_BREAKS = (0.5, 0.8)  # shares between none and all


@dataclass(frozen=True)
class Swatch:
    """One class of a legend: its words, colour, and how its features are drawn."""

    label: str
    colour: str
    mark: Mark = "fill"
    size: float = 0.6  # width of the line or outline in pixels; of a dot, its radius
    opacity: float = 0.9
    area: float = 0.9  # opacity inside a polygon that is in a class of dots or bands
    note: str = ""
    always: bool = True  # False: left out of the legend while nothing is in it


NO_DATA = Swatch(WORDS["no_data"], GREY["no_data"])
NOT_COMPUTED = Swatch(WORDS["not_computed"], GREY["not_computed"], "hatch", 1.0)
NOT_COUNTED = Swatch(WORDS["not_counted"], "#e7e8ea", size=0.4, always=False)


def minute_breaks(limit: float, search: float | None = None) -> tuple[float, ...]:
    """
    Upper ends of the classes of walking time, inclusive.

    Parameters
    ----------
    limit
        Minutes within which a place counts as reached; always one of the breaks.
    search
        Minutes beyond which nothing was looked for; the last break. None where it is not known.

    Returns
    -------
    tuple of float
        Ascending minutes.

    Examples
    --------
    >>> minute_breaks(10, 30)
    (5.0, 10.0, 15.0, 30.0)
    >>> minute_breaks(12, 12)
    (5.0, 10.0, 12.0)
    >>> minute_breaks(8)
    (5.0, 8.0, 10.0, 15.0)
    """
    breaks = {*STATUTORY_MINUTES, float(limit)}
    if search is not None:
        breaks = {step for step in breaks if step < search} | {float(search)}
    return tuple(sorted(breaks))


def minute_swatches(
    breaks: Sequence[float], limit: float, *, searched: bool = True
) -> tuple[Swatch, ...]:
    """
    Classes of walking time: one a break, beyond the search, not computed, no data.

    Parameters
    ----------
    breaks
        From :func:`minute_breaks`.
    limit
        The minutes that count as reached; marked in the legend.
    searched
        The last break is where the search ended.

    Returns
    -------
    tuple of Swatch
        `len(breaks)` classes of time, then the three others.

    Examples
    --------
    >>> [swatch.label for swatch in minute_swatches((5.0, 10.0), 10)][:3]
    ['不超过 5 分钟', '5–10 分钟', '超过 10 分钟（超出搜索范围）']
    """
    near = sum(step <= limit for step in breaks)
    colours = [*ramp(VIRIDIS_REACHED, near), *ramp(VIRIDIS_BEYOND, len(breaks) + 1 - near)]
    unit = WORDS["minutes"]
    labels = [WORDS["up_to"].format(most=f"{breaks[0]:g} {unit}")]
    labels += [f"{low:g}–{high:g} {unit}" for low, high in pairwise(breaks)]
    notes = [f"≤ {WORDS['limit_mark']}" if step == limit else "" for step in breaks]
    times = [
        Swatch(label, colour, note=note)
        for label, colour, note in zip(labels, colours, notes, strict=False)
    ]
    end = f"（{WORDS['beyond']}）" if searched else ""
    last = WORDS["over"].format(most=f"{breaks[-1]:g} {unit}")
    beyond = Swatch(f"{last}{end}", colours[-1])
    return (*times, beyond, NOT_COMPUTED, NO_DATA)


def share_swatches() -> tuple[Swatch, ...]:
    """
    Classes of the share reached: all, two steps between, few, none, part, not computed, no data.

    Returns
    -------
    tuple of Swatch
        In the order of :func:`share_class`.

    Examples
    --------
    >>> [swatch.label for swatch in share_swatches()][:5]
    ['全部到达（100%）', '80%–100%', '50%–80%', '50% 以下', '均未到达（0）']
    """
    low, high = (f"{100 * step:g}%" for step in SHARE_BREAKS)
    labels = (f"{WORDS['all']}（100%）", f"{high}–100%", f"{low}–{high}")
    labels += (WORDS["below"].format(most=low),)
    colours = ramp(RED_PURPLE, 5)
    known = [Swatch(label, colour) for label, colour in zip(labels, colours, strict=False)]
    none = Swatch(f"{WORDS['none']}（0）", colours[-1])
    part = Swatch(WORDS["part"], OKABE_ITO["sky"], always=False)
    return (*known, none, part, NOT_COMPUTED, NO_DATA)


def share_class(share: float | None, reached: str | None) -> int:
    """
    Place of a share among :func:`share_swatches`.

    Parameters
    ----------
    share
        0 to 1; None where there is no base.
    reached
        all, part, none or unknown; decides where there is no share. None for no row at all.

    Returns
    -------
    int
        0 to 7.

    Examples
    --------
    >>> share_class(1.0, "all"), share_class(0.8, "part"), share_class(0.001, "part")
    (0, 1, 3)
    >>> share_class(None, "part"), share_class(None, "unknown"), share_class(None, None)
    (5, 6, 7)
    """
    words = {"all": 0, "none": 4, "part": 5, "unknown": 6}
    if reached is None:
        return 7
    if share is None or reached == "unknown":
        return words.get(reached, 6)
    if share >= 1:
        return 0
    if share <= 0:
        return 4
    low, high = SHARE_BREAKS
    return 1 if share >= high else 2 if share >= low else 3


def ramp(palette: Sequence[str], steps: int) -> list[str]:
    """
    Colours at even steps of a palette, its two ends included.

    Parameters
    ----------
    palette
        Colours in order.
    steps
        How many.

    Returns
    -------
    list of str

    Examples
    --------
    >>> ramp(VIRIDIS_REACHED, 2)
    ['#fde725', '#4ac16d']
    """
    last = len(palette) - 1
    return [palette[round(place * last / max(steps - 1, 1))] for place in range(steps)]
