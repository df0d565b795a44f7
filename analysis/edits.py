"""The rows of the layers that two plans do not share: added, removed, changed, and in what."""

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..layers import kinds

if TYPE_CHECKING:
    from .planning import Plan

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
GEOMETRY, VERTICES = "geometry", "vertices"
_STILL = 0.001  # metres: a line that moves less has the same shape
_BLANK = "未注明"
_COLUMNS = ["layer", "id", "name", "action", "fields", "before", "after", "geometry"]


def edits(before: "Plan", after: "Plan") -> gpd.GeoDataFrame:
    """
    Every row of a layer that is in one plan only, or not the same in both.

    Parameters
    ----------
    before, after
        With the layers of their cities, in one coordinate system.

    Returns
    -------
    GeoDataFrame
        One row each: `layer`, `id`, `name`, `action` (added, removed, changed), `fields` (joined by
        semicolons; geometry where the shape moved, vertices where it only has others), `before`
        and `after` (those fields in words) and the geometry, of a row removed the old one.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> def plan(access):
    ...     gates = gpd.GeoDataFrame({"access": [access]}, index=["G1"], geometry=[None], crs=4549)
    ...     return SimpleNamespace(tables={"entrances": gates})
    >>> edits(plan("closed"), plan("public")).loc[0, ["id", "fields", "before", "after"]].tolist()
    ['G1', 'access', '封闭', '公众']
    """
    parts, system = [], None
    for layer in kinds.layers():
        one, two = (plan.tables.get(layer) for plan in (before, after))
        spatial = [frame for frame in (two, one) if isinstance(frame, gpd.GeoDataFrame)]
        system = system or (spatial[0].crs if spatial else None)
        if one is not two:
            parts.append(_of_layer(layer, one, two))
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)
    text = {name: "string" for name in _COLUMNS if name != GEOMETRY}
    return gpd.GeoDataFrame(rows.astype(text), geometry=GEOMETRY, crs=system)


def _of_layer(layer: str, one: pd.DataFrame | None, two: pd.DataFrame | None) -> pd.DataFrame:
    there = next(frame for frame in (two, one) if frame is not None)
    one, two = (there.iloc[:0] if frame is None else frame for frame in (one, two))
    both = two.index.intersection(one.index, sort=False)
    same = one.index.equals(two.index)
    unlike = _unlike(one, two) if same else _unlike(one.loc[both], two.loc[both])
    changed = both[unlike.any(axis=1)]
    parts = [
        _rows(layer, two.loc[two.index.difference(one.index, sort=False)], ADDED),
        _rows(layer, one.loc[one.index.difference(two.index, sort=False)], REMOVED),
        _rows(layer, two.loc[changed], CHANGED),
    ]
    parts[2]["fields"] = [
        ";".join(unlike.columns[mask]) for mask in unlike.loc[changed].to_numpy(dtype=bool)
    ]
    for name, frame in (("before", one), ("after", two)):
        parts[2][name] = [
            _told(layer, frame.loc[key], str(fields).split(";"))
            for key, fields in zip(changed, parts[2]["fields"], strict=True)
        ]
    return pd.concat(parts, ignore_index=True)


def _rows(layer: str, frame: pd.DataFrame, action: str) -> pd.DataFrame:
    blank = pd.Series(pd.NA, frame.index, dtype="string")
    shapes = frame[GEOMETRY].to_numpy() if GEOMETRY in frame.columns else None
    return pd.DataFrame(
        {
            "layer": layer,
            "id": frame.index.astype(str),
            "name": frame.get("name", blank).astype("string").to_numpy(),
            "action": action,
            "fields": blank.to_numpy(),
            "before": blank.to_numpy(),
            "after": blank.to_numpy(),
            GEOMETRY: np.full(len(frame), None) if shapes is None else np.asarray(shapes),
        }
    ).astype({"fields": "string", GEOMETRY: object})


def _unlike(one: pd.DataFrame, two: pd.DataFrame) -> pd.DataFrame:
    """Which fields of which rows differ; a field that one side lacks is missing there."""
    names = [*two.columns, *one.columns.difference(two.columns, sort=False)]
    table = pd.DataFrame(index=two.index)
    for name in names:
        if name == GEOMETRY:
            moved, other = _moved(one, two)
            table[GEOMETRY], table[VERTICES] = moved, other & ~moved
            continue
        if name in one.columns and name in two.columns and one[name].equals(two[name]):
            table[name] = False
            continue
        was, now = (_cells(frame, name) for frame in (one, two))
        table[name] = ~((was == now) | (pd.isna(was) & pd.isna(now))).astype(bool)
    return table


def _cells(frame: pd.DataFrame, name: str) -> NDArray[np.object_]:
    if name not in frame.columns:
        return np.full(len(frame), None, dtype=object)
    cells = frame[name].astype(object)
    return cells.where(cells.notna(), None).to_numpy()


def _moved(one: pd.DataFrame, two: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which shapes are elsewhere, and which are not the same to the byte."""
    was, now = (np.asarray(_cells(frame, GEOMETRY), dtype=object) for frame in (one, two))
    other = np.array(
        [a != b for a, b in zip(shapely.to_wkb(was), shapely.to_wkb(now), strict=True)], dtype=bool
    )
    moved = other.copy()
    lines = other & np.isin(shapely.get_type_id(was), [1, 5]) & ~shapely.is_missing(now)
    moved[lines] = shapely.hausdorff_distance(was[lines], now[lines]) > _STILL
    return moved, other


def _told(layer: str, row: pd.Series, fields: list[str]) -> str | None:
    """Fields of a row in words."""
    own = [name for name in fields if name not in (GEOMETRY, VERTICES)]
    return "；".join(_word(layer, name, row.get(name)) for name in own) or None


def _word(layer: str, name: str, value: Any) -> str:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return _BLANK
    if pd.api.types.is_bool(value):
        return "是" if value else "否"
    field = next((field for field in kinds.schema(layer).fields if field.name == name), None)
    words = {}
    if field is not None and field.vocabulary:
        words = {choice.code: choice.zh for choice in kinds.vocabulary(field.vocabulary)}
    return (
        "、".join(words.get(part, part) for part in str(value).split(";")) if words else str(value)
    )
