"""Every layer of a city as data: its fields, their types, units, ranges, choices and headings."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

FACILITY_KIND = "facility_kind"  # the one vocabulary that has a table of its own


@dataclass(frozen=True)
class Choice:
    """One value of a closed list: the code kept in the data, its words, and other spellings."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """
    One column of a layer.

    `type` is text, integer, number, boolean, date, choice or choices (several codes joined by
    semicolons); `unit` is as in :doc:`layers`; `least` and `most` are inclusive; `vocabulary`
    names the closed list of a choice.
    """

    name: str
    zh: str
    en: str
    type: str
    unit: str
    least: float | None
    most: float | None
    vocabulary: str
    required: bool
    aliases: tuple[str, ...]
    meaning: str

    @property
    def headings(self) -> tuple[str, ...]:
        """Every spelling of the heading that is understood."""
        return (self.name, self.zh, self.en, *self.aliases)


@dataclass(frozen=True)
class Schema:
    """One layer: its words, the geometry it may have, and its fields in order."""

    layer: str
    zh: str
    en: str
    geometry: tuple[str, ...]
    geometry_required: bool
    meaning: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """
        The field of that name.

        Raises
        ------
        KeyError
            The layer has no such field.

        Examples
        --------
        >>> schema("buildings").field("storeys").zh
        '地上层数'
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """
    The rows of a bundled table of this folder.

    Parameters
    ----------
    table
        Name of the CSV file without its ending.

    Returns
    -------
    tuple of dict
        One dict a row, text as it stands in the file.

    Examples
    --------
    >>> rows("layers")[0]["zh"]
    '小区'
    """
    path = resources.files(__spec__.parent).joinpath("tables", f"{table}.csv")
    return tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def layers() -> tuple[str, ...]:
    """
    Names of all layers, in the order of the documents.

    Examples
    --------
    >>> layers()[:3]
    ('communities', 'buildings', 'stairwells')
    """
    return tuple(row["layer"] for row in rows("layers"))


@cache
def schema(layer: str) -> Schema:
    """
    The schema of a layer.

    Parameters
    ----------
    layer
        One of :func:`layers`.

    Returns
    -------
    Schema
        Its own fields first, then those that every layer has (source, as_of, evidence).

    Raises
    ------
    KeyError
        There is no such layer.

    Examples
    --------
    >>> schema("parks").zh
    '公园绿地'
    >>> [field.name for field in schema("parks").fields][:2]
    ['name', 'kind']
    """
    row = next((row for row in rows("layers") if row["layer"] == layer), None)
    if row is None:
        raise KeyError(layer)
    own = [_field(line) for line in rows("fields") if line["layer"] == layer]
    common = [_field(line) for line in rows("fields") if line["layer"] == "*"]
    return Schema(
        layer=layer,
        zh=row["zh"],
        en=row["en"],
        geometry=_split(row["geometry"]),
        geometry_required=row["geometry_required"] == "yes",
        meaning=row["meaning"],
        fields=(*own, *common),
    )


@cache
def vocabulary(name: str) -> tuple[Choice, ...]:
    """
    The closed list of that name.

    Parameters
    ----------
    name
        As in the `choices` column of the table of fields; `facility_kind` lists the kinds of
        service facility.

    Returns
    -------
    tuple of Choice

    Raises
    ------
    KeyError
        There is no such list.

    Examples
    --------
    >>> [choice.zh for choice in vocabulary("oneway")]
    ['双向', '顺向', '逆向']
    >>> len(vocabulary("facility_kind"))
    47
    """
    if name == FACILITY_KIND:
        lines: Iterable[dict[str, str]] = rows("facility_kinds")
        return tuple(
            Choice(line["kind"], line["zh"], line["en"], _own_words(line)) for line in lines
        )
    found = tuple(
        Choice(line["choice"], line["zh"], line["en"], _split(line["aliases"]))
        for line in rows("vocabularies")
        if line["vocabulary"] == name
    )
    if not found:
        raise KeyError(name)
    return found


@cache
def keywords() -> dict[str, tuple[str, ...]]:
    """
    Every word for a kind of facility, and the kinds that it may mean.

    Examples
    --------
    >>> keywords()["公厕"], len(keywords()["球场"])
    (('public_toilet',), 3)
    """
    found: dict[str, list[str]] = {}
    for line in rows("facility_kinds"):
        for word in dict.fromkeys((line["zh"], line["en"], *_split(line["keywords"]))):
            found.setdefault(word, []).append(line["kind"])
    return {word: tuple(meant) for word, meant in found.items()}


def _own_words(row: dict[str, str]) -> tuple[str, ...]:
    """The keywords of a kind that mean no other kind, and are not its name already."""
    words = _split(row["keywords"])
    return tuple(word for word in words if len(keywords()[word]) == 1 and word != row["zh"])


def _field(row: dict[str, str]) -> Field:
    return Field(
        name=row["field"],
        zh=row["zh"],
        en=row["en"],
        type=row["type"],
        unit=row["unit"],
        least=float(row["least"]) if row["least"] else None,
        most=float(row["most"]) if row["most"] else None,
        vocabulary=row["choices"],
        required=row["required"] == "yes",
        aliases=_split(row["aliases"]),
        meaning=row["meaning"],
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)
