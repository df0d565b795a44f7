"""Codes of a plan in Chinese words, and the tone in which each is shown."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from ...analysis import standards
from ...layers import kinds
from ..text.codes import COMMON, meant
from ..words import WORDS, rows
from .words import TONES

_RULE_KEYS = ("key", "rule", "check")
_ALIASES = {  # fields that hold the keys of a rule table under another name
    **dict.fromkeys(("rule", "least_rule", "confidence_rule"), _RULE_KEYS),
    **dict.fromkeys(("other", "also_for", "uses"), ("use",)),
}
_KINDS = frozenset({"kind", "kinds", "facility_kind", "also", "facility_kinds"})
_LAYERS = frozenset({"layer", "of_layer"})


def words(
    table: str, field: str, codes: Collection[str], *, facilities: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """
    What the codes of a column are called.

    Parameters
    ----------
    table, field
        Of the plan.
    codes
        That stand in the column.
    facilities
        Kind of facility to its name.

    Returns
    -------
    mapping of str
        The first list in which every code stands, else the words for as many as there are. Empty
        for text that is not coded.

    Examples
    --------
    >>> words("buildings", "use", {"residential"})["residential"]
    '住宅'
    >>> words("news", "certainty", {"verified"})["verified"], dict(words("news", "name", {"一村"}))
    ('已核对', {})
    """
    if not codes:
        return {}
    lists = list(_lists(table, field, facilities or {}))
    whole = next((told for told in lists if all(code in told for code in codes)), None)
    if whole is not None:
        return whole
    return lists[0] if lists and any(code in lists[0] for code in codes) else {}


def tone(code: str) -> str:
    """
    How a code is shown: good, bad, doubt, or as any other.

    Examples
    --------
    >>> tone("pass"), tone("pending"), tone("garden")
    ('good', 'doubt', '')
    """
    return TONES.get(code, "")


def unit(name: str) -> tuple[str, str]:
    """
    Word and number format of a unit of the plan; the unit itself where it has no word.

    Examples
    --------
    >>> unit("min"), unit("furlong")
    (('分钟', '0.0'), ('furlong', ''))
    """
    return _units().get(name, (name, ""))


@cache
def _units() -> dict[str, tuple[str, str]]:
    return {row["unit"]: (row["zh"], row["format"]) for row in reversed(rows("units"))}


def _lists(table: str, field: str, facilities: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Lists of words that may be meant, the nearest first."""
    own = meant(table, field)
    yield own
    for vocabulary in _vocabularies(table, field):
        yield {choice.code: choice.zh for choice in kinds.vocabulary(vocabulary)} | own
    if field in _KINDS:
        yield facilities
    if field in _LAYERS:
        yield {name: kinds.schema(name).zh for name in kinds.layers()} | WORDS | own
    yield COMMON
    yield from _rule_words(field)


@cache
def _vocabularies(table: str, field: str) -> tuple[str, ...]:
    """Closed lists of the layers for a field of that name, those of the table itself first."""
    found = [
        (layer != table, known.vocabulary)
        for layer in kinds.layers()
        for known in kinds.schema(layer).fields
        if known.vocabulary and field in (known.name, known.vocabulary)
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(found, key=lambda pair: pair[0])))


@cache
def _rule_words(field: str) -> tuple[Mapping[str, str], ...]:
    """Names of the rules of every bundled table whose key bears the name of the field."""
    keys = _ALIASES.get(field, (field,))
    return tuple(told for key, told in _rule_tables() if key in keys)


@cache
def _rule_tables() -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Of each bundled table of rules its key, and the name of each row."""
    found = []
    for name in standards.names():
        table = standards.load(name).reset_index()
        for key in dict.fromkeys([str(table.columns[0]), "check"]):
            if key in table and "zh" in table:
                once = table.dropna(subset=["zh"]).drop_duplicates(key)
                pairs = zip(once[key].astype(str), once["zh"].astype(str), strict=True)
                found.append((key, dict(pairs)))
    return tuple(found)
