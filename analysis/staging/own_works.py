"""Works on each community: its own renewal, or only a part of it, such as one item or some buildings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..eligibility import items, modes
from ..project_members import members
from .community_projects import STAGES

Row = Mapping[Any, Any]
BUILDING, FINISHED = "building", "finished"
_SIZES = {"households": "户", "building_count": "栋"}  # of a project, where its layer has them
_TAILS = ("工程", "项目", "改造")
_COLUMNS = ["name", "stage", "mode", "cost", *_SIZES]
_FOUND = {"stage": "string", "finished": "boolean", "building": "boolean"}
_FOUND |= {"homes_finished": "Int64", "homes_building": "Int64", "reason": "string"}


def partial(
    projects: pd.DataFrame,
    communities: pd.DataFrame,
    ledger: pd.DataFrame | None,
    *,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.Series:
    """
    Why a project is known to be only a part of the renewal of its communities.

    Parameters
    ----------
    projects
        Indexed by id: `communities` (joined by semicolons), and where known `name`, `mode`,
        `households`, `building_count` (of the project).
    communities
        Indexed by id: `households`, `building_count`, each optional.
    ledger
        `project`, `kind`, `item`: what the costs are for; None for none.
    overrides
        As for :func:`pianqu.analysis.standards.load`; tables `retrofit_items`, `renewal_modes`.

    Returns
    -------
    Series
        The index of `projects`: in words; NA where nothing says so.

    Examples
    --------
    >>> works = pd.DataFrame({"communities": ["C1"], "name": ["东风新村加装电梯"]}, index=["J1"])
    >>> partial(works, pd.DataFrame(index=["C1"]), None)["J1"]
    '只含一项内容（加装电梯）'
    """
    rows = projects.reindex(columns=[*_COLUMNS, "communities"])
    said = _of_one_item(rows, ledger, list(items.catalogue(overrides=overrides)["zh"]))
    kinds = modes.rows(overrides=overrides)
    some = kinds.index[kinds["demolishes"].eq(modes.DANGEROUS)]
    words = rows["mode"].map(kinds["zh"]).astype("string")
    said = said.fillna(("只涉及部分楼栋（" + words + "）").where(rows["mode"].isin(some)))
    own = members(rows["communities"]).explode().dropna().astype("string")
    for field, unit in _SIZES.items():
        size = pd.to_numeric(rows[field]).astype("Float64")
        every = communities.get(field, pd.Series(pd.NA, communities.index))
        whole = own.map(pd.to_numeric(every).astype("Float64"))
        lacking = whole.isna().groupby(level=0).any()
        whole = whole.groupby(level=0).sum().mask(lacking).reindex(rows.index)
        less = (size < whole).fillna(value=False).astype(bool)
        told = [f"只涉及 {one:g}/{all_:g} {unit}" if few else pd.NA
                for one, all_, few in zip(size, whole, less, strict=True)]  # fmt: skip
        said = said.fillna(pd.Series(told, rows.index, dtype="string"))
    return said


def works(projects: pd.DataFrame | None, part: pd.Series, households: pd.Series) -> pd.DataFrame:
    """
    How far the works on each community are: its own renewal, and parts of it.

    Its own renewal is the dearest of the projects that are not known to be a part. Where a cost is
    not known, or two are as dear, it is the one that is least far on.

    Parameters
    ----------
    projects
        Indexed by id: `communities`, and where known `stage`, `cost`, `households`; None for none.
    part
        From :func:`partial`.
    households
        Of each community; NA not known.

    Returns
    -------
    DataFrame
        Indexed as `households`: `stage` of its own renewal (NA none); `finished` and `building`
        (whether a part is); `homes_finished` and `homes_building` (households of these parts: of
        several the largest, as they may be the same; NA not known), `reason` (what is finished, and
        why that is a part).

    Examples
    --------
    >>> plan = pd.DataFrame({"communities": "C1", "stage": ["approved", "finished"],
    ...                      "cost": [9e6, 1e6]}, index=["J1", "J2"])
    >>> found = works(plan, pd.Series(pd.NA, plan.index), pd.Series({"C1": 60}))
    >>> found.loc["C1", ["stage", "reason"]].tolist()
    ['approved', '项目 J2 已竣工，但不是投资最大的项目 J1']
    """
    none = [pd.NA, False, False, pd.NA, pd.NA, pd.NA]
    found = dict.fromkeys(households.index, none)
    if projects is not None and len(projects):
        rows = projects.reindex(columns=[*_COLUMNS, "communities"]).assign(part=part)
        rows = rows.assign(project=rows.index.astype(str), own=members(rows["communities"]))
        rows["households"] = pd.to_numeric(rows["households"])
        rows["alone"] = rows["own"].map(len).eq(1)
        rows["order"] = rows["stage"].map({stage: at for at, stage in enumerate(STAGES)})
        rows = rows.explode("own").sort_values("project", kind="stable")
        held: dict[Any, list[Row]] = {}
        for row in rows[rows["own"].isin(households.index)].to_dict("records"):
            held.setdefault(row["own"], []).append(row)
        found |= {one: _of_one(mine, households[one]) for one, mine in held.items()}
    table = pd.DataFrame(list(found.values()), households.index, list(_FOUND), dtype=object)
    return table.astype(_FOUND)


def _of_one(rows: list[Row], households: Any) -> list[object]:
    own = _own(rows)
    rest = [row for row in rows if row is not own]
    done, begun = ([row for row in rest if row["stage"] == at] for at in (FINISHED, BUILDING))
    said = [
        f"项目 {row['project']} 已竣工，但"
        + (str(row["part"]) if pd.notna(row["part"]) else _lesser(own))
        for row in done
    ]
    return [
        *(pd.NA if own is None else own["stage"], bool(done), bool(begun)),
        *(_homes(each, households) for each in (done, begun)),
        "；".join(said) or pd.NA,
    ]


def _lesser(own: Row | None) -> str:
    return "" if own is None else f"不是投资最大的项目 {own['project']}"


def _own(rows: list[Row]) -> Row | None:
    """The project that is the renewal of the community itself."""
    whole = [row for row in rows if pd.isna(row["part"])]
    most = max((row["cost"] for row in whole if pd.notna(row["cost"])), default=None)
    first = [row for row in whole if pd.isna(row["cost"]) or row["cost"] == most]
    far = {row["project"]: -1 if pd.isna(row["order"]) else row["order"] for row in first}
    return min(first, key=lambda row: far[row["project"]], default=None)


def _homes(rows: list[Row], households: Any) -> object:
    """Households of the parts; of several the most, as they may be the same ones."""
    sizes = [row["households"] if row["alone"] else pd.NA for row in rows]
    if not sizes or pd.isna(households) or any(pd.isna(size) for size in sizes):
        return pd.NA
    return int(min(max(sizes), households))


def _of_one_item(rows: pd.DataFrame, ledger: pd.DataFrame | None, names: list[str]) -> pd.Series:
    """By what its costs are for, else by how its name ends."""
    by_cost: dict[object, str] = {}
    known: set[object] = set()
    if ledger is not None and len(ledger):
        costs = ledger.reindex(columns=["project", "kind", "item"])
        costs = costs[costs["kind"].eq("cost")].dropna(subset=["project", "item"])
        for project, item in costs.groupby("project")["item"]:
            known.add(project)
            only = {str(each).strip() for each in item}
            if len(only) == 1 and only <= set(names):
                by_cost[project] = only.pop()
    found = [
        by_cost.get(project) if project in known else _ending(name, names)
        for project, name in zip(rows.index, rows["name"], strict=True)
    ]
    words = [pd.NA if one is None else f"只含一项内容（{one}）" for one in found]
    return pd.Series(words, rows.index, dtype="string")


def _ending(name: Any, names: list[str]) -> str | None:
    said = "" if pd.isna(name) else str(name).strip()
    for tail in _TAILS:
        said = said.removesuffix(tail)
    return next((one for one in names if said.endswith(one)), None)
