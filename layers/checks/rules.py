"""The limits of the checks: rows of the table check_rules, with what they rest on."""

from functools import cache

from .. import kinds

_UNITS = {
    "m": " 米",
    "m2": " ㎡",
    "m2/household": " ㎡/户",
    "household": " 户",
    "person/household": " 人/户",
    "year": " 年",
}
_PERCENT = 100
_UNCERTAIN = {"assumption": "本软件约定", "unverified": "未核实", "secondary": "转引"}


@cache
def limit(rule: str) -> float:
    """
    The value of a rule.

    Raises
    ------
    KeyError
        There is no such rule.

    Examples
    --------
    >>> limit("same_name_distance")
    50.0
    """
    return float(_row(rule)["value"])


def said(rule: str) -> str:
    """
    The limit in words, with how sure it is.

    Examples
    --------
    >>> said("stale_years")
    '早于最新数据 5 年（本软件约定）'
    """
    row = _row(rule)
    certainty = _UNCERTAIN.get(row["status"], "")
    source = row["standard"] if row["status"] != "assumption" else ""
    basis = "，".join(part for part in (source, certainty) if part)
    value, unit = float(row["value"]), row["unit"]
    much = f"{value * _PERCENT:g}%" if unit == "ratio" else f"{value:g}{_UNITS[unit]}"
    return f"{row['zh']} {much}" + (f"（{basis}）" if basis else "")


@cache
def _row(rule: str) -> dict[str, str]:
    for row in kinds.rows("check_rules"):
        if row["rule"] == rule:
            return row
    raise KeyError(rule)
