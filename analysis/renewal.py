"""The programme of a city: who may enter it, with whose money, managed by whom, in which year."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..layers import findings
from . import districts, money
from .eligibility import facts, verdicts
from .finance import accounts, entries, ledger
from .finance.entries import Books
from .management import management_packages, management_rules, triage, yard_walks
from .shared_money import placed, shared, unsettled
from .staging import staging_readiness, staging_tables
from .votes import named_places, rolls
from .votes.ballots import PLACES

if TYPE_CHECKING:
    from .inquiry import Inquiry

Tables = dict[str, pd.DataFrame]
_NO_MONEY = ["least", "most", "project", "cost"]


@dataclass(frozen=True, eq=False)
class Renewal:
    """Eligibility, ledger, management and stages of a city, each made once, when asked for."""

    asked: "Inquiry"

    @cached_property
    def as_of(self) -> pd.Timestamp:
        """The latest day of the data; NaT where no layer says one."""
        sources = self.asked.city.sources
        if not len(sources):
            return pd.Timestamp("NaT")  # pyright: ignore[reportReturnType]  NaT is a timestamp here
        return pd.to_datetime(sources["as_of"], errors="coerce").max()

    @cached_property
    def eligibility(self) -> Tables:
        """Which communities may enter the programme: see :mod:`.eligibility.verdicts`."""
        city, choices = self.asked.city, self.asked.choices
        buildings = city.buildings
        if buildings is not None and self.asked.walks.community is not None:
            buildings = buildings.assign(community=self.asked.walks.community)
        records = facts.Records(
            buildings=buildings,
            protections=city.protections,
            consents=self._consents,
            projects=city.projects,
            decisions=city.decisions,
        )
        return verdicts.tables(
            city.communities,
            records=records,
            as_of=None if pd.isna(self.as_of) else self.as_of,
            rules=choices.programme,
            task_households=choices.task_households,
            overrides=choices.rules,
        )

    @cached_property
    def verdicts(self) -> pd.Series:
        """Of each community: `pass`, `partial`, `pending` or `fail`."""
        found = self.eligibility["eligibility"]
        return found.set_index("community")["verdict"]

    @cached_property
    def finance(self) -> Tables:
        """The ledger, added up: see :mod:`.finance.accounts`; empty where a layer or day is missing."""
        city = self.asked.city
        if self.books is None or pd.isna(self.as_of):
            return {}
        found = accounts.tables(
            city.projects,
            placed(city.ledger, city.projects),
            communities=city.communities,
            premises=city.premises,
            as_of=self.as_of,
            overrides=self.asked.choices.rules,
        )
        told = findings.table(list(self._of_shared()))
        both = pd.concat([found["finance_findings"], told], ignore_index=True)
        accounted = unsettled(found["finance"], self.shared)
        return found | {"finance": accounted, "finance_findings": both}

    @cached_property
    def shared(self) -> pd.Series:
        """Projects by community whose part of them is not known."""
        city = self.asked.city
        return shared(placed(city.ledger, city.projects), city.projects)

    def _of_shared(self) -> Iterator[findings.Finding]:
        for project, own in self.shared.groupby(self.shared):
            yield from findings.finding(
                findings.WARNING,
                "ledger",
                "款项没有分到小区",
                value=f"{project}：涉及 {'、'.join(map(str, own.index))}",
                remedy="请在资金表中写明每笔款项所属的小区；在此之前，这些小区的收支按未知处理，不参与组合。",
                ids=[str(each) for each in own.index],
            )

    @cached_property
    def management(self) -> Tables:
        """Who manages small yards: see :mod:`.management.management_packages`."""
        city, walks = self.asked.city, self.asked.walks
        rules = self.asked.choices.rules
        given = management_rules.rules(overrides=rules)
        yards = triage.yards(
            city.communities, city.buildings, community=walks.community, rules=given
        )
        metres = None
        if walks.under is not None:
            metres = yard_walks.metres(
                walks, yards["of_layer"], limit=given.farthest, threads=self.asked.threads
            )
        return management_packages.tables(
            city.communities,
            city.buildings,
            metres=metres,
            district=self._districts(yards),
            community=walks.community,
            overrides=rules,
        )

    def staging(self, bundles: pd.Series | None) -> Tables:
        """In which year each community can be renewed; `bundles`: package by community."""
        city, choices = self.asked.city, self.asked.choices
        records = staging_readiness.Records(
            eligibility=self.eligibility["eligibility"],
            checks=self.eligibility["eligibility_checks"],
            finance=self.finance.get("finance"),
            consents=self._consents,
            projects=city.projects,
            ledger=None if self.books is None else placed(city.ledger, city.projects),
            bundles=bundles,
        )
        first = self.as_of.year + 1
        budget = dict.fromkeys(
            range(first, first + int(choices.years)), choices.year_budget or None
        )
        return staging_tables.tables(
            city.communities,
            records,
            budget=budget,
            as_of=self.as_of,
            district=city.communities.get("district"),
            count=self._count,
            overrides=choices.rules,
        )

    @cached_property
    def _consents(self) -> pd.DataFrame | None:
        return None if self.asked.city.votes is None else self.asked.votes["consents"]

    @cached_property
    def _count(self) -> Any:
        """The answers of the households; None without votes."""
        city, choices = self.asked.city, self.asked.choices
        if city.votes is None:
            return None
        frames = {level: city.layers[name] for level, name in PLACES.items() if name in city.layers}
        return staging_tables.votes(
            city.votes,
            households={level: rolls.registered(frame) for level, frame in frames.items()},
            places=named_places.within(frames),
            rules=choices.consent,
            overrides=choices.rules,
        )

    def _districts(self, yards: pd.DataFrame) -> pd.Series:
        """Of communities as registered; of buildings where their middle lies."""
        city = self.asked.city
        empty = pd.Series(pd.NA, city.communities.index, dtype="string")
        own = city.communities.get("district", empty).astype("string").reindex(yards.index)
        alone = yards.index[yards["of_layer"].eq("buildings")]
        if city.districts is None or not len(alone):
            return own
        found = districts.subdistricts(city.buildings.geometry.loc[alone], city.districts)
        return own.fillna(found.reindex(yards.index))

    @cached_property
    def books(self) -> Books | None:
        """The ledger, ready to add; None where a layer is missing."""
        city = self.asked.city
        if city.projects is None or city.ledger is None or city.communities is None:
            return None
        if not len(city.ledger) or not len(city.projects):
            return None
        return entries.books(
            city.projects,
            placed(city.ledger, city.projects),
            communities=city.communities,
            as_of=self.as_of,
            overrides=self.asked.choices.rules,
        )

    @cached_property
    def community_money(self) -> pd.DataFrame:
        """Indexed by community: `least`, `most` (yuan, income less cost), `project`, `cost`."""
        if self.books is None:
            return pd.DataFrame(columns=_NO_MONEY)
        found = ledger.net(self.books, "community")
        rows = self.books.rows.dropna(subset=["community", "project"])
        held = rows.groupby("community")["project"].agg(lambda own: "、".join(sorted(set(own))))
        named = held.reindex(found.index).astype("string")
        made = _in_yuan(found).assign(project=named, cost=self._costs("community"))
        sums = made.columns.difference(["project"])
        made.loc[made.index.isin(self.shared.index), sums] = pd.NA
        return made

    @cached_property
    def project_money(self) -> pd.DataFrame:
        """Indexed by project, those of no community: `least`, `most`, `cost` (yuan)."""
        if self.books is None:
            return pd.DataFrame(columns=["least", "most", "cost"])
        rows = self.books.rows
        of = rows.loc[rows["community"].notna(), "project"].dropna().unique()
        own = self.asked.city.projects["communities"].notna()
        found = ledger.net(self.books, "project")
        alone = found[~found.index.isin([*of, *own.index[own]])]
        return _in_yuan(alone).assign(cost=self._costs("project"))

    def _costs(self, level: str) -> pd.Series:
        """Yuan at the most, by id."""
        assert self.books is not None  # asked for where there are books
        table = ledger.accounts(self.books)
        return table[table["level"].eq(level)].set_index("id")["cost_most"].astype("Float64")


def _in_yuan(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: money.yuan(found[name]) for name in ("least", "most")})
