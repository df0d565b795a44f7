"""Words of the tables of uses, and what is wrong in a user's own."""

import math
from collections.abc import Iterator

import pandas as pd

from ...layers import kinds

PLOT, PREMISES, BOTH = "plot", "premises", "both"
CANNOT, SURVEY, WARN = "cannot", "survey", "warn"
CHECKS = (CANNOT, SURVEY, WARN)
AREA, CAPACITY = "area", "capacity"
AT_LEAST, AT_MOST, IN, NOT_IN, OF_USE, PER, MOST = (
    ">=",
    "<=",
    "in",
    "not_in",
    "of_use",
    "per",
    "most",
)
APART, TOGETHER, WITHIN = "apart", "together", "within"
EVERY = "*"
_PLACES = (PLOT, PREMISES, BOTH)
_OPERATORS = {  # what may be asked by rows of each effect
    **dict.fromkeys(CHECKS, (AT_LEAST, AT_MOST, IN, NOT_IN, OF_USE)),
    AREA: (AREA,),
    CAPACITY: (PER, MOST),
}
_NUMBERS = (AT_LEAST, AT_MOST, AREA, PER, MOST)
PLACE, OWNER = "place", "owner_class"
_WORDS = (OWNER, "premises_kind", "safety_grade")  # measures of plots that are words
_MEASURES = (  # and those that are numbers
    *("area", "circle_diameter", "mean_width", "rectangle_length", "rectangle_width", "depth"),
    *("frontage", "street_distance", "slope", "sun_share", "sun_share_least", "sun_hours"),
    *("bays", "bays_apart", "stair_distance", "floor_area", "storey"),
)
_ASKED = {  # measures that an operator can be asked of
    **dict.fromkeys(_NUMBERS, _MEASURES),
    **dict.fromkeys((IN, NOT_IN), _WORDS),
    OF_USE: (PLACE,),
}
_PARTS = "、|*"  # uses are listed with these between them
_RELATIONS = (APART, TOGETHER, WITHIN)


def use_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of uses.

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
    >>> from pianqu.analysis import standards
    >>> table = standards.load("reuse_uses").reset_index().head(1)
    >>> list(use_faults(table.assign(place="roof"), "mine.csv"))
    ['规则表文件 mine.csv 第 0 行（pocket_park）的 place 为“roof”，应为 plot、premises、both 之一；请改正。']
    """
    known = {row["kind"] for row in kinds.rows("facility_kinds")}
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['use']}）"
        yield from _unlisted(row, "place", _PLACES, place)
        yield from _blank(row, "zh", place)
        if any(mark in row["use"] for mark in _PARTS):
            yield f"{place}的 use 为“{row['use']}”，不得含有 {' '.join(_PARTS)}；请改写编号。"
        if row["facility_kind"] and row["facility_kind"] not in known:
            yield (
                f"{place}的 facility_kind 为“{row['facility_kind']}”，应为设施类型（见 pianqu tables"
                " facility_kinds）或留空；请改正。"
            )


def rule_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of rules.

    Parameters
    ----------
    table, file
        As for :func:`use_faults`.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> from pianqu.analysis import standards
    >>> table = standards.load("reuse_rules").reset_index().iloc[[1]]
    >>> list(rule_faults(table.assign(value="many"), "mine.csv"))
    ['规则表文件 mine.csv 第 1 行（pocket_park.area）的 value 为“many”，应为大于 0 的数字；请改正该格。']
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）"
        yield from _unlisted(row, "place", _PLACES, place)
        yield from _unlisted(row, "effect", tuple(_OPERATORS), place)
        if row["effect"] in _OPERATORS:
            yield from _unlisted(row, "operator", _OPERATORS[row["effect"]], place)
        if row["operator"] in _NUMBERS and not _positive(row["value"]):
            yield f"{place}的 value 为“{row['value']}”，应为大于 0 的数字；请改正该格。"
        if row["operator"] in (IN, NOT_IN) and not str(row["value"]).strip("|"):
            yield f"{place}的 value 是空的，应为以 | 分隔的词；请补上。"
        if row["operator"] in _ASKED:
            yield from _unlisted(row, "measure", _ASKED[row["operator"]], place)
        yield from _blank(row, "zh", place)
        yield from _blank(row, "use", place)
        yield from _times(row, table, place)


def pair_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of pairs.

    Parameters
    ----------
    table, file
        As for :func:`use_faults`.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> from pianqu.analysis import standards
    >>> table = standards.load("reuse_pairs").reset_index().tail(1)
    >>> next(pair_faults(table.assign(share="2"), "mine.csv"))
    '规则表文件 mine.csv 第 22 行（charging+parking）的 share 为“2”，应为大于 0、不大于 1 的数字；请改正该格。'
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）"
        yield from _unlisted(row, "relation", _RELATIONS, place)
        yield from _blank(row, "zh", place)
        if row["one"] == row["other"]:
            yield f"{place}的 one 与 other 同为“{row['one']}”，应为两种用途；请改正。"
        if row["relation"] == WITHIN and not (_positive(row["share"]) and float(row["share"]) <= 1):
            yield (f"{place}的 share 为“{row['share']}”，应为大于 0、不大于 1 的数字；请改正该格。")


def _unlisted(row: pd.Series, name: str, choices: tuple[str, ...], place: str) -> Iterator[str]:
    if row[name] not in choices:
        yield f"{place}的 {name} 为“{row[name]}”，应为 {'、'.join(choices)} 之一；请改正。"


def _blank(row: pd.Series, name: str, place: str) -> Iterator[str]:
    if not row[name].strip():
        yield f"{place}的 {name} 是空的，应填写；请补上。"


def _times(row: pd.Series, table: pd.DataFrame, place: str) -> Iterator[str]:
    """The row that multiplies this one is another, holds a number, and is asked of its uses."""
    if not row["times"]:
        return
    other = table[table["key"].eq(row["times"]) & table["key"].ne(row["key"])]
    if other.empty:
        yield f"{place}的 times 为“{row['times']}”，应为本表另一行的 key；请改正或留空。"
        return
    factor = other.iloc[0]
    if factor["operator"] not in _NUMBERS or not _positive(factor["value"]):
        yield f"{place}的 times 为“{row['times']}”，该行的 value 不是数字；请改为数字行的 key 或留空。"
    elif EVERY not in (named := factor["use"].split("|")) and set(row["use"].split("|")) - {*named}:
        yield (
            f"{place}的 times 为“{row['times']}”，该行的 use 为“{factor['use']}”，应包括"
            f"“{row['use']}”；请改正或留空。"
        )


def _positive(cell: object) -> bool:
    try:
        number = float(str(cell))
    except ValueError:
        return False
    return 0 < number < math.inf
