"""Findings in the data: the gravest first, and how many there are of each severity."""

import pandas as pd

from .words import WORDS

_GRAVEST = ("error", "warning", "note", "info")


def gravest(findings: pd.DataFrame) -> pd.DataFrame:
    """
    The findings with the gravest first, else in their own order.

    Parameters
    ----------
    findings
        With `severity`: error, warning, note, info; what is none of these comes last.

    Returns
    -------
    DataFrame
        The same rows.

    Examples
    --------
    >>> gravest(pd.DataFrame({"severity": ["info", "warning", "error"]})).index.tolist()
    [2, 1, 0]
    """
    if "severity" not in findings:
        return findings
    rank = findings["severity"].map(_rank)
    return findings.iloc[rank.argsort(kind="stable").to_numpy()]


def tally(findings: pd.DataFrame | None) -> dict[str, int]:
    """
    How many findings there are of each severity, the gravest first.

    Examples
    --------
    >>> tally(pd.DataFrame({"severity": ["info", "error", "info"]})), tally(None)
    ({'error': 1, 'info': 2}, {})
    """
    if findings is None or "severity" not in findings:
        return {}
    counts = findings["severity"].astype(str).value_counts()
    return {severity: int(counts[severity]) for severity in sorted(counts.index, key=_rank)}


def counted(findings: pd.DataFrame) -> str:
    """
    The same in words; empty where there are none.

    Examples
    --------
    >>> counted(pd.DataFrame({"severity": ["warning", "error", "warning"]}))
    '错误 1 项、注意 2 项'
    """
    told = tally(findings).items()
    return "、".join(f"{WORDS.get(f'severity_{key}', key)} {many:,} 项" for key, many in told)


def _rank(severity: object) -> int:
    return _GRAVEST.index(severity) if severity in _GRAVEST else len(_GRAVEST)
