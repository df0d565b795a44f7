"""Share of each area that is renewed: households and communities, now and after the batches."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from .staging_readiness import DONE, UNDERWAY, WAITING
from .staging_rules import Rules

LEVELS = {"bundle": "片区", "district": "街道", "all": "合计"}
PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
WORDS = {PASS: "达到", FAIL: "未达到", UNKNOWN: "未定"}
_GROUPS = ("renewed", "underway", "planned", "eligible", "pending")
_ALSO = ["communities_part", "communities_unagreed", "communities_unknown", "households_open"]
_ALSO += ["underway_open"]  # how many households are under way is not known
_COUNTS = [f"{of}_{name}" for of in ("households", "communities") for name in _GROUPS] + _ALSO


def shares(
    staging: pd.DataFrame,
    *,
    bundles: pd.Series | None,
    district: pd.Series | None,
    rules: Rules,
) -> pd.DataFrame:
    """
    How much of each package, each sub-district and all is renewed.

    The base are the households of communities that meet the conditions, whether or not they have
    agreed yet, that are under way, or renewed in whole or in part. Those whose eligibility is not
    known yet are beside it: counted in, they make the least share.

    Parameters
    ----------
    staging
        Indexed by community: `households`, `state`, `eligible`, `in_base` (eligible, consent
        apart), `households_renewed` and `households_underway` (NA not known), `batch` (year; NA in
        none).
    bundles, district
        Package and sub-district of each community; None for none.
    rules
        The share that is to be reached.

    Returns
    -------
    DataFrame
        One row an area: `level` (bundle, district, all), `level_zh`, `area`; `households_renewed`,
        `households_eligible` (the base), `share` (renewed over the base), `households_pending`
        (eligibility not known), `share_least` (over the base and pending), `households_underway`,
        `households_planned` and `share_planned` (with what is under way and all batches), the same
        for communities (renewed as a whole), `communities_part` (a part is finished),
        `households_open` (of these, where it is not known how many that are),
        `communities_unagreed` (of the base, that have not agreed), `communities_unknown` (of the
        base or pending, whose households are not known; with any of these, or of
        `households_open`, the shares that they would change are not known), `basis`
        (the base in words), `limit`, `status` (of `share`: pass, fail, unknown), `status_zh`,
        `short` (households that the limit still needs).

    Notes
    -----
    整片区改造率: 老旧小区改造专题调研报告 (Henan), 四(二), "与先进地区整片区改造率达到90％以上相比有差距".

    Examples
    --------
    >>> from pianqu.analysis.staging.staging_rules import rules
    >>> table = pd.DataFrame({"households": [90, 10], "state": ["done", "waiting"], "batch": pd.NA,
    ...     "eligible": True, "in_base": True, "households_renewed": [90, 0],
    ...     "households_underway": 0}, index=["C1", "C2"])
    >>> found = shares(table, bundles=None, district=None, rules=rules())
    >>> found[["level", "share", "status"]].values.tolist()
    [['all', 0.9, 'pass']]
    """
    parts = [_level("all", pd.Series("合计", staging.index), staging)]
    for level, areas in (("district", district), ("bundle", bundles)):
        if areas is not None:
            own = areas.reindex(staging.index)
            parts.insert(0, _level(level, own, staging))
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    for name, base in (("share", 0), ("share_least", table["households_pending"])):
        table[name] = _over(table["households_renewed"], table["households_eligible"] + base)
    done = table[[f"households_{name}" for name in ("renewed", "underway", "planned")]].sum(axis=1)
    table["share_planned"] = _over(done, table["households_eligible"])
    open_ = table["households_open"].gt(0) | table["communities_unknown"].gt(0)
    table["share"] = table["share"].mask(open_)
    table["share_planned"] = table["share_planned"].mask(open_ | table.pop("underway_open").gt(0))
    table["share_least"] = table["share_least"].mask(table["communities_unknown"].gt(0))
    table["share_communities"] = _over(table["communities_renewed"], table["communities_eligible"])
    table["basis"] = pd.Series([_basis(row) for row in table.to_dict("records")], dtype="string")
    table["limit"] = rules.area_share
    table["status"] = _status(table).astype("string")
    table["status_zh"] = table["status"].map(WORDS).astype("string")
    need = (table["households_eligible"].astype("Float64") * rules.area_share).round(6)
    short = (-(-need // 1)).astype("Int64") - table["households_renewed"]
    known = table["communities_unknown"].eq(0) & table["households_eligible"].gt(0)
    known &= table["households_open"].eq(0)
    table["short"] = short.clip(lower=0).where(known)
    first = ["level", "level_zh", "area", "households_renewed", "households_eligible", "share"]
    return table[[*first, *(name for name in table if name not in first)]]


def _level(level: str, area: pd.Series, staging: pd.DataFrame) -> pd.DataFrame:
    table = _counted(staging).groupby(area.astype("string")).sum()
    table = table.rename_axis("area").reset_index()
    table.insert(0, "level", level)
    table.insert(1, "level_zh", LEVELS[level])
    return table.astype({"level": "string", "level_zh": "string"})


def _counted(staging: pd.DataFrame) -> pd.DataFrame:
    """What each community adds to each count."""
    homes = staging["households"].astype("Int64")
    renewed, begun = (
        staging[f"households_{name}"].astype("Int64") for name in ("renewed", "underway")
    )
    state, met = staging["state"], staging["in_base"].astype("boolean")
    part = ~state.eq(DONE) & renewed.ne(0).fillna(value=True)
    base = state.isin([DONE, UNDERWAY]) | part | met.fillna(value=False)
    base = base.astype(bool)
    masks = {"renewed": state.eq(DONE), "underway": state.eq(UNDERWAY), "eligible": base}
    masks["pending"] = ~base & met.isna()
    masks["planned"] = staging["batch"].notna() & base & state.eq(WAITING)
    counts = {"renewed": renewed, "underway": begun, "eligible": homes, "pending": homes}
    counts["planned"] = homes - renewed.fillna(0)
    columns = {f"households_{name}": counts[name].where(masks[name], 0) for name in _GROUPS[2:]}
    columns |= {f"households_{name}": counts[name] for name in _GROUPS[:2]}
    columns |= {f"communities_{name}": mask for name, mask in masks.items()}
    columns["communities_part"] = part
    columns["communities_unagreed"] = masks["eligible"] & staging["eligible"].eq(False)
    columns["communities_unagreed"] &= met.fillna(value=False)
    columns["communities_unknown"] = homes.isna() & (base | masks["pending"])
    columns["households_open"] = homes.where(renewed.isna(), 0)
    columns["underway_open"] = begun.isna() & homes.notna()
    table = pd.DataFrame(columns)[_COUNTS]
    return table.astype("Int64").fillna(0)


def _basis(row: Mapping[Hashable, Any]) -> str:
    said = (
        f"应改造 {row['communities_eligible']} 个小区，含正在改造 {row['communities_underway']} 个"
    )
    if row["communities_unagreed"]:
        said += f"、符合条件但尚未达到同意率 {row['communities_unagreed']} 个"
    if row["communities_part"]:
        said += f"、只完成部分项目 {row['communities_part']} 个（只计项目涉及的户数"
        said += (
            f"，其中 {row['households_open']} 户是否涉及未知）" if row["households_open"] else "）"
        )
    return said


def _over(part: pd.Series, whole: pd.Series) -> pd.Series:
    base = whole.astype("Float64")
    return part.astype("Float64") / base.where(base > 0)


def _status(table: pd.DataFrame) -> pd.Series:
    """It passes where even the pending do not change it, fails where nothing can mend it."""
    most = _over(
        table["households_renewed"] + table["households_open"], table["households_eligible"]
    )
    status = pd.Series(UNKNOWN, table.index)
    status = status.mask(table["share_least"].ge(table["limit"]).fillna(value=False), PASS)
    status = status.mask(most.lt(table["limit"]).fillna(value=False), FAIL)
    return status.mask(table["communities_unknown"].gt(0) | most.isna(), UNKNOWN)
