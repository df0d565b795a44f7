"""The long table of conditions: one row a community and rule, with its words, figures and source."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from .criteria import PENDING, STATUS_ZH, Found
from .decisions import Decision
from .rules import FIGURE, PARTS, Rule

Checks = Mapping[str, Mapping[str, Found]]  # community to check to what it says
_NUMBERS = ["measured", "numerator", "denominator", "limit"]
_DATES = ["look_again", "decided_on"]
_WHO = ["decided", "decided_by", "decided_on", "decided_why"]
COLUMNS = ["community", "rule", "rule_row", "zh", "part", "part_zh", "status", "status_zh"]
COLUMNS += ["before", *_NUMBERS, "unit", "text", "missing", "look_again", *_WHO]
COLUMNS += ["standard", "clause", "certainty"]


def check_rows(
    before: Checks,
    after: Checks,
    rules: Mapping[str, Rule],
    *,
    held: Mapping[tuple[str, str], Decision],
    as_of: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """
    Every condition of every community.

    Parameters
    ----------
    before, after
        What each says without and with the decisions on it.
    rules
        Check to rule; `look_again` says after how many months missing evidence is looked for again.
    held
        Community and check to decision.
    as_of
        From which the months count; None: no date.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`: `status`, `before` (NA where no decision changed it), `measured` against
        `limit` in `unit` (1 yes, 0 no where the unit is bool), `missing` evidence.

    Examples
    --------
    >>> from .rules import rules
    >>> said = {"C1": {"consent": Found("pending", "没有表决", missing="表决")}}
    >>> day = pd.Timestamp("2024-08-31")
    >>> check_rows(said, said, rules(), held={}, as_of=day)["look_again"].astype(str).tolist()
    ['2025-02-28']
    """
    months = int(rules["look_again"].value)
    again = pd.NaT if as_of is None else as_of + pd.DateOffset(months=months)
    rows = []
    for name, each in after.items():
        for check, found in each.items():
            one = held.get((name, check))
            row = _row(found, rules[check]) | {"community": name}
            if found.status == PENDING:
                row["look_again"] = again
            if one is not None and found is not before[name][check]:
                row |= _decided(one) | {"before": before[name][check].status}
            rows.append(row)
    return _typed(pd.DataFrame(rows, columns=COLUMNS))


def asked(rules: Mapping[str, Rule]) -> Iterator[Rule]:
    """
    The rules that are conditions, in their order.

    Examples
    --------
    >>> from .rules import rules
    >>> len(list(asked(rules())))
    9
    """
    return (rule for rule in rules.values() if rule.part != FIGURE)


def _row(found: Found, rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.check,
        "rule_row": rule.key,
        "zh": rule.zh,
        "part": rule.part,
        "part_zh": PARTS[rule.part],
        "status": found.status,
        "status_zh": STATUS_ZH[found.status],
        "measured": found.measured,
        "numerator": found.numerator,
        "denominator": found.denominator,
        "limit": rule.value,
        "unit": rule.unit,
        "text": found.text,
        "missing": found.missing,
        "standard": rule.standard,
        "clause": rule.clause,
        "certainty": rule.certainty,
    }


def _decided(one: Decision) -> dict[str, Any]:
    return {
        "decided": one.id,
        "decided_by": one.by,
        "decided_on": one.date,
        "decided_why": one.reason,
    }


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    types = dict.fromkeys(COLUMNS, "string") | dict.fromkeys(_NUMBERS, "Float64")
    return table.astype(types | dict.fromkeys(_DATES, "datetime64[s]"))
