"""The rules of a vote as rows: who counts, how many have to take part, how many to agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError
from .. import standards
from .majorities import Majority

TABLE, DEFAULT = "consent_rules", "cc278"
TOPICS = {
    "elevator": "加装电梯",
    "rebuild": "重建",
    "fund": "使用维修资金",
    "programme": "纳入改造计划",
}
UNITS = ("stairwell", "building", "community", "ballot")
_BASES = ("participating", "all")
_YES, _NO = "yes", "no"
_SHARES = ("quorum_persons", "quorum_area", "agree_persons", "agree_area")
_WORDS = {  # column: what may stand in it
    "topic": tuple(TOPICS),
    "unit": UNITS,
    "quorum_strict": (_YES, _NO),
    "agree_strict": (_YES, _NO),
    "base": _BASES,
    "objections": (_YES, _NO),
}


@dataclass(frozen=True)
class Rule:
    """One row of the table: `majorities` by the name of the test, and where it comes from."""

    name: str
    set: str
    topic: str
    unit: str
    majorities: Mapping[str, Majority]
    objections: bool
    standard: str
    clause: str
    status: str

    def persons(self) -> list[Majority]:
        """The majorities by persons."""
        return [each for name, each in self.majorities.items() if name.endswith("persons")]

    def area(self) -> list[Majority]:
        """The majorities by area."""
        return [each for name, each in self.majorities.items() if name.endswith("area")]


def rules(
    name: str = DEFAULT, *, overrides: Mapping[str, str | Path] | None = None
) -> dict[str, Rule]:
    """
    The rule of each topic under a set of rules.

    Parameters
    ----------
    name
        A `set` of the table `consent_rules`, such as `cc278` or `ev.bj.consent`. A topic that it
        does not have follows the set `cc278`.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    dict
        Topic to rule.

    Raises
    ------
    ChoiceError
        There is no such set, or the user's table has a fault.

    Examples
    --------
    >>> rules()["elevator"].majorities["agree_area"]
    Majority(numerator=3, denominator=4, strict=False, of='participating')
    >>> {topic: rule.name for topic, rule in rules("ev.cd").items()}["fund"]
    'cc278.fund'
    """
    table = standards.load(TABLE, overrides=overrides, check=faults)
    sets = list(dict.fromkeys(table["set"]))
    if name not in sets:
        raise ChoiceError(
            f"表决规则“{name}”不在规则表 {TABLE} 中；可选：{'、'.join(map(str, sets))}"
            f"（见 pianqu tables {TABLE}）。"
        )
    chosen = [*table[table["set"] == DEFAULT].iterrows(), *table[table["set"] == name].iterrows()]
    return {str(row["topic"]): _rule(str(key), row) for key, row in chosen}


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of consent rules.

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
    >>> table = standards.load("consent_rules").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> len(list(faults(table.assign(base="asked"), "mine.csv")))
    8
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['consent_rule']}）"
        for column, words in _WORDS.items():
            if row[column] not in words:
                yield f"{place}的 {column} 为“{row[column]}”，应为 {'、'.join(words)} 之一；请改正该格。"
        for name in _SHARES:
            pair, strict = _pair(row, name), row[f"{name.partition('_')[0]}_strict"] == _YES
            if pair != ["", ""] and not _share(pair, strict=strict):
                yield (
                    f"{place}的 {name}_num、{name}_den 为“{pair[0]}”“{pair[1]}”，应为正整数且比值不超过 1"
                    "（strict 为 yes 时小于 1），或同时留空（不作要求）；请改正这两格。"
                )
    for _, same in table.groupby(["set", "topic"], sort=False):
        if len(same) > 1:
            name, topic = same.iloc[0][["set", "topic"]]
            yield (
                f"规则表文件 {file} 第 {'、'.join(map(str, same.index))} 行的 set 同为“{name}”、topic"
                f" 同为“{topic}”，一套规则中每个事项只应有一行；请只留一行。"
            )
    yield from _without_topics(table, file)


def _without_topics(table: pd.DataFrame, file: str) -> Iterator[str]:
    """Sets in which a topic has no rule, nor has the set that they follow."""
    default = set(table["topic"][table["set"] == DEFAULT])
    for name, group in table.groupby("set", sort=False):
        missing = [topic for topic in TOPICS if topic not in default | set(group["topic"])]
        if missing:
            words = "、".join(f"{topic}（{TOPICS[topic]}）" for topic in missing)
            yield (
                f"规则表文件 {file} 中 {name} 的 topic 缺少 {words} 行，{DEFAULT} 中也没有可沿用的；"
                f"请从 pianqu tables {TABLE} --csv 抄入 {DEFAULT} 的该事项。"
            )


def _rule(key: str, row: pd.Series) -> Rule:
    asked = {}
    for name in _SHARES:
        pair, part = _pair(row, name), name.partition("_")[0]
        if pair != ["", ""]:
            of = "quorum" if part == "quorum" else str(row["base"])
            strict = row[f"{part}_strict"] == _YES
            asked[name] = Majority(int(pair[0]), int(pair[1]), strict, of)
    said = row.astype(str)
    return Rule(
        key,
        *(said["set"], said["topic"], said["unit"]),
        majorities=asked,
        objections=said["objections"] == _YES,
        standard=said["standard"],
        clause=said["clause"],
        status=said["status"],
    )


def _pair(row: pd.Series, name: str) -> list[str]:
    cells = [row[f"{name}_num"], row[f"{name}_den"]]
    return [f"{cell:g}" if isinstance(cell, float) else str(cell).strip() for cell in cells]


def _share(pair: list[str], *, strict: bool) -> bool:
    if not all(cell.isdecimal() and cell.isascii() for cell in pair):
        return False
    numerator, denominator = map(int, pair)
    return 0 < numerator <= denominator - strict
