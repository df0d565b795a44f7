"""What the planner decides, and nothing else: a section of the project file is this."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..gis.errors import ChoiceError
from ..layers import kinds
from . import own_tables, pace
from .choice_limits import LIMITS, OPTIONAL, RESIDENTS, out_of_limits, unknown_words

# a choice, and the one that cannot be judged without it
_LEANING = {"minutes": "search_minutes", "rules": "pace"}


@dataclass(frozen=True)
class Choices:
    """
    What the planner decides.

    Parameters
    ----------
    minutes
        Limit within which a service counts as reached, inclusive; a multiple of 0.1, to which
        pages round times up, so that no colour contradicts a table.
    pace
        Row of the table of paces: `gb50180` (the statutory circle's own 50 m a minute), `adult`,
        `elderly`, or a row of the user's table.
    search_minutes
        How far the search goes for the minutes that are shown; at least `minutes`.
    snap
        Metres within which a building or door must lie from a street to be on the network.
    doorstep
        Metres from the edge of an unfenced park within which a street lets people in.
    kinds
        Facility kinds to answer for; empty for all.
    passage
        Who passes streets and gates marked for residents: `residents` (of that community) or
        `everyone`.
    barriers
        Whether walls, rivers, railways and arterials stop people where nothing leads across.
    slope
        Whether the slope of the ground counts, where the city has a raster `dem`.
    crossing_wait
        Seconds waited at each crossing.
    areas
        Kinds whose service areas are drawn.
    area_buffer
        Metres that the picture of a service area reaches beyond its streets.
    demand
        Who shares the capacity of a place: `residents` or `households`.
    decay
        Set of weights by distance of the enhanced two-step catchment, in the table `decay`.
    park_edition, park_place
        Rows of the table `park_radius` that are the statutory rate: the edition of the standard,
        and the sort of place (`general`, or a tier for old towns).
    sun
        Row of the table `sun_profiles`: the day, hours and way of counting of the sunlight standard.
    lift_light
        Row of the table `lift_daylight`: whether lost sunlight warns or forbids a lift.
    consent
        Set of the table `consent_rules`: who must agree.
    lift_cost, subsidy, share_set, payment_set
        Set of `elevator_costs`, row of `elevator_subsidies`, sets of `share_coefficients` and
        `elevator_payments`: what a lift costs, what the state gives, how the households share the
        rest, and in what stages they pay it.
    share_by
        What a household's share follows: `floor`, or `floor_area` (times its area).
    payers
        Who shares: `all` households, or the `participants`, who carry the others' shares too.
    compensation
        Yuan that each household of the ground floor is given by the others.
    idle_in
        Where land that is left over is looked for: `communities`, street `blocks`, or `both`.
    uses
        Rows of `reuse_uses` that sites are looked for; empty for all that are a kind of facility.
    siting, site_first, site_on
        What is wanted (`most_people`, `fewest_sites`, `shortest_walk`), for whom (`everyone`, or
        the `weakest` community first), on which plots (`fit`, `fit_or_survey`).
    sites, site_budget
        Sites of each use at most, and yuan for each use (0: no limit).
    site_seconds
        Longest search for the best sites of a use; then the best found, and how far it may be off.
    programme
        Set of the table `eligibility_rules`: which communities may enter the programme.
    task_households
        Households of the whole task of the year, of which rules that relax the year of building
        take a share (set `gb23.2005`); None: not known, and what depends on it waits for it.
    packages
        How packages of communities balance: each community by itself (`self`), each `package`, or
        all of them together, with transfers (`pool`).
    package_rules
        Set of the table `bundle_rules`: size, reach and cost of a package.
    package_money
        Of money that is not settled, or that depends on something, the `least` or the `most`.
    package_land, across_districts
        Whether idle plots join packages; whether a package may lie in several sub-districts.
    package_seconds
        Longest search for the best packages of a mode; then the best found, and how far it may be
        off.
    year_budget, years
        Yuan for each year of the programme (0: no limit), and how many years.
    rules
        Rule table to the path of the user's own CSV in its place; every one of them is read.

    Raises
    ------
    ChoiceError
        Every value that cannot be meant, at once.

    Examples
    --------
    >>> Choices().minutes
    10.0
    >>> Choices(minutes=-1)
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.ChoiceError: minutes 为 -1，应大于 0 且不超过 120 分钟。
    """

    minutes: float = 10.0
    pace: str = "gb50180"
    search_minutes: float = 30.0
    snap: float = 100.0
    doorstep: float = 15.0
    kinds: tuple[str, ...] = ()
    passage: str = RESIDENTS
    barriers: bool = True
    slope: bool = True
    crossing_wait: float = 0.0
    areas: tuple[str, ...] = ("park_small",)
    area_buffer: float = 25.0
    demand: str = "residents"
    decay: str = "slow"
    park_edition: str = "park.2022"
    park_place: str = "general"
    sun: str = "dahan_2h"
    lift_light: str = "gb50180"
    consent: str = "cc278"
    lift_cost: str = "typical"
    subsidy: str = "none"
    share_set: str = "linear"
    payment_set: str = "three"
    share_by: str = "floor"
    payers: str = "all"
    compensation: float = 0.0
    idle_in: str = "communities"
    uses: tuple[str, ...] = ()
    siting: str = "most_people"
    site_first: str = "everyone"
    site_on: str = "fit"
    sites: float = 3
    site_budget: float = 0.0
    site_seconds: float = 10.0
    programme: str = "gb23"
    task_households: int | None = None
    packages: str = "pool"
    package_rules: str = "default"
    package_money: str = "least"
    package_land: bool = True
    across_districts: bool = False
    package_seconds: float = 20.0
    year_budget: float = 0.0
    years: float = 5
    rules: Mapping[str, str | Path] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        said = ((name, getattr(self, name)) for name in LIMITS)
        faults = [fault for name, value in said if (fault := out_of_limits(name, value))]
        if not faults and not float(10 * self.minutes).is_integer():
            faults.append(
                f"minutes 为 {self.minutes:g}，应为 0.1 的倍数：页面和表格都精确到 0.1 分钟。"
            )
        if not faults and self.search_minutes < self.minutes:
            faults.append(
                f"search_minutes 为 {self.search_minutes:g}，不应小于 minutes（{self.minutes:g}）。"
            )
        faults += [fault for name in ("kinds", "areas") for fault in self._unknown_kinds(name)]
        faults += unknown_words(self)
        faults += self._broken_rules() or [*self._unknown_pace(), *self._unknown_rows()]
        if faults:
            raise ChoiceError(faults)
        for name in LIMITS.keys() - OPTIONAL:  # whatever kind of number was given
            object.__setattr__(self, name, float(getattr(self, name)))
        if self.task_households is not None:
            object.__setattr__(self, "task_households", int(self.task_households))
        for name in ("kinds", "areas", "uses"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "rules", dict(self.rules))

    @cached_property
    def speed(self) -> float:
        """Walking speed in metres a second."""
        return pace.pace(self.pace, overrides=self.rules)

    @property
    def asked(self) -> tuple[str, ...]:
        """Kinds to answer for, in the order of the table of kinds."""
        known = [choice.code for choice in kinds.vocabulary(kinds.FACILITY_KIND)]
        return tuple(kind for kind in known if not self.kinds or kind in self.kinds)

    def _unknown_kinds(self, name: str) -> list[str]:
        given: object = getattr(self, name)
        if not isinstance(given, tuple | list):
            return [f'{name} 为“{given}”，应为设施类型的列表；请写作 ["{given}"]。']
        known = [choice.code for choice in kinds.vocabulary(kinds.FACILITY_KIND)]
        return [
            f"{name} 中的“{kind}”不是设施类型；可选类型见 pianqu tables facility_kinds。"
            for kind in given
            if kind not in known
        ]

    def _broken_rules(self) -> list[str]:
        given: object = self.rules
        if not isinstance(given, Mapping):
            return [f"rules 为“{given}”，应为规则表名到 CSV 路径的对应表；请改正。"]
        return own_tables.faults(self.rules)

    def _unknown_pace(self) -> list[str]:
        try:
            pace.pace(self.pace, overrides=self.rules)
        except ChoiceError as error:
            return list(error.faults)
        return []

    def _unknown_rows(self) -> list[str]:
        chosen = {name: getattr(self, name) for name in own_tables.CHOOSING}
        uses = own_tables.unknown_uses(self.uses, rules=self.rules)
        return [*own_tables.unknown(chosen, rules=self.rules), *uses]


def decide(said: Any, *, wrong: Collection[str], home: Path) -> tuple[Choices | None, list[str]]:
    """
    Choices as a file says them, some of which may be known to be at fault.

    Parameters
    ----------
    said
        The section of the file: a mapping of choice to value, or nothing.
    wrong
        Choices at fault; they, and what cannot be judged without them, are not judged again.
    home
        Folder from which the paths of rule tables are seen.

    Returns
    -------
    tuple
        The choices, None where one is impossible; a sentence for each that is.

    Examples
    --------
    >>> decide({"minutes": "ten", "search_minutes": 5}, wrong={"minutes"}, home=Path())[1]
    []
    >>> decide({"snap": 0}, wrong=(), home=Path())[1]
    ['snap 为 0，应大于 0 且不超过 1,000 米。']
    """
    unsure = {*wrong, *(_LEANING[name] for name in wrong if name in _LEANING)}
    known = said if isinstance(said, Mapping) else {}
    sound = {name: value for name, value in known.items() if name not in unsure}
    if "rules" in sound:
        sound["rules"] = {table: home / path for table, path in sound["rules"].items()}
    try:
        return Choices(**sound), []
    except ChoiceError as error:
        return None, list(error.faults)
