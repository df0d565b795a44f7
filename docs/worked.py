"""The figures in the handwritten pages: the synthetic district as its demo runs, and the rule tables."""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

import pianqu
from pianqu import project as projects
from pianqu.analysis import listing, standards
from pianqu.layers.demo import samples

PARK, GATE = "park_small", "north_gate"
QUESTIONS = (
    *("parks", "daylight", "consent", "elevators", "idle", "siting"),
    *("eligibility", "finance", "bundling", "management", "staging"),
)
_PATIENT = 60.0  # seconds for packages, so that a slow machine prints the same
_UNITS = ("buildings", "households")
_MARK = re.compile(r"(?s)<!-- printed: ([\w.-]+) -->.*?<!-- end -->")
_STEPS = {  # in English; in Chinese the steps name themselves
    "s0": "the statutory rate: radii by the size of a park, from its edge, of residential land",
    "s1": "every open park, one radius: the metres walked within the limit",
    "s2": "from the doors of parks, not their edge",
    "s3": "every m² of land goes with its nearest home",
    "s3b": "homes off the network, and their land, are left out",
    "s4": "metres along streets instead of a straight line; everybody passes, nothing stops",
    "s5": "gates and walls count",
    "s6": "minutes instead of metres: slope and stairs count",
    "s7": "waits at crossings count",
    "s8": "by households instead of land",
    "s9": "by residents",
    "s10": "by buildings",
}
_WORDS = {
    "steps": (("step", "what changes", "rate", "difference", "of"), "not computed"),
    "steps.zh": (("步骤", "改变了什么", "覆盖率", "差（百分点）", "分子 / 分母"), "未计算"),
}
_COUNTED = {"m2": " m²", "households": " 户", "residents": " 人", "buildings": " 栋"}


def filled(text: str, blocks: Mapping[str, str]) -> str:
    """A page with what stands between each pair of marks replaced by the block of that name."""
    return _MARK.sub(
        lambda mark: f"<!-- printed: {mark[1]} -->\n\n{blocks[mark[1]]}\n\n<!-- end -->", text
    )


def blocks(
    plan: pianqu.Plan, compared: dict[str, pianqu.Plan], open_to_all: pianqu.Plan
) -> dict[str, str]:
    """Every block that rests on these answers, by the name in its mark."""
    return {
        "gate": _gate(compared[GATE], "en"),
        "gate.zh": _gate(compared[GATE], "zh"),
        "scenarios": _scenarios({**compared, f'{GATE}, passage = "everyone"': open_to_all}),
        "steps": _steps(plan["reconciliation"], "steps"),
        "steps.zh": _steps(plan["reconciliation"], "steps.zh"),
        "paces": _paces("en"),
        "paces.zh": _paces("zh"),
        "status": _status(("table", *standards.STATUS), "table"),
        "status.zh": _status(("规则表", "已核对原文", "二手资料", "未核实", "本软件约定"), "zh"),
    }


def answers() -> tuple[pianqu.Plan, dict[str, pianqu.Plan], pianqu.Plan]:
    """The district, what each of its scenarios changes, and the gate when everyone may pass."""
    with tempfile.TemporaryDirectory() as folder:
        project = pianqu.load(samples.write("district", Path(folder)))
        city = projects.read(project)
        after = {key: projects.changed(city, each) for key, each in project.scenarios.items()}
        patient = replace(project.choices, package_seconds=_PATIENT)
        plan = pianqu.plan(city, patient, questions=QUESTIONS)
        compared = {
            key: pianqu.compare(plan, pianqu.plan(other, project.choices, questions=()))
            for key, other in after.items()
        }
        free = replace(project.choices, passage="everyone", kinds=(PARK,))
        two = [pianqu.plan(each, free, questions=()) for each in (city, after[GATE])]
        return plan, compared, pianqu.compare(*two)


def _gate(compared: pianqu.Plan, language: str) -> str:
    rows = compared["changes"].set_index(["kind", "unit"]).loc[PARK]
    homes, families = (rows.loc[unit] for unit in _UNITS)
    if language == "zh":
        return (
            f"例：合成片区中打开一处公园的北门，十分钟内能走到公园的楼栋由"
            f" {homes['reached_before']:,.0f} 栋增至 {homes['reached_after']:,.0f} 栋"
            f"（共 {homes['base_after']:,.0f} 栋），增加 {homes['gained']:,.0f} 栋、"
            f"{families['gained']:,.0f} 户。"
        )
    return (
        f"In the synthetic district, opening the north gate of one park takes the buildings within "
        f"ten minutes of a park from {homes['reached_before']:,.0f} to "
        f"{homes['reached_after']:,.0f} of {homes['base_after']:,.0f}: {homes['gained']:,.0f} more, "
        f"with {families['gained']:,.0f} households."
    )


def _scenarios(compared: Mapping[str, pianqu.Plan]) -> str:
    lines = []
    for name, each in compared.items():
        table = each["changes"].set_index(["kind", "unit"])
        for kind in table.index.unique("kind"):
            rows = [table.loc[(kind, unit)] for unit in _UNITS]
            if any(row["gained"] or row["lost"] for row in rows):
                lines.append((f"`{name}`", each["kinds"].loc[kind, "en"], *map(_moved, rows)))
    return sheet(("scenario", "facility", *_UNITS), lines)


def _moved(row: pd.Series) -> str:
    counts = f"{row['reached_before']:,.0f} → {row['reached_after']:,.0f}"
    return f"{counts} of {row['base_after']:,.0f} (+{row['gained']:,.0f} −{row['lost']:,.0f})"


def _steps(table: pd.DataFrame, block: str) -> str:
    headings, not_computed = _WORDS[block]
    lines = []
    for step, row in table.iterrows():
        said = _STEPS[str(step)] if block == "steps" else f"{row['zh']}：{row['changed']}"
        if pd.isna(row["rate"]):
            why = f"：{row['reason']}" if block != "steps" else ""
            lines.append((step, said, f"{not_computed}{why}", "", ""))
            continue
        difference = "" if pd.isna(row["against"]) else _signed(row["difference_tenths"])
        counts = f"{row['numerator']:,.0f} / {row['denominator']:,.0f}{_unit(row, block)}"
        lines.append((step, said, f"{row['rate_tenths'] / 10:.1f} %", difference, counts))
    return sheet(headings, lines)


def _signed(tenths: int) -> str:
    return f"{tenths / 10:+.1f}".replace("-", "−") if tenths else "0.0"


def _unit(row: pd.Series, block: str) -> str:
    plain = row["unit"] == "m2" or block != "steps"
    return _COUNTED[row["unit"]] if plain else f" {row['unit']}"


def _paces(language: str) -> str:
    table = standards.load("pace").reset_index()
    zh = language == "zh"
    words = standards.STATUS if zh else {}
    speed = "米/分钟" if zh else "m/min"
    values = [
        f"{row.value:.0%}" if row.unit == "ratio" else f"{row.value:g} {speed}"
        for row in table.itertuples()
    ]
    status = [words.get(one, one) for one in table["status"]]
    columns = [f"`{name}`" for name in table["pace"]], table[language], values, status
    headings = ("行", "含义", "数值", "核实情况") if zh else ("row", "what", "value", "status")
    return sheet(headings, list(zip(*columns, strict=True)))


def _status(headings: tuple[str, ...], name: str) -> str:
    """How many rows of each rule table are how sure."""
    lines = []
    for table in listing.names().itertuples():
        if table.table not in standards.names() or "status" not in listing.table(table.table):
            continue
        many = listing.table(table.table)["status"].value_counts()
        counts = [many.get(word, 0) for word in standards.STATUS]
        shown = f"`{table.table}`" if name == "table" else f"{table.zh} `{table.table}`"
        lines.append((shown, *counts))
    return sheet(headings, lines)


def sheet(headings: tuple[str, ...], rows: list[tuple]) -> str:
    """A table of a page, from its headings and rows."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
