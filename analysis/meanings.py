"""What every field of every table of a plan means, in Chinese and English, with its unit."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache

import pandas as pd

from ..layers import kinds
from . import standards

COLUMNS = ["table", "field", "zh", "en", "unit", "meaning", "source"]


def fields(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """
    The description of every field of the tables.

    Parameters
    ----------
    tables
        Name to frame.

    Returns
    -------
    DataFrame
        One row a field: `table`, `field`, `zh`, `en`, `unit`, `meaning`, `source`; the fields of a
        layer come from its schema, those of an answer from the table `result_fields`; a column of
        the user's own stands with its heading and no meaning.

    Examples
    --------
    >>> described = fields({"kinds": pd.DataFrame({"places": [3]})})
    >>> described[["field", "zh"]].values.tolist()
    [['places', '设施数']]
    """
    rows = [row for name, frame in tables.items() for row in _of(name, frame)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _of(name: str, frame: pd.DataFrame) -> list[dict[str, str]]:
    described = _schema(name) if name in kinds.layers() else _results().get(name, {})
    every = described.get("*")
    facility = {choice.code: choice for choice in kinds.vocabulary(kinds.FACILITY_KIND)}
    rows = []
    for column in map(str, frame.columns):
        if column == "geometry":
            continue
        row = described.get(column, every) or dict.fromkeys(COLUMNS, "") | {"zh": column}
        if every is row and column in facility:
            row = row | {"zh": f"{facility[column].zh}：{row['zh']}", "en": facility[column].en}
        rows.append(row | {"table": name, "field": column})
    return rows


@cache
def _schema(layer: str) -> dict[str, dict[str, str]]:
    return {
        field.name: {key: str(value) for key, value in asdict(field).items()} | {"source": ""}
        for field in kinds.schema(layer).fields
    }


@cache
def _results() -> dict[str, dict[str, dict[str, str]]]:
    """Table to field to its description."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in standards.load("result_fields").reset_index().astype(str).to_dict("records"):
        plain = {str(key): str(row[key]) for key in row}
        found.setdefault(plain["table"], {})[plain["field"]] = plain
    return found
