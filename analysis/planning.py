"""A plan: the answers for one city and one set of choices, as tables that say what they mean."""

import os
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from ..gis.errors import LayerError
from . import answers, basis, meanings, remarks
from .choices import Choices
from .inquiry import Inquiry, longest
from .questions import ALL, answer, require
from .walks import Walks, walk

if TYPE_CHECKING:
    from ..layers.city import City

_ASKED_OF = ("communities", "buildings", "parcels")  # one of them at least


@dataclass(frozen=True, eq=False)
class Plan:
    """
    The answers for one city and one set of choices: named tables, each field described.

    Attributes
    ----------
    tables
        Name to frame: the layers of the city, and one table an answer.
    fields
        One row a field of a table: `table`, `field`, `zh`, `en`, `unit`, `meaning`, `source`.

    Examples
    --------
    >>> table = pd.DataFrame({"share": [0.5]})
    >>> plan = Plan({"coverage": table}, pd.DataFrame())
    >>> plan["coverage"].equals(table), "idle" in plan
    (True, False)
    """

    tables: Mapping[str, pd.DataFrame]
    fields: pd.DataFrame

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The table of that name."""
        return self.tables[table]

    def __contains__(self, table: object) -> bool:
        """Whether there is a table of that name."""
        return table in self.tables


def plan(
    city: "City",
    choices: Choices | None = None,
    *,
    questions: Collection[str] = ALL,
    threads: int | None = None,
    step: Callable[[str], None] = lambda name: None,
) -> Plan:
    """
    Answer every question that the layers of a city allow.

    Parameters
    ----------
    city
        From :func:`pianqu.read`: every layer checked, in one metric CRS.
    choices
        What the planner decides; the default where none is given.
    questions
        What is asked beside the minutes, some of :data:`pianqu.analysis.questions.ALL`; none for
        the quickest answer, as when ideas are compared.
    threads
        Threads of the search, all cores where not given; no answer depends on it.
    step
        Called with the name of each step as it begins.

    Returns
    -------
    Plan
        The layers of the city, and the tables `kinds`, `coverage`, `community_coverage`,
        `building_minutes`, `building_reached`, `building_access`, `stairwell_minutes`, `doors`,
        `cuts`, `basis`, `sources`, `treatments` and `understood` (where there are any),
        `findings` and `timings`; `questions`, and the tables of those
        that are asked. What a missing layer leaves open says so.

    Raises
    ------
    LayerError
        The city has neither communities nor buildings nor parcels: there is nothing to ask about.
    ChoiceError
        There is no such question.
    """
    choices = choices or Choices()
    if all(getattr(city, layer) is None for layer in _ASKED_OF):
        raise LayerError("小区、楼栋和地块三个图层一个也没有，无从分析；请至少提供其中之一。")
    asked = require(questions)
    clock = _Clock(step)
    hands = threads or os.cpu_count() or 1
    walks = walk(
        city.layers,
        choices,
        rasters=city.rasters,
        reach=longest(choices) if asked else 0.0,
        epsg=city.epsg,
        threads=hands,
        step=clock.begin,
    )
    clock.begin("汇总覆盖结果")
    tables = {**city.layers, **_answers(city, choices, walks)}
    if asked:
        clock.begin("计算其他指标")
    covered = tables.get("community_coverage", pd.DataFrame())
    inquiry = Inquiry(city, choices, walks, tables["kinds"], covered, hands)
    tables |= answer(inquiry, questions=asked)
    tables["findings"] = _findings(tables)
    tables["timings"] = clock.read()
    return Plan(tables, meanings.fields(tables))


def _answers(city: "City", choices: Choices, walks: Walks) -> dict[str, pd.DataFrame]:
    caption = basis.caption(city, choices)
    known = answers.kinds(walks, choices)
    tables: dict[str, pd.DataFrame] = {"kinds": known, "doors": answers.doors(walks)}
    tables |= answers.of_buildings(city, choices, walks, known)
    tables |= answers.of_stairwells(city, walks, known)
    if walks.under is not None:
        tables["cuts"] = walks.under.ways.cuts
    if city.communities is not None:
        tables["community_coverage"] = answers.of_communities(city, choices, walks, known)
    if city.buildings is not None or city.communities is not None:  # there is somebody to ask for
        tables["coverage"] = answers.shares(city, choices, tables, known).assign(**caption)
    tables["basis"] = basis.lines(city, choices, caption)
    tables["sources"] = city.sources
    told = {"treatments": city.treatments, "understood": city.understood}
    tables |= {name: table for name, table in told.items() if len(table)}
    tables["findings"] = remarks.findings(
        city, choices, walks, tables.get("building_access", pd.DataFrame())
    )
    return tables


def _findings(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The findings of the walks, and those that questions have left beside their answers."""
    beside = [name for name in tables if name.endswith("_findings")]
    return pd.concat(
        [tables["findings"], *(tables.pop(name) for name in beside)], ignore_index=True
    )


class _Clock:
    """Seconds of each step, from its beginning to that of the next."""

    def __init__(self, step: Callable[[str], None]) -> None:
        self._step = step
        self._begun: list[tuple[str, float]] = []

    def begin(self, name: str) -> None:
        self._begun.append((name, time.perf_counter()))
        self._step(name)

    def read(self) -> pd.DataFrame:
        ends = [moment for _, moment in self._begun[1:]] + [time.perf_counter()]
        rows = [(name, end - start) for (name, start), end in zip(self._begun, ends, strict=True)]
        return pd.DataFrame(rows, columns=["step", "seconds"])
