"""The figures in the pages on siting: what the synthetic district gives, and what a site costs."""

from typing import Any

import pandas as pd
from idle_rows import sure
from lift_rows import ZH, pair, sheet

from pianqu.analysis import standards
from pianqu.analysis.planning import Plan

USE = "elder_daycare"  # whose sites, curve and communities are shown
_STATUS = {
    "proven": ("proven", "已证明"),
    "gap": ("gap", "有差距"),
    "infeasible": ("infeasible", "规则矛盾"),
    "no_answer": ("no answer", "没有答案"),
    "no_candidates": ("no candidates", "没有候选"),
    "not_computed": ("not computed", "未计算"),
    "not_needed": ("not needed", "不需要"),
}
_PLACES = {"plot": ("land", "土地"), "premises": ("premises", "房屋")}
_UNITS = {
    "residents": ("residents", "人"),
    "households": ("households", "户"),
    "buildings": ("buildings", "栋"),
}
_PER = {
    "yuan/m2": ("yuan/m²", "元/㎡"),
    "yuan/unit": ("yuan a bay or place", "元/个"),
    "yuan/site": ("yuan a site", "元/处"),
}


def blocks(plan: Plan) -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "uses": _uses,
        "sites": _sites,
        "curve": _curve,
        "needs": _needs,
        "shared": _shared,
        "costs": _costs,
        "pairs": _pairs,
    }
    return {
        f"siting.{name}{end}": block(plan, language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def _number(value: Any, digits: int = 0) -> str:
    return "" if pd.isna(value) else f"{value:,.{digits}f}"


def _part(part: Any, whole: Any) -> str:
    """A share with what it is of."""
    if pd.isna(part) or pd.isna(whole) or not whole:
        return ""
    return f"{part:,.0f}/{whole:,.0f} ({part / whole:.1%})"


def _words(language: str) -> pd.Series:
    return standards.load("reuse_uses")[language]


def _uses(plan: Plan, language: str) -> str:
    words = _words(language)
    lines = [
        (
            words[row.use],
            pair(_STATUS[row.status], language),
            row.candidates,
            row.sites,
            _part(row.covered_before, row.base),
            _part(row.covered_after, row.base),
            _number(row.objective),
            _number(row.bound),
            _number(row.cost),
            "" if pd.isna(row.cost_certainty) else sure(row.cost_certainty, language),
        )
        for row in plan["siting"].itertuples()
    ]
    counted = pair(_UNITS[plan["siting"]["unit"].iloc[0]], language)
    return sheet(
        language,
        f"use|status|candidates|sites|{counted} reached today|with the sites|newly reached|bound|"
        "cost, yuan|status of the cost",
        f"用途|求解|候选|选址|现状到达（{counted}）|选址后|新增|上界|造价（元）|造价核实情况",
        lines,
    )


def _sites(plan: Plan, language: str) -> str:
    rows = plan["siting_sites"].query("use == @USE")
    lines = [
        (
            row.order,
            row.plot,
            _number(row.gain),
            _number(row.gain_alone),
            _number(row.cost),
            "" if pd.isna(row.next_best) else row.next_best,
            _number(row.next_best_gain),
            _number(row.loss),
        )
        for row in rows.itertuples()
    ]
    return sheet(
        language,
        "order|plot|newly reached|alone|cost, yuan|next best|brings back|lost for good",
        "次序|地块|新增|单独时|造价（元）|次优|可补回|净损失",
        lines,
    )


def _curve(plan: Plan, language: str) -> str:
    rows = plan["siting_curve"].query("use == @USE")
    lines = [
        (
            row.sites,
            _number(row.covered),
            _number(row.gain),
            _number(row.bound),
            pair(_STATUS[row.status], language),
        )
        for row in rows.itertuples()
    ]
    return sheet(
        language,
        "sites|newly reached|by the last one|bound|status",
        "处数|新增到达|最后一处带来|上界|求解",
        lines,
    )


def _needs(plan: Plan, language: str) -> str:
    rows = plan["siting_needs"].query("use == @USE").sort_values("community")
    lines = [
        (
            row.community,
            _number(row.unmet_households),
            _number(row.unmet_residents),
            row.candidates,
            "" if pd.isna(row.proposed) else row.proposed.replace(";", ", "),
            _part(row.covered_before, row.base),
            _part(row.covered_after, row.base),
            _number(row.cost),
            "" if pd.isna(row.next_best) else row.next_best,
            _part(row.covered_next_best, row.base),
        )
        for row in rows.itertuples()
    ]
    return sheet(
        language,
        "community|households without|residents without|candidates|proposed|reached today|"
        "with the proposal|cost, yuan|next best|then",
        "小区|未满足（户）|未满足（人）|候选|拟选|现状到达|选址后|造价（元）|次优|改用次优后",
        lines,
    )


def _shared(plan: Plan, language: str) -> str:
    total, rows = plan["siting_shared_total"].iloc[0], plan["siting_shared"]
    many = rows.groupby("plot").size()
    said = pair(
        (
            "All uses at once: {sites} places on {plots} plots, {some} of which carry several; "
            "{objective:,.0f} newly reached in all (somebody counts once for each use), bound "
            "{bound:,.0f}, {status}. Each use by itself, where one plot may be taken twice, would "
            "come to {apart:,.0f}: sharing the land costs {lost:,.0f}.",
            "全部用途一起选：{sites} 处设施放在 {plots} 处地块上，其中 {some} 处地块不止一项；新增到达合计 "
            "{objective:,.0f}（同一人按每种用途各计一次），上界 {bound:,.0f}，{status}。各自单独选、同一地块可被"
            "重复占用时合计 {apart:,.0f}：共用土地少了 {lost:,.0f}。",
        ),
        language,
    )
    return said.format(
        sites=len(rows),
        plots=len(many),
        some=int(many.gt(1).sum()),
        objective=total["objective"],
        bound=total["bound"],
        status=pair(_STATUS[total["status"]], language),
        apart=total["apart"],
        lost=total["apart"] - total["objective"],
    )


def _costs(_: Plan, language: str) -> str:
    words = _words(language)
    lines = [
        (
            words[row.use],
            pair(_PLACES[row.on], language),
            getattr(row, language),
            f"{row.value:,g} ({row.least:,g}–{row.most:,g})",
            pair(_PER[row.unit], language),
            sure(row.status, language),
        )
        for row in standards.load("site_costs").itertuples()
    ]
    return sheet(
        language,
        "use|on|what|value (range)|unit|status",
        "用途|场所|内容|数值（区间）|单位|核实情况",
        lines,
    )


def _pairs(_: Plan, language: str) -> str:
    lines = [
        (f"`{row.Index}`", f"`{row.relation}`", getattr(row, language), sure(row.status, language))
        for row in standards.load("siting_pairs").itertuples()
    ]
    return sheet(language, "row|relation|what|status", "行|关系|内容|核实情况", lines)
