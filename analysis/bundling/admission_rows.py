"""Rows of the model of all packages with one unit: each rule in inequalities."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from .. import highs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .problem import Ints, Problem

    Places = Mapping[int, int]

PERCENT = 100
DIGITS = 5  # before the point, of the largest sum of money: the solver keeps six behind it


@dataclass(frozen=True)
class Rows:
    """
    A model while it is written: columns and rows are added at the end.

    Attributes
    ----------
    high, whole
        Of each column: its upper limit, the lower is 0, and whether it is a whole number.
    rows
        Terms (column and factor), least and most.
    groups
        Rows of each named rule.
    extra
        Of each rule that is an amount, the column that says by how much it is missed.
    """

    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    groups: dict[str, list[int]] = field(default_factory=dict)
    extra: dict[str, int] = field(default_factory=dict)

    def column(self, high: float, *, whole: bool = False) -> int:
        """A new column."""
        self.high.append(high)
        self.whole.append(whole)
        return len(self.high) - 1

    def row(
        self, terms: dict[int, float], low: float, high: float = np.inf, *, of: str = ""
    ) -> None:
        """A new row, of a named rule or one that always holds."""
        if of:
            self.groups.setdefault(of, []).append(len(self.rows))
        self.rows.append((terms, low, high))

    def amount(self, of: str, terms: dict[int, float], low: float) -> None:
        """A rule of one row; the extra column stays 0 until the rule is given up."""
        self.extra[of] = self.column(0.0)
        self.row({**terms, self.extra[of]: 1.0}, low, of=of)

    def model(self) -> highs.Model:
        """What was written."""
        from scipy.sparse import csr_matrix

        row = np.repeat(np.arange(len(self.rows)), [len(terms) for terms, _, _ in self.rows])
        column = [each for terms, _, _ in self.rows for each in terms]
        value = [float(each) for terms, _, _ in self.rows for each in terms.values()]
        shape = len(self.rows), len(self.high)
        return highs.Model(
            np.zeros(len(self.high)),
            csr_matrix((value, (row, column)), shape=shape),
            np.array([low for _, low, _ in self.rows], dtype=float),
            np.array([high for _, _, high in self.rows], dtype=float),
            np.zeros(len(self.high)),
            np.array(self.high, dtype=float),
            np.array(self.whole, dtype=bool),
        )


def within_reach(rows: Rows, problem: "Problem", at: "Places", hubs: "Places") -> None:
    """One of the hubs is a member and reaches all members; `at` is the column of each unit."""
    by: dict[int, dict[int, float]] = {place: {} for place in at.values()}
    chosen = []
    for hub, place in hubs.items():
        chosen.append(rows.column(1.0, whole=True))
        rows.row({place: 1.0, chosen[-1]: -1.0}, 0.0)
        for each in problem.members[problem.starts[hub] : problem.starts[hub + 1]]:
            if int(each) in at:
                by[at[int(each)]][chosen[-1]] = 1.0
    rows.row(dict.fromkeys(chosen, 1.0), 1.0, 1.0)
    for place, terms in by.items():
        rows.row({**terms, place: -1.0}, 0.0, of="reach")


def in_one_piece(rows: Rows, problem: "Problem", at: "Places", unit: int) -> None:
    """A flow from the unit brings one to each other member, over links between members."""
    most = float(max(len(at) - 1, 1))
    into: dict[int, dict[int, float]] = {place: {} for place in at.values()}
    beside: dict[int, dict[int, float]] = {place: {} for place in at.values()}
    for first, second in problem.links:
        if int(first) not in at or int(second) not in at:
            continue
        ends = at[int(first)], at[int(second)]
        for one, other in (ends, ends[::-1]):
            beside[one][other] = 1.0
            flow = rows.column(most)
            into[other][flow], into[one][flow] = 1.0, -1.0
            rows.row({one: most, flow: -1.0}, 0.0, of="links")
            rows.row({other: most, flow: -1.0}, 0.0, of="links")
    for place in at.values():
        if place != at[unit]:
            rows.row({**into[place], place: -1.0}, 0.0, 0.0, of="links")
            rows.row({**beside[place], place: -1.0}, 0.0, of="links")


def together_and_apart(rows: Rows, problem: "Problem", at: "Places") -> None:
    """Sets all in or all out; pairs not both in. A set that is not all near is out."""
    for number, units in enumerate(problem.together):
        places = [at[each] for each in units if each in at]
        for one, other in pairwise(places):
            rows.row({one: 1.0, other: -1.0}, 0.0, 0.0, of=f"together:{number}")
        if places and len(places) < len(units):
            rows.row({places[0]: 1.0}, 0.0, 0.0, of=f"together:{number}")
    for number, pair in enumerate(problem.apart):
        if all(each in at for each in pair):
            rows.row(
                dict.fromkeys((at[each] for each in pair), 1.0), 0.0, 1.0, of=f"apart:{number}"
            )


def sizes(rows: Rows, problem: "Problem", at: "Places") -> None:
    """Least and most households and area; one community by itself may be above the most."""
    limits = problem.limits
    lived = [place for each, place in at.items() if problem.lived[each]]
    single = rows.column(1.0, whole=True)
    rows.row({**dict.fromkeys(lived, -1.0), single: 1.0 - len(lived)}, -float(len(lived)))
    for name, of, least, most in (
        ("households", problem.households, limits.least_households, limits.most_households),
        ("area", problem.area, limits.least_area, limits.most_area),
    ):
        own = _terms(of, at)
        every = sum(own.values())
        if least > 0:
            rows.amount(f"least_{name}", own, float(least))
        if every > most:
            over = {place: -value for place, value in own.items()}
            rows.amount(f"most_{name}", {**over, single: every - most}, -float(most))


def money_and_services(rows: Rows, problem: "Problem", at: "Places") -> None:
    """The balance, with what its own land serves, and least shares of the need."""
    limits, unit = problem.limits, fen_unit(problem)
    terms = _terms(problem.finance, at, unit=unit)
    for number, service in enumerate(problem.services):
        need, room = (_terms(of[:, number], at) for of in (problem.need, problem.capacity))
        if service.income:
            served = rows.column(min(sum(need.values()), sum(room.values())))
            terms[served] = service.income / unit
            rows.row({**need, served: -1.0}, 0.0)
            rows.row({**room, served: -1.0}, 0.0)
        if service.percent > 0:
            short = {
                p: PERCENT * room.get(p, 0.0) - service.percent * need.get(p, 0.0)
                for p in at.values()
            }
            rows.amount(f"service:{number}", short, 0.0)
    least = limits.floor if limits.mode == "pool" else 0
    if least is not None:
        rows.amount("money", terms, (least + limits.overhead) / unit)


def fen_unit(problem: "Problem") -> int:
    """
    The unit that money is put in for the solver, in fen: a power of ten.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> fen_unit(_two())
    1
    """
    most = int(np.abs(problem.finance).max(initial=1))
    return 10 ** max(0, len(str(most)) - DIGITS)


def _terms(of: "Ints", at: "Places", *, unit: int = 1) -> dict[int, float]:
    return {place: int(of[each]) / unit for each, place in at.items() if of[each]}
