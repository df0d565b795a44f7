"""Majorities by persons and by area, reached or not whatever the unknown answers are."""

from collections.abc import Sequence
from dataclasses import dataclass

PASS, FAIL, UNDETERMINED, NOT_ASKED = "pass", "fail", "undetermined", "not_applicable"
_INSIDE = {"quorum": ("agree", "oppose"), "participating": ("agree",), "all": ("agree",)}
_OUTSIDE = {"quorum": ("out",), "participating": ("oppose",), "all": ("oppose", "out")}


@dataclass(frozen=True)
class Tally:
    """
    How much stands where in one ballot: households, or area in whole small units.

    Attributes
    ----------
    agree, oppose, out, unknown
        Agree; take part without agreeing (against, abstain); take no part (absent, not delivered);
        answer not known. Integers.
    open
        Those of the four to which something of unknown size, more than 0, has to be added.
    """

    agree: int
    oppose: int
    out: int
    unknown: int = 0
    open: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Majority:
    """
    One share that has to be reached.

    Attributes
    ----------
    numerator, denominator
        Of the share.
    strict
        Equality is not enough ("more than half").
    of
        `quorum`: those who take part, of all; `participating`: those who agree, of those who take
        part; `all`: those who agree, of all.
    """

    numerator: int
    denominator: int
    strict: bool
    of: str


def outcome(majority: Majority, tally: Tally, *, measured: bool = True) -> str:
    """
    Whether a share is reached, whatever the unknown answers and sizes are.

    Parameters
    ----------
    majority
        The share.
    tally
        Of persons or of area.
    measured
        The sizes of all are known; where they are not, it never passes.

    Returns
    -------
    str
        `pass` or `fail` where every completion says so, else `undetermined`. A share of nothing
        is not reached.

    Examples
    --------
    >>> three_quarters = Majority(3, 4, strict=False, of="participating")
    >>> outcome(three_quarters, Tally(agree=6, oppose=2, out=4))
    'pass'
    >>> outcome(three_quarters, Tally(agree=6, oppose=2, out=3, unknown=1))
    'undetermined'
    """
    if not _possible(majority, tally):
        return FAIL
    return PASS if measured and certain(majority, tally) else UNDETERMINED


def certain(majority: Majority, tally: Tally) -> bool:
    """
    Whether the share is reached by every completion of what is not known.

    Examples
    --------
    >>> quorum = Majority(2, 3, strict=False, of="quorum")
    >>> certain(quorum, Tally(8, 0, 3, open=frozenset({"agree"})))
    True
    """
    inside, outside = _sides(majority, tally)
    if not tally.open.isdisjoint([*_OUTSIDE[majority.of], "unknown"]):
        return False
    outside += tally.unknown
    more = not tally.open.isdisjoint(_INSIDE[majority.of])
    return _reached(majority, inside, outside, more=more, less=False)


def joining(majorities: Sequence[Majority], tally: Tally) -> int | None:
    """
    How much at least has to join and agree, of what takes no part or is not known.

    What is not known counts as taking no part. None where all of it would not be enough.

    Examples
    --------
    >>> joining([Majority(3, 4, strict=False, of="participating")], Tally(5, 3, 4))
    4
    """
    rest = [majority.denominator - majority.numerator for majority in majorities]
    gains = [
        step if majority.of == "participating" else majority.denominator
        for majority, step in zip(majorities, rest, strict=True)
    ]
    return _least(majorities, gains, tally, most=tally.out + tally.unknown)


def turning(majorities: Sequence[Majority], tally: Tally) -> int | None:
    """
    How much at least has to turn and agree, of what takes part without agreeing.

    None where all of it would not be enough.

    Examples
    --------
    >>> turning([Majority(3, 4, strict=False, of="participating")], Tally(5, 3, 4))
    1
    """
    gains = [0 if majority.of == "quorum" else majority.denominator for majority in majorities]
    return _least(majorities, gains, tally, most=tally.oppose)


def _possible(majority: Majority, tally: Tally) -> bool:
    """Whether the share can still be reached: every unknown answer agrees."""
    inside, outside = _sides(majority, tally)
    more = not tally.open.isdisjoint([*_INSIDE[majority.of], "unknown"])
    if more and majority.denominator > majority.numerator:
        return True  # large enough, what agrees outweighs everything
    less = not tally.open.isdisjoint(_OUTSIDE[majority.of])
    return _reached(majority, inside + tally.unknown, outside, more=more, less=less)


def _sides(majority: Majority, tally: Tally) -> tuple[int, int]:
    if majority.of == "quorum":
        return tally.agree + tally.oppose, tally.out
    if majority.of == "participating":
        return tally.agree, tally.oppose
    return tally.agree, tally.oppose + tally.out


def _reached(majority: Majority, inside: int, outside: int, *, more: bool, less: bool) -> bool:
    """Inside over inside and outside; `more`, `less`: as little as one likes is added to one."""
    rest = majority.denominator - majority.numerator
    margin = rest * inside - majority.numerator * outside
    if margin != 0:
        return margin > 0
    if less or inside + outside == 0:
        return more and not less
    return (more and rest > 0) or not majority.strict


def _least(
    majorities: Sequence[Majority], gains: list[int], tally: Tally, *, most: int
) -> int | None:
    """The least that reaches every share, each whole one gaining so much of the margin."""
    settled = Tally(tally.agree, tally.oppose, tally.out + tally.unknown)
    needed = 0
    for majority, gain in zip(majorities, gains, strict=True):
        inside, outside = _sides(majority, settled)
        short = majority.numerator * (inside + outside) - majority.denominator * inside
        if inside + outside == 0:
            needed = max(needed, 1)
        elif short + majority.strict > 0:
            if gain == 0:
                return None
            needed = max(needed, -(-(short + majority.strict) // gain))
    return needed if needed <= most else None
