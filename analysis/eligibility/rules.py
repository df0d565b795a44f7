"""Rules of eligibility as rows of an authority and version: which hold, with which figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError
from .. import standards

TABLE, DEFAULT = "eligibility_rules", "gb23"
SCOPE, ENTRY, FIGURE = "scope", "entry", "figure"
PARTS = {SCOPE: "范围条件", ENTRY: "纳入条件", FIGURE: "参数"}
_ANY = float("inf")
_MEANT = {  # check: part, least, most, whether whole, in words
    "built_by": (SCOPE, 1800, 2100, True, "应为年份"),
    "structure_safe": (SCOPE, 0, 1, True, "应为 1（要求）或 0（不要求）"),
    "not_for_demolition": (SCOPE, 0, 1, True, "应为 0（不得列入）或 1（不限）"),
    "self_built": (SCOPE, 0, 1, False, "应在 0 至 1 之间"),
    "least_buildings": (SCOPE, 0, _ANY, True, "应为不小于 0 的整数（栋）"),
    "transfer_reform": (SCOPE, 0, 1, True, "应为 1（要求）或 0（不要求）"),
    "renewed": (SCOPE, 0, 1, True, "应为 1（要求）或 0（不要求）"),
    "tiny_yard": (SCOPE, 0, 1, True, "应为 1（要求）或 0（不要求）"),
    "consent": (ENTRY, 0, 1, False, "应在 0 至 1 之间"),
    "look_again": (FIGURE, 0, 1200, True, "应为不小于 0 的整数（月）"),
    "relaxed_by": (FIGURE, 1800, 2100, True, "应为年份"),
    "relaxed_share": (FIGURE, 0, 1, False, "应在 0 至 1 之间"),
}
CHECKS = tuple(check for check, meant in _MEANT.items() if meant[0] != FIGURE)
_OPTIONAL = ("relaxed_by", "relaxed_share")


@dataclass(frozen=True)
class Rule:
    """One row of the table; `check` is what it asks, `value` its figure in `unit`."""

    key: str
    set: str
    check: str
    part: str
    zh: str
    value: float
    unit: str
    standard: str
    clause: str
    certainty: str


def rules(
    name: str = DEFAULT, *, overrides: Mapping[str, str | Path] | None = None
) -> dict[str, Rule]:
    """
    The rule of each check under a set of rules.

    Parameters
    ----------
    name
        A `set` of the table `eligibility_rules`: `gb23`, `gb23.2005` (relaxed by a share of the
        households of the year's task), `xinxiang`, or the user's own. A check that it does not have
        follows the set `gb23`.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    dict
        Check to rule; `relaxed_by` and `relaxed_share` only where the set has them.

    Raises
    ------
    ChoiceError
        There is no such set, or the user's table has a fault.

    References
    ----------
    国办发〔2020〕23号 二.

    Examples
    --------
    >>> rules()["built_by"].value, rules("gb23.2005")["relaxed_by"].value
    (2000.0, 2005.0)
    """
    table = standards.load(TABLE, overrides=overrides, check=faults)
    sets = list(dict.fromkeys(table["set"]))
    if name not in sets:
        raise ChoiceError(
            f"资格规则“{name}”不在规则表 {TABLE} 中；可选：{'、'.join(map(str, sets))}"
            f"（见 pianqu tables {TABLE}）。"
        )
    chosen = [*table[table["set"] == DEFAULT].iterrows(), *table[table["set"] == name].iterrows()]
    return {str(row["check"]): _rule(str(key), row) for key, row in chosen}


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of eligibility rules.

    Parameters
    ----------
    table
        The columns of the bundled table, indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load("eligibility_rules").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> list(faults(table.replace({"value": {0.8: 80}}), "mine.csv"))
    ['规则表文件 mine.csv 第 8 行（gb23.consent）的 value 为 80，应在 0 至 1 之间；请改正该格。']
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['eligibility_rule']}）"
        for column, said in _odd(row):
            found = f" {row[column]:g}" if column == "value" else f"“{row[column]}”"
            yield f"{place}的 {column} 为{found}，{said}；请改正该格。"
    for (name, check), same in table.groupby(["set", "check"], sort=False):
        if len(same) > 1:
            yield (
                f"规则表文件 {file} 第 {'、'.join(map(str, same.index))} 行的 set 同为“{name}”、check"
                f" 同为“{check}”，一套规则中每项条件只应有一行；请只留一行。"
            )
    asked = [check for check in _MEANT if check not in _OPTIONAL]
    has = set(table.loc[table["set"] == DEFAULT, "check"])
    missing = [check for check in asked if check not in has]
    if missing:
        yield (
            f"规则表文件 {file} 的 {DEFAULT} 缺少 {'、'.join(missing)} 行，其他规则要沿用这些行；"
            f"请从 pianqu tables {TABLE} --csv 抄入。"
        )
    yield from _half_relaxed(table, file)


def _half_relaxed(table: pd.DataFrame, file: str) -> Iterator[str]:
    for name, group in table.groupby("set", sort=False):
        given = [check for check in _OPTIONAL if check in set(group["check"])]
        if len(given) == 1:
            yield (
                f"规则表文件 {file} 中 {name} 只有 {given[0]} 行，{'、'.join(_OPTIONAL)} 应同时有或"
                "同时没有；请补上另一行或删去该行。"
            )


def _odd(row: pd.Series) -> Iterator[tuple[str, str]]:
    """Columns that cannot be meant, and what they should be."""
    meant = _MEANT.get(row["check"])
    if meant is None:
        yield "check", f"应为 {'、'.join(_MEANT)} 之一"
        return
    part, least, most, whole, words = meant
    if not least <= row["value"] <= most or (whole and row["value"] % 1):
        yield "value", words
    if row["part"] not in PARTS or (row["part"] == FIGURE) != (part == FIGURE):
        yield "part", "应为 figure" if part == FIGURE else f"应为 {SCOPE} 或 {ENTRY}"


def _rule(key: str, row: pd.Series) -> Rule:
    said = row.astype(str)
    return Rule(
        key,
        *(said["set"], said["check"], said["part"], said["zh"]),
        value=float(row["value"]),
        unit=said["unit"],
        standard=said["standard"],
        clause=said["clause"],
        certainty=said["status"],
    )
