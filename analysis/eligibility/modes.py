"""How a community is renewed: nothing is pulled down without danger evidence, nothing historic ever."""

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ...layers.kinds import vocabulary
from .. import standards
from .criteria import PENDING, Fact
from .safety_records import contradiction

TABLE = "renewal_modes"
RECOMMENDED, POSSIBLE, CANNOT = "recommended", "possible", "cannot"
MODE_ZH = {RECOMMENDED: "推荐", POSSIBLE: "可以", CANNOT: "不可", PENDING: "待补证据"}
NONE, DANGEROUS, PART, ALL = "none", "dangerous", "part", "all"
LEAST = "非必要不拆迁"
NO_EVIDENCE = f"没有危险房屋鉴定依据，{LEAST}"
_HISTORIC_ZONE = "historic"
COLUMNS = ["community", "mode", "zh", "status", "status_zh", "reasons", "dangerous", "buildings"]
COLUMNS += ["share_least", "share_most", "limit", "unit", "standard", "clause", "certainty"]


def rows(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    The modes, from the least to the most demolition.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `renewal_modes`.

    Returns
    -------
    DataFrame
        Indexed by mode: `demolishes` (none, dangerous, part, all), `grades` (danger evidence,
        joined by |), `value` (least share of dangerous buildings), the source.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> rows().index.tolist()
    ['retrofit', 'danger_relief', 'partial_rebuild', 'rebuild']
    """
    return standards.load(TABLE, overrides=overrides, check=faults).sort_values("order")


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of modes.

    Parameters
    ----------
    table
        Indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load("renewal_modes").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> list(faults(table.assign(grades="E"), "mine.csv"))[0]
    '规则表文件 mine.csv 第 0 行（retrofit）的 grades 为“E”，应为 A、B、C、D 中的等级，以 | 分隔；请改正该格。'
    """
    grades = [choice.code for choice in vocabulary("safety_grade")]
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['mode']}）"
        if not set(row["grades"].split("|")) <= set(grades):
            words = f"应为 {'、'.join(grades)} 中的等级，以 | 分隔"
            yield f"{place}的 grades 为“{row['grades']}”，{words}；请改正该格。"
        if row["demolishes"] not in (NONE, DANGEROUS, PART, ALL):
            words = f"应为 {'、'.join((NONE, DANGEROUS, PART, ALL))} 之一"
            yield f"{place}的 demolishes 为“{row['demolishes']}”，{words}；请改正该格。"
        if not 0 <= row["value"] <= 1:
            yield f"{place}的 value 为 {row['value']:g}，应在 0 至 1 之间；请改正该格。"
    missing = [
        choice.code
        for choice in vocabulary("renewal_mode")
        if choice.code not in set(table["mode"])
    ]
    if missing:
        yield (
            f"规则表文件 {file} 缺少 {'、'.join(missing)} 行；请从 pianqu tables {TABLE} --csv 抄入。"
        )
    if len(set(table["grades"])) > 1:
        yield f"规则表文件 {file} 各行的 grades 不一致，危险等级应相同；请改为一致。"


def grades(table: pd.DataFrame) -> frozenset[str]:
    """
    Grades of the appraisal that are danger evidence.

    Examples
    --------
    >>> sorted(grades(rows()))
    ['D']
    """
    return frozenset(grade for cell in table["grades"] for grade in cell.split("|") if grade)


def modes(known: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """
    What each mode is for each community.

    Parameters
    ----------
    known
        From :func:`pianqu.analysis.eligibility.facts.facts`.
    table
        From :func:`rows`.

    Returns
    -------
    DataFrame
        One row a community and mode: `status` (recommended: of those that may be, the one that
        pulls down least; possible; cannot; pending: evidence is missing, or the register and the
        appraisal contradict one another), `reasons`, `dangerous` and
        `buildings` (their share between `share_least` and `share_most`, by grades that are not
        known), `limit`.

    References
    ----------
    张住建函〔2024〕28号 一、二(一).

    Examples
    --------
    >>> from .facts import Records, facts
    >>> houses = pd.DataFrame({"community": "C09", "safety_grade": [*"DDD", *"C" * 21], "historic": False})
    >>> estate = pd.DataFrame({"structure_safe": [False]}, index=["C09"])
    >>> known = facts(estate, Records(buildings=houses), grades=grades(rows()))
    >>> modes(known, rows())["status"].tolist()
    ['cannot', 'recommended', 'cannot', 'cannot']
    """
    given = table.rename_axis("mode").reset_index().to_dict("records")
    found: list[dict[str, Any]] = []
    for name, fact in zip(known.index, known.to_dict("records"), strict=True):
        found += _of_one(name, fact, given)
    numbers = ["dangerous", "buildings", "share_least", "share_most", "limit"]
    text = [column for column in COLUMNS if column not in numbers]
    types = dict.fromkeys(numbers, "Float64") | dict.fromkeys(text, "string")
    return pd.DataFrame(found, columns=COLUMNS).astype(types)


def _of_one(name: object, fact: Fact, given: list[dict[Hashable, Any]]) -> list[dict[str, Any]]:
    least, most = _shares(fact)
    both = {"community": name, "dangerous": fact["dangerous"], "buildings": fact["homes"]}
    both |= {"share_least": least, "share_most": most}
    found = []
    for row in given:
        if row["demolishes"] == NONE:
            status, reasons = _retrofit(fact)
        else:
            status, reasons = _demolition(fact, row, least, most)
        source = {column: row[column] for column in ("mode", "zh", "unit", "standard", "clause")}
        source |= {"limit": row["value"], "certainty": row["status"]}
        found.append({**both, **source, "status": status, "reasons": reasons})
    may = [row for row in found if row["status"] == POSSIBLE]
    if may:
        may[0]["status"] = RECOMMENDED  # the rows go from the least to the most demolition
        if len(may) > 1:
            others = "、".join(row["zh"] for row in may[1:])
            may[0]["reasons"] += f"；{others}也可以，取拆除最少的：{LEAST}"
    for row in found:
        row["status_zh"] = MODE_ZH[row["status"]]
    return found


def _shares(fact: Fact) -> tuple[float, float]:
    """Least and most share of buildings that may go: dangerous, and not historic."""
    homes = fact["homes"]
    if pd.isna(homes) or not homes:
        return 0.0, 1.0
    least, most = fact["removable"], fact["removable"] + fact["removable_open"]
    if _unsafe(fact) and not fact["dangerous"]:
        most = homes  # unsafe by its register: which buildings are dangerous is not known
    return float(least / homes), float(most / homes)


def _retrofit(fact: Fact) -> tuple[str, str]:
    if pd.notna(fact["demolition_plan"]) and fact["demolition_plan"]:
        return CANNOT, "已列入征收拆迁计划，不宜整治"
    against = contradiction(fact)
    if _count(fact, "dangerous") or _unsafe(fact) or against:
        return _danger(fact, against)
    if pd.isna(fact["structure_safe"]) and (pd.isna(fact["homes"]) or fact["dangerous_open"]):
        return PENDING, "房屋结构是否安全未知"
    historic = _count(fact, "historic")
    said = "鉴定中没有危险房屋" if pd.isna(fact["structure_safe"]) else "房屋结构安全"
    return POSSIBLE, said + (f"，{historic:g} 栋历史建筑以保护修缮为主" if historic else "")


def _danger(fact: Fact, against: str | None) -> tuple[str, str]:
    """What retrofit is where there is danger, or the records do not agree on it."""
    dangerous = _count(fact, "dangerous")
    if dangerous and not (fact["removable"] or fact["removable_open"]):
        return POSSIBLE, f"{dangerous:g} 栋危险房屋都是历史建筑，以修缮加固解危"
    if against:
        return PENDING, f"{against}，须先核对"
    said = f"{dangerous:g} 栋为危险房屋，应先" if dangerous else "房屋结构不安全，应先鉴定"
    return CANNOT, f"{said}解危，不能以整治代替"


def _demolition(
    fact: Fact, row: Mapping[Hashable, Any], least: float, most: float
) -> tuple[str, str]:
    kind, limit = row["demolishes"], row["value"]
    barred = _kept(fact, kind) or _no_evidence(fact, enough=most >= limit)
    if barred:
        return barred
    counts = "房屋结构不安全，须鉴定到栋"
    if _count(fact, "dangerous"):
        counts = f"{fact['homes']:g} 栋中 {fact['dangerous']:g} 栋为危险房屋"
        if fact["removable"] < fact["dangerous"]:
            counts += f"（其中 {fact['removable']:g} 栋不是历史建筑）"
    if most < limit:
        return CANNOT, f"{counts}，不足 {limit:.0%}，{LEAST}"
    against = contradiction(fact)
    if against:
        return PENDING, f"{against}，须先核对，{LEAST}"
    if least < limit:
        return PENDING, f"{counts}，是否达到 {limit:.0%} 须补鉴定"
    if _doubt(fact, kind):
        return PENDING, f"{counts}，部分楼栋是否历史建筑未知，须先核实"
    historic = _count(fact, "historic")
    return POSSIBLE, counts + (f"；{historic:g} 栋历史建筑不得拆除" if historic else "")


def _no_evidence(fact: Fact, *, enough: bool) -> tuple[str, str] | None:
    """What is said without danger evidence; `enough`: an appraisal could still bring it."""
    if _count(fact, "dangerous") or _unsafe(fact):
        return None
    unknown = pd.isna(fact["homes"]) or fact["dangerous_open"]
    if pd.isna(fact["structure_safe"]) and unknown and enough:
        return PENDING, f"须有危险房屋鉴定，{LEAST}"
    return CANNOT, NO_EVIDENCE


def _kept(fact: Fact, kind: str) -> tuple[str, str] | None:
    """Why nothing may be pulled down, if so."""
    historic, zone = _count(fact, "historic"), fact["zone"]
    if kind == ALL and historic:
        return CANNOT, f"{historic:g} 栋历史建筑，任何方式都不得拆除"
    if kind == ALL and pd.notna(zone) and zone == _HISTORIC_ZONE:
        return CANNOT, "位于历史街区，不得整体拆除"
    if _count(fact, "dangerous") and not (fact["removable"] or fact["removable_open"]):
        return CANNOT, "危险房屋都是历史建筑，只能修缮加固，不得拆除"
    return None


def _doubt(fact: Fact, kind: str) -> bool:
    """Whether a building that would go may be historic."""
    if pd.isna(fact["homes"]):
        return True
    if kind == ALL or not fact["dangerous"]:
        return bool(fact["historic_open"])
    return not fact["removable"]


def _count(fact: Fact, name: str) -> float:
    """Buildings that are known to be so."""
    return 0 if pd.isna(fact[name]) else fact[name]


def _unsafe(fact: Fact) -> bool:
    return pd.notna(fact["structure_safe"]) and not fact["structure_safe"]
