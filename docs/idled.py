"""The figures in the pages on idle land: what the synthetic district gives as its demo runs."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from idle_rows import EVIDENCE, sure
from lift_rows import ZH, pair, sheet

import pianqu
from pianqu import project as projects
from pianqu.analysis import standards
from pianqu.analysis.planning import Plan
from pianqu.gis import openings
from pianqu.layers import demo
from pianqu.layers.demo import samples
from pianqu.maps.designer import layers as designer_layers

EXAMPLE = """\
编号,对象图层,对象编号,处理,撤回的证据,校正人,理由,数据来源,数据日期,WKT
J01,地块,L15,排除,,示范街道办,2024 年 9 月已由企业复产,现场踏勘,2024-09-12,
J02,地块,L32,撤回证据,walled_compound,示范街道办,围墙已于 2024 年 8 月拆除,现场踏勘,2024-09-12,
J03,存量房屋,R09,撤回证据,,示范房管所,剩余安置房已分配入住,房管台账,2024-09-20,
J04,闲置地块,C05/207-136,核实,,示范设计院,空地，无人使用，无管井,现场踏勘,2024-09-12,
J05,,,补充登记,,示范社区居委会,旧自行车棚已拆，场地空置,居民反映,2024-09-05,\
"POLYGON ((541319 3480854, 541333 3480854, 541333 3480862, 541319 3480862, 541319 3480854))"
J06,地块,L99,排除,,示范街道办,编号写错的一行,现场踏勘,2024-09-12,
"""
SECTION = """\
[layers.corrections]
path = "校正.csv"
crs = 4549          # WKT 的坐标系；写经度、纬度时为 4490
"""
_CLOSED = 1e-6  # square metres by which a sum of areas may be off
_TAILS = (1.9, 2.1)  # metres wide, beside a disc of 1 m
_STATES = {
    "candidate": ("candidate", "候选"),
    "separate": ("listed apart", "单列"),
    "excluded": ("excluded", "已排除"),
}
_LEVELS = {"high": ("high", "高"), "medium": ("medium", "中"), "low": ("low", "低")}
_RESULTS = {
    "excluded": ("stays out, and is listed", "排除，列入清单"),
    "left": ("no evidence is left: it leaves", "没有证据支持，退出"),
    "withdrawn": ("stays, on the evidence that is left", "撤回该证据，其余证据仍在"),
    "registered": ("added", "补充登记"),
    "confirmed": ("confirmed", "已核实"),
    "unmatched": ("matches nothing: a finding", "没有对上：列入问题清单"),
}
_KINDS = {
    "legal_idle": "legally idle",
    "reserve_blank": "reserved blank",
    "vacant_parcel": "vacant",
    "demolished": "cleared",
    "waste": "waste",
    "temporary": "temporary",
    "walled_compound": "walled public compound",
    "under_used": "under-used",
    "low_ratio": "low floor-area ratio",
    "premises": "idle premises",
    "open_parcel": "parcel without buildings",
    "corner": "corner",
    "residual": "left over",
    "registered": "added by a correction",
}
_FITS = ("can", "needs_survey", "cannot")


def blocks(plan: Plan, corrected: Plan) -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "totals": _totals,
        "kinds": _kinds,
        "planted": _planted,
        "areas": _areas,
        "tails": _tails,
        "reuse": _reuse,
        "bays": _bays,
        "layers": _layers,
    }
    found = {
        f"idle.{name}{end}": block(plan, language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }
    found["idle.corrections"] = _corrections(corrected, "en")
    found["idle.corrections.zh"] = _corrections(corrected, ZH)
    found["idle.example"] = f"```csv\n{EXAMPLE}```\n\n```toml\n{SECTION}```"
    return found


def corrected() -> Plan:
    """Idle land of the district with the corrections of the example in place of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = samples.write("district", Path(folder))
        text = file.read_text(encoding="utf-8")
        own = re.compile(r"(?s)\[layers\.corrections\]\n.*?(?=\n\[|\Z)")
        file.write_text(own.sub(SECTION, text), encoding="utf-8")
        (Path(folder) / "校正.csv").write_text(EXAMPLE, encoding="utf-8")
        project = pianqu.load(file)
        return pianqu.plan(projects.read(project), project.choices, questions=("idle",))


def kind(code: object, language: str) -> str:
    """The name of a kind of plot."""
    if language == ZH:
        return str(standards.load("idle_kinds").loc[str(code), "zh"])
    return _KINDS[str(code)]


def _totals(plan: Plan, language: str) -> str:
    lines = [
        (
            kind(row.kind, language),
            pair(_STATES[row.status], language),
            pair(_LEVELS[row.confidence], language),
            row.plots,
            f"{row.area:,.0f}",
        )
        for row in plan["idle_totals"].sort_values(["status", "kind", "confidence"]).itertuples()
    ]
    return sheet(
        language,
        "kind|verdict|confidence|plots|m²",
        "类型|结论|可信度|处|面积（㎡）",
        lines,
    )


def _kinds(plan: Plan, language: str) -> str:
    """The kinds of plot, by the rank that decides where several kinds of evidence speak."""
    counts = plan["idle_plots"]["kind"].value_counts()
    lines = [
        (
            row.rank,
            f"`{row.Index}` {kind(row.Index, language)}",
            pair(EVIDENCE[row.evidence], language),
            counts.get(row.Index, 0),
            sure(row.status, language),
        )
        for row in standards.load("idle_kinds").sort_values("rank").itertuples()
    ]
    return sheet(
        language,
        "rank|kind|evidence|plots in the district|status",
        "次序|类型|证据|合成片区（处）|核实情况",
        lines,
    )


def _planted(plan: Plan, language: str) -> str:
    cases = demo.planted().query("analysis == 'idle'")
    lines = [line for case, row in cases.iterrows() for line in _case(plan, case, row, language)]
    return sheet(
        language,
        "case|row|found|kind|confidence|why not",
        "案例|编号|结果|类型|可信度|为什么不是",
        lines,
    )


def _case(plan: Plan, case: object, row: pd.Series, language: str) -> Iterator[tuple]:
    plots, refusals = plan["idle_plots"], plan["idle_refusals"]
    drawn = plots["of"].eq(row["row"]) & plots["kind"].eq("residual")
    names = row["row"].split(";") if row["layer"] != "communities" else plots.index[drawn][:1]
    for name in names:
        if name not in plots.index:  # a correction took its evidence away
            yield f"`{case}`", name, pair(_RESULTS["left"], language), "", "", ""
            continue
        found = plots.loc[name]
        applies = refusals["plot"].eq(name) & refusals["status"].eq("applies")
        why = refusals[applies & refusals["effect"].ne("warns")]
        said = [
            f"`{one.rule}` {one.zh if language == ZH else ''}".strip() for one in why.itertuples()
        ]
        yield (
            f"`{case}`",
            name,
            pair(_STATES[found["status"]], language),
            kind(found["kind"], language),
            pair(_LEVELS[found["confidence"]], language),
            ", ".join(said),
        )


def _areas(plan: Plan, language: str) -> str:
    """The sums of areas of each frame; where one does not add up there is no page."""
    table = plan["idle_areas"]
    names = ["area", "used_area", "residual_area", "opened_area", "neck_area", "sliver_area"]
    whole = table["area"] - table[names[1:3]].sum(axis=1)
    rest = table["residual_area"] - table[names[3:]].sum(axis=1)
    if max(whole.abs().max(), rest.abs().max()) >= _CLOSED:
        raise ValueError(f"areas do not add up: {whole.abs().max()}, {rest.abs().max()} m2")
    lines = [
        (row["frame"], *(f"{row[name]:,.1f}" for name in names), row["parts"])
        for _, row in table.iterrows()
    ]
    return sheet(
        language,
        "frame|area m²|in use|left over|wide enough|necks|slivers|plots",
        "范围|面积（㎡）|占用|剩余|够宽|瓶颈|碎片|地块",
        lines,
    )


def _tails(_: Plan, language: str) -> str:
    """A square of 20 m with a tail, opened by a disc of 1 m."""
    lines = []
    for wide in _TAILS:
        shape = shapely.union(shapely.box(0, 0, 20, 20), shapely.box(20, 9, 40, 9 + wide))
        rest = gpd.GeoSeries([shape], crs=4549)
        sums = openings.parts(rest, radius=1.0, least_area=1.0).sums.iloc[0]
        lines.append((f"{wide:g} m", f"{shape.area:.2f}", f"{sums['opened_area']:.2f}"))
    return sheet(
        language,
        "tail 20 m long, width|area m²|after the opening m²",
        "尾巴长 20 m，宽|面积（㎡）|开运算后（㎡）",
        lines,
    )


def _corrections(plan: Plan, language: str) -> str:
    log, plots = plan["idle_corrections"], plan["idle_plots"]
    lines = []
    for row in log.itertuples():
        name = "" if pd.isna(row.plot) else row.plot
        there = name in plots.index
        state = pair(_STATES[plots.loc[name, "status"]], language) if there else ""
        sort = kind(plots.loc[name, "kind"], language) if there else ""
        level = pair(_LEVELS[plots.loc[name, "confidence"]], language) if there else ""
        result = pair(_RESULTS[row.result], language)
        lines.append((row.correction, name, f"`{row.result}` {result}", state, sort, level))
    return sheet(
        language,
        "row|plot|what became of it|verdict|kind|confidence",
        "编号|地块|处理结果|结论|类型|可信度",
        lines,
    )


def _reuse(plan: Plan, language: str) -> str:
    table = plan["idle_reuse"]
    words = standards.load("reuse_uses")[language]
    lines = [
        (words[use], len(rows), *(int(rows["fits"].eq(one).sum()) for one in _FITS))
        for use, rows in table.groupby("use", sort=False)
    ]
    return sheet(
        language,
        "use|plots asked|can|needs survey|cannot",
        "用途|候选地块|可以|须踏勘|不能",
        lines,
    )


def _bays(plan: Plan, language: str) -> str:
    table = plan["idle_layouts"]
    some = table[table["bays"].gt(0).fillna(value=False)]
    drawn = plan["idle_bays"]
    said = pair(
        (
            "Of {plots} plots laid out, {some} have bays that a car can get to, {least:,.0f} to "
            "{most:,.0f} each; {bays:,} are drawn in all.",
            "排布了 {plots} 处地块，其中 {some} 处有车能进出的车位，每处 {least:,.0f} 至 {most:,.0f} 个；"
            "共绘出 {bays:,} 个。",
        ),
        language,
    )
    return said.format(
        plots=len(table),
        some=len(some),
        least=some["bays"].min(),
        most=some["bays"].max(),
        bays=int(drawn["part"].eq("bay").sum()),
    )


def _layers(plan: Plan, language: str) -> str:
    """What the designer's file holds of the district."""
    lines = [(one.name, one.shape, len(one.frame)) for one in designer_layers.layers(plan)]
    tables = designer_layers.tables(plan).items()
    none = pair(("table", "表"), language)
    lines += [(name, none, len(frame)) for name, frame in tables]
    return sheet(language, "layer|geometry|rows", "图层|几何|行数", lines)
