"""Whom a lift shaft takes sun from: storeys with their households, totals, what the rule says."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...gis.errors import ChoiceError
from ..light import doubts
from ..standards import STATUS

OWN, NEIGHBOUR = "own", "neighbour"
NONE, WARN, VETO = "none", "warn", "veto"
NO_TOP = "井道顶标高未知（楼高未知），未计算"
_WORDS = {"effect": (WARN, VETO), "counts": ("all", NEIGHBOUR)}  # of a rule on lost light
_NAMED = 3  # buildings that a note names one by one
_COUNTS = ["windows", "newly_below", "undecided", "covered", "covered_sure", "covered_maybe"]
_RULED = ["newly_below", "undecided", "covered_sure", "covered_maybe"]  # by side too
_PLACE = ["stairwell", "building", "unit", "storey"]


def summary(
    effects: pd.DataFrame,
    stairwells: pd.DataFrame,
    buildings: pd.DataFrame,
    communities: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Storeys whose windows a shaft takes sun from, with their households, in words.

    Parameters
    ----------
    effects
        From :func:`pianqu.analysis.lifts.shading.effects`.
    stairwells
        Indexed by id, with or without `name` and `households_per_storey`.
    buildings
        Indexed by id, with or without `name` and `community`.
    communities
        Indexed by id, with `name`.

    Returns
    -------
    DataFrame
        One row a shaft, building, stairwell and storey, sorted: `stairwell` (the shaft's),
        `building`, `unit` (stairwell of the windows; NA where not known), `storey`, `side` (own,
        neighbour), `windows` (that lose sun or are covered), `newly_below`, `undecided` (whether
        they fall below is not known), `covered`, `covered_sure`, `covered_maybe`
        (with sun enough before; see there), `deciders` (ids of the buildings of unknown height that
        the undecided ones depend on; missing where none is), `lost_most` (minutes, of one window that is not
        covered; NaN where all are or none is known), `households` (doors of that stairwell on a
        storey; NA where not known), `words`.

    Examples
    --------
    >>> lost = {"stairwell": "U9", "window": [1, 2], "building": "B1", "unit": "U1", "storey": 1}
    >>> lost |= {"own": False, "lost": [30.0, 5.0], "covered": False, "newly_below": [True, False]}
    >>> lost |= {"covered_sure": False, "covered_maybe": False, "deciders": None}
    >>> units = pd.DataFrame({"name": ["2单元"], "households_per_storey": 2}, index=["U1"])
    >>> homes = pd.DataFrame({"name": ["3号楼"], "community": "C1"}, index=["B1"])
    >>> place = pd.DataFrame({"name": ["东风新村"]}, index=["C1"])
    >>> found = summary(pd.DataFrame(lost), units, homes, place)
    >>> found[["windows", "newly_below", "lost_most", "words"]].values.tolist()
    [[2, 1, 30.0, '东风新村 3号楼 2单元 1层（2户）']]
    """
    below = effects["newly_below"].astype("boolean")
    rows = effects.assign(
        lost=effects["lost"].mask(effects["covered"].astype(bool)),
        newly_below=below.fillna(value=False).astype(int),
        undecided=below.isna().astype(int),
        **{name: effects[name].astype(int) for name in _COUNTS[3:]},
        side=np.where(effects["own"].astype(bool), OWN, NEIGHBOUR),
    )
    groups = rows.groupby(_PLACE, dropna=False, sort=True, observed=True)
    found = groups.agg(
        side=("side", "first"),
        windows=("window", "size"),
        **{name: (name, "sum") for name in _COUNTS[1:]},
        deciders=("deciders", _deciders),
        lost_most=("lost", "max"),
    ).reset_index()
    doors = _of(stairwells, "households_per_storey", found["unit"])
    found["households"] = pd.to_numeric(doors).astype("Int64")
    return found.assign(words=_words(found, stairwells, buildings, communities))


def totals(light: pd.DataFrame, shafts: pd.DataFrame) -> pd.DataFrame:
    """
    What each shaft does in all.

    Parameters
    ----------
    light
        From :func:`summary`.
    shafts
        As :func:`pianqu.analysis.lifts.shading.effects` was given them: indexed by stairwell, with `top`.

    Returns
    -------
    DataFrame
        Indexed as `shafts`: `windows`, `newly_below`, `undecided`, `covered`, `newly_below_own`,
        `newly_below_neighbour`, `covered_sure`, `covered_maybe`, those two and `undecided` with
        `_neighbour` (windows of other buildings), `deciders`, `households_below` (on the storeys with a window newly below; NA
        where those of one of them are not known), `neighbours` (other buildings that lose sun),
        `reason`. All NA with the reason where the top of the shaft is not known.

    Examples
    --------
    >>> light = pd.DataFrame({"stairwell": ["U9"], "building": "B1", "side": "neighbour"})
    >>> light = light.assign(windows=2, newly_below=1, undecided=0, covered=0, households=2)
    >>> light = light.assign(covered_sure=0, covered_maybe=0, deciders=None)
    >>> found = totals(light, pd.DataFrame({"top": [20.0, None]}, index=["U9", "U8"]))
    >>> found[["newly_below", "households_below", "neighbours"]].loc["U9"].tolist()
    [1, 2, 1]
    >>> found.loc["U8", "reason"]
    '井道顶标高未知（楼高未知），未计算'
    """
    next_door = light["side"].eq(NEIGHBOUR)
    below, known = light["newly_below"].gt(0), light["households"].notna()
    rows = light.assign(
        **{f"{name}_{NEIGHBOUR}": light[name].where(next_door, 0) for name in _RULED},
        newly_below_own=light["newly_below"].mask(next_door, 0),
        households_below=light["households"].where(below & known, 0),
        vague=(below & ~known).astype(int),
        neighbours=light["building"].where(next_door),
    )
    counts = [*_COUNTS, *(f"{name}_{NEIGHBOUR}" for name in _RULED)]
    counts += ["newly_below_own", "households_below", "vague"]
    by = rows.groupby("stairwell", observed=True)
    found = by[counts].sum().reindex(shafts.index, fill_value=0).astype("Int64")
    vague = found.pop("vague").gt(0)
    found["households_below"] = found["households_below"].mask(vague)
    others = by["neighbours"].nunique()
    found["neighbours"] = others.reindex(shafts.index, fill_value=0).astype("Int64")
    told = by["deciders"].agg(_deciders).reindex(shafts.index).astype("string")
    unknown = shafts["top"].isna()
    reason = unknown.map({True: NO_TOP, False: pd.NA})
    return found.mask(unknown).assign(deciders=told, reason=reason)


def verdicts(totals: pd.DataFrame, rule: pd.Series) -> pd.DataFrame:
    """
    What follows from the lost sun by a rule.

    A window that the shaft covers, and that had sun enough, counts like one that falls below; but
    one that is laid out, not surveyed, may be that of the stair: no veto follows from it alone.

    Parameters
    ----------
    totals
        From :func:`totals`.
    rule
        A row of the rule table `lift_daylight`: `effect` (warn, veto), `counts` (all windows, or
        those of a neighbour only), `zh`, `standard`, `clause`, `status`.

    Returns
    -------
    DataFrame
        Indexed as `totals`: `effect` (none, warn, veto; NA where nothing was computed, and where
        none surely counts but windows are undecided or, under a veto, laid-out ones are covered),
        `windows` (newly below, that the rule counts), `note` (with the reason of an NA).

    Raises
    ------
    ChoiceError
        The rule has another word for effect or counts.

    Examples
    --------
    >>> from pianqu.analysis import standards
    >>> found = pd.DataFrame({"newly_below": [3, 0, 0], "undecided": [0, 0, 2]}, index=list("abc"))
    >>> found = found.assign(covered_sure=0, covered_maybe=0, deciders="B7", reason=pd.NA)
    >>> told = verdicts(found, standards.load("lift_daylight").loc["gb50180"])
    >>> told["effect"].tolist()
    ['warn', 'none', <NA>]
    >>> told.loc["c", "note"].split("；")[1]
    '2 扇窗是否新增不达标取决于高度未知的楼栋 B7，须补充其高度或层数'
    """
    for name, choices in _WORDS.items():
        if rule[name] not in choices:
            raise ChoiceError(
                f"规则表 lift_daylight 中 {rule.name} 的 {name} 为“{rule[name]}”，"
                f"应为 {'、'.join(choices)} 之一；请改正该格。"
            )
    side = "" if rule["counts"] == "all" else f"_{NEIGHBOUR}"
    windows, undecided, sure, maybe = (totals[f"{name}{side}"].astype("Int64") for name in _RULED)
    open_ = undecided + (maybe if rule["effect"] == VETO else 0)
    falls = (windows + sure + (maybe if rule["effect"] == WARN else 0)).gt(0)
    effect = falls.map({True: rule["effect"], False: NONE}).astype("string")
    counted = pd.DataFrame(
        {"windows": windows, "undecided": undecided, "sure": sure, "maybe": maybe}
    ).assign(deciders=totals["deciders"])
    notes = [
        NO_TOP if pd.isna(row["windows"]) else _note(row, rule)
        for row in counted.to_dict("records")
    ]
    return pd.DataFrame(
        {
            "effect": effect.mask(windows.isna() | (~falls & open_.gt(0))),
            "windows": windows,
            "note": pd.Series(notes, index=totals.index, dtype="string"),
        }
    )


def _note(row: Mapping[Hashable, Any], rule: pd.Series) -> str:
    """What a rule says of a shaft, and what is still to be found out."""
    covered = row["sure"] + row["maybe"]
    source = " ".join(part for part in (rule["standard"], rule["clause"]) if part)
    parts = [f"新增不达标窗户 {row['windows']} 扇"]
    if covered:
        parts[0] += f"，另有 {covered} 扇原达标窗户被井道遮盖"
    if row["maybe"] and rule["effect"] == VETO:
        parts.append(f"被遮盖的 {row['maybe']} 扇为推算布窗或现状未定，可能是楼梯间窗，须现场核对")
    if row["undecided"]:
        parts.append(
            f"{row['undecided']} 扇窗是否新增不达标取决于{_buildings(row['deciders'])}，"
            "须补充其高度或层数"
        )
    parts.append(f"{rule['zh']}（{source or '无条文'}，{STATUS[rule['status']]}）")
    return "；".join(parts)


def _buildings(deciders: object) -> str:
    """Buildings of unknown height, in words: the first few by id, and how many."""
    ids = str(deciders).split(doubts.JOINT) if isinstance(deciders, str) else []
    if not ids or not ids[0]:
        return "高度未知的楼栋"
    more = f" 等 {len(ids)} 栋" if len(ids) > _NAMED else ""
    return f"高度未知的楼栋 {'、'.join(ids[:_NAMED])}{more}"


def _deciders(cells: pd.Series) -> object:
    """The ids of several cells in one; missing where there is none."""
    said = [str(cell) for cell in cells if pd.notna(cell) and cell]
    return doubts.merged(said) if said else None


def _of(frame: pd.DataFrame, column: str, keys: pd.Series) -> pd.Series:
    """A column by id of the rows; NA where either is not there."""
    if column not in frame.columns:
        return pd.Series(pd.NA, index=keys.index, dtype="object")
    return pd.Series(frame[column].reindex(keys).to_numpy(dtype=object), index=keys.index)


def _words(
    found: pd.DataFrame,
    stairwells: pd.DataFrame,
    buildings: pd.DataFrame,
    communities: pd.DataFrame | None,
) -> pd.Series:
    """Community, building, stairwell, storey and households, as a notice would name them."""
    community = _of(buildings, "community", found["building"])
    named = pd.DataFrame() if communities is None else communities
    parts = [
        _of(named, "name", community).fillna(""),
        _of(buildings, "name", found["building"]).fillna(found["building"]),
        _of(stairwells, "name", found["unit"]).fillna(found["unit"]).fillna("单元不详"),
        found["storey"].map("{:g}层".format),
    ]
    doors = found["households"].map(lambda n: "户数不详" if pd.isna(n) else f"{n}户")
    text = parts[0].str.cat([part.astype(str) for part in parts[1:]], sep=" ").str.strip()
    return (text + "（" + doors + "）").rename("words")


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of rules on lost light.

    Parameters
    ----------
    table
        Indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        A sentence a fault.

    Examples
    --------
    >>> rows = pd.DataFrame({"effect": ["forbid"], "counts": ["all"], "threshold": [1.0]}, index=[2])
    >>> list(faults(rows, "日照.csv"))
    ['规则表文件 日照.csv 第 2 行的 effect 为“forbid”，应为 warn、veto 之一；请改正该格。']
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行的"
        for name, choices in _WORDS.items():
            if row[name] not in choices:
                yield f"{place} {name} 为“{row[name]}”，应为 {'、'.join(choices)} 之一；请改正该格。"
        if not row["threshold"] >= 0:
            yield f"{place} threshold 为 {row['threshold']:g}，不应小于 0（分钟）；请改正该格。"
