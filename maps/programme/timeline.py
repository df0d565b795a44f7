"""The figure of the yearly batches: each community a block as high as its cost, as SVG."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ..plots.sheet import label
from ..text.amounts import in_wan
from ..text.cells import amount, known

# the drawing, in its own units
LEFT, COLUMN, BLOCK, TOP, HEIGHT, FOOT = 16.0, 190.0, 156.0, 44.0, 220.0, 58.0
YEARS = 30  # of a figure at most
_ROOM = 34.0  # that two lines take
_LINE = 17.0
_NAME = 10  # signs
_THIN = 12  # signs over blocks that are too thin for their names


@dataclass(frozen=True)
class Block:
    """A community of a batch: its name, households, and cost in yuan; either may be unknown."""

    name: str
    households: Any
    cost: Any


@dataclass(frozen=True)
class Year:
    """A year: its blocks, what all cost, and what there is to spend; None without a limit."""

    year: int
    blocks: Sequence[Block]
    budget: float | None = None


def timeline(years: Sequence[Year]) -> str:
    """
    The years one after another.

    Parameters
    ----------
    years
        In order.

    Returns
    -------
    str
        One SVG element: per year its communities (`pg-block`), a line for the money there is
        (`pg-budget`), and what it comes to; empty without a year.

    Examples
    --------
    >>> drawn = timeline([Year(2025, [Block("东一村", 60, 1_060_000.0)], 2e6), Year(2026, [])])
    >>> drawn.count('class="pg-block"'), drawn.count('class="pg-budget"'), "没有小区" in drawn
    (1, 1, True)
    """
    if not years:
        return ""
    sums = [sum(_cost(block) for block in year.blocks) for year in years]
    top = max([1.0, *sums, *(year.budget or 0.0 for year in years)])
    width, high = 2 * LEFT + COLUMN * len(years), TOP + HEIGHT + FOOT
    inside = "".join(
        piece for at, year in enumerate(years) for piece in _year(LEFT + at * COLUMN, year, top)
    )
    base = TOP + HEIGHT
    axis = f'<path class="pg-axis" d="M{LEFT:g} {base:g}H{width - LEFT:g}"/>'
    told = "；".join(f"{year.year} 年 {len(year.blocks)} 个小区" for year in years)
    return (
        f'<svg class="pg" role="img" aria-label="{escape(told)}" width="{width:g}" '
        f'height="{high:g}" viewBox="0 0 {width:g} {high:g}" '
        f'xmlns="http://www.w3.org/2000/svg">{axis}{inside}</svg>'
    )


def _cost(block: Block) -> float:
    return float(block.cost) if known(block.cost) else 0.0


def _year(x: float, year: Year, top: float) -> Iterator[str]:
    base = TOP + HEIGHT
    left, middle = x + (COLUMN - BLOCK) / 2, x + COLUMN / 2
    y, thin = base, []
    for block in sorted(year.blocks, key=lambda each: -_cost(each)):
        high = HEIGHT * _cost(block) / top
        y -= high
        thin += [block.name] if high < _LINE else []
        yield from _block(block, left, y, high)
    if thin:
        named = "、".join(thin)
        told = named if len(named) <= _THIN else f"{named[: _THIN - 1]}…"
        yield label(
            "pg-thin", middle, y - 6, f"↓ {told}" if len(thin) == 1 else f"↓ {len(thin)} 个：{told}"
        )
    if year.budget is not None:
        line = base - HEIGHT * year.budget / top
        yield f'<path class="pg-budget" d="M{x + 4:g} {line:.1f}H{x + COLUMN - 4:g}"/>'
        yield label("pg-money", middle, line - 6, f"可用 {in_wan(year.budget)} 万元")
    yield f'<circle class="pg-dot" cx="{middle:g}" cy="{base:g}" r="5"/>'
    yield label("pg-year", middle, base + 23, f"{year.year} 年")
    yield label("pg-sum", middle, base + 42, _sum(year))


def _block(block: Block, x: float, y: float, high: float) -> Iterator[str]:
    homes = f"{amount(block.households)} 户" if known(block.households) else "户数未知"
    cost = f"{in_wan(block.cost)} 万元" if known(block.cost) else "造价不明"
    told = f"{block.name}，{homes}，{cost}"
    yield (
        f'<rect class="pg-block" x="{x:g}" y="{y:.1f}" width="{BLOCK:g}" height="{high:.1f}">'
        f"<title>{escape(told)}</title></rect>"
    )
    middle = x + BLOCK / 2
    name = block.name if len(block.name) <= _NAME else block.name[: _NAME - 1] + "…"
    if high >= _ROOM:
        yield label("pg-on", middle, y + high / 2 - 3, name)
        yield label("pg-on pg-small", middle, y + high / 2 + 13, f"{homes}，{cost}")
    elif high >= _LINE:
        yield label("pg-on pg-small", middle, y + high / 2 + 4, f"{name} {homes}")


def _sum(year: Year) -> str:
    if not year.blocks:
        return "没有小区可入批"
    homes = [block.households for block in year.blocks]
    told = f"{sum(int(each) for each in homes if known(each)):,} 户"
    cost = sum(_cost(block) for block in year.blocks)
    blank = any(not known(block.cost) for block in year.blocks)
    return f"{len(year.blocks)} 个，{told}，{in_wan(cost)} 万元" + ("起" if blank else "")
