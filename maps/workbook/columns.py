"""The columns of a sheet: heading, values, tones and number format of each field of a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ..text.cells import known, said
from . import codes
from .values import Cell, cut, value
from .words import ID_HEADINGS, OWN_HEADINGS, WORKBOOK_WORDS

# the name of what an id stands for is put beside it: field to table
NAMED: dict[str, str] = {
    "community": "communities",
    "communities": "communities",
    "project": "projects",
    "plot": "idle_plots",
    "package": "bundles",
}
_MIXED = frozenset({"limit", "measured", "required", "threshold"})  # each row has its own unit
_CODED = 80  # a column of more different words is text
_DATES = "yyyy-mm-dd"
_WHOLE, _PARTS = "#,##0", "#,##0.00"


@dataclass(frozen=True, eq=False)
class Column:
    """
    One column of a sheet.

    Attributes
    ----------
    field
        In the plan; where two fields say the same, both, the one that is shown first.
    heading
        Chinese, with its unit.
    cells
        Values as cells hold them; None where there is none.
    tones
        Of each value: good, bad, doubt, or empty. Empty where no value has any.
    form
        Number format; empty for text.
    cut
        How many values were too long for a cell.
    hatched
        Whether a missing value is marked; not in remarks, which most rows do without.
    """

    field: str
    heading: str
    cells: Sequence[Cell]
    tones: Sequence[str] = ()
    form: str = ""
    cut: int = 0
    hatched: bool = True


@dataclass(frozen=True, eq=False)
class Lexicon:
    """
    What the fields and ids of a plan are called.

    Attributes
    ----------
    fields
        Table and field to heading and unit.
    facilities
        Kind of facility to its name.
    places
        Table to id to name.
    """

    fields: Mapping[tuple[str, str], tuple[str, str]]
    facilities: Mapping[str, str]
    places: Mapping[str, Mapping[str, str]]

    def heading(self, table: str, field: str) -> str:
        """Chinese heading of a field with its unit; the field itself where nobody describes it."""
        zh = self.word(table, field)
        word = codes.unit(self.fields.get((table, field), ("", ""))[1])[0]
        return f"{zh}（{word}）" if word and not zh.endswith("）") else zh

    def word(self, table: str, field: str) -> str:
        """Chinese name of a field, without its unit."""
        zh = self.fields.get((table, field), ("", ""))[0]
        return zh or ID_HEADINGS.get(field) or OWN_HEADINGS.get(field, field)


def columns(table: str, frame: pd.DataFrame, words: Lexicon) -> list[Column]:
    """
    The columns of a table.

    Parameters
    ----------
    table
        Its name in the plan.
    frame
        With its index as a column.
    words
        Of the plan.

    Returns
    -------
    list of Column
        In the order of the table, without geometry. A code that has its Chinese twin beside it is
        shown by the twin alone where nothing is lost by that; beside the id of a community,
        project, plot or package stands its name.

    Examples
    --------
    >>> frame = pd.DataFrame({"stage": ["a"], "stage_zh": ["规划"], "cost": [1.5]})
    >>> lexicon = Lexicon({("news", "cost"): ("造价", "yuan")}, {}, {})
    >>> [(column.field, column.heading) for column in columns("news", frame, lexicon)]
    [('stage_zh｜stage', 'stage_zh'), ('cost', '造价（元）')]
    """
    twinned = twins(frame)
    back = {twin: field for field, twin in twinned.items()}
    found: list[Column] = []
    for field in map(str, frame.columns):
        if field in twinned or is_geometry(frame[field]):
            continue
        found.append(_column(table, frame, field, back.get(field), words))
        if field in NAMED:
            found += _names(frame, field, words)
    return found


def twins(frame: pd.DataFrame) -> dict[str, str]:
    """
    Codes that another column says in Chinese, one word a code.

    Parameters
    ----------
    frame
        Any.

    Returns
    -------
    dict of str
        Field to the field with its words: `x_zh`, or `zh` for the first that fits.

    Examples
    --------
    >>> twins(pd.DataFrame({"rule": ["a", "b"], "zh": ["甲", "乙"], "n": ["x", "x"]}))
    {'rule': 'zh'}
    """
    found: dict[str, str] = {}
    for field in map(str, frame.columns):
        twin = f"{field}_zh" if f"{field}_zh" in frame else "zh"
        if (
            twin in frame
            and twin != field
            and twin not in found.values()
            and _same(frame, field, twin)
        ):
            found[field] = twin
    return found


def is_geometry(values: pd.Series) -> bool:
    """
    Whether a column holds geometry.

    Examples
    --------
    >>> is_geometry(pd.Series([1]))
    False
    """
    return str(values.dtype) == "geometry"


def _same(frame: pd.DataFrame, field: str, twin: str) -> bool:
    """Whether one column can be told from the other, row by row."""
    if not _is_text(frame[field]) or not _is_text(frame[twin]):
        return False
    pairs = frame[[field, twin]].astype(object)
    gaps = pairs.isna()
    # where there is no code its own words may say so: the same in every such row, and for no code
    same = gaps[twin] <= gaps[field] if twin == f"{field}_zh" else gaps[twin] == gaps[field]
    if gaps[twin].all() or not same.all():
        return False
    once = pairs.dropna(subset=[twin]).drop_duplicates()
    plain = once[field].dropna().map(lambda code: str(code).isascii()).all()
    return bool(plain and once[field].is_unique and once[twin].is_unique)


def _column(
    table: str, frame: pd.DataFrame, field: str, twin: str | None, words: Lexicon
) -> Column:
    given = frame[field]
    values = [value(one) for one in given.astype(object)]
    tones: list[str] = []
    told: Mapping[str, str] = {}
    if _is_text(given) and "sha256" not in field:
        coded = frame[twin] if twin else given
        told = {} if twin else codes.words(table, field, _codes(given), facilities=words.facilities)
        tones = [codes.tone(str(one)) for one in coded] if told or twin else []
        values = [_worded(one, told) for one in values] if told else values
    many = sum(map(cut, given.astype(object))) if _is_text(given) else 0
    unit = words.fields.get((table, field), ("", ""))[1]
    heading = words.heading(table, field)
    heading = heading.removesuffix("编号") or heading if told else heading  # names, not ids
    if twin and heading == field:
        heading = words.heading(table, twin) if words.heading(table, twin) != twin else field
    return Column(
        f"{field}｜{twin}" if twin else field,
        heading,
        values,
        tones if any(tones) else (),
        _form(given, values, unit),
        many,
        not _remarks(given, told),
    )


def _remarks(values: pd.Series, told: Mapping[str, str]) -> bool:
    return _is_text(values) and not told and bool(values.isna().any())


def _is_text(values: pd.Series) -> bool:
    return str(values.dtype) in ("object", "str", "string", "category")


def _codes(values: pd.Series) -> frozenset[str]:
    different = values.dropna().unique()
    if len(different) > _CODED or not all(isinstance(one, str) for one in different):
        return frozenset()
    return frozenset(part for one in different for part in one.split(";") if part)


def _worded(cell: Cell, told: Mapping[str, str]) -> Cell:
    if not isinstance(cell, str):
        return cell
    return "、".join(told.get(part, part) for part in cell.split(";"))


def _form(given: pd.Series, values: Sequence[Cell], unit: str) -> str:
    numbers = [one for one in values if isinstance(one, (int, float))]
    if not numbers:
        return _DATES if str(given.dtype).startswith("datetime") else ""
    form = codes.unit(unit)[1]
    whole = all(float(one).is_integer() for one in numbers)
    if form == "General" or (not form and str(given.name) in _MIXED):
        return "General"
    if form == "0.0%" or (form and not whole and "." in form) or form == "0":
        return _fine(form, numbers)
    return _WHOLE if whole else _PARTS if max(map(abs, numbers)) >= 1 else "0.0000"


def _fine(form: str, numbers: Sequence[float]) -> str:
    """Two more digits where the first ones would show nothing but zero."""
    most = max(map(abs, numbers))
    small = form == "0.0%" and 0 < most < 0.001  # noqa: PLR2004 - a tenth of a percent
    return "0.0000%" if small else form.replace("0.##", "0.00")


def _names(frame: pd.DataFrame, field: str, words: Lexicon) -> Iterator[Column]:
    """The name beside an id, unless the table says it itself or there is none."""
    ids = frame[field]
    told = words.places.get(NAMED[field], {})
    if not told or not _is_text(ids):
        return
    heading = ID_HEADINGS.get(field.replace("communities", "community"), "") or "项目"
    names = [
        value("、".join(told.get(part, part) for part in said(one).split(";")))
        if known(one)
        else None
        for one in ids.astype(object)
    ]
    own = [value(one) for one in frame["name"].astype(object)] if "name" in frame else []
    if names != own and any(name not in (None, one) for name, one in zip(names, ids, strict=True)):
        yield Column("", f"{heading}{WORKBOOK_WORDS['place_name']}", names)
