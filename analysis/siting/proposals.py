"""Where the next places of each use should go: the sites, what each brings, and the next best."""

import time
from dataclasses import dataclass, field

import pandas as pd

from ..reuse import fits
from . import need_to_plot, shared_plots, site_rows
from .benefits import in_order
from .existing import NOT_COMPUTED, Base, Homes, base
from .next_best import next_best
from .problems import Problem, problem
from .site_costs import costs
from .sited import Sited
from .siting_options import MOST_PEOPLE, WEAKEST, Options
from .solving import curve, solve

NO_KIND = "这一用途不是设施，不按步行覆盖选址"
NOT_INCLUDED = "kinds 未包含这一类设施，未计算步行时间"
NO_PLOT = "没有地块适合这一用途，理由见利用判断表"
NO_COST = "适合的地块造价都未知，有资金上限时无法选址"
ALL_REACHED = "没有住宅在时限之外，不需要选址"
SOLVED = ("proven", "gap")
NOT_ASKED, NO_SITES, NOT_NEEDED = "not_computed", "no_candidates", "not_needed"
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Proposal:
    """
    One use: what was asked, what was found, and why where nothing was.

    Attributes
    ----------
    use, kind
        Row of the table of uses, and the kind of facility that it is.
    asked
        The question; None where nobody knows who is without.
    found
        The sites and their bound; None where no model was asked.
    status
        That of `found`, or `not_computed`, `no_candidates`, `not_needed`.
    reason
        Why no model was asked; "" where one was.
    sites
        One row a site, in order; see :func:`pianqu.analysis.siting.site_rows.sites`.
    curve
        One row a number of sites, to one more than are proposed.
    """

    use: str
    kind: str
    asked: Problem | None
    found: Sited | None
    status: str
    reason: str
    sites: pd.DataFrame
    curve: pd.DataFrame = field(default_factory=site_rows.no_curve)


def siting(
    homes: Homes,
    walks: pd.DataFrame,
    reuse: pd.DataFrame,
    plots: pd.DataFrame,
    uses: pd.DataFrame,
    *,
    options: Options,
) -> Tables:
    """
    Where the next places should go, use by use, with what each site brings.

    Parameters
    ----------
    homes
        Where people live, and how far they walk today.
    walks
        From :func:`pianqu.analysis.siting.reach.pairs`, to `options.far` minutes.
    reuse
        One row a plot and use: `plot`, `use`, `fits` (`can`, `cannot`, `needs_survey`), and where
        known `area_needed` (m2) and `capacity`.
    plots
        Indexed by plot: `area`, `of_layer`.
    uses
        Indexed by use: `zh`, `facility_kind` ("" or NA for what is no facility).
    options
        What the planner wants.

    Returns
    -------
    dict
        `siting` (one row a use), `siting_sites` (one a proposed site), `siting_curve` (one a use
        and number of sites), `siting_needs` (one a community and use that not all of it reach) and
        where people are counted `siting_shared` and `siting_shared_total` (all uses at once, see
        :func:`pianqu.analysis.siting.shared_plots.shared`; not with the weakest community first,
        which a plan of everyone alike would contradict).
        Every figure of coverage is counted anew from the walks; `checked` is the objective counted
        so, from the sites alone.

    Notes
    -----
    Each use is asked by itself: two uses may propose one plot, which `also_for` says.

    Examples
    --------
    >>> index = pd.Index(["B1", "B2"])
    >>> homes = Homes(
    ...     pd.DataFrame({"canteen": [4.0, float("inf")]}, index),
    ...     pd.DataFrame({"buildings": 1.0, "households": [24, 30], "residents": pd.NA}, index),
    ...     pd.Series("C1", index),
    ... )
    >>> walks = pd.DataFrame({"building": ["B2"], "plot": ["R1"], "minutes": [3.0]})
    >>> reuse = pd.DataFrame(
    ...     {"plot": ["R1"], "use": "canteen", "fits": "can", "area_needed": 100.0}
    ... )
    >>> plots = pd.DataFrame({"area": [300.0], "of_layer": "premises"}, index=["R1"])
    >>> uses = pd.DataFrame({"zh": ["社区食堂"], "facility_kind": "canteen"}, index=["canteen"])
    >>> found = siting(homes, walks, reuse, plots, uses, options=Options(sites=1))
    >>> found["siting"][["status", "objective", "covered_before", "covered_after"]].values.tolist()
    [['proven', 30.0, 24.0, 54.0]]
    >>> found["siting_sites"][["plot", "gain", "cost"]].values.tolist()
    [['R1', 30.0, 200000.0]]
    """
    counted = base(homes.weights, unit=options.demand)
    price = costs(reuse, plots, overrides=options.overrides).drop(columns=["plot", "use"])
    priced = reuse.drop(columns=price.columns, errors="ignore").join(price)
    kinds = uses["facility_kind"].fillna("").astype(str)
    asked = options.uses or kinds.index[kinds != ""]
    found = [_proposal(homes, counted, walks, priced, (use, kinds[use]), options) for use in asked]
    table = site_rows.summary(found, homes, counted, options=options)
    table.insert(1, "zh", table["use"].map(uses["zh"]).astype("string"))
    return {
        "siting": table,
        "siting_sites": site_rows.together([one.sites for one in found]),
        "siting_curve": site_rows.curves([one.curve for one in found]),
        "siting_needs": need_to_plot.needs(found, homes, counted, options=options),
        **_shared(found, reuse, plots, uses["zh"], counted, options),
    }


def _shared(
    found: list[Proposal],
    reuse: pd.DataFrame,
    plots: pd.DataFrame,
    words: pd.Series,
    counted: Base,
    options: Options,
) -> Tables:
    """The uses that have sites, on plots that they share; where people count, all of them alike."""
    if options.model != MOST_PEOPLE or options.first == WEAKEST:
        return {}
    some = [one for one in found if one.asked is not None and one.status in SOLVED]
    price = costs(reuse, plots, least=True, overrides=options.overrides).drop(
        columns=["plot", "use"]
    )
    return shared_plots.shared(
        [one.asked for one in some if one.asked],
        reuse.drop(columns=price.columns, errors="ignore").join(price),
        fits.room(plots),
        words=words,
        unit=counted.unit,
        apart=sum(one.found.objective for one in some if one.found),
        options=options,
    )


def _proposal(
    homes: Homes,
    counted: Base,
    walks: pd.DataFrame,
    reuse: pd.DataFrame,
    use_and_kind: tuple[str, str],
    options: Options,
) -> Proposal:
    use, kind = use_and_kind
    none = site_rows.no_sites()
    if not kind:
        return Proposal(use, kind, None, None, NOT_ASKED, NO_KIND, none)
    if kind not in homes.minutes:
        return Proposal(use, kind, None, None, NOT_ASKED, NOT_INCLUDED, none)
    if homes.minutes[kind].isna().all():
        return Proposal(use, kind, None, None, NOT_ASKED, NOT_COMPUTED, none)
    own = reuse[reuse["use"].eq(use)]
    asked = problem(homes, counted, walks, own, use=use, kind=kind, options=options)
    if asked.reached.all():
        return Proposal(use, kind, asked, None, NOT_NEEDED, ALL_REACHED, none)
    if not len(asked.sites) and not asked.rules.conflict:
        reason = NO_COST if asked.left_out else NO_PLOT
        return Proposal(use, kind, asked, None, NO_SITES, reason, none)
    return _solved(asked, own, counted, options)


def _solved(asked: Problem, reuse: pd.DataFrame, counted: Base, options: Options) -> Proposal:
    """The sites, then what stands in for each and the curve: half of the time, then the rest."""
    end = time.perf_counter() + options.seconds
    found = solve(asked, options, seconds=options.seconds / 2)
    benefits = in_order(asked, found.chosen, model=options.model)
    stand_in = next_best(asked, found, benefits, options=options, seconds=_left(end) / 2)
    sites = site_rows.sites(asked, reuse, benefits.join(stand_in), counted, options=options)
    most = max(len(found.chosen) + 1, options.sites or 1)
    table = curve(asked, options, most=most, seconds=_left(end))
    table = table.assign(use=asked.use, kind=asked.kind, unit=counted.unit)
    return Proposal(asked.use, asked.kind, asked, found, found.status, "", sites, table)


def _left(end: float) -> float:
    return max(end - time.perf_counter(), 0.0)
