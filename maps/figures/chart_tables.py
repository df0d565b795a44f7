"""The charts of coverage, elevators, idle land, sites, verdicts and stages, a chart a table."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..basis import basis_value
from ..idle.words import STATES, SURE
from ..programme.words import VERDICTS
from ..style import OKABE_ITO
from ..text.cells import amount, known, points, said, tenths_rate
from ..text.words import STEP_UNITS
from ..words import WORDS
from .chart import Chart, Series, stacked, values
from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_UNITS = ("households", "residents", "buildings")  # the first that has a base is drawn
_PANEL = 26  # bars of a panel
_MOST = 80  # bars of a chart
_USES = 20  # panels of sites
_QUIET = "#dfe2e6"
_IDLE = {
    ("candidate", "high"): (OKABE_ITO["green"], ""),
    ("candidate", "medium"): (OKABE_ITO["orange"], "//"),
    ("candidate", "low"): (OKABE_ITO["vermillion"], "xx"),
    ("separate", ""): (OKABE_ITO["purple"], ".."),
    ("excluded", ""): ("#9aa1ab", ""),
}
_VERDICT_HUES = ("green", "sky", "orange", "vermillion")


def coverage(plan: "Plan") -> Chart | None:
    """Share that reaches each kind, with its base; kinds that are not computed say so."""
    table = plan.tables["coverage"]
    with_base = table[table["base"].gt(0).fillna(value=False)]
    unit = next((each for each in _UNITS if with_base["unit"].eq(each).any()), None)
    if unit is None:
        return None
    rows = with_base[with_base["unit"].eq(unit)].drop_duplicates("kind").set_index("kind")
    names = plan.tables["kinds"]["zh"] if "kinds" in plan.tables else pd.Series(dtype=object)
    kinds = list(dict.fromkeys(table["kind"]))[:_MOST]
    share = (rows["reached"] / rows["base"]).astype(float).reindex(kinds).fillna(-1.0)
    kinds = share.sort_values(ascending=False, kind="stable").index.tolist()
    word = WORDS[f"{unit}_short"] if f"{unit}_short" in WORDS else STEP_UNITS[unit][1]
    state = table.drop_duplicates("kind").set_index("kind")["status"]
    panels = [kinds[start : start + _PANEL] for start in range(0, len(kinds), _PANEL)]
    made = tuple(_reach(part, rows, names, state, word) for part in panels)
    unit_told = f"%（按{WORDS[f'{unit}_counted']}，到达 / 有结果的基数）"
    minutes = basis_value(plan, "minutes")
    told = f"{FIGURE_WORDS['basis']}：{minutes}；分子为到达数，分母为有计算结果者，未能计算的另列"
    more = _cut("coverage", len(kinds), table["kind"].nunique())
    common: dict[str, Any] = {"unit": unit_told, "notes": (told, more), "table": "coverage"}
    return Chart("chart_coverage", "各类设施到达率", panels=made, **common)


def _reach(
    kinds: list[str], rows: pd.DataFrame, names: pd.Series, state: pd.Series, word: str
) -> Chart:
    part = rows.reindex(kinds)
    reached = values(100 * part["reached"] / part["base"])
    missed = values(100 * part["not_reached"] / part["base"])
    tails = [_ratio(row, word) for _, row in part.iterrows()]
    return Chart(
        "panel",
        "",
        "coverage",
        places=tuple(str(names.get(kind, kind)) for kind in kinds),
        series=(
            Series(WORDS["reached"], OKABE_ITO["blue"], reached),
            Series(WORDS["not_reached"], _QUIET, missed, stacked(reached, missed)[1], "//"),
        ),
        tails=tuple(tails),
        most=100.0,
        absent=tuple(WORDS.get(said(state.get(kind)), WORDS["not_computed"]) for kind in kinds),
    )


def _ratio(row: pd.Series, word: str) -> str:
    if not known(row["base"]):
        return ""
    unknown = row.get("unknown")
    more = f"，未计算 {amount(unknown)}" if known(unknown) and unknown else ""
    rate = amount(100 * row["reached"] / row["base"], digits=1)
    return f"{rate}% = {amount(row['reached'])}/{amount(row['base'])} {word}{more}"


def reconciliation(plan: "Plan") -> Chart | None:
    """The steps from the statutory rate to the last, falls and rises apart."""
    table = plan.tables["reconciliation"]
    now, off = values(table["rate_tenths"], scale=10), values(table["difference_tenths"], scale=10)
    done = [at for at, value in enumerate(now) if value is not None]
    if not done:
        return None
    ends = {done[0], done[-1]}
    before = tuple(None if a is None or b is None else a - b for a, b in zip(now, off, strict=True))
    fell = tuple(each if each is not None and each < 0 else None for each in off)
    rose = tuple(each if each is not None and each > 0 else None for each in off)
    pale = tuple(None if at in ends else each for at, each in enumerate(now))
    dark = tuple(each if at in ends else None for at, each in enumerate(now))
    return Chart(
        "chart_reconciliation",
        "公园绿地覆盖率：从法定口径到步行口径，每步改变多少",
        "reconciliation",
        unit="%（升降为百分点）",
        places=tuple(
            f"{said(row['zh'])}（{STEP_UNITS[row['unit']][1]}）" for _, row in table.iterrows()
        ),
        series=(
            Series("起点、终点", OKABE_ITO["blue"], dark),
            Series("该步结果", _QUIET, pale),
            Series("比上一步下降", OKABE_ITO["vermillion"], fell, before, "//"),
            Series("比上一步上升", OKABE_ITO["green"], rose, before, "xx"),
        ),
        tails=tuple(_step(row) for _, row in table.iterrows()),
        form="columns",
        absent=(WORDS["not_computed"],) * len(table),
        notes=(_steps(table),),
    )


def _step(row: pd.Series) -> str:
    if not known(row["rate_tenths"]):
        return ""
    off = row["difference_tenths"]
    more = f"\n{points(int(off))}" if known(off) else ""
    return tenths_rate(int(row["rate_tenths"])) + more


def _steps(table: pd.DataFrame) -> str:
    """Numerator and denominator of the first and the last step, and why any is missing."""
    done = table[table["rate_tenths"].notna()]
    told = []
    for _, row in (row for row in done.iloc[[0, -1]].iterrows()):
        scale = 10_000 if row["unit"] == "m2" else 1
        digits = 2 if scale > 1 else 0
        ends = [amount(row[name] / scale, digits=digits) for name in ("numerator", "denominator")]
        told.append(f"{said(row['zh'])} {'/'.join(ends)} {STEP_UNITS[row['unit']][1]}")
    told += [
        f"{said(row['zh'])}：{WORDS['not_computed']}（{said(row.get('reason'))}）"
        for _, row in table[table["rate_tenths"].isna()].iterrows()
    ]
    return f"{FIGURE_WORDS['basis']}：{'；'.join(told)}"


def idle(plan: "Plan") -> Chart | None:
    """Clues of idle land by kind, by state and confidence; the area of candidates beside them."""
    table = plan.tables["idle_totals"]
    kinds = list(dict.fromkeys(table["kind_zh"]))
    series, lengths = [], []
    for (state, sure), (hue, hatch) in _IDLE.items():
        own = table[table["status"].eq(state)]
        own = own[own["confidence"].eq(sure)] if sure else own
        counts = own.groupby("kind_zh")["plots"].sum().reindex(kinds, fill_value=0)
        label = f"{STATES[state][0]}，可信度{SURE[sure][0]}" if sure else STATES[state][0]
        lengths.append(values(counts))
        series.append(Series(label, hue, lengths[-1], hatch=hatch))
    starts = stacked(*lengths)
    placed = tuple(replace(each, starts=start) for each, start in zip(series, starts, strict=True))
    areas = table.groupby("kind_zh")["area"].sum(min_count=1).reindex(kinds) / 10_000
    plots = table.groupby("kind_zh")["plots"].sum().reindex(kinds)
    tails = tuple(
        f"{amount(count)} 处，{amount(area, digits=2) if known(area) else WORDS['no_data']} 公顷"
        for count, area in zip(plots, areas, strict=True)
    )
    told = basis_value(plan, "idle")
    notes = (f"{FIGURE_WORDS['basis']}：{told}",) if told else ()
    return Chart(
        "chart_idle",
        "闲置地线索：类别与可信度",
        "idle_totals",
        "处",
        tuple(kinds),
        placed,
        tails,
        notes=notes,
    )


def siting(plan: "Plan") -> Chart | None:
    """What one more site of each use brings, a panel a use."""
    table = plan.tables["siting_curve"]
    known_uses = plan.tables.get("siting", pd.DataFrame({"use": [], "zh": []}))
    words = dict(zip(known_uses["use"], known_uses["zh"], strict=True))
    groups = list(table.groupby("use", sort=False))
    panels = tuple(_use(str(words.get(use, use)), rows) for use, rows in groups[:_USES])
    units = {STEP_UNITS[said(unit)][1] for unit in table["unit"] if said(unit) in STEP_UNITS}
    told = "横轴为至多建几处，柱高为新覆盖的合计，各处数分别求解；斜纹为比少一处多出的部分"
    notes = (f"{FIGURE_WORDS['basis']}：{told}", _cut("siting_curve", len(panels), len(groups)))
    unit = "、".join(sorted(units))
    return Chart(
        "chart_siting", "选址：多建一处多覆盖多少", "siting_curve", unit, panels=panels, notes=notes
    )


def _use(zh: str, rows: pd.DataFrame) -> Chart:
    gain, whole = values(rows["gain"]), values(rows["covered"])
    had = tuple(None if a is None or b is None else a - b for a, b in zip(whole, gain, strict=True))
    return Chart(
        "",
        zh,
        "siting_curve",
        places=tuple(f"{sites} 处" for sites in rows["sites"]),
        series=(
            Series("少一处时已覆盖", "#a9cbe3", had),
            Series("比少一处多出", OKABE_ITO["blue"], gain, had, "//"),
        ),
        tails=tuple(f"+{amount(each)}" if known(each) else "" for each in gain),
        form="columns",
    )


def verdicts(plan: "Plan") -> Chart | None:
    """How many communities each verdict has, of all."""
    table = plan.tables["eligibility"]
    counts = [int(table["verdict"].eq(code).fillna(value=False).sum()) for code in VERDICTS]
    return _counts(
        "chart_eligibility",
        "小区纳入资格",
        "eligibility",
        labels=[word for word, _ in VERDICTS.values()],
        counts=counts,
        hues=[OKABE_ITO[name] for name in _VERDICT_HUES],
        unit="个",
        base=len(table),
        note=basis_value(plan, "eligibility"),
    )


def stages(plan: "Plan") -> Chart | None:
    """Households of each year's batch, with its communities."""
    table = plan.tables["staging_batches"]
    costs = [each if known(each) else None for each in table["cost"]]
    tails = tuple(
        f"{amount(count)} 个小区\n{amount(homes)} 户\n"
        + (f"{amount(cost / 10_000)} 万元" if cost is not None else WORDS["no_data"])
        for count, homes, cost in zip(
            table["community_count"], table["households"], costs, strict=True
        )
    )
    return Chart(
        "chart_stages",
        "改造分期：每年批次的户数",
        "staging_batches",
        unit="户（柱），小区个数和概算标在柱上",
        places=tuple(f"{year} 年" for year in table.index),
        series=(Series("批次户数", OKABE_ITO["blue"], values(table["households"])),),
        tails=tails,
        form="columns",
        notes=(f"{FIGURE_WORDS['basis']}：{basis_value(plan, 'stages')}",),
    )


def _counts(key: str, title: str, table: str, **told: Any) -> Chart:
    series = tuple(
        Series(
            label,
            hue,
            tuple(float(count) if at == place else None for at in range(len(told["labels"]))),
        )
        for place, (label, hue, count) in enumerate(
            zip(told["labels"], told["hues"], told["counts"], strict=True)
        )
    )
    base, unit = told["base"], told["unit"]
    tails = tuple(
        f"{amount(count)}/{amount(base)} {unit}"
        + (f" = {amount(100 * count / base, digits=1)}%" if base else "")
        for count in told["counts"]
    )
    notes = (f"{FIGURE_WORDS['basis']}：{told['note']}",) if told["note"] else ()
    return Chart(key, title, table, unit, tuple(told["labels"]), series, tails, notes=notes)


def _cut(table: str, shown: int, every: int) -> str:
    if shown >= every:
        return ""
    return FIGURE_WORDS["cut"].format(shown=shown, rest=every - shown, table=table)
