"""Uses that the tables of rules and of pairs name but the table of uses does not have."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError
from .. import standards
from .use_tables import EVERY, pair_faults, rule_faults, use_faults

Overrides = Mapping[str, str | Path] | None
_USES, _RULES, _PAIRS = "reuse_uses", "reuse_rules", "reuse_pairs"
TABLES = {_USES: use_faults, _RULES: rule_faults, _PAIRS: pair_faults}


def faults(overrides: Overrides) -> list[str]:
    """
    What the three tables, each sound by itself, say of one another that cannot be meant.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    list of str
        One sentence a fault; none where none of the three is the user's own, or one of them has
        faults of its own, which :func:`pianqu.analysis.standards.faults` tells.

    Examples
    --------
    >>> faults({})
    []
    """
    if not set(TABLES) & set(overrides or {}):
        return []
    try:
        uses, rules, pairs = (
            standards.load(name, overrides=overrides, check=check) for name, check in TABLES.items()
        )
    except ChoiceError:
        return []
    return [
        *of_rules(rules, uses.index, overrides=overrides),
        *of_pairs(pairs, uses.index, overrides=overrides),
    ]


def of_rules(rules: pd.DataFrame, uses: Iterable[str], *, overrides: Overrides) -> list[str]:
    """
    Rules that name a use which there is not.

    Parameters
    ----------
    rules
        Indexed by key: `use`, parted by |.
    uses
        Those there are.
    overrides
        As for :func:`faults`; the user's files are named.

    Returns
    -------
    list of str
        One sentence a rule and use.

    Examples
    --------
    >>> of_rules(pd.DataFrame({"use": ["*", "garden"]}, index=["a", "b"]), ["park"], overrides=None)
    ['规则表 reuse_rules 的 b 行的 use 为“garden”，不在规则表 reuse_uses 中；请改正。']
    """
    named = rules["use"].str.split("|").explode()
    wrong = named[~named.isin([EVERY, *uses])]
    return [
        _sentence(_RULES, key, "use", use, overrides)
        for key, use in zip(wrong.index, wrong, strict=True)
    ]


def of_pairs(pairs: pd.DataFrame, uses: Iterable[str], *, overrides: Overrides) -> list[str]:
    """
    Pairs that name a use which there is not.

    Parameters
    ----------
    pairs
        Indexed by key: `one`, `other`.
    uses, overrides
        As for :func:`of_rules`.

    Returns
    -------
    list of str
        One sentence a pair and use.

    Examples
    --------
    >>> pairs = pd.DataFrame({"one": ["park"], "other": ["garden"]}, index=["a"])
    >>> of_pairs(pairs, ["park"], overrides={"reuse_uses": "mine.csv"})
    ['规则表 reuse_pairs 的 a 行的 other 为“garden”，不在规则表 reuse_uses（文件 mine.csv）中；请改正。']
    """
    known = list(uses)
    return [
        _sentence(_PAIRS, key, name, use, overrides)
        for name in ("one", "other")
        for key, use in pairs[name].items()
        if use not in known
    ]


def _sentence(table: str, key: object, name: str, use: str, overrides: Overrides) -> str:
    place, uses = (_said(each, overrides) for each in (table, _USES))
    return f"规则表 {place}的 {key} 行的 {name} 为“{use}”，不在规则表 {uses}中；请改正。"


def _said(table: str, overrides: Overrides) -> str:
    own = (overrides or {}).get(table)
    return f"{table} " if own is None else f"{table}（文件 {Path(own).name}）"
