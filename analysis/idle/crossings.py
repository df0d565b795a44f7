"""Classes of land use that the rules of idle land name but the table of land-use codes does not have."""

from collections.abc import Mapping
from pathlib import Path

from ...gis.errors import ChoiceError
from .. import standards
from . import evidence_rules, land_classes, refusal_rules

_PUBLIC = "walled_compound.classes"
_CHECKS = {
    land_classes.TABLE: land_classes.faults,
    refusal_rules.TABLE: refusal_rules.faults,
    evidence_rules.TABLE: evidence_rules.faults,
}


def faults(overrides: Mapping[str, str | Path] | None) -> list[str]:
    """
    What the three tables, each sound by itself, say of one another that cannot be meant.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    list of str
        One sentence a rule and class; none where none of the three is the user's own, or one of
        them has faults of its own, which :func:`pianqu.analysis.standards.faults` tells.

    Examples
    --------
    >>> faults({})
    []
    """
    if not set(_CHECKS) & set(overrides or {}):
        return []
    try:
        codes, refusals, evidence = (
            standards.load(name, overrides=overrides, check=check)
            for name, check in _CHECKS.items()
        )
    except ChoiceError:
        return []
    named = {(refusal_rules.TABLE, str(key)): cell for key, cell in refusals["classes"].items()}
    named[evidence_rules.TABLE, _PUBLIC] = evidence.loc[_PUBLIC, "value"]
    known = set(codes["class"])
    return [
        f"规则表 {table} 的 {key} 行的用途类别“{word}”不在规则表 {land_classes.TABLE} 的 class 列中；请改正。"
        for (table, key), cell in named.items()
        for word in refusal_rules.words(cell)
        if word not in known
    ]
