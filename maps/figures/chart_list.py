"""The charts of a plan: which are drawn, and which are left out and why."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..basis import basis_value
from .absent import Absent, why
from .chart import Chart, Series
from .chart_money import cash, packages, sources
from .chart_tables import coverage, idle, reconciliation, siting, stages, verdicts
from .layer import Layer
from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

Maker = Callable[["Plan"], Chart | None]
# key, title, table, question, maker
CHARTS: tuple[tuple[str, str, str, str, Maker], ...] = (
    ("chart_coverage", "各类设施到达率", "coverage", "", coverage),
    ("chart_reconciliation", "公园绿地覆盖率各步", "reconciliation", "parks", reconciliation),
    ("chart_idle", "闲置地线索：类别与可信度", "idle_totals", "idle", idle),
    ("chart_siting", "选址：多建一处多覆盖多少", "siting_curve", "siting", siting),
    ("chart_eligibility", "小区纳入资格", "eligibility", "eligibility", verdicts),
    ("chart_stages", "改造分期：每年批次的户数", "staging_batches", "staging", stages),
    ("chart_sources", "资金来源：全部项目合计", "finance", "finance", sources),
    ("chart_cash", "现金流：全部项目按季度", "cash_flow", "finance", cash),
    ("chart_packages", "片区收支", "bundles", "bundling", packages),
)
_LIFTS = ("chart_lifts", "加装电梯：各类单元数", "elevators", "elevators")


def charts(plan: "Plan", *, lifts: Layer | None = None) -> tuple[list[Chart], list[Absent]]:
    """
    The charts of a plan.

    Parameters
    ----------
    plan
        The answers.
    lifts
        The layer of elevators, whose classes are counted.

    Returns
    -------
    tuple of list
        Those that can be drawn, and those that cannot, with the reason.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> made, left = charts(SimpleNamespace(tables={}))
    >>> made, [each.reason for each in left][:1]
    ([], ['没有数据表 coverage'])
    """
    made: list[Chart] = []
    left: list[Absent] = []
    for key, title, table, question, maker in CHARTS:
        chart = maker(plan) if len(plan.tables.get(table, ())) else None
        if chart is None:
            left.append(Absent(key, title, "chart", table, why(plan, table, question=question)))
        else:
            made.append(chart)
    if lifts is None:
        key, title, table, question = _LIFTS
        left.append(Absent(key, title, "chart", table, why(plan, table, question=question)))
    else:
        made.append(_lifts(plan, lifts))
    return made, left


def _lifts(plan: "Plan", layer: Layer) -> Chart:
    """Stairwells in each class of the map."""
    total = len(layer.marks)
    pairs = list(zip(layer.swatches, layer.counts, strict=True))
    series = tuple(
        Series(
            swatch.label,
            swatch.colour,
            tuple(float(count) if at == place else None for at in range(len(pairs))),
        )
        for place, (swatch, count) in enumerate(pairs)
    )
    key, title, table, _ = _LIFTS
    told = basis_value(plan, "consent")
    return Chart(
        key,
        title,
        table,
        unit="个单元",
        places=tuple(swatch.label for swatch, _ in pairs),
        series=series,
        tails=tuple(f"{count:,}/{total:,} = {100 * count / total:.1f}%" for _, count in pairs),
        notes=(f"{FIGURE_WORDS['basis']}：{told}",) if told else (),
    )
