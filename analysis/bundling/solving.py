"""The best plan of packages: one call, with a proof or with its proven gap."""

from typing import TYPE_CHECKING

from .columns import of
from .growing import grown
from .progress import Progress, Watch
from .proving import written_out
from .self_balance import balanced
from .start import start

if TYPE_CHECKING:
    from .problem import Answer, Problem

FEW = 4000  # packages that are written out at once
NODES = 50  # of the solver on them: money in a pool may ask for very many
FIRST = 0.1  # share of the time for the first plan
LONGEST = 10.0  # seconds for the first plan
TURNS = 4, 60  # a unit: a plan at once, and a good one


def solve(
    problem: "Problem",
    *,
    seconds: float = 60.0,
    gap: float = 0.0,
    threads: int = 1,
    watch: Watch | None = None,
) -> "Answer":
    """
    The plan of packages that is worth most.

    Parameters
    ----------
    problem
        Units, links, hubs and rules.
    seconds
        Time limit; the best plan by then, with the gap that is proven.
    gap
        Relative gap at which the search may end.
    threads
        Threads of the search for packages; the answer is the same for any number.
    watch
        Called with the seconds gone, the worth of the best plan (None for none yet) and the bound,
        whenever one of the two is better.

    Returns
    -------
    Answer
        Status, packages, worth and bound.

    Notes
    -----
    Few packages are written out and solved as set packing. Many, and few on which the solver does
    not end soon, are made as they are needed, by column generation with subset-row cuts and
    diving; then all that could make a better plan are written out, and a sweep over the units
    finds the best plan of them, after branches where they are too many. Within the time the
    answer depends on the problem alone, not on threads or on the clock.

    Examples
    --------
    >>> from .problem import _two
    >>> answer = solve(_two(), seconds=5)
    >>> answer.status, answer.value, answer.packages[0].members
    ('proven', 1900, (0, 1))
    """
    progress = Progress(problem, seconds=seconds, gap=gap, threads=threads, watch=watch)
    if problem.limits.mode == "self":
        balanced(problem, progress)
        return progress.answer("alone")
    for turns in TURNS:
        progress.offer(of(start(problem, seconds=min(LONGEST, FIRST * seconds), turns=turns)))
    if written_out(problem, progress, most=FEW, nodes=NODES):
        return progress.answer("enumerated")
    grown(problem, progress)
    return progress.answer("columns")
