"""What a click on a feature shows: its fields under Chinese headings, codes as words."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from ...layers import kinds
from ..words import UNITS, WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_REFERENCES = {"community": "communities", "building": "buildings"}
# column with the id of a row of any layer, and the column that says which
_OWNERS = {"entrances": ("of", "of_layer"), "doors": ("place", "layer")}
_FIRST = {"buildings": ("community", "storeys", "households")}
_SHARE = "ratio"


def card_fields(plan: "Plan", layer: str) -> pd.DataFrame:
    """
    The rows of a layer in words.

    Parameters
    ----------
    plan
        With the table of the layer; a reference to another layer shows that row's name.
    layer
        One of the layers of :mod:`pianqu.layers.kinds`, or a table of answers with a geometry,
        whose headings then come from `plan.fields`.

    Returns
    -------
    DataFrame
        The index of the table; one column a heading (with its unit), text or NA. First the fields
        of the schema, then columns of the user's own; columns with nothing in them are left out.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> homes = pd.DataFrame({"storeys": [6], "lift": [False]}, index=["B1"])
    >>> card_fields(SimpleNamespace(tables={"buildings": homes}), "buildings").loc["B1"].to_dict()
    {'地上层数（层）': '6', '已有电梯': '否'}
    """
    frame = plan.tables[layer]
    own = {field.name: field for field in _schema(layer)}
    told = _described(plan, layer)
    first = _FIRST.get(layer, ())
    order = [*first, *(name for name in own if name not in first)]
    order += [str(name) for name in frame.columns if name not in own]
    skipped = {"name", getattr(getattr(frame, "geometry", None), "name", "geometry")}
    cards = pd.DataFrame(index=frame.index)
    for name in order:
        if name in frame.columns and name not in skipped and frame[name].notna().any():
            field = own.get(name)
            heading = told.get(name, name) if field is None else _heading(field)
            cards[heading] = _owners(plan, layer, name)
            if cards[heading].isna().all():
                cards[heading] = _cells(plan, frame[name], field, _codes(plan, layer, name, field))
    return cards


def place_names(plan: "Plan", layer: str) -> pd.Series:
    """
    What a row that stands for a row of another layer is called.

    Parameters
    ----------
    plan
        With the table of the layer and those it points at.
    layer
        doors or entrances.

    Returns
    -------
    Series
        The index of the table; the name of the place, its id where it has none; NA for no place.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> parks = pd.DataFrame({"name": ["南园"]}, ["P1"])
    >>> doors = pd.DataFrame({"layer": ["parks"] * 2, "place": ["P1", "P9"]})
    >>> place_names(SimpleNamespace(tables={"parks": parks, "doors": doors}), "doors").tolist()
    ['南园', 'P9']
    """
    frame = plan.tables[layer]
    owner, owner_layer = _OWNERS[layer]
    found = pd.Series(None, frame.index, dtype=object)
    for other in frame[owner_layer].dropna().unique():
        rows = frame[owner_layer].eq(other).fillna(False).to_numpy(dtype=bool)
        found[rows] = _names(plan, frame.loc[rows, owner], str(other)).to_numpy()
    return found


def _owners(plan: "Plan", layer: str, name: str) -> pd.Series:
    frame = plan.tables[layer]
    owner, owner_layer = _OWNERS.get(layer, ("", ""))
    if name == owner and owner_layer in frame.columns:
        return place_names(plan, layer)
    return pd.Series(None, frame.index, dtype=object)


def _codes(plan: "Plan", layer: str, name: str, field: kinds.Field | None) -> dict[str, str]:
    """Words for the codes of a column."""
    if field is not None:
        return _words(field.vocabulary) if field.vocabulary else {}
    if layer != "doors":
        return {}
    if name == "layer":
        return {other: kinds.schema(other).zh for other in kinds.layers()}
    if name == "basis":
        from ...analysis.doors import BASES  # not before doors are drawn

        return BASES
    table = plan.tables.get("kinds", pd.DataFrame())
    known = table["zh"].dropna() if name == "kinds" and "zh" in table.columns else pd.Series()
    return {str(kind): str(zh) for kind, zh in known.items()}


def _schema(layer: str) -> tuple[kinds.Field, ...]:
    return kinds.schema(layer).fields if layer in kinds.layers() else ()


def _described(plan: "Plan", table: str) -> dict[str, str]:
    fields = getattr(plan, "fields", None)
    if fields is None or "table" not in fields:
        return {}
    rows = fields[fields["table"] == table]
    return {str(name): str(zh) for name, zh in zip(rows["field"], rows["zh"], strict=True) if zh}


def _heading(field: kinds.Field) -> str:
    unit = UNITS.get(field.unit, "")
    return f"{field.zh}（{unit}）" if unit else field.zh


def _cells(
    plan: "Plan", column: pd.Series, field: kinds.Field | None, words: dict[str, str]
) -> pd.Series:
    if field is not None and field.name in _REFERENCES:
        return _names(plan, column, _REFERENCES[field.name])
    share = field is not None and field.unit == _SHARE
    return column.astype(object).map(
        lambda cell: None if _missing(cell) else _said(cell, words, share=share)
    )


def _names(plan: "Plan", column: pd.Series, layer: str) -> pd.Series:
    frame = plan.tables.get(layer, pd.DataFrame())
    names = frame["name"] if "name" in frame.columns else pd.Series(dtype="string")
    said = [
        None if _missing(cell) else str(names[cell] if _named(names, cell) else cell)
        for cell in column
    ]
    return pd.Series(said, column.index, dtype=object)


def _named(names: pd.Series, cell: Any) -> bool:
    return cell in names.index and pd.notna(names[cell])


def _words(vocabulary: str) -> dict[str, str]:
    return {choice.code: choice.zh for choice in kinds.vocabulary(vocabulary)}


def _missing(cell: Any) -> bool:
    return cell is None or (pd.api.types.is_scalar(cell) and bool(pd.isna(cell)))


def _said(cell: Any, words: dict[str, str], *, share: bool) -> str:
    if words:
        return "、".join(words.get(code, code) for code in str(cell).split(";"))
    return f"{100 * float(cell):.4g}%" if share else plain(cell)


def plain(cell: Any) -> str:
    """
    A value as a reader writes it.

    Parameters
    ----------
    cell
        A number, yes or no, a day or text; not missing.

    Returns
    -------
    str
        Two digits after the point at most; days without a time of day.

    Examples
    --------
    >>> plain(True), plain(6.0), plain(3.14159), plain(pd.Timestamp("2024-05-01")), plain("甲")
    ('是', '6', '3.14', '2024-05-01', '甲')
    """
    if pd.api.types.is_bool(cell):
        return WORDS["yes"] if cell else WORDS["no"]
    if pd.api.types.is_float(cell):
        return f"{cell:.2f}".rstrip("0").rstrip(".")
    if isinstance(cell, pd.Timestamp):
        return str(cell.date())
    return str(cell)
