"""The households of each stairwell: as listed, or as many as its storeys and doors make."""

from typing import Any

import pandas as pd

from ...gis.errors import LayerError

LISTED, COUNTED = "住户名单", "按层数和每层户数推算"
_COLUMNS = ["stairwell", "household", "storey", "area", "takes_part", "storeys", "source"]
_COLUMNS += ["note", "doubt"]


def households(stairwells: pd.DataFrame, *, given: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    One row a household of each stairwell.

    Parameters
    ----------
    stairwells
        Indexed by id; columns `storeys`, `households`, `households_per_storey`, NA not known.
    given
        A list of households: `stairwell`, `household` (its number), `storey`, and where there
        `area` (exclusive, m2) and `takes_part` (boolean). A household may stand in several rows,
        such as those of the layer `votes`. Rows of no stairwell, or of others, are not looked at.

    Returns
    -------
    DataFrame
        Indexed by ``STAIRWELL-HOUSEHOLD``, in the order of `stairwells`, from the ground up:
        `stairwell`, `household`, `storey`, `area`, `takes_part`, `storeys` (of the stairwell),
        `source` (a list, or counted from storeys and doors and named such as ``2层 1户``), `note`
        (what several rows of the household say differently, which is NA then) and `doubt`: why
        the households of the stairwell may not be all of them, NA where there is none: they are
        not as many as it states, fewer than its storeys and doors make, or a list that neither
        confirms. A stairwell of which nothing is known has one row without a household.

    Raises
    ------
    LayerError
        A row of `given` in a stairwell has no number of its household.

    Examples
    --------
    >>> stairs = pd.DataFrame({"storeys": [2], "households": [2], "households_per_storey": [1]})
    >>> households(stairs.set_axis(["U1"]))[["storey", "doubt"]].reset_index().values.tolist()
    [['U1-1层 1户', 1, <NA>], ['U1-2层 1户', 2, <NA>]]
    """
    known = _whole(stairwells)
    listed = _listed(given, known)
    counted = _counted(known[~known.index.isin(listed["stairwell"])])
    table = pd.concat([part for part in (listed, counted) if len(part)] or [counted])
    table = table.assign(storeys=table["stairwell"].map(known["storeys"]).astype("Int64"))
    table = table.assign(doubt=_doubts(table, known))
    table.index = _names(table)
    order = pd.Series(range(len(known)), index=known.index)
    rank = table["stairwell"].map(order)
    table = table.assign(rank=rank).sort_values(["rank", "storey", "household"], kind="stable")
    return table[_COLUMNS]


def _whole(stairwells: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for name in ("storeys", "households", "households_per_storey"):
        there = name in stairwells.columns
        column = stairwells[name] if there else pd.Series(pd.NA, index=stairwells.index)
        columns[name] = column.astype("Int64")
    return pd.DataFrame(columns, index=stairwells.index)


def _counted(known: pd.DataFrame) -> pd.DataFrame:
    """A household for each door; one row without any where the doors are not known."""
    doors = (known["storeys"] * known["households_per_storey"]).fillna(0).astype(int)
    each = known.loc[known.index.repeat(doors.clip(lower=1))]
    number = each.groupby(level=0, sort=False).cumcount()
    per = each["households_per_storey"].mask(each["households_per_storey"].eq(0))
    storey = number // per + 1
    name = storey.astype("string") + "层 " + (number % per + 1).astype("string") + "户"
    there = (doors.loc[each.index] > 0).to_numpy()
    table = pd.DataFrame({"stairwell": each.index, "household": name.where(there).to_numpy()})
    blank = pd.Series(pd.NA, index=table.index, dtype=object)
    return table.assign(
        storey=storey.where(there).astype("Int64").to_numpy(),
        area=blank.astype("Float64"),
        takes_part=blank.astype("boolean"),
        source=COUNTED,
        note=blank,
    )


def _listed(given: pd.DataFrame | None, known: pd.DataFrame) -> pd.DataFrame:
    """One row a household of the list, and what its rows disagree on."""
    columns = {"storey": pd.Int64Dtype(), "area": pd.Float64Dtype()}
    columns |= {"takes_part": pd.BooleanDtype()}
    rows = pd.DataFrame(columns=["stairwell", "household"]) if given is None else given
    rows = rows[rows["stairwell"].isin(known.index)]
    nameless = rows.index[rows["household"].isna()]
    if len(nameless):
        raise LayerError(
            [f"住户名单的 {row} 行没有户号，应写明是哪一户；请补上 household。" for row in nameless]
        )
    keys = [rows["stairwell"].astype(object), rows["household"].astype(str)]
    groups = {
        name: (rows[name] if name in rows else pd.Series(pd.NA, index=rows.index))
        .astype(kind)
        .groupby(keys, sort=False)
        for name, kind in columns.items()
    }
    one = {name: group.first().astype(columns[name]) for name, group in groups.items()}
    split = {name: group.nunique().gt(1) for name, group in groups.items()}
    table = pd.DataFrame({name: one[name].mask(split[name]) for name in columns})
    words = {"storey": "所在层", "area": "面积", "takes_part": "是否参加"}
    odd = pd.DataFrame(split).rename(columns=words)
    notes = ["、".join(odd.columns[row]) for row in odd.to_numpy(dtype=bool)]
    note = [f"{said}前后不一致" if said else pd.NA for said in notes]
    table = table.assign(source=LISTED, note=pd.Series(note, index=table.index, dtype=object))
    return table.rename_axis(["stairwell", "household"]).reset_index()


def _doubts(table: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Why the households of a stairwell may not be all of them."""
    found = table["household"].notna().groupby(table["stairwell"]).sum()
    doubts: dict[object, object] = dict.fromkeys(known.index, pd.NA)
    counts = found.reindex(known.index)
    doors = (known["storeys"] * known["households_per_storey"]).replace(0, pd.NA)
    for stairwell, *numbers in zip(known.index, counts, known["households"], doors, strict=True):
        doubts[stairwell] = _doubt(*numbers)
    said = table["stairwell"].map(doubts).astype(object)
    return said.where(said.notna(), pd.NA)


def _doubt(count: int, stated: Any, doors: Any) -> object:
    if not count:
        return "层数或每层户数未知，列不出住户"
    if not pd.isna(stated):
        return pd.NA if stated == count else f"列出 {count} 户，单元登记 {stated} 户，须核对"
    if pd.isna(doors):
        return f"列出 {count} 户，单元登记户数未知，名单是否齐全须核对"
    if count < doors:
        return f"列出 {count} 户，按层数和每层户数应有 {doors} 户，须核对"
    return pd.NA


def _names(table: pd.DataFrame) -> pd.Index:
    stairwell = table["stairwell"].astype(str)
    names = (stairwell + "-" + table["household"].astype("string")).fillna(stairwell)
    return pd.Index(names.astype(object), name="id")
