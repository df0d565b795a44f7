"""A frame held against its schema: cells typed, and every fault in one sentence each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..gis.errors import LayerError
from . import kinds
from .survey import sentences, values
from .survey.typed import DTYPES, Typed, typed

if TYPE_CHECKING:
    import pandera.pandas as pa

__all__ = ["DTYPES", "Typed", "typed", "validate"]


def validate(
    frame: pd.DataFrame,
    schema: kinds.Schema,
    *,
    source: str,
    rows: Sequence[int] | None = None,
) -> pd.DataFrame:
    """
    The frame with every known column typed, or every fault at once.

    Parameters
    ----------
    frame
        Columns named after the fields of the schema, any types; other columns are kept as they
        are. The index is the id of the row.
    schema
        The layer, from :func:`kinds.schema`.
    source
        Name of the file, for the sentences.
    rows
        Number of each row in the file, where it has row numbers.

    Returns
    -------
    DataFrame
        The same index, order and class (a GeoDataFrame stays one); text as string, whole numbers
        as Int64, numbers as float64, yes or no as boolean, days as datetime64, missing as NA.

    Raises
    ------
    LayerError
        A required heading is missing or blank, a value cannot be read or is out of its range or
        list, an id is blank or there twice. One sentence a fault.

    Examples
    --------
    >>> raw = pd.DataFrame({"name": ["1号楼"], "storeys": ["６"], "lift": ["否"]}, index=["B1"])
    >>> typed = validate(raw, kinds.schema("buildings"), source="楼栋.csv")
    >>> typed.loc["B1", "storeys"], typed.loc["B1", "lift"]
    (np.int64(6), np.False_)
    >>> validate(raw[["storeys"]].assign(storeys="-2"), kinds.schema("buildings"), source="楼栋.csv")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.LayerError: 楼栋.csv：B1 的“地上层数”为 -2，应不小于 0、不大于 150；请改正，不清楚时留空。
    """
    where = sentences.Where(frame, source, rows)
    faults = [*sentences.missing_headings(frame, schema, source), *sentences.bad_ids(frame, where)]
    checked = frame.copy(deep=False)
    for field in schema.fields:
        if field.name in frame.columns:
            column = pd.Series(frame[field.name])
            checked[field.name], found = _typed(column, field, where)
            faults += found
    faults += _out_of_range(checked, frame, schema, where)
    if faults:
        raise LayerError(faults)
    return checked


def _typed(
    column: pd.Series, field: kinds.Field, where: sentences.Where
) -> tuple[pd.Series, list[str]]:
    read = values.reader(field)
    cells: list[Any] = []
    faults: list[str] = []
    for position, value in enumerate(column):
        try:
            cells.append(read(value))
        except (ValueError, KeyError, TypeError) as error:
            cells.append(None)
            word = str(error.args[0]) if isinstance(error, KeyError) else ""
            wanted = sentences.one_of_several(field, word) or sentences.expected(field)
            faults.append(
                f"{where.row(position)}的“{field.zh}”为“{value}”，应为{wanted}；{sentences.remedy(field)}"
            )
    dtype = DTYPES[field.type]
    return pd.Series(cells, index=column.index, dtype=dtype, name=column.name), faults


def _out_of_range(
    checked: pd.DataFrame, raw: pd.DataFrame, schema: kinds.Schema, where: sentences.Where
) -> list[str]:
    import pandera.pandas as pa  # a slow import, wanted only where a layer is read

    columns = {
        field.name: pa.Column(
            checks=_checks(field, pa), nullable=not field.required, required=False
        )
        for field in schema.fields
        if field.name in checked.columns
    }
    plain = pd.DataFrame(checked[list(columns)]).reset_index(drop=True)
    try:
        pa.DataFrameSchema(columns).validate(plain, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        return [
            sentences.sentence(where.row(int(position)), schema.field(str(name)), value)
            for name, value, position in zip(
                cases["column"], cases["failure_case"], cases["index"], strict=True
            )
            # a cell that could not be read has its sentence already
            if not values.is_blank(value) or values.is_blank(raw[name].iloc[int(position)])
        ]
    return []


def _checks(field: kinds.Field, pa: Any) -> "list[pa.Check]":
    checks = []
    if field.least is not None:
        checks.append(pa.Check.ge(field.least))
    if field.most is not None:
        checks.append(pa.Check.le(field.most))
    return checks
