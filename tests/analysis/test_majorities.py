"""Majorities: exact at their boundaries, and against every completion of what is not known."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.votes import majorities
from pianqu.analysis.votes.majorities import FAIL, PASS, UNDETERMINED, Majority, Tally

PARTS = ("agree", "oppose", "out")
SIZES = (Fraction(1, 1000), Fraction(1), Fraction(7), Fraction(10**6))  # of what is not known


def reached(majority, agree, oppose, out):
    """The share itself, in fractions."""
    part, whole = {
        "quorum": (agree + oppose, agree + oppose + out),
        "participating": (agree, agree + oppose),
        "all": (agree, agree + oppose + out),
    }[majority.of]
    share = Fraction(part, whole) if whole else Fraction(-1)
    limit = Fraction(majority.numerator, majority.denominator)
    return share > limit if majority.strict else share >= limit


def completions(tally):
    """Every way in which the unknown answers and sizes can turn out."""
    for added in product(range(tally.unknown + 1), repeat=3):
        if sum(added) != tally.unknown:
            continue
        ways = [SIZES if part in tally.open else (0,) for part in PARTS]
        for extra in product(*ways):
            yield [
                getattr(tally, part) + more + size
                for part, more, size in zip(PARTS, added, extra, strict=True)
            ]


counts = st.integers(0, 6)
tallies = st.builds(
    Tally,
    agree=counts,
    oppose=counts,
    out=counts,
    unknown=st.integers(0, 3),
    open=st.frozensets(st.sampled_from(PARTS)),
)
pairs = st.sampled_from([(1, 2), (2, 3), (3, 4), (4, 5), (1, 3), (5, 7)])
shares = st.builds(
    lambda pair, strict, of: Majority(*pair, strict, of),
    pairs,
    st.booleans(),
    st.sampled_from(["quorum", "participating", "all"]),
)
unanimous = st.sampled_from(
    [Majority(1, 1, False, of) for of in ("quorum", "participating", "all")]
)


@given(shares | unanimous, tallies)
@settings(max_examples=300, deadline=None)
def test_every_completion_agrees(majority, tally):
    every = [reached(majority, *sizes) for sizes in completions(tally)]

    said = majorities.outcome(majority, tally)
    expected = PASS if all(every) else UNDETERMINED if any(every) else FAIL
    assert said == expected
    assert majorities.certain(majority, tally) == all(every)
    unsure = majorities.outcome(majority, tally, measured=False)
    assert unsure == (FAIL if expected == FAIL else UNDETERMINED)


def least(most, enough):
    return next((more for more in range(most + 1) if enough(more)), None)


@given(st.lists(shares, min_size=1, max_size=3), counts, counts, counts, st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_what_is_missing_is_the_least_that_does(wanted, agree, oppose, out, unknown):
    tally, rest = Tally(agree, oppose, out, unknown), out + unknown

    joined = least(
        rest, lambda more: all(reached(each, agree + more, oppose, rest - more) for each in wanted)
    )
    turned = least(
        oppose,
        lambda more: all(reached(each, agree + more, oppose - more, rest) for each in wanted),
    )
    assert majorities.joining(wanted, tally) == joined
    assert majorities.turning(wanted, tally) == turned


@pytest.mark.parametrize(
    ("majority", "tally", "expected"),
    [
        (Majority(2, 3, False, "quorum"), Tally(8, 0, 4), PASS),
        (Majority(2, 3, False, "quorum"), Tally(5, 2, 5), FAIL),
        (Majority(3, 4, False, "participating"), Tally(6, 2, 4), PASS),
        (Majority(3, 4, False, "participating"), Tally(5, 3, 4), FAIL),
        (Majority(1, 2, True, "participating"), Tally(4, 4, 0), FAIL),
        (Majority(1, 2, True, "participating"), Tally(5, 4, 0), PASS),
        (Majority(4, 5, False, "all"), Tally(48, 5, 7), PASS),
        (Majority(4, 5, False, "all"), Tally(47, 5, 8), FAIL),
        (Majority(3, 4, False, "participating"), Tally(0, 0, 9), FAIL),
        (Majority(2, 3, False, "quorum"), Tally(2 * 10**15, 0, 10**15), PASS),
        (Majority(2, 3, False, "quorum"), Tally(2 * 10**15 - 1, 0, 10**15), FAIL),
    ],
)
def test_equality_counts_only_where_the_rule_says_so(majority, tally, expected):
    assert majorities.outcome(majority, tally) == expected


def test_any_number_of_unknown_members_decides_nothing():
    crowd = Tally(30, 0, 0, open=frozenset({"unknown"}))

    for of in ("quorum", "participating", "all"):
        assert majorities.outcome(Majority(2, 3, False, of), crowd) == UNDETERMINED
