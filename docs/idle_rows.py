"""The rule tables in the pages on idle land: evidence, why not, how sure, what for, row by row."""

from functools import partial
from typing import Any

import pandas as pd
from lift_rows import ZH, pair, sheet

from pianqu.analysis import listing, standards
from pianqu.analysis.choices import Choices

EVIDENCE = {
    "registered": ("registered", "登记"),
    "residual": ("left over", "剩余"),
    "under_used": ("under-used", "低效"),
    "premises": ("premises", "闲置房屋"),
    "raster": ("raster signs", "遥感佐证"),
}
_TABLES = (
    *("idle_kinds", "idle_evidence", "idle_landuse", "idle_refusals", "idle_confidence"),
    *("idle_setbacks", "idle_street_widths", "reuse_uses", "reuse_rules", "reuse_pairs"),
    *("parking_layout", "site_costs", "siting_pairs"),
)
_SPEAKS = {  # in English; in Chinese the rows name themselves
    "legal_idle": "declared idle by the authority",
    "status_vacant": "recorded as vacant",
    "status_waste": "recorded as waste",
    "status_demolished": "recorded as cleared and not built on",
    "status_reserved": "recorded as reserved",
    "landuse_vacant": "land-use code: vacant",
    "landuse_waste": "land-use code: waste or bare",
    "landuse_demolished": "land-use code: cleared",
    "landuse_temporary": "land-use code: temporary",
    "landuse_reserve": "land-use code: reserved",
    "status_in_use": "recorded as in use",
    "status_works": "recorded as works under way",
    "start_overdue": "past the day agreed for works to begin, by more than",
    "correction": "added by a correction",
    "status_under_used": "recorded as under-used",
    "low_ratio": "floor-area ratio over the median of comparable parcels nearby, below",
    "walled_compound": "public, under-used and walled in",
    "corner": "small, at a corner of two streets, at most",
    "open_parcel": "share of the parcel under buildings, below",
    "residual": "left over after all that is known to take ground",
    "premises_idle": "recorded as idle",
    "premises_closed": "recorded as closed, dangerous",
    "sign_ndvi": "mean NDVI, at least",
    "sign_built": "mean built-up share, at most",
    "sign_lights": "mean night light, at most",
}
_SAYS = {"for": ("for", "支持"), "against": ("against", "反对"), "note": ("note", "提示")}
_HOLDS = {  # in English where the row is terse; in Chinese its note says so
    "confirmed": "confirmed on the ground, by a correction",
    "contradicted": "some evidence speaks against",
    "old": "the newest evidence for it is older than the newest data by more than",
    "undated": "no evidence for it has both source and day",
    "registered_supported": "registered, and kinds of evidence for it, that one too, at least",
    "under_used": "recorded as under-used, and a low floor-area ratio",
    "walled": "recorded as under-used, and a walled public compound",
    "residual_known": "left over or without buildings, and no rule that excludes is unknown",
    "cap": "ceiling where a rule that excludes is unknown",
}
_LEVELS = {"high": ("high", "高"), "medium": ("medium", "中"), "low": ("low", "低")}
EFFECTS = {
    "excludes": ("excludes", "排除"),
    "separate": ("listed apart", "单列"),
    "warns": ("warns", "提示"),
    "cannot": ("refuses", "不能利用"),
    "survey": ("needs survey", "须踏勘"),
    "warn": ("warns", "提示"),
}
_ASKED = {
    "all": ("every plot", "全部地块"),
    "land": ("land", "土地"),
    "open": ("land, open by its kind", "按类型没有房屋的土地"),
    "premises": ("premises", "房屋"),
    "residual": ("land no record calls idle", "未登记的空地"),
}
_STANDARDS = {
    "本软件约定": "pianqu's own",
    "地块利用状态登记": "register of land",
    "存量房屋使用状态登记": "register of premises",
    "用地分类标准": "code of land use",
    "校正表": "corrections",
    "设计惯例": "practice",
}
_UNITS = {
    "m2": ("m²", "㎡"),
    "year": ("year", "年"),
    "hour": ("h", "小时"),
    "bay": ("bays", "个"),
    "storey": ("storey", "层"),
    "kind": ("kinds", "类"),
    "count": ("", ""),
    "word": ("", ""),
    "ratio": ("", ""),
    "1": ("", ""),
}
_CHOSEN = {
    "idle_in": "`communities`, `blocks`, `both`",
    "siting": "`most_people`, `fewest_sites`, `shortest_walk`",
    "site_first": "`everyone`, `weakest`",
    "site_on": "`fit`, `fit_or_survey`",
}


def blocks() -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "evidence": _evidence,
        "refusals": _refusals,
        "confidence": _confidence,
        "setbacks": partial(values, "idle_setbacks"),
        "choices": _choices,
        "tables": _tables,
    }
    return {
        f"idle.{name}{end}": block(language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def amount(value: Any, code: str, language: str) -> str:
    """A figure of a rule with its unit; nothing where there is none."""
    text = "" if pd.isna(value) else str(value).strip()
    if not text:
        return ""
    number = pd.to_numeric(text, errors="coerce")
    shown = text if pd.isna(number) else f"{number:,g}"
    return f"{shown} {pair(_UNITS.get(code, (code, code)), language)}".strip()


def sure(code: object, language: str) -> str:
    """How certain a row is."""
    return standards.STATUS[str(code)] if language == ZH else str(code)


def source(row: Any, language: str) -> str:
    """The standard and clause of a row; in English what is no standard in English."""
    clause = "" if row.clause in ("", "-") else f" {row.clause}"
    standard = _STANDARDS.get(row.standard, row.standard) if language != ZH else row.standard
    return f"{standard}{clause}"


def _zh(row: Any) -> str:
    return f"{row.zh}：{row.note}" if row.note else row.zh


def _evidence(language: str) -> str:
    table = standards.load("idle_evidence")
    lines = [
        (
            pair(EVIDENCE[row.evidence], language),
            f"`{row.Index}`",
            row.zh if language == ZH else _SPEAKS[str(row.Index)],
            amount(row.value, row.unit, language),
            pair(_SAYS[row.says], language),
            source(row, language),
            sure(row.status, language),
        )
        for row in table[table["role"].eq("evidence")].itertuples()
    ]
    return sheet(
        language,
        "evidence|rule|what|limit|speaks|source|status",
        "证据|规则|内容|限值|指向|出处|核实情况",
        lines,
    )


def _refusals(language: str) -> str:
    lines = []
    for row in standards.load("idle_refusals").itertuples():
        beside = row.buffer or amount(row.distance if row.distance else None, "m", language)
        share = pair(("any part", "任一部分"), language) if not row.share else f"{row.share:.0%}"
        lines.append(
            (
                f"`{row.Index}`",
                getattr(row, language),
                pair(EFFECTS[row.effect], language),
                pair(_ASKED[row.asks], language),
                share,
                f"`{beside}`" if row.buffer else beside,
                source(row, language),
                sure(row.status, language),
            )
        )
    return sheet(
        language,
        "rule|what|then|asked of|part of the plot|beside it|source|status",
        "规则|内容|作用|适用于|占地块比例|外扩|出处|核实情况",
        lines,
    )


def _confidence(language: str) -> str:
    lines = [
        (
            row.order,
            f"`{row.Index}`",
            _zh(row) if language == ZH else _HOLDS.get(str(row.Index), row.en),
            amount(row.value, row.unit, language),
            pair(_LEVELS[row.level], language),
            sure(row.status, language),
        )
        for row in standards.load("idle_confidence").sort_values("order").itertuples()
    ]
    return sheet(
        language,
        "order|rule|holds where|figure|confidence|status",
        "顺序|规则|成立条件|数值|可信度|核实情况",
        lines,
    )


def values(table: str, language: str) -> str:
    """A table of single figures."""
    lines = [
        (
            f"`{row.Index}`",
            getattr(row, language),
            amount(row.value, row.unit, language),
            source(row, language),
            sure(row.status, language),
        )
        for row in standards.load(table).itertuples()
    ]
    return sheet(language, "row|what|value|source|status", "行|内容|数值|出处|核实情况", lines)


def _choices(language: str) -> str:
    given = Choices()
    words = {
        "uses": (
            "rows of `reuse_uses`; empty for all that are facilities",
            "`reuse_uses` 的用途；空为全部设施类用途",
        ),
        "sites": ("sites of each use, at most", "每种用途最多几处"),
        "site_budget": ("yuan for each use; 0: no limit", "每种用途的资金（元）；0 为不限"),
        "site_seconds": ("seconds of search for each use", "每种用途最长求解秒数"),
    }
    names = ("idle_in", "uses", "siting", "site_first", "site_on", "sites")
    lines = []
    for name in (*names, "site_budget", "site_seconds"):
        value = getattr(given, name)
        shown = f"{value:g}" if isinstance(value, float) else f"`{value}`" if value else ""
        said = _CHOSEN[name] if name in _CHOSEN else pair(words[name], language)
        lines.append((f"`{name}`", shown, said))
    return sheet(language, "choice|default|one of", "选项|默认|可选", lines)


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
