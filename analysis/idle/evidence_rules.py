"""The rules by which land is held to be idle, and the numbers they ask for."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...layers import kinds
from .. import standards

TABLE = "idle_evidence"
FOR, AGAINST, NOTE = "for", "against", "note"
_SETTING = "setting"
_SHARES = (
    *("open_parcel", "open_parcel.around_share", "sign_known"),
    *("sign_ndvi", "sign_built", "sign_built.against"),
)
_WHOLE = ("low_ratio.peers", "low_ratio.least")
_ANGLE, _RIGHT = "corner.angle", 90.0  # between two lines
_LISTS = {"corner.kinds": "street_kind", "walled_compound.owners": "owner_class"}
_RISING = (
    ("low_ratio.least", "low_ratio.peers"),
    ("sign_built", "sign_built.against"),
    ("sign_lights", "sign_lights.against"),
)


@dataclass(frozen=True)
class Rules:
    """
    Every rule of evidence, and its settings.

    `table` is indexed by rule: `evidence`, `plot_kind`, `says`, `zh`, `value`, `unit`, `standard`,
    `clause`, `status`. `settings` holds the rows that are no rules, number or text as written.
    """

    table: pd.DataFrame
    settings: Mapping[str, str]

    def limit(self, rule: str) -> float:
        """Number of a rule, NaN where it has none."""
        said = str(self.table.loc[rule, "value"])
        return float(said) if said else math.nan

    def number(self, setting: str) -> float:
        """Number of a setting."""
        return float(self.settings[setting])

    def words(self, setting: str) -> list[str]:
        """Words of a setting."""
        return self.settings[setting].split("|")


def rules(*, overrides: Mapping[str, str | Path] | None = None) -> Rules:
    """
    The rules of the table `idle_evidence`.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    Rules
        Lengths in metres, angles in degrees, shares from 0 to 1.

    Raises
    ------
    ChoiceError
        The user's own table has a fault: see :func:`faults`.

    Examples
    --------
    >>> found = rules()
    >>> found.limit("start_overdue"), found.table.loc["start_overdue", "says"]
    (1.0, 'note')
    """
    table = standards.load(TABLE, overrides=overrides, check=faults)
    setting = table["role"] == _SETTING
    return Rules(
        table=table[~setting],
        settings={str(key): str(value) for key, value in table.loc[setting, "value"].items()},
    )


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of evidence: words, numbers, rules that are missing.

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
    >>> table = standards.load("idle_evidence").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> next(faults(table.assign(says="maybe"), "mine.csv"))
    '规则表文件 mine.csv 第 0 行（legal_idle）的 says 为“maybe”，应为 for；请改正。'
    """
    known = standards.load(TABLE)
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）"
        if row["key"] not in known.index:
            yield f"{place}的 key 不是已知的规则；请改正，或删去该行。"
            continue
        usual = known.loc[row["key"]]
        # what a rule is, and what it speaks for, is how it is computed
        for name in ("role", "evidence", "plot_kind", "says"):
            if row[name] != usual[name]:
                yield f"{place}的 {name} 为“{row[name]}”，应为 {usual[name] or '空'}；请改正。"
        yield from _value_faults(str(row["key"]), str(row["value"]), str(usual["value"]), place)
    yield from _falling(table, file)
    for key in known.index:
        if key not in set(table["key"]):
            yield (
                f"规则表文件 {file} 的 key 列缺少 {key} 行；"
                f"请从 pianqu tables {TABLE} --csv 抄入该行。"
            )


def _value_faults(key: str, value: str, usual: str, place: str) -> Iterator[str]:
    if not _is_number(usual):
        yield from _text_faults(key, value, usual, place)
        return
    number = float(value) if _is_number(value) else math.nan
    wanted = {
        "应为数字": math.isnan(number),
        "应在 0 至 1 之间": key in _SHARES and not 0 <= number <= 1,
        "应为不小于 1 的整数": key in _WHOLE and not (number >= 1 and number % 1 == 0),
        "应大于 0 且不大于 90": key == _ANGLE and not 0 < number <= _RIGHT,
        "不应小于 0": number < 0,
    }
    wrong = next((said for said, odd in wanted.items() if odd), None)
    if wrong:
        yield f"{place}的 value 为“{value}”，{wrong}；请改正该格。"


def _text_faults(key: str, value: str, usual: str, place: str) -> Iterator[str]:
    if bool(usual) != bool(value.strip("| ")):
        yield f"{place}的 value 为“{value}”，应{'写明' if usual else '为空'}；请改正该格。"
    elif key in _LISTS:
        known = [choice.code for choice in kinds.vocabulary(_LISTS[key])]
        for word in value.split("|"):
            if word not in known:
                yield f"{place}的 value 中的“{word}”应为 {'、'.join(known)} 之一；请改正该格。"


def _falling(table: pd.DataFrame, file: str) -> Iterator[str]:
    """Limits of which the second is not above the first."""
    values = table.drop_duplicates("key").set_index("key")["value"]
    for low, high in _RISING:
        first, second = (str(values.get(key, "")) for key in (low, high))
        if _is_number(first) and _is_number(second) and float(first) > float(second):
            yield (
                f"规则表文件 {file} 中 {low} 的 value 为 {first}，不应大于 {high} 的 {second}；请改正。"
            )


def _is_number(said: str) -> bool:
    try:
        return math.isfinite(float(said))
    except ValueError:
        return False
