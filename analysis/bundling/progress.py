"""How far a search for the best plan has come: the best plan so far, the bound, and the clock."""

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np

from .columns import Columns, of
from .problem import Answer, Status
from .set_packing import ROUNDING, keeps

if TYPE_CHECKING:
    from .problem import Problem

Watch = Callable[[float, int | None, float], None]


class Progress:
    """
    The best plan so far, the lowest bound so far, and the time that is left.

    Parameters
    ----------
    problem
        The problem.
    seconds
        Time for all of it.
    gap
        Gap at which it may end.
    threads
        Threads of the search for packages.
    watch
        Called with the seconds gone, the worth of the best plan (None for none yet) and the bound,
        whenever one of the two is better.
    """

    def __init__(
        self,
        problem: "Problem",
        *,
        seconds: float,
        gap: float = 0.0,
        threads: int = 1,
        watch: Watch | None = None,
    ) -> None:
        self._began = time.monotonic()
        self._seconds, self._gap, self._watch = seconds, gap, watch
        self.problem, self.threads = problem, threads
        self.plan: Columns | None = None
        self.value: int | None = None
        self.bound = math.inf
        self.infeasible = False
        none = of([])
        if keeps(problem, none, np.empty(0, dtype=np.int64)):
            self.offer(none)

    @property
    def deadline(self) -> float:
        """When the time ends, by the clock of :func:`time.monotonic`."""
        return self._began + self._seconds

    def left(self) -> float:
        """Seconds left; 0 at the least."""
        return max(0.0, self.deadline - time.monotonic())

    @property
    def done(self) -> bool:
        """Whether the search may end: proven, near enough, or out of time."""
        if self.infeasible or self.proven or self.left() <= 0:
            return True
        return self.value is not None and self.gap <= self._gap

    @property
    def proven(self) -> bool:
        """Whether no plan can be worth more."""
        return self.value is not None and self.bound < self.value + 1

    @property
    def gap(self) -> float:
        """Distance of plan and bound, relative; NaN without a plan."""
        if self.value is None:
            return math.nan
        return 0.0 if self.proven else (self.bound - self.value) / max(1, abs(self.value))

    def offer(self, plan: Columns) -> bool:
        """Take a plan that is worth more than the best so far."""
        value = int(plan.value.sum())
        if self.value is not None and value <= self.value:
            return False
        if not keeps(self.problem, plan, np.arange(len(plan))):
            return False
        self.plan, self.value = plan, value
        self._say()
        return True

    def lower(self, bound: float) -> None:
        """Take a bound that is lower; worths are whole, so that it is cut to a whole number."""
        if bound < self.bound:
            self.bound = float(math.floor(bound + ROUNDING)) if math.isfinite(bound) else bound
            self._say()

    def answer(self, way: Literal["alone", "enumerated", "columns"]) -> Answer:
        """What was found."""
        if self.plan is None or self.value is None:
            status: Status = "infeasible" if self.infeasible else "no_answer"
            bound = -math.inf if self.infeasible else self.bound
            return Answer(status, (), 0, bound, math.nan, way)
        found = [self.plan.package(self.problem, place) for place in range(len(self.plan))]
        return Answer(
            status="proven" if self.proven else "gap",
            packages=tuple(sorted(found, key=lambda each: each.members)),
            value=self.value,
            bound=float(self.value) if self.proven else self.bound,
            gap=self.gap,
            way=way,
        )

    def _say(self) -> None:
        if self._watch is not None:
            gone = time.monotonic() - self._began
            self._watch(gone, self.value, self.bound)
