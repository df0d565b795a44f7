"""What was understood of a table, for the planner to confirm: a row a heading."""

import difflib
from typing import TYPE_CHECKING, Any, Protocol

from .. import kinds
from . import matching, words
from .matching import ID

if TYPE_CHECKING:
    import pandas as pd

    from .headings import Renamed
    from .typed import Typed

COLUMNS = (
    "layer",
    "source",
    "table",
    "heading",
    "field",
    "zh",
    "unit",
    "factor",
    "rows",
    "read",
    "blank",
    "approximate",
    "unread",
    "examples",
    "remedy",
)
_ALIKE = 0.5  # of the signs of two headings, for one to be suggested for the other
_SHOWN = 3


class _Delivered(Protocol):
    """As much of a table as delivered as is looked at."""

    @property
    def frame(self) -> "pd.DataFrame": ...
    @property
    def table(self) -> str | None: ...
    @property
    def name(self) -> str: ...


def table(layer: str, raw: _Delivered, renamed: "Renamed", typed: "Typed") -> "pd.DataFrame":
    """
    How each heading of a table was understood.

    Parameters
    ----------
    layer
        The layer.
    raw
        The table as delivered: its frame, name and table.
    renamed, typed
        What came of its headings and of its cells.

    Returns
    -------
    DataFrame
        A row a heading in the order of the file: the field, its Chinese word and unit; the factor
        of the heading's unit; how many rows were read, blank, approximate (of those read) and
        unread; three examples, original → value. Of a heading that was not understood the field
        is empty, and `remedy` names the nearest known heading and what to write.

    Examples
    --------
    >>> import pandas as pd
    >>> from ..formats.raw import Raw
    >>> from .headings import rename
    >>> from .typed import typed
    >>> raw = Raw(pd.DataFrame({"小区名称": ["东一村"], "建筑面基": ["1"]}), name="表.csv")
    >>> plan = kinds.schema("communities")
    >>> renamed = rename(raw.frame, plan, columns={}, source="表.csv")
    >>> found = table("communities", raw, renamed, typed(renamed.frame, plan, source="表.csv"))
    >>> found["zh"].tolist()
    ['小区名称', '']
    >>> found["remedy"][1]
    '没有读作任何字段；最像“建筑面积”，如是，请在 columns 中写 "建筑面基" = "floor_area"。'
    """
    import pandas as pd

    plan = kinds.schema(layer)
    rows = [
        {
            "layer": layer,
            "source": raw.name,
            "table": raw.table or "",
            "heading": str(heading),
            "rows": len(raw.frame),
            **_row(heading, plan, raw.frame, renamed, typed),
        }
        for heading in raw.frame.columns
        if heading != "geometry"
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    heading: Any, plan: kinds.Schema, frame: "pd.DataFrame", renamed: "Renamed", typed: "Typed"
) -> dict[str, Any]:
    found = renamed.matches.get(heading)
    if found is None:
        return _not_understood(heading, plan, frame, renamed)
    if found.field == ID:
        return _bare("id", "编号", frame[heading]) | {"remedy": ""}
    form, tally = plan.field(found.field), typed.tallies.get(found.field)
    counts = (
        {}
        if tally is None
        else {
            "read": tally.read,
            "blank": tally.blank,
            "approximate": tally.approximate,
            "unread": tally.unread,
            "examples": "；".join(tally.examples),
        }
    )
    return {
        "field": form.name,
        "zh": form.zh,
        "unit": form.unit,
        "factor": found.factor,
        **counts,
        "remedy": "" if tally is None or not tally.unread else "读不出的格见处理记录。",
    }


def _bare(field: str, zh: str, column: "pd.Series[Any]") -> dict[str, Any]:
    """Of a column whose cells stay as they are."""
    blank = int(column.isna().sum())
    shown = [" ".join(str(value).split()) for value in column.dropna().unique()[:_SHOWN]]
    return {
        "field": field,
        "zh": zh,
        "unit": "",
        "factor": 1.0,
        "read": len(column) - blank if field else 0,
        "blank": blank,
        "approximate": 0,
        "unread": 0,
        "examples": "；".join(shown),
    }


def _not_understood(
    heading: Any, plan: kinds.Schema, frame: "pd.DataFrame", renamed: "Renamed"
) -> dict[str, Any]:
    if words.plain(heading) in words.ORDINALS:
        return _bare("", "", frame[heading]) | {"remedy": "是序号，不作字段。"}
    remedy = "没有读作任何字段，原样保留；需要时请在 columns 中写明它是哪个字段。"
    near = _nearest(str(heading), plan)
    if near:
        word, field = near
        taken = [str(name) for name, one in renamed.matches.items() if one.field == field]
        if taken:
            remedy = f"没有读作任何字段；最像“{word}”，而该字段已由“{taken[0]}”一列读入。"
        else:
            remedy = (
                f'没有读作任何字段；最像“{word}”，如是，请在 columns 中写 "{heading}" = "{field}"。'
            )
    return _bare("", "", frame[heading]) | {"remedy": remedy}


def _nearest(heading: str, plan: kinds.Schema) -> tuple[str, str] | None:
    """The known heading most like this one or its part before the unit, and its field."""
    known = matching.known(plan)
    for word, _ in reversed(list(words.parted(heading))):
        if word in known:  # its unit is not one of the field
            return word, known[word]
        alike = difflib.get_close_matches(word, list(known), n=1, cutoff=_ALIKE)
        if alike:
            return alike[0], known[alike[0]]
    return None
