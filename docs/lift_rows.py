"""The rule tables in the pages on lifts: what can be chosen, asked and replaced, row by row."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import worked

from pianqu.analysis import listing, standards
from pianqu.analysis.choices import Choices
from pianqu.analysis.lifts import coefficients, households, weights

ZH = "zh"
_UNITS = {"storey": "层", "grade": "级", "lift": "台", "degree": "°"}  # others are the same in both
_TABLES = (
    *("sun_profiles", "sun_zones", "window_layout", "shaft_sizes", "elevator_checks"),
    *("lift_daylight", "consent_rules", "elevator_costs", "elevator_subsidies"),
    *("elevator_funds", "share_coefficients", "elevator_payments", "elevator_running"),
    *("batch_rules", "priority_weights"),
)
_CHOSEN = {  # choice: its rule table, and the column with the words to choose from; the key if none
    "sun": ("sun_profiles", ""),
    "lift_light": ("lift_daylight", ""),
    "consent": ("consent_rules", "set"),
    "lift_cost": ("elevator_costs", "set"),
    "subsidy": ("elevator_subsidies", ""),
    "share_set": ("share_coefficients", "set"),
    "payment_set": ("elevator_payments", "set"),
}
_EFFECTS = {
    "cannot": ("refuses", "不可加装"),
    "survey": ("needs survey", "须踏勘"),
    "warn": ("warns", "提示"),
}
_COUNTED = {
    "cumulative": ("all intervals", "各段累计"),
    "longest": ("the longest", "最长一段"),
    "two_longest": ("the two longest", "最长两段"),
}
_SAID = {">=": "≥", "<=": "≤", "!=": "≠", "=": "=", "between": "∈"}
_ANSWERS = {"yes": "是", "no": "否"}


def sheet(language: str, english: str, chinese: str, lines: Sequence[tuple]) -> str:
    """A table with the headings of a language, given as one text with bars between."""
    headings = (chinese if language == ZH else english).split("|")
    return worked.sheet(tuple(headings), list(lines))


def pair(said: tuple[str, str], language: str) -> str:
    """The English or the Chinese of two."""
    return said[language == ZH]


def number(value: Any) -> str:
    """A figure to the centimetre, or nothing."""
    return "" if pd.isna(value) else f"{round(float(value), 2):g}".replace("-", "−")


def unit(code: str, language: str) -> str:
    """A unit in words; a bare number has none."""
    said = _UNITS.get(code, code) if language == ZH else code
    return "" if code in ("bool", "ratio") else said


def blocks() -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "checks": _checks,
        "sizes": _sizes,
        "profiles": _profiles,
        "floors": _floors,
        "layout": partial(_values, "window_layout"),
        "linking": partial(_values, "batch_rules"),
        "weights": _weights,
        "choices": _choices,
        "tables": _tables,
    }
    return {
        f"lifts.{name}{end}": block(language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def _status(code: str, language: str) -> str:
    return standards.STATUS[code] if language == ZH else code


def _checks(language: str) -> str:
    """Each check of a shaft: what is asked, and what follows where it is not met."""
    table = standards.load("elevator_checks")
    table = table[table["effect"].isin(_EFFECTS)]
    lines = []
    for key, row in table.iterrows():
        value = _ANSWERS.get(row["value"], row["value"]) if language == ZH else row["value"]
        value = " … ".join(f"`{each}`" for each in value.split("|")) if "|" in value else value
        asked = f"{_SAID[row['operator']]} {value} {unit(row['unit'], language)}".strip()
        follows = pair(_EFFECTS[row["effect"]], language)
        source = f"{row['standard']} {row['clause']}".removesuffix("-").strip()
        said = (f"`{key}`", row[language], asked, follows, source, _status(row["status"], language))
        lines.append(said)
    return sheet(
        language,
        "rule|what|asked|if not|source|status",
        "规则|内容|要求|不满足时|出处|核实情况",
        lines,
    )


def _sizes(language: str) -> str:
    sides = {"stair": ("the stair's", "楼梯一侧"), "other": ("the other", "另一侧")}
    lines = [
        (
            f"`{row.Index}`",
            getattr(row, language),
            pair(sides[row.side], language),
            *(f"{each:g}" for each in (row.width, row.depth, row.headroom)),
            _status(row.status, language),
        )
        for row in standards.load("shaft_sizes").itertuples()
    ]
    return sheet(
        language,
        "size|what|side|width m|depth m|above the parapet m|status",
        "尺寸|内容|位置|面宽 m|进深 m|高出女儿墙 m|核实情况",
        lines,
    )


def _profiles(language: str) -> str:
    full = {"yes": ("full window", "满窗"), "no": ("middle of the sill", "窗台中点")}
    lines = [
        (
            f"`{row.Index}`",
            getattr(row, language),
            f"{row.year}-{row.date}",
            f"{row.start:g}–{row.end:g}",
            *(f"{each:g}" for each in (row.hours, row.shortest, row.sweep)),
            pair(_COUNTED[row.aggregate], language),
            pair(full[row.full], language),
            _status(row.status, language),
        )
        for row in standards.load("sun_profiles").itertuples()
    ]
    return sheet(
        language,
        "profile|what|day|true solar time|hours|shortest min|sweep °|adds up|lit|status",
        "标准|内容|日期|真太阳时|时数|最短（分钟）|扫掠角（°）|累计方式|受照|核实情况",
        lines,
    )


def _values(table: str, language: str) -> str:
    """A table of single figures."""
    lines = [
        (
            f"`{row.Index}`",
            getattr(row, language),
            f"{row.value:g} {unit(row.unit, language)}".strip(),
            _status(row.status, language),
        )
        for row in standards.load(table).itertuples()
    ]
    return sheet(language, "row|what|value|status", "行|内容|数值|核实情况", lines)


def _weights(language: str) -> str:
    lines = [
        (f"`{row.Index}`", getattr(row, language), row.weight, *(f"{each:g}" for each in ends))
        for row in standards.load("priority_weights").itertuples()
        for ends in [(row.zero, row.full)]
    ]
    return sheet(language, "part|what|weight|0 at|1 at", "分项|内容|权重|计 0 分|计满分", lines)


def _floors(language: str) -> str:
    """Shanghai's table for seven floors, and what floor less one gives."""
    house = {"storeys": 7, "households": 14, "households_per_storey": 2}
    homes = households.households(pd.DataFrame(house, index=["U"]))
    found = {
        name: weights.floor_shares(homes, weights.weights(homes, coefficients=name))["floor_share"]
        for name in ("shanghai", "linear")
    }
    ranges = coefficients.rows("shanghai").set_index(["storeys", "floor"]).loc[house["storeys"]]
    lines = []
    for key, floor in homes.loc[~homes["storey"].duplicated(), "storey"].items():
        low, high = (ranges.loc[floor, name] for name in ("least", "most"))
        shares = [f"{each[key]:.2f}" for each in found.values()]
        lines.append((floor, f"{low:g}–{high:g}" if high > low else f"{low:g}", *shares))
    return sheet(
        language,
        "floor|Shanghai's range %|`shanghai` %|`linear` %",
        "层|上海指导区间（%）|`shanghai`（%）|`linear`（%）",
        lines,
    )


def _choices(language: str) -> str:
    """What each choice takes by default, and what else stands in its table."""
    given = Choices()
    lines = []
    for name, (table, column) in _CHOSEN.items():
        rows = standards.load(table)
        known = rows[column].unique() if column else rows.index
        words = (f"`{each}`" for each in known)
        lines.append((f"`{name}`", f"`{getattr(given, name)}`", f"`{table}`", ", ".join(words)))
    lines.append(("`share_by`", f"`{given.share_by}`", "", "`floor`, `floor_area`"))
    lines.append(("`payers`", f"`{given.payers}`", "", "`all`, `participants`"))
    yuan = "yuan a household" if language != ZH else "元／户"
    lines.append(("`compensation`", f"{given.compensation:g}", "", yuan))
    return sheet(
        language,
        "choice|default|table|one of",
        "选项|默认|规则表|可选",
        lines,
    )


def _tables(language: str) -> str:
    """How sure the rows of each table are."""
    words = listing.names().set_index("table")["zh"]
    lines = []
    for name in _TABLES:
        many = standards.load(name)["status"].value_counts()
        shown = f"{words[name]} `{name}`" if language == ZH else f"`{name}`"
        lines.append((shown, *(many.get(status, 0) for status in standards.STATUS)))
    return sheet(
        language,
        "table|verified|secondary|unverified|assumption",
        "规则表|已核对原文|二手资料|未核实|本软件约定",
        lines,
    )
