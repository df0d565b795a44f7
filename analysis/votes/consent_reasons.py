"""The verdict on a vote in words: what was counted, what is short and by how much."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .consent_rules import Rule
from .majorities import FAIL, UNDETERMINED, Majority

NO_RULE = "规则表没有该事项的规则，不作判定"
_DIGITS = "零一二三四五六七八九十"
_HALF = (1, 2)


def reasons(row: Mapping[str, Any], rule: Rule) -> str:
    """
    Why a vote passes, fails or is not determined.

    Parameters
    ----------
    row
        Of the table `consent_rounds`: counts, areas in square metres, tests, what is missing.
    rule
        That it was judged by.

    Returns
    -------
    str
        Clauses joined by commas.

    Examples
    --------
    >>> from pianqu.analysis.votes import consent_rules
    >>> row = {"eligible": 12, "participating": 8, "agree": 5, "against": 3, "unknown": 0,
    ...        "unknown_areas": 0, "unregistered": 0, "quorum_persons": "pass", "agree_persons": "fail",
    ...        "quorum_area": "pass", "agree_area": "pass", "objection": "not_applicable",
    ...        "missing_by_joining": 4, "missing_by_turning": 1}
    >>> reasons(row, consent_rules.rules()["elevator"])
    '参与 8/12，同意 5/8，不足四分之三，差 1 户（1 户改为同意，或 4 户未参与者参与并同意）'
    """
    said = _persons(row, rule) + _areas(row, rule)
    if row["objection"] == FAIL:
        said.append(f"{row['against']} 户不同意，规则要求其他业主无异议")
    if row["unknown"]:
        said.append(f"{row['unknown']} 户意见未知")
    if row["unregistered"]:
        said.append("登记户数未知，基数未定")
    return "，".join(said)


def share(numerator: int, denominator: int) -> str:
    """
    A share as it is read aloud.

    Examples
    --------
    >>> share(3, 4), share(1, 2), share(11, 20)
    ('四分之三', '半数', '11/20')
    """
    if (numerator, denominator) == _HALF:
        return "半数"
    if numerator == denominator:
        return "全部"
    if denominator < len(_DIGITS):
        return f"{_DIGITS[denominator]}分之{_DIGITS[numerator]}"
    return f"{numerator}/{denominator}"


def _persons(row: Mapping[str, Any], rule: Rule) -> list[str]:
    base = row["participating"] if _of_participants(rule) else row["eligible"]
    said = [f"同意 {row['agree']}/{_number(base)}", *_short(row, rule, "agree_persons")]
    if _of_participants(rule) or "quorum_persons" in rule.majorities:
        took = f"参与 {row['participating']}/{_number(row['eligible'])}"
        said = [took, *_short(row, rule, "quorum_persons"), *said]
    if FAIL in (row["quorum_persons"], row["agree_persons"]) and not row["unregistered"]:
        said.append(_missing(row))
    return said


def _areas(row: Mapping[str, Any], rule: Rule) -> list[str]:
    said = []
    base = "area_participating" if _of_participants(rule) else "area_eligible"
    failed = [rule.majorities[name] for name in ("quorum_area", "agree_area") if row[name] == FAIL]
    strict = any(wanted.strict for wanted in failed)
    for name, word, part, whole in (
        ("quorum_area", "参与面积", "area_participating", "area_eligible"),
        ("agree_area", "同意面积", "area_agree", base),
    ):
        if row[name] == FAIL:
            figures = [row[part], row[whole]]
            told = "" if any(pd.isna(each) for each in figures) else f" {_area(*figures)}"
            said += [f"{word}{told}", *_short(row, rule, name)]
            said += _bound(rule.majorities[name], row[whole]) if strict else []
    if said and not strict:
        said += _missing_area(row)
    if UNDETERMINED in (row["quorum_area"], row["agree_area"]) and row["unknown_areas"]:
        said.append(f"{row['unknown_areas']} 户面积未知，面积是否达标未定")
    return said


def _of_participants(rule: Rule) -> bool:
    return rule.majorities["agree_persons"].of == "participating"


def _short(row: Mapping[str, Any], rule: Rule, name: str) -> list[str]:
    """What a test wants that is not reached or not determined."""
    if row[name] not in (FAIL, UNDETERMINED):
        return []
    wanted = rule.majorities[name]
    return [_below(wanted) if row[name] == FAIL else f"是否{_enough(wanted)}未定"]


def _below(wanted: Majority) -> str:
    words = share(wanted.numerator, wanted.denominator)
    if not wanted.strict:
        return f"不足{words}"
    return f"未过{words}" if words == "半数" else f"未超过{words}"


def _enough(wanted: Majority) -> str:
    return f"{'超过' if wanted.strict else '达到'}{share(wanted.numerator, wanted.denominator)}"


def _missing(row: Mapping[str, Any]) -> str:
    turn, join = row["missing_by_turning"], row["missing_by_joining"]
    ways = []
    if not pd.isna(turn):
        ways.append((turn, f"{turn} 户改为同意"))
    if not pd.isna(join):
        ways.append((join, f"{join} 户未参与者参与并同意"))
    if not ways:
        return "只增加参与或只转变意见都不够"
    least = min(number for number, _ in ways)
    return (
        f"{'至少' if row['unknown'] else ''}差 {least} 户（{'，或 '.join(way for _, way in ways)}）"
    )


def _missing_area(row: Mapping[str, Any]) -> list[str]:
    known = [row["missing_area_by_turning"], row["missing_area_by_joining"]]
    areas = [area for area in known if not pd.isna(area)]
    return [f"至少差 {_square(min(areas))} ㎡"] if areas else []


def _bound(wanted: Majority, whole: Any) -> list[str]:
    """The area to be reached; "more than" has no least area that could be said to be missing."""
    if pd.isna(whole):
        return []
    area = _square(whole * wanted.numerator / wanted.denominator)
    return [f"须{'超过' if wanted.strict else '达到'} {area} ㎡"]


def _area(part: float, whole: float) -> str:
    return f"{_square(part)}/{_square(whole)} ㎡"


def _square(area: float) -> str:
    return f"{area:.4f}".rstrip("0").rstrip(".")  # as many decimals as PER_M2 keeps


def _number(count: Any) -> str:
    return "未知" if pd.isna(count) else str(count)
