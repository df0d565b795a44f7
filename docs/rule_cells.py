"""The cells of rule tables on the pages: figures with their unit, from where, how certain."""

from typing import Any

import pandas as pd
from idle_rows import sure
from lift_rows import pair, sheet

from pianqu.analysis import standards

UNITS = {
    "year": ("", "年"),
    "month": ("months", "个月"),
    "day": ("days", "天"),
    "date": ("days", "天"),
    "building": ("buildings", "栋"),
    "household": ("households", "户"),
    "yard": ("yards", "个"),
    "package": ("packages", "个"),
    "yuan": ("yuan", "元"),
    "m": ("m", "m"),
    "ha": ("ha", "公顷"),
    "household/m": ("households a metre", "户／米"),
    "yuan/household": ("yuan a household", "元／户"),
    "yuan/m2": ("yuan/m²", "元／㎡"),
    "yuan/bay/year": ("yuan a bay and year", "元／个·年"),
    "yuan/charger/year": ("yuan a charger and year", "元／桩·年"),
    "yuan/bed/year": ("yuan a bed and year", "元／床·年"),
    "yuan/m2/year": ("yuan/m² and year", "元／㎡·年"),
    "m2/household": ("m² a household", "㎡／户"),
    "m2/park": ("m² a park", "㎡／处"),
    "household/building": ("households a building", "户／栋"),
    "person/household": ("persons a household", "人／户"),
    "score": ("", ""),
    "order": ("", ""),
    "ratio": ("", ""),
}
_CALENDAR = 1000  # years above it are dates, written without a comma
OWN = ("pianqu's own", "本软件约定")


def amount(value: Any, unit: str, language: str) -> str:
    """A figure of a rule with its unit; yes or no where that is what it says."""
    if pd.isna(value) or str(value).strip() == "":
        return ""
    if unit == "bool":
        return pair(("yes", "是") if float(value) else ("no", "否"), language)
    shown = f"{float(value):.0f}" if unit == "year" and float(value) > _CALENDAR else number(value)
    said = pair(UNITS[unit], language)
    return f"{shown} {said.removesuffix('s') if float(value) == 1 else said}".strip()


def number(value: Any) -> str:
    """A figure, with commas where it is long."""
    return f"{float(value):,.4f}".rstrip("0").rstrip(".").replace("-", "−")


def source(row: Any, language: str) -> str:
    """The standard and clause of a row; rows without a text are this software's own."""
    standard = pair(OWN, language) if row.standard in ("", "pianqu", OWN[1]) else row.standard
    clause = "" if row.clause in ("", "-") else f" {row.clause}"
    return f"{standard}{clause}"


def end(row: Any, language: str) -> tuple[str, str]:
    """The last two cells of every row: from where, and how certain."""
    return source(row, language), sure(row.status, language)


def figures(table: str, language: str) -> str:
    """A table of single figures."""
    lines = [
        (
            f"`{row.Index}`",
            getattr(row, language),
            amount(row.value, row.unit, language),
            *end(row, language),
        )
        for row in standards.load(table).itertuples()
    ]
    return sheet(language, "row|what|value|source|status", "行|内容|数值|出处|核实情况", lines)
