"""What the planner wants of new sites: of which uses, how many, for whom, and on which plots."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...gis.errors import ChoiceError

MOST_PEOPLE, FEWEST_SITES, SHORTEST_WALK = "most_people", "fewest_sites", "shortest_walk"
MODELS = {
    MOST_PEOPLE: "让最多的人新到达",
    FEWEST_SITES: "以最少的处数覆盖能覆盖的全部",
    SHORTEST_WALK: "总步行时间最短",
}
EVERYONE, WEAKEST = "everyone", "weakest"
FIT, FIT_OR_SURVEY = "fit", "fit_or_survey"
CAN, SURVEY = "can", "needs_survey"
HOUSEHOLDS, RESIDENTS, BUILDINGS = "households", "residents", "buildings"
UNITS = {HOUSEHOLDS: "户", RESIDENTS: "人", BUILDINGS: "栋"}
_WORDS = {
    "model": tuple(MODELS),
    "first": (EVERYONE, WEAKEST),
    "candidates": (FIT, FIT_OR_SURVEY),
    "demand": (HOUSEHOLDS, RESIDENTS, BUILDINGS),
}


@dataclass(frozen=True)
class Options:
    """
    What the planner wants of new sites.

    Parameters
    ----------
    uses
        Rows of the table of uses; empty for all that are a kind of facility.
    sites
        Sites of each use at most; None for no limit.
    budget
        Yuan for each use at most; None for no limit.
    model
        `most_people` newly covered, `fewest_sites` for all that can be covered, `shortest_walk` in
        all.
    first
        `everyone` alike, or the `weakest` community first (most people only).
    candidates
        Plots that `fit`, or those that need a survey too (`fit_or_survey`).
    seconds
        Longest search for each use: half for its sites, the rest for what stands in for each and
        for the curve; and longest search for the plan that all uses share.
    limit
        Minutes, inclusive, within which a service counts as reached.
    far
        Minutes to which walks are known; the walk of those beyond counts as this long.
    demand
        Who counts: `households`, `residents` or `buildings`; buildings where the number is not
        known of every home.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Raises
    ------
    ChoiceError
        Every value that cannot be meant, at once.

    Examples
    --------
    >>> Options(sites=2).model
    'most_people'
    >>> Options(sites=None)
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.ChoiceError: 选址的 sites 与 budget 都没有给出，应至少有一个上限（只有 fewest_sites 可以没有）；请给出处数或资金。
    """

    uses: tuple[str, ...] = ()
    sites: int | None = 3
    budget: float | None = None
    model: str = MOST_PEOPLE
    first: str = EVERYONE
    candidates: str = FIT
    seconds: float = 10.0
    limit: float = 10.0
    far: float = 30.0
    demand: str = HOUSEHOLDS
    overrides: Mapping[str, str | Path] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        faults = [
            f"选址的 {name} 为“{getattr(self, name)}”，应为 {'、'.join(words)} 之一；请改正。"
            for name, words in _WORDS.items()
            if getattr(self, name) not in words
        ]
        if self.sites is not None and not (self.sites >= 1 and float(self.sites).is_integer()):
            faults.append(f"选址的 sites 为 {self.sites}，应为不小于 1 的整数；请改正。")
        for name in ("budget", "seconds", "limit"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                faults.append(f"选址的 {name} 为 {value}，应大于 0；请改正。")
        if not faults and self.far < self.limit:
            faults.append(f"选址的 far 为 {self.far:g}，不应小于 limit（{self.limit:g}）；请改正。")
        if self.sites is None and self.budget is None and self.model != FEWEST_SITES:
            faults.append(
                "选址的 sites 与 budget 都没有给出，应至少有一个上限（只有 fewest_sites 可以没有）；"
                "请给出处数或资金。"
            )
        if faults:
            raise ChoiceError(faults)
        object.__setattr__(self, "uses", tuple(self.uses))
        object.__setattr__(self, "sites", None if self.sites is None else int(self.sites))

    @property
    def fitting(self) -> tuple[str, ...]:
        """Verdicts of the table of uses with which a plot is a candidate."""
        return (CAN, SURVEY) if self.candidates == FIT_OR_SURVEY else (CAN,)
