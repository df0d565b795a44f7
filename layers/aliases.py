"""The user's own words: headings and values that this office uses, each for a field or a choice."""

from pathlib import Path
from typing import TYPE_CHECKING

from ..gis.errors import LayerError
from . import kinds

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {"layer": "图层", "field": "字段", "alias": "别名", "choice": "取值"}

Alias = dict[str, str]


def read(path: str | Path) -> list[Alias]:
    """
    The rows of a table of aliases.

    Parameters
    ----------
    path
        A .csv or .xlsx file with columns layer (图层), field (字段; or `id`), alias (别名) and, for
        a word of a closed list, choice (取值). Layers, fields and choices by code or Chinese word.

    Returns
    -------
    list of dict
        Keys layer, field, alias, choice; codes of pianqu, choice empty for a heading.

    Raises
    ------
    SourceError, LayerError
        The file cannot be read; every row that names nothing known, at once.

    Examples
    --------
    >>> read("没有.csv")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 没有.csv：文件不存在；请检查路径 没有.csv。
    """
    from .formats import files

    raw = files.raw(path)
    name, frame = Path(path).name, raw.frame
    named = {zh: code for code, zh in COLUMNS.items()}
    table = frame.rename(columns=lambda heading: named.get(str(heading).strip(), str(heading)))
    missing = [f"“{COLUMNS[code]}”" for code in ("layer", "field", "alias") if code not in table]
    if missing:
        raise LayerError(
            f"{name}：别名表缺少{'、'.join(missing)}列；各列为 图层、字段、别名、取值，请补上。"
        )
    rows, faults = [], []
    numbers = raw.rows or range(1, len(frame) + 1)
    for number, cells in zip(numbers, _texts(table), strict=True):
        row, fault = _row(cells)
        fault = fault or _conflict(row, rows)
        rows.append(row)
        faults += [f"{name}：第 {number} 行{fault}"] if fault else []
    if faults:
        raise LayerError(faults)
    return rows


def _texts(table: "pd.DataFrame") -> list[Alias]:
    whole = table.reindex(columns=list(COLUMNS)).astype("string").fillna("")
    return [{str(k): str(v).strip() for k, v in row.items()} for row in whole.to_dict("records")]


def _row(cells: Alias) -> tuple[Alias, str]:
    """The row in codes, or what is wrong with it."""
    layers = {word: code for code in kinds.layers() for word in (code, kinds.schema(code).zh)}
    layer = layers.get(cells["layer"])
    if layer is None:
        return (
            cells,
            f"的图层“{cells['layer']}”不存在；图层有 {'、'.join(kinds.layers())}，请改正。",
        )
    schema = kinds.schema(layer)
    fields = {word: field.name for field in schema.fields for word in (field.name, field.zh)}
    name = {"id": "id", "编号": "id"}.get(cells["field"]) or fields.get(cells["field"])
    if name is None or not cells["alias"]:
        wrong = f"的字段“{cells['field']}”不存在" if name is None else "没有写别名"
        return cells, f"{wrong}；{schema.zh}图层的字段有 {'、'.join(fields)}，请改正。"
    found = {"layer": layer, "field": name, "alias": cells["alias"], "choice": ""}
    if not cells["choice"]:
        return found, ""
    words = _choices(schema, name)
    code = words.get(cells["choice"])
    if code is None:
        return cells, f"的取值“{cells['choice']}”不存在；可用 {'、'.join(words) or '无'}，请改正。"
    return {**found, "choice": code}, ""


def _conflict(row: Alias, others: list[Alias]) -> str:
    """What is wrong where the same word is something else in a row above."""
    same = ("layer", "alias", *(("field",) if row["choice"] else ()))
    for one in others:
        alike = all(one[key] == row[key] for key in same) and bool(one["choice"]) == bool(
            row["choice"]
        )
        if alike and one != row:
            meant = f"{one['field']} {one['choice']}".strip()
            return f"的别名“{row['alias']}”在上面已是 {meant}；同一个词只能有一个意思，请删去其一。"
    return ""


def _choices(schema: kinds.Schema, name: str) -> dict[str, str]:
    vocabulary = "" if name == "id" else schema.field(name).vocabulary
    choices = kinds.vocabulary(vocabulary) if vocabulary else ()
    return {word: choice.code for choice in choices for word in (choice.code, choice.zh)}
