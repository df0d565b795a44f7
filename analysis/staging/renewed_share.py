"""Share of each area that is renewed: households and communities, now and after the batches."""

import pandas as pd

from .staging_readiness import DONE
from .staging_rules import Rules

LEVELS = {"bundle": "片区", "district": "街道", "all": "合计"}
PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
WORDS = {PASS: "达到", FAIL: "未达到", UNKNOWN: "未定"}
_COUNTS = [
    *("households_renewed", "households_eligible", "households_pending", "households_planned"),
    *("communities_renewed", "communities_eligible", "communities_pending"),
    *("communities_planned", "communities_unknown"),
]


def shares(
    staging: pd.DataFrame,
    *,
    bundles: pd.Series | None,
    district: pd.Series | None,
    rules: Rules,
) -> pd.DataFrame:
    """
    How much of each package, each sub-district and all is renewed.

    The base are the households of communities that are eligible or already renewed. Those whose
    eligibility is not known yet are beside it: counted in, they make the least share.

    Parameters
    ----------
    staging
        Indexed by community: `households`, `state`, `eligible`, `batch` (year; NA in none).
    bundles, district
        Package and sub-district of each community; None for none.
    rules
        The share that is to be reached.

    Returns
    -------
    DataFrame
        One row an area: `level` (bundle, district, all), `level_zh`, `area`; `households_renewed`,
        `households_eligible`, `households_pending` (eligibility not known), `share` (renewed over
        eligible), `share_least` (over eligible and pending), `households_planned` and
        `share_planned` (with all batches), the same for communities, `communities_unknown` (of
        those in the base or pending, whose households are not known), `limit`, `status` (of
        `share`: pass, fail, unknown), `status_zh`, `short` (households that the limit still needs).

    Notes
    -----
    整片区改造率: 老旧小区改造专题调研报告 (Henan), 四(二), "与先进地区整片区改造率达到90％以上相比有差距".

    Examples
    --------
    >>> from pianqu.analysis.staging.staging_rules import rules
    >>> table = pd.DataFrame({"households": [90, 10], "state": ["done", "waiting"],
    ...                       "eligible": True, "batch": pd.NA}, index=["C1", "C2"])
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
    done = table["households_renewed"] + table["households_planned"]
    table["share_planned"] = _over(done, table["households_eligible"])
    table["share_communities"] = _over(table["communities_renewed"], table["communities_eligible"])
    table["limit"] = rules.area_share
    table["status"] = _status(table).astype("string")
    table["status_zh"] = table["status"].map(WORDS).astype("string")
    need = (table["households_eligible"].astype("Float64") * rules.area_share).round(6)
    short = (-(-need // 1)).astype("Int64") - table["households_renewed"]
    known = table["communities_unknown"].eq(0) & table["households_eligible"].gt(0)
    table["short"] = short.clip(lower=0).where(known)
    first = ["level", "level_zh", "area", "households_renewed", "households_eligible", "share"]
    return table[[*first, *(name for name in table if name not in first)]]


def _level(level: str, area: pd.Series, staging: pd.DataFrame) -> pd.DataFrame:
    renewed = staging["state"].eq(DONE)
    eligible = staging["eligible"].astype("boolean")
    base = renewed | eligible.fillna(value=False).astype(bool)
    pending = ~base & eligible.isna()
    planned = staging["batch"].notna() & base & ~renewed
    homes = staging["households"].astype("Int64")
    known = homes.fillna(0)
    masks = {"renewed": renewed, "eligible": base, "pending": pending, "planned": planned}
    columns = {f"households_{name}": known.where(mask, 0) for name, mask in masks.items()}
    columns |= {f"communities_{name}": mask.astype("Int64") for name, mask in masks.items()}
    columns["communities_unknown"] = (homes.isna() & (base | pending)).astype("Int64")
    table = pd.DataFrame(columns)[_COUNTS].groupby(area.astype("string")).sum()
    table = table.rename_axis("area").reset_index()
    table.insert(0, "level", level)
    table.insert(1, "level_zh", LEVELS[level])
    return table.astype({"level": "string", "level_zh": "string"})


def _over(part: pd.Series, whole: pd.Series) -> pd.Series:
    base = whole.astype("Float64")
    return part.astype("Float64") / base.where(base > 0)


def _status(table: pd.DataFrame) -> pd.Series:
    """It passes where even the pending do not change it, fails where nothing can mend it."""
    unknown = table["communities_unknown"].gt(0) | table["share"].isna()
    status = pd.Series(UNKNOWN, table.index)
    status = status.mask(table["share_least"].ge(table["limit"]).fillna(value=False), PASS)
    status = status.mask(table["share"].lt(table["limit"]).fillna(value=False), FAIL)
    return status.mask(unknown, UNKNOWN)
