"""Two plans held against each other: a plan of differences, each with its two bases."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..gis.errors import LayerError
from ..layers.findings import WARNING, finding
from ..layers.findings import table as finding_table
from . import differences, edits, emptied, meanings

if TYPE_CHECKING:
    from .planning import Plan

# what a map of differences draws, as it is after the change
DRAWN = (
    *("communities", "buildings", "streets", "parks", "entrances", "facilities"),
    *("building_reached", "building_access"),
)
# lines of the basis that tell of the data, which a scenario may change; the rest are choices
DATA = ("place", "synthetic", "as_of", "source", "licence", "software", "edge", "origins")
_NO_KIND = "变化前未计算此类设施", "变化后未计算此类设施"
_KEYS = ["kind", "unit"]
UNLIKE = "口径不一致"  # the finding that the choices differ


def compare(before: "Plan", after: "Plan") -> "Plan":
    """
    What differs between two plans of one place.

    Parameters
    ----------
    before, after
        From :func:`pianqu.plan`, in one coordinate system. Where their choices differ, every row
        of `changes` says that it is not comparable, and the table `basis` says in what.

    Returns
    -------
    Plan
        `changes` (a row a kind and unit), `building_changes` (a row a building and kind that
        differ), `change_counts`, `community_changes`, `changed_rows` (of the layers), `kinds`,
        `basis`, `sources`, `findings`, and of `after` what a map draws: the layers,
        `building_reached` and `building_access`. A kind whose last place is gone, or whose first
        is new, counts as reached by nobody where it has none.

    Raises
    ------
    LayerError
        The two are in different coordinate systems, or one has no figures of coverage.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> compare(SimpleNamespace(tables={}), SimpleNamespace(tables={}))
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.LayerError: 对比：变化前的结果没有覆盖统计表（coverage）；请用 pianqu.plan 的结果。
    """
    from .planning import Plan

    _require_comparable(before, after)
    lines = basis(before, after)
    odd = lines[~lines["agree"] & ~lines["key"].isin(DATA)]
    one, two = emptied.answered(before, after), emptied.answered(after, before)
    each = differences.of_buildings(one, two)
    tables = {
        "changes": _changes(one, two).assign(comparable=odd.empty),
        "building_changes": each[each["change"] != "same"].reset_index(drop=True),
        "change_counts": differences.counts(each),
        "community_changes": differences.of_communities(one, two),
        "changed_rows": edits.edits(before, after),
        "kinds": _kinds(before, after),
        "basis": lines,
        "sources": _union(before, after, "sources"),
        "findings": _findings(before, after, odd),
    }
    tables |= {name: two.tables[name] for name in DRAWN if name in two.tables}
    return Plan(tables, meanings.fields(tables))


def basis(before: "Plan", after: "Plan") -> pd.DataFrame:
    """
    The lines on which both plans rest.

    Parameters
    ----------
    before, after
        With the table `basis`.

    Returns
    -------
    DataFrame
        One row a line: `key`, `zh`, `value` (what stands on a page), `choices_before`,
        `choices_after` and `agree`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> pace = lambda text: SimpleNamespace(
    ...     tables={"basis": pd.DataFrame({"key": ["pace"], "zh": ["步速"], "value": [text]})}
    ... )
    >>> basis(pace("50 米/分钟"), pace("40 米/分钟"))["value"].tolist()
    ['40 米/分钟（变化前：50 米/分钟）']
    """
    one, two = (_lines(each) for each in (before, after))
    order = [*two.index, *(key for key in one.index if key not in two.index)]
    table = pd.DataFrame(
        {
            "key": order,
            "zh": two["zh"].combine_first(one["zh"]).reindex(order).to_numpy(),
            "choices_before": one["value"].reindex(order).to_numpy(),
            "choices_after": two["value"].reindex(order).to_numpy(),
        },
        dtype="string",
    )
    said = [table[name].fillna("无") for name in ("choices_before", "choices_after")]
    table["agree"] = (said[0] == said[1]).astype(bool)
    told = said[1] + "（变化前：" + said[0] + "）"
    alone = table["agree"] | table["key"].eq("place")  # a scenario's name says whose it is
    table.insert(2, "value", said[1].where(alone, told))
    return table


def _lines(plan: "Plan") -> pd.DataFrame:
    """The lines by key; several of one key, such as licences, as one."""
    given = plan.tables["basis"].astype({"value": "string"})
    grouped = given.groupby("key", sort=False)
    joined = grouped["value"].agg(lambda values: "；".join(values.dropna()))
    return pd.DataFrame({"zh": grouped["zh"].first(), "value": joined})


def _require_comparable(before: "Plan", after: "Plan") -> None:
    for plan, when in ((before, "变化前"), (after, "变化后")):
        if "coverage" not in plan.tables:
            raise LayerError(
                f"对比：{when}的结果没有覆盖统计表（coverage）；请用 pianqu.plan 的结果。"
            )
    one, two = (sorted(set(plan.tables["coverage"]["crs"].dropna())) for plan in (before, after))
    if one != two:
        raise LayerError(
            f"对比：变化前的坐标系是 {'、'.join(one)}，变化后是 {'、'.join(two)}；"
            "两者应相同，请按同一坐标系重新计算。"
        )


def _changes(before: "Plan", after: "Plan") -> pd.DataFrame:
    """One row a kind and unit: both figures, their difference, and from what it is made."""
    figures = ["reached", "base", "share", "status"]
    one, two = (plan.tables["coverage"].set_index(_KEYS)[figures] for plan in (before, after))
    order = two.index.append(one.index.difference(two.index, sort=False))
    table = pd.DataFrame(index=order)
    for name in figures:
        table[f"{name}_before"] = one[name].reindex(order)
        table[f"{name}_after"] = two[name].reindex(order)
    table["difference"] = table["reached_after"] - table["reached_before"]
    table["share_difference"] = table["share_after"] - table["share_before"]
    moved = differences.moved(before, after)
    # nobody is said to gain or lose nothing where one side has no figure
    answered = table["difference"].notna()
    for name in ("gained", "lost"):
        table[name] = moved[name].reindex(order).where(answered)
    # people who came, went, or whose answer was or became unknown
    table["other"] = table["difference"] - (table["gained"] - table["lost"])
    same = table["base_before"].eq(table["base_after"])
    table["base_changed"] = ~(same | table[["base_before", "base_after"]].isna().all(axis=1))
    table["reason"] = _reason(table)
    return table.rename_axis(_KEYS).reset_index()


def _reason(table: pd.DataFrame) -> pd.Series:
    """Why a row has no difference."""
    open_before, open_after = (table[f"share_{when}"].isna() for when in ("before", "after"))
    said = np.select(
        [open_before & open_after, open_before, open_after], ["均未计算", *_NO_KIND], ""
    )
    return pd.Series(said, table.index, dtype="string").replace("", pd.NA)


def _kinds(before: "Plan", after: "Plan") -> pd.DataFrame:
    one, two = before.tables["kinds"], after.tables["kinds"]
    gone = one.loc[one.index.difference(two.index, sort=False)]
    table = pd.concat([two, gone]) if len(gone) else two.copy()
    for name in ("status", "places"):
        if name in one.columns:
            table[f"{name}_before"] = one[name].reindex(table.index)
            table[name] = two[name].reindex(table.index)
    return table


def _union(before: "Plan", after: "Plan", name: str) -> pd.DataFrame:
    """The rows of `after`, then those of `before` that it does not have."""
    parts = [plan.tables[name] for plan in (after, before) if name in plan.tables]
    if not parts:
        return pd.DataFrame()
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)


def _findings(before: "Plan", after: "Plan", odd: pd.DataFrame) -> pd.DataFrame:
    """What makes the two not comparable, then what is new, then what both have."""
    notes = []
    if len(odd):
        told = [f"{row.zh}：{row.choices_before} → {row.choices_after}" for row in odd.itertuples()]
        notes = finding(
            WARNING,
            "",
            UNLIKE,
            value="；".join(map(str, told)),
            remedy="差异中含口径不同造成的部分，不能全部归于方案；请用同一组选择重新计算。",
        )
    parts = [plan.tables.get("findings", finding_table([])) for plan in (before, after)]
    known = set(parts[0].astype("string").fillna("").itertuples(index=False, name=None))
    rows = parts[1].astype("string").fillna("").itertuples(index=False, name=None)
    old = np.array([row in known for row in rows], dtype=bool)
    return pd.concat([finding_table(notes), parts[1][~old], parts[1][old]], ignore_index=True)
