"""Headings that are not the whole word: cut by a Shapefile, or letters with a title beside them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .. import kinds
from ..findings import INFO, WARNING
from ..survey import headings, values
from .raw import Note, Raw

if TYPE_CHECKING:
    from collections.abc import Iterable


def completed(
    raw: Raw, schema: kinds.Schema, *, columns: Mapping[str, str]
) -> tuple[dict[str, str], list[Note]]:
    """
    The fields that headings stand for which are cut, or have a title beside them.

    Parameters
    ----------
    raw
        Its `cut` are the headings that fill the ten bytes of a .dbf; its `titles` are those of a
        FileGDB (字段别名).
    schema
        The layer.
    columns
        Headings that the user explained; they need no completing.

    Returns
    -------
    dict and list of notes
        Heading to field, to be added to `columns`: one only where every known heading that begins
        so, or the title, is of one field, and no other column is. The notes say what was completed, and what
        could be several fields and was not.

    Examples
    --------
    >>> import pandas as pd
    >>> raw = Raw(pd.DataFrame(columns=["竣工年"]), name="a.shp", cut=("竣工年",))
    >>> completed(raw, kinds.schema("communities"), columns={})[0]
    {'竣工年': 'year_built'}
    """
    told = {values.normal(heading) for heading in columns}
    there = [str(column) for column in raw.frame.columns if values.normal(column) not in told]
    matches = {heading: headings.match(heading, schema) for heading in there}
    taken = {found.field for found in matches.values() if found} | set(columns.values())
    fits = {
        heading: _fields(heading, raw, schema) - taken
        for heading in (*raw.cut, *raw.titles)
        if heading in matches and matches[heading] is None
    }
    clear = {heading: min(one) for heading, one in fits.items() if len(one) == 1}
    twice = {field for field in clear.values() if list(clear.values()).count(field) > 1}
    found = {heading: field for heading, field in clear.items() if field not in twice}
    unclear = {heading: one for heading, one in fits.items() if one and heading not in found}
    return found, [*_done(found, raw, schema), *_left(unclear, raw, schema)]


def _fields(heading: str, raw: Raw, schema: kinds.Schema) -> set[str]:
    if heading in raw.titles:
        found = headings.match(raw.titles[heading], schema)
        return {found.field} if found and found.factor == 1 else set()
    word = values.normal(heading)
    return {
        field.name
        for field in schema.fields
        if any(values.normal(known).startswith(word) for known in field.headings)
    }


def _done(found: Mapping[str, str], raw: Raw, schema: kinds.Schema) -> list[Note]:
    cut = {key: field for key, field in found.items() if key not in raw.titles}
    titled = {f"{key} {raw.titles[key]}": found[key] for key in found if key in raw.titles}
    notes: list[Note] = []
    if cut:
        said = _listed((f"{key}…", [_zh(field, schema)]) for key, field in cut.items())
        remedy = "列名在 .shp 中只存得下 10 字节；如有误，请在 columns 中写明“列名 = 字段名”。"
        notes.append((INFO, "列名被截断，按已知的列名补全", f"{raw.name}：{said}", remedy))
    if titled:
        said = _listed((key, [_zh(field, schema)]) for key, field in titled.items())
        remedy = "如有误，请在 columns 中写明“列名 = 字段名”。"
        notes.append((INFO, "按字段别名认出的列", f"{raw.name}：{said}", remedy))
    return notes


def _left(unclear: Mapping[str, set[str]], raw: Raw, schema: kinds.Schema) -> list[Note]:
    if not unclear:
        return []
    said = _listed(
        (f"{heading}…", [_zh(field, schema) for field in sorted(one)])
        for heading, one in unclear.items()
    )
    remedy = "请在 columns 中写明“列名 = 字段名”，或改用 .gpkg。"
    return [(WARNING, "列名被截断，可能是几个字段", f"{raw.name}：{said}", remedy)]


def _zh(field: str, schema: kinds.Schema) -> str:
    return "编号" if field == headings.ID else schema.field(field).zh


def _listed(pairs: "Iterable[tuple[str, list[str]]]") -> str:
    return "、".join(f"“{heading}”（{'、'.join(fields)}）" for heading, fields in pairs)
