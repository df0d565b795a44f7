"""Rules about OpenStreetMap tags: conditions as text in tables, and what an object then is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from .. import kinds

AREA = "@area"  # a size in m2 that a rule may ask for as if it were a tag
_NAMES = ("name", "name:zh", "official_name")
_TERM = re.compile(r"^(?P<key>[^=!~>]+)(?P<sign>!=|!~|>=|=|~)(?P<value>.*)$")

Tags = Mapping[str, str]


@dataclass(frozen=True)
class Term:
    """One condition: `key=a|b`, `key!=a|b`, `key=*`, `key!=*`, `key~pattern`, `key!~`, `key>=n`."""

    key: str
    sign: str
    value: str

    def holds(self, tags: Tags) -> bool:
        """Whether the tags fulfil the condition; `key!=a` also holds where the key is missing."""
        if self.sign == "=":
            return self._is_one(tags)
        if self.sign == "!=":
            return not self._is_one(tags)
        if self.sign == ">=":
            return float(tags.get(self.key, "-inf")) >= float(self.value)
        found = re.search(self.value, _text(tags, self.key)) is not None
        return found == (self.sign == "~")

    def _is_one(self, tags: Tags) -> bool:
        given = tags.get(self.key)
        if given is None or self.value == "*":
            return given is not None
        wanted = self.value.split("|")
        return given in wanted or (
            ";" in given and any(part.strip() in wanted for part in given.split(";"))
        )


@dataclass(frozen=True)
class Rule:
    """A row of a table, and its place there: if all terms hold, the row applies."""

    text: str
    place: int
    terms: tuple[Term, ...]
    row: Mapping[str, str]

    def holds(self, tags: Tags) -> bool:
        """Whether every term holds."""
        return all(term.holds(tags) for term in self.terms)


def parse(text: str) -> tuple[Term, ...]:
    """
    The terms of a condition; terms are joined by " + ".

    Raises
    ------
    ValueError
        A term has no sign.

    Examples
    --------
    >>> [term.key for term in parse("amenity=school + name~小学")]
    ['amenity', 'name']
    >>> all(term.holds({"shop": "bakery;butcher"}) for term in parse("shop=butcher + level!=*"))
    True
    """
    terms = []
    for part in text.split(" + "):
        found = _TERM.match(part)
        if found is None:
            raise ValueError(f"no condition on a tag: {part!r}")
        terms.append(Term(found["key"], found["sign"], found["value"]))
    return tuple(terms)


@cache
def rules(table: str) -> tuple[Rule, ...]:
    """
    The rules of a bundled table, in its order.

    Parameters
    ----------
    table
        A CSV file of this folder with a column `tags`, without its ending.

    Examples
    --------
    >>> rules("osm_walking")[0].text
    'area=yes'
    """
    return tuple(
        Rule(row["tags"], place, parse(row["tags"]), row)
        for place, row in enumerate(kinds.rows(table))
    )


@cache
def _under(table: str) -> Mapping[str, Mapping[str, tuple[Rule, ...]]]:
    """The rules by key and value of their first term; "*" where the value is not one of a list."""
    found: dict[str, dict[str, tuple[Rule, ...]]] = {}
    for rule in rules(table):
        first = rule.terms[0]
        values = first.value.split("|") if first.sign == "=" else ["*"]
        under = found.setdefault(first.key, {})
        for value in values:
            under[value] = (*under.get(value, ()), rule)
    return found


@cache
def first_keys(table: str) -> frozenset[str]:
    """Keys without any of which no rule of the table can hold."""
    return frozenset(_under(table))


def candidates(table: str, tags: Tags) -> list[Rule]:
    """The rules whose first term may hold, found without trying them all."""
    found: list[Rule] = []
    if first_keys(table).isdisjoint(tags):
        return found
    under = _under(table)
    for key, value in tags.items():
        values = under.get(key)
        if values:
            found += values.get("*", ())
            for part in value.split(";"):
                found += values.get(part.strip(), ())
    return found


def matching(table: str, tags: Tags) -> list[Rule]:
    """
    The rules of a table that an object fulfils, in the order of the table.

    Parameters
    ----------
    table
        As in :func:`rules`.
    tags
        The tags of the object; :data:`AREA` may be among them, as text.

    Examples
    --------
    >>> [rule.row["kind"] for rule in matching("osm_facilities", {"shop": "convenience"})]
    ['community_shops', 'convenience']
    >>> matching("osm_facilities", {"shop": "vacant"})
    []
    """
    if first_keys(table).isdisjoint(tags):
        return []
    known = asked(table)
    return list(_holding(table, frozenset(tag for tag in tags.items() if tag[0] in known)))


@lru_cache(maxsize=1 << 14)  # most objects of a town share their tags with many others
def _holding(table: str, given: frozenset[tuple[str, str]]) -> tuple[Rule, ...]:
    tags = dict(given)
    found = {rule.place: rule for rule in candidates(table, tags) if rule.holds(tags)}
    return tuple(found[place] for place in sorted(found))


@cache
def asked(table: str) -> frozenset[str]:
    """
    The keys that decide which rules of a table hold.

    Examples
    --------
    >>> "ford" in asked("osm_gates")
    True
    """
    keys = {term.key for rule in rules(table) for term in rule.terms}
    return frozenset({*keys, *_NAMES} if "name" in keys else keys)


def asks_size(tags: Tags) -> bool:
    """Whether the kind of facility hangs on the size of the object."""
    found = candidates("osm_facilities", tags)
    return any(term.key == AREA for rule in found for term in rule.terms)


@dataclass(frozen=True)
class Service:
    """What a facility is by its tags, why, and what its tags leave open."""

    kinds: tuple[str, ...]
    evidence: str
    undecided: tuple[Rule, ...]


def service(tags: Tags) -> Service | None:
    """
    The kinds of facility that an object is; None where it is no facility at all.

    Parameters
    ----------
    tags
        The tags of the object; :data:`AREA` in m2 where it is a polygon.

    Returns
    -------
    Service or None
        `kinds` in the order of the table; `undecided` holds the rules that name several kinds
        between which the tags do not decide, and none of which is in `kinds`.

    Examples
    --------
    >>> service({"amenity": "school", "name": "实验小学"}).kinds
    ('primary_school',)
    >>> school = service({"amenity": "school", "name": "Porolahti"})
    >>> school.kinds, school.undecided[0].row["kind"]
    ((), 'junior_high;primary_school')
    >>> service({"amenity": "bench"}) is None
    True
    """
    found = matching("osm_facilities", tags)
    if not found:
        return None
    sure = [rule for rule in found if rule.row["certainty"] != "undecided"]
    given = tuple(dict.fromkeys(rule.row["kind"] for rule in sure))
    open_rules = (rule for rule in found if rule.row["certainty"] == "undecided")
    undecided = tuple(
        rule for rule in open_rules if not set(rule.row["kind"].split(";")) & {*given}
    )
    return Service(given, _evidence(sure, tags), undecided)


def _evidence(sure: list[Rule], tags: Tags) -> str:
    """The tags that decided, a kind that they only suggest being marked as inferred."""
    parts: dict[str, None] = {}
    for rule in sure:
        keys = (term.key for term in rule.terms if term.key in tags and term.key != AREA)
        said = " + ".join(f"{key}={tags[key]}" for key in keys)
        parts[said + ("（推定）" if rule.row["certainty"] == "likely" else "")] = None
    return "OSM 标签 " + "；".join(parts) if parts else ""


def _text(tags: Tags, key: str) -> str:
    if key != "name":
        return tags.get(key, "")
    return " ".join(tags[name] for name in _NAMES if name in tags)
