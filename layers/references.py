"""Rows that name rows of another layer: by id, or by a name that only one row has."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from . import findings, kinds
from .findings import INFO, WARNING, Finding
from .survey import values

if TYPE_CHECKING:
    import pandas as pd

_PLACES = ("communities", "parks", "facilities")
_NAMED = 8  # words spelt out in one sentence


def resolve(
    layers: "Mapping[str, pd.DataFrame]",
) -> "tuple[dict[str, pd.DataFrame], list[Finding]]":
    """
    The layers with every reference an id, where it can be.

    A reference that is no id but the name of exactly one row becomes that row's id, and is
    listed; one that is neither stays as it is, and is listed.

    Parameters
    ----------
    layers
        Layer to frame. References to a layer that is not among them are left alone.

    Examples
    --------
    >>> import pandas as pd
    >>> communities = pd.DataFrame({"name": ["东一村"]}, index=["C1"])
    >>> buildings = pd.DataFrame({"community": ["东一村", "C9"]}, index=["B1", "B2"])
    >>> layers, notes = resolve({"communities": communities, "buildings": buildings})
    >>> layers["buildings"]["community"].tolist()
    ['C1', 'C9']
    >>> [(note["severity"], note["id"]) for note in notes]
    [('info', 'B1'), ('warning', 'B2')]
    """
    found = dict(layers)
    notes: list[Finding] = []
    for row in kinds.rows("links"):
        layer, field, target = row["layer"], row["field"], row["target"]
        frame = found.get(layer)
        if frame is not None and field in frame.columns and target in found:
            names = _names(found[target])
            answers = [_answer(cell, found[target].index, names) for cell in frame[field]]
            found[layer] = _with(frame, field, [ids for ids, _, _ in answers])
            notes += _told(layer, field, target, frame, answers, _alike(found[target]))
    return found, notes + _gates(found)


Answer = tuple[str | None, bool, list[str]]  # ids, whether a name was used, parts that are neither


def _answer(cell: object, target: "pd.Index", names: Mapping[str, str]) -> Answer:
    if values.is_blank(cell):
        return None, False, []
    ids: list[str] = []
    named, lost = False, []
    for part in (part.strip() for part in str(cell).split(";")):
        known = part if part in target else names.get(part)
        named |= known is not None and known != part
        lost += [] if known is not None else [part]
        ids.append(part if known is None else known)
    return ";".join(ids), named, lost


def _alike(target: "pd.DataFrame") -> dict[str, int]:
    """Names that several rows have, and how many."""
    if "name" not in target.columns:
        return {}
    times = target["name"].value_counts()
    return {str(name): int(count) for name, count in times[times > 1].items()}


def _names(target: "pd.DataFrame") -> dict[str, str]:
    """Names that only one row has, and the id of that row."""
    if "name" not in target.columns:
        return {}
    names = target["name"].dropna()
    once = names[~names.duplicated(keep=False)]
    return {str(name): str(key) for key, name in once.items()}


def _with(frame: "pd.DataFrame", field: str, cells: list[str | None]) -> "pd.DataFrame":
    import pandas as pd

    return frame.assign(**{field: pd.Series(cells, index=frame.index, dtype="string")})


def _told(
    layer: str,
    field: str,
    target: str,
    frame: "pd.DataFrame",
    answers: list[Answer],
    alike: Mapping[str, int],
) -> list[Finding]:
    zh, words = kinds.schema(target).zh, kinds.schema(layer).field(field).zh
    ids = [str(key) for key in frame.index]
    named = [key for key, (_, by_name, _) in zip(ids, answers, strict=True) if by_name]
    lost = [key for key, (_, _, parts) in zip(ids, answers, strict=True) if parts]
    notes: list[Finding] = []
    if named:
        notes += findings.finding(
            INFO,
            layer,
            f"“{words}”按名称对应到{zh}编号",
            value=f"{len(named)} 行",
            remedy="请核对，最好改用编号。",
            ids=named,
        )
    if lost:
        missing = dict.fromkeys(part for _, _, parts in answers for part in parts)
        said = [f"{one}（有 {alike[one]} 个同名）" if one in alike else one for one in missing]
        notes += _dangling(layer, words, zh, lost, said)
    return notes


def _dangling(layer: str, words: str, zh: str, ids: list[str], missing: list[str]) -> list[Finding]:
    more = f" 等 {len(missing)} 个" if len(missing) > _NAMED else ""
    return findings.finding(
        WARNING,
        layer,
        f"“{words}”在{zh}图层中不存在",
        value=f"{'、'.join(missing[:_NAMED])}{more}（{len(ids)} 行）",
        remedy=f"请改正编号，或在{zh}图层中补上。",
        ids=ids,
    )


def _gates(layers: "Mapping[str, pd.DataFrame]") -> list[Finding]:
    gates = layers.get("entrances")
    if gates is None:
        return []
    notes: list[Finding] = []
    for place in _PLACES:
        target = layers.get(place)
        if target is not None:
            own = gates[(gates["of_layer"] == place).fillna(False).astype(bool)]
            lost = own[~own["of"].isin(target.index)]
            if len(lost):
                ids, missing = [str(key) for key in lost.index], list(dict.fromkeys(lost["of"]))
                notes += _dangling("entrances", "所属对象", kinds.schema(place).zh, ids, missing)
    return notes
