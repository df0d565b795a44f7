"""Corrections: what people on the ground put right, applied by name, and every one of them listed."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from .added_plots import RULE, registered, row_of
from .correcting import (
    REGISTER,
    UNMATCHED,
    Entry,
    Row,
    Sites,
    entry,
    matched,
    unmatched,
    written,
)
from .evidence_rows import joined, supported
from .evidence_rules import FOR, NOTE, Rules
from .kinds import strongest

EXCLUDE, WITHDRAW, CONFIRM = "exclude", "withdraw", "confirm"
EXCLUDED, LEFT, WITHDRAWN = "excluded", "left", "withdrawn"
CONFIRMED = "confirmed"
LOG = {
    **dict.fromkeys(("correction", "action", "of_layer", "of", "plot", "result"), "string"),
    **dict.fromkeys(("by", "reason"), "string"),
    "as_of": "datetime64[s]",
    "text": "string",
}
_NOTED = {"who": "string", "why": "string", "as_of": "datetime64[s]", "id": "string"}
_SAID = {EXCLUDE: (EXCLUDED, "排除"), CONFIRM: (CONFIRMED, "核实")}


@dataclass(frozen=True, eq=False)
class Corrected:
    """
    Plots and evidence after corrections.

    `excluded` and `confirmed` are indexed by plot: `who`, `why`, `as_of`, `id`, `source`; excluded
    plots stay in `plots`. `log` has one row a correction and plot, one with no plot where nothing
    matched: ``LOG``.
    """

    plots: gpd.GeoDataFrame
    evidence: pd.DataFrame
    excluded: pd.DataFrame
    confirmed: pd.DataFrame
    log: pd.DataFrame


def apply(
    plots: gpd.GeoDataFrame,
    evidence: pd.DataFrame,
    corrections: pd.DataFrame | None,
    *,
    rules: Rules,
    kinds: pd.DataFrame,
    sites: Sites,
    added: Sequence[Entry] = (),
) -> Corrected:
    """
    Apply what people put right: first withdrawals, then additions, then exclusions and the rest.

    Parameters
    ----------
    plots, evidence
        Plots frame indexed by plot, metric CRS; evidence rows.
    corrections
        Indexed by id: `action` (exclude, register, withdraw, confirm), `of_layer` (plots: the id of
        a plot), `of`, `evidence_rule`, `by`, `reason`, `as_of`, `source`; a geometry in the same
        CRS where there is one. A correction finds its plot by `of`, otherwise by a point inside the
        plot or an area that covers at least half of it. None where there is no such layer.
    rules
        From :func:`pianqu.analysis.idle.evidence_rules.rules`.
    kinds
        From :func:`pianqu.analysis.idle.kinds.kinds`.
    sites
        Where an addition may lie.
    added
        The log of :func:`add`: additions that were made before.

    Returns
    -------
    Corrected
        A plot whose withdrawn evidence leaves none that speaks for it (a raster alone does not) is
        gone, with what else was said of it; one that stays takes the strongest kind that is left.
        What people added stays, unless nothing else is there to withdraw or the rule `correction`
        is named. An addition makes a plot of kind `registered`, or more evidence for one that is
        there. One that matches nothing is `unmatched` in the log; one whose id several plots have
        is `ambiguous` and does nothing.

    Examples
    --------
    >>> import shapely
    >>> from . import evidence_rules, kinds
    >>> plot = gpd.GeoDataFrame(
    ...     {"of_layer": "parcels", "of": "L1", "kind": "corner"},
    ...     geometry=[shapely.box(0, 0, 9, 9)], index=["L1"], crs=4549,
    ... )
    >>> right = pd.DataFrame(
    ...     {"of_layer": "parcels", "of": ["L1", "L9"], "action": "exclude", "by": "街道",
    ...      "reason": "已复产"}, index=["K1", "K2"],
    ... )
    >>> found = apply(
    ...     plot, joined([]), right, rules=evidence_rules.rules(), kinds=kinds.kinds(), sites=Sites()
    ... )
    >>> found.excluded["why"].to_dict(), found.log["result"].tolist()
    ({'L1': '已复产'}, ['excluded', 'unmatched'])
    """
    given = written(corrections)
    log, kept, told = _withdrawn(plots, evidence, given, rules, kinds, sites)
    by = {str(one["plot"]): str(one["correction"]) for one in log if one["result"] == LEFT}
    log += added
    done = {one["correction"] for one in added}
    late = [row for row in given if row.action == REGISTER and row.id not in done]
    more = registered(kept, told, late, rules, sites)
    kept, told = more.plots, more.evidence
    log += more.log
    noted: dict[str, list[dict[str, object]]] = {EXCLUDE: [], CONFIRM: []}
    for row in given:
        if row.action not in noted:
            continue
        result, zh = _SAID[row.action]
        found = matched(row, kept)
        log += [entry(row, plot, result, f"{zh}：{row.why}") for plot in found.plots]
        log += [] if found.plots else unmatched(row, found, plots, sites, by)
        noted[row.action] += [row.noted(plot) for plot in found.plots]
    told = joined([told, _confirming(noted[CONFIRM], rules)])
    return Corrected(kept, told, _noted(noted[EXCLUDE]), _noted(noted[CONFIRM]), _log(log, given))


def _withdrawn(
    plots: gpd.GeoDataFrame,
    evidence: pd.DataFrame,
    given: list[Row],
    rules: Rules,
    kinds: pd.DataFrame,
    sites: Sites,
) -> tuple[list[Entry], gpd.GeoDataFrame, pd.DataFrame]:
    """Evidence taken back; plots that nothing speaks for any more leave."""
    gone = pd.Series(False, index=evidence.index)
    hits: list[tuple[Row, str]] = []
    log: list[Entry] = []
    for row in given:
        if row.action != WITHDRAW:
            continue
        found = matched(row, plots)
        log += [] if found.plots else unmatched(row, found, plots, sites, {})
        for plot in found.plots:
            own = _meant(evidence, plot, row.rule)
            gone |= own
            if own.any():
                hits.append((row, plot))
            else:
                log.append(entry(row, plot, UNMATCHED, f"地块没有证据 {row.rule or '可撤回'}"))
    if not hits:
        return log, plots, evidence
    rest = evidence[~gone]
    touched = {plot for _, plot in hits}
    left = touched - set(supported(rest))
    for row, plot in hits:
        what = f"证据 {row.rule}" if row.rule else "全部证据"
        end = "，不再有证据支持，退出清单" if plot in left else "，仍有其他证据"
        log.append(
            entry(row, plot, LEFT if plot in left else WITHDRAWN, f"撤回{what}{end}：{row.why}")
        )
    rest = rest[~rest["plot"].isin(left)].reset_index(drop=True)
    kept = plots[~plots.index.isin(left)]
    speaks = rest[rest["says"].eq(FOR) & rest["plot"].isin(touched)]
    kind = strongest(speaks["rule"].map(rules.table["plot_kind"]), of=speaks["plot"], table=kinds)
    kinds_now = kind.reindex(kept.index).fillna(kept["kind"].astype("string"))
    return log, kept.assign(kind=kinds_now), rest


def _meant(evidence: pd.DataFrame, plot: str, rule: str) -> pd.Series:
    """The rows of a plot that a withdrawal takes back."""
    own = evidence["plot"].eq(plot).fillna(value=False).astype(bool)
    if rule:
        return own & evidence["rule"].eq(rule).fillna(value=False).astype(bool)
    # who adds a plot knows better than a record that is withdrawn
    recorded = own & evidence["rule"].ne(RULE).fillna(value=True).astype(bool)
    return recorded if recorded.any() else own


def _confirming(noted: list[dict[str, object]], rules: Rules) -> pd.DataFrame:
    """A plot confirmed on the ground has it among its evidence, as a note."""
    return joined(
        [row_of(one, f"经{one['who']}核实：{one['why']}", rules, says=NOTE) for one in noted]
    )


def _noted(noted: list[dict[str, object]]) -> pd.DataFrame:
    types = {"plot": "string", **_NOTED, "source": "string"}
    table = pd.DataFrame(noted, columns=list(types)).astype(types)
    return table.drop_duplicates("plot").set_index("plot")


def _log(log: list[Entry], given: list[Row]) -> pd.DataFrame:
    """In the order of the file."""
    place = {row.id: at for at, row in enumerate(given)}
    ordered = sorted(log, key=lambda one: place[str(one["correction"])])
    return pd.DataFrame(ordered, columns=list(LOG)).astype(LOG)
