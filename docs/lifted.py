"""The figures in the pages on lifts: what the synthetic district gives as its demo runs."""

from collections.abc import Iterator

import pandas as pd
from lift_rows import ZH, number, pair, sheet, unit

from pianqu.analysis import standards
from pianqu.analysis.lifts import batches
from pianqu.analysis.planning import Plan
from pianqu.layers import demo

FITS = "C01-B065-U2"  # the stairwell of the case `lift-fits`
_WORDS = {
    "ready": ("it fits and the vote has passed", "可实施：放得下，表决已通过"),
    "to_vote": ("it fits; the vote is to be held or won", "待表决：放得下，表决尚未通过"),
    "to_survey": ("it may fit: something is to be looked at", "待踏勘：要到现场看过才能定"),
    "none": ("it does not fit", "不具备：放不下或不符合条件"),
    "can": ("can", "可以加装"),
    "cannot": ("cannot", "不可加装"),
    "needs_survey": ("needs survey", "须踏勘或表决"),
    "pass": ("pass", "通过"),
    "fail": ("fail", "不通过"),
    "undetermined": ("undetermined", "未定"),
    "robust_pass": ("enough, even with every building higher", "达标（楼都偏高仍达标）"),
    "borderline": ("within the band of heights", "临界（取决于楼高误差）"),
    "robust_fail": ("not enough, even with every building lower", "不达标（楼都偏低仍不达标）"),
    "unknown": ("unknown: a building of unknown height decides", "未知（取决于高度未知的楼）"),
    "buried": ("buried: on or in a taller building", "贴在毗邻高楼上（不进分母）"),
    "no_window": ("no window can be placed", "无从布窗"),
    "building_storey": ("storeys of buildings", "楼层"),
    "window": ("windows", "窗"),
    "building": ("buildings", "楼栋"),
}
_VERDICTS = ("can", "needs_survey", "cannot")
_PEOPLE = ("households", "elderly")


def blocks(plan: Plan) -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "readiness": _readiness,
        "planted": _planted,
        "votes": _votes,
        "daylight": _daylight,
        "light": _light,
        "money": _money,
        "programme": _programme,
        "batches": _batches,
    }
    return {
        f"lifts.{name}{end}": block(plan, language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def _word(code: object, language: str) -> str:
    return pair(_WORDS[str(code)], language)


def _part(part: float, whole: float) -> str:
    return f"{part:,g}/{whole:,g} ({100 * part / whole:.1f} %)" if whole else ""


def _readiness(plan: Plan, language: str) -> str:
    every = plan["elevators"]
    lines = []
    for state in batches.READINESS:
        rows = every[every["readiness"] == state]
        people = [f"{rows[name].sum():,}" for name in _PEOPLE]
        verdicts = [int((rows["verdict"] == each).sum()) for each in _VERDICTS]
        lines.append((f"`{state}` {_word(state, language)}", len(rows), *people, *verdicts))
    return sheet(
        language,
        "readiness|stairwells|households|elderly|verdict `can`|`needs_survey`|`cannot`",
        "成熟度|单元|户|老年人|判定：可以加装|须踏勘或表决|不可加装",
        lines,
    )


def _planted(plan: Plan, language: str) -> str:
    cases = demo.planted().query("analysis == 'elevators'")["row"]
    lines = [line for case, row in cases.items() for line in _case(plan, case, row, language)]
    return sheet(
        language,
        "case|stairwell|verdict|rule|measured|limit|margin|unit",
        "案例|单元|判定|规则|实测|限值|余量|单位",
        lines,
    )


def _case(plan: Plan, case: object, stairwell: str, language: str) -> Iterator[tuple]:
    """One line a check that refuses or asks for a survey; else what leaves the least room."""
    found = plan["elevators"].loc[stairwell]
    first = f"`{case}`", stairwell, _word(found["verdict"], language)
    checks = plan["elevator_checks"].query("stairwell == @stairwell").set_index("rule")
    effect = standards.load("elevator_checks")["effect"].reindex(checks.index)
    failed = checks[checks["status"].eq("fail") & effect.isin(["cannot", "survey"])]
    for key, row in failed.iterrows():
        figures = [number(row[name]) for name in ("measured", "limit", "margin")]
        measured = unit(str(row["unit"]), language) if figures[0] else ""
        yield *first, f"`{key}`", *figures, measured
    if failed.empty:
        least = pair(("least room: ", "余量最小："), language) + f"`{found['least_rule']}`"
        if found["consent"] == "no_votes":
            least = pair(("no vote on record; ", "没有表决记录；"), language) + least
        yield *first, least, "", "", number(found["least_margin"]), "m"


def _votes(plan: Plan, language: str) -> str:
    cases = demo.planted()["row"]
    rows = plan["consents"].set_index("unit")
    bases = (("participating", "eligible"), ("agree", "eligible"), ("agree", "participating"))
    lines = []
    for case, place in cases[cases.index.str.startswith("consent-")].items():
        row = rows.loc[place]
        shares = [_part(row[part], row[whole]) for part, whole in bases]
        said = (row["reasons"],) if language == ZH else ()
        verdict = _word(row["verdict"], language)
        lines.append((f"`{case}`", f"`{row['rule']}`", *shares, verdict, *said))
    return sheet(
        language,
        "case|rule|take part, of all|agree, of all|agree, of those who take part|verdict",
        "案例|规则|参与／全体|同意／全体|同意／参与|判定|说明",
        lines,
    )


def _daylight(plan: Plan, language: str) -> str:
    table = plan["daylight"]
    lines = []
    for row in table.itertuples():
        share = "" if pd.isna(row.share) else f"{100 * row.share:.1f} %"
        counts = f"{row.numerator:,}", f"{row.denominator:,}"
        lines.append((_word(row.unit, language), _word(row.verdict, language), *counts, share))
    said = pair(
        (
            "`{profile}`, {date}: {hours_required:g} hours; declination {declination}°, latitude "
            "{latitude:.3f}°, grid convergence {convergence:.3f}°, heights ±{band:g} m; {status}.",
            "`{profile}`，{date}，{hours_required:g} 小时；赤纬 {declination}°，纬度 {latitude:.3f}°，"
            "坐标北偏角 {convergence:.3f}°，楼高误差 ±{band:g} m；{status}。",
        ),
        language,
    )
    one = table.iloc[0].to_dict()
    one["declination"] = f"{one['declination']:.3f}".replace("-", "−")
    if language == ZH:
        one["status"] = standards.STATUS[one["status"]]
    counts = sheet(language, "of|verdict|number|base|share", "单位|判定|数量|分母|占比", lines)
    return said.format(**one) + "\n\n" + counts


def _light(plan: Plan, language: str) -> str:
    """What the shafts take from windows, each asked as if it were the only one."""
    light, every = plan["elevator_light"], plan["elevators"]["newly_below"]
    fell = light[light["newly_below"] > 0]
    once = fell.drop_duplicates(["building", "unit", "storey"])
    side = once["side"].value_counts()
    said = pair(
        (
            "{} shafts are asked about; {} of them make windows fall below. Those windows are on {} "
            "storeys of neighbours ({} of the shaft's own building) with {} households, each storey "
            "once. {} windows are covered and stand apart. {} windows fall below only by all shafts "
            "of a batch together.",
            "共计算 {} 处井道，其中 {} 处使窗户由达标变为不达标：涉及邻楼 {} 个、本楼 {} 个楼层单元，"
            "{} 户（同一楼层只计一次）。被井道正面挡住的窗 {} 扇，单列。单独一处都不致、同批合起来才致"
            "不达标的窗 {} 扇。",
        ),
        language,
    )
    return said.format(
        every.notna().sum(),
        every.gt(0).sum(),
        side.get("neighbour", 0),
        side.get("own", 0),
        once["households"].sum(),
        light["covered"].sum(),
        len(plan["elevator_joint_light"]),
    )


def _money(plan: Plan, language: str) -> str:
    """The budget of one lift, and what each floor pays."""
    paid = plan["elevator_shares"].query("stairwell == @FITS")
    lines = []
    for floor, rows in paid.groupby("storey"):
        one = rows.iloc[0]
        each = [f"{one[name]:,.2f}" for name in ("amount", "amount_least", "amount_most")]
        lines.append((floor, f"{one['coefficient']:g}", len(rows), *each))
    said = pair(
        (
            "`{}`: cost {cost:,.0f} yuan ({cost_least:,.0f} to {cost_most:,.0f}), subsidy "
            "{subsidy:,.0f}, households {household_part:,.0f}; their amounts add up to {:,.2f}.",
            "`{}`：造价 {cost:,.0f} 元（{cost_least:,.0f} 至 {cost_most:,.0f} 元），补贴 {subsidy:,.0f} 元，"
            "居民分摊 {household_part:,.0f} 元；各户合计 {:,.2f} 元。",
        ),
        language,
    ).format(FITS, paid["amount"].sum(), **plan["elevator_budget"].loc[FITS])
    shares = sheet(
        language,
        "floor|coefficient|households|each pays, yuan|at least|at most",
        "层|系数|户数|每户分摊（元）|至少|至多",
        lines,
    )
    return f"{said}\n\n{shares}"


def _programme(plan: Plan, language: str) -> str:
    table = plan["elevator_programme"]
    lines = []
    for row in table[table["place"] == "all"].itertuples():
        people = _part(row.households, row.households_base), _part(row.elderly, row.elderly_base)
        money = ["" if pd.isna(each) else f"{each:,.0f}" for each in (row.subsidy, row.custody)]
        stage = f"{row.stage_zh} `{row.stage}`"
        lines.append((stage, _part(row.lifts, row.base), *people, *money))
    return sheet(
        language,
        "stage|lifts|households|elderly|subsidy, yuan|custody, yuan a year",
        "环节|台数|户|老年人|补贴（元）|托管费（元／年）",
        lines,
    )


def _batches(plan: Plan, language: str) -> str:
    lifts, ranked = plan["elevator_batches"]["lifts"], plan["elevator_priority"]
    members = plan["elevator_batch_members"]
    single = members["batch"].isna() & members["readiness"].ne("none")
    said = pair(
        (
            "{many} batches of {least} to {most} lifts; {single} lifts are in none, each with its "
            "reason. Of {ranked} lifts ranked, {stable} are stable when each weight moves by "
            "{swing:.0f} %; of {unknown} a part of the score is not known.",
            "{many} 批，每批 {least} 至 {most} 台；另有 {single} 台不成批，逐台写明原因。参加排序 {ranked} 台，"
            "各权重变动 ±{swing:.0f} % 时名次稳定的 {stable} 台；评分有分项未知的 {unknown} 台。",
        ),
        language,
    )
    return said.format(
        many=len(lifts),
        least=lifts.min(),
        most=lifts.max(),
        single=single.sum(),
        ranked=len(ranked),
        stable=ranked["stable"].sum(),
        swing=100 * standards.load("batch_rules").loc["weight_swing", "value"],
        unknown=ranked["unknown"].notna().sum(),
    )
