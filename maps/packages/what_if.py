"""What if: rules with a little more room, the runner-up plans, costs that are off by a tenth."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import TO
from ..text.blocks import Table, note, rendered
from ..text.cells import Cell, amount, known, missing, number, part, said, share
from .base import Bundled, equivalent
from .words import STATES

_WORTH = [
    *("条件", "现值 → 改为", "增加（户当量）", "每单位增加", "说明"),
]
_OTHERS = ["方案", "得分（户当量）", "片区（个）", "入片户数（户）", "有何不同", "怎样找的"]
_SHAKEN = [
    *(
        "造价",
        "原片区仍平衡",
        "重新求解的得分（户当量）",
        "仍同片区的邻户对",
        "成员不变的户数",
        "说明",
    ),
]
_NEIGHBOURS = (
    "邻户对：分属不同小区、同在一个片区的两户为一对；两次方案都在一起的对数，"
    "除以至少一次在一起的对数。"
)


def worth(found: Bundled) -> list[str]:
    """
    What each rule with a little more room is worth.

    Parameters
    ----------
    found
        With `bundle_worth` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> worth(Bundled(SimpleNamespace(tables={}), Names({}, {}, {}), None, None, {}))
    []
    """
    table = found.table("bundle_worth")
    if table.empty:
        return []
    rows = [list(_changed(row)) for _, row in table.iterrows()]
    foot = (
        "每行只放宽一个条件并重新求解，不是影子价格；增加是成块的，多一倍余量不等于多一倍得分。"
        "两次求解都证明最优才折算到每万元、每户。"
    )
    return [rendered(Table("放宽一个条件，重新求解后得分多少", _WORTH, rows, foot=foot))]


def others(found: Bundled) -> list[str]:
    """
    The runner-up plans: what they are worth, and in what they differ.

    Parameters
    ----------
    found
        With `bundle_others` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> others(Bundled(SimpleNamespace(tables={}), Names({}, {}, {}), None, None, {}))
    []
    """
    table = found.table("bundle_others")
    if table.empty:
        return []
    own = found.way(found.mode)
    now = own.get("worth") if own is not None else None
    rows = [list(_other(row, now)) for _, row in table.iterrows()]
    foot = "每个次优方案至少有一个片区与前面各方案不同；编号从 2 起，1 为采用的方案。"
    return [*_better(table, now), rendered(Table("其次的方案", _OTHERS, rows, foot=foot))]


def shaken(found: Bundled) -> list[str]:
    """
    What becomes of the packages when costs are off.

    Parameters
    ----------
    found
        With `bundle_shaken` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> shaken(Bundled(SimpleNamespace(tables={}), Names({}, {}, {}), None, None, {}))
    []
    """
    table = found.table("bundle_shaken")
    if table.empty:
        return []
    rows = [list(_off(row)) for _, row in table.iterrows()]
    whole = ""
    if found.mode == "pool":
        whole = "跨片区组合按资金池整体判断：池内合计不为负，其中每个片区才算平衡。"
    return [rendered(Table("造价变动后的片区", _SHAKEN, rows, foot=whole + _NEIGHBOURS))]


def _changed(row: pd.Series) -> Iterator[Cell]:
    yield Cell(said(row["rule_zh"]))
    yield _step(row)
    yield _gain(row)
    yield _each(row)
    yield Cell(said(row.get("note")))


def _step(row: pd.Series) -> Cell:
    unit = said(row.get("unit"))
    if not (known(row.get("limit")) and known(row.get("changed_to"))):
        return Cell("放宽可达范围" if said(row["rule"]) == "reach" else "见说明")
    ends = " → ".join(amount(row[name]) for name in ("limit", "changed_to"))
    return Cell(f"{ends} {unit}".strip(), tone="number")


def _gain(row: pd.Series) -> Cell:
    """A figure where both plans are proven best, else the range that is proven."""
    least, most = row.get("gain_least"), row.get("gain_most")
    if _proven(row):
        return number(row["gain"], digits=2, note="已证明")
    if not known(least) and not known(most):
        return Cell("没有方案可比", "见本行的说明", "missing")
    ends = [amount(each, digits=2) if known(each) else "不明" for each in (least, most)]
    return Cell(TO.join(dict.fromkeys(ends)), "未都证明最优，按上下界计", "number")


def _proven(row: pd.Series) -> bool:
    ends = [row.get(name) for name in ("gain_least", "gain", "gain_most")]
    return all(map(known, ends)) and len({float(str(each)) for each in ends}) == 1


def _each(row: pd.Series) -> Cell:
    if known(row.get("per")):
        return Cell(amount(row["per"], digits=2), f"户当量，{said(row.get('per_zh'))}", "number")
    why = "没有可以折算的单位" if _proven(row) else "放宽前后没有都证明最优"
    return Cell("不能折算", why, "missing")


def _better(table: pd.DataFrame, now: object) -> Iterator[str]:
    """A runner-up that is worth more: the plan was not the best, which is said first."""
    best = table["value"].max()
    if known(now) and known(best) and float(best) > float(str(now)):
        more = equivalent(float(best) - float(str(now)))
        yield note(
            f"下表有方案比采用的方案高 {more}：采用的方案是限时内求得的，未证明最优。"
            "请延长求解时间后重新运行，再定方案。",
            tone="warning",
        )


def _other(row: pd.Series, now: object) -> Iterator[Cell]:
    yield Cell(f"方案 {amount(row['place'])}")
    less = ""
    if known(now) and known(row["value"]):
        change = float(row["value"]) - float(str(now))
        less = f"比采用的方案{'多' if change > 0 else '少'} {amount(abs(change), digits=2)}"
        less = less if change else "与采用的方案相同"
    yield number(row["value"], digits=2, note=less)
    yield number(row["packages"])
    yield number(row["households"])
    yield Cell(said(row.get("words")))
    sure = known(row.get("proven")) and bool(row["proven"])
    yield Cell("在所看范围内已证明" if sure else "未证明", said(row.get("looked_at")))


def _off(row: pd.Series) -> Iterator[Cell]:
    yield Cell(said(row.get("change_zh")) or said(row.get("change")))
    still, every = row["balanced"], row["packages"]
    tone = "good" if still == every else "bad"
    yield Cell(f"{part(still, every)} 个", tone=tone)
    status = STATES.get(said(row.get("status")), ("", ""))[0]
    yield number(row.get("value_after"), digits=2, note=status, word="not_computed")
    yield _pairs(row)
    same, homes = row.get("households_same"), row.get("households")
    if known(same) and known(homes) and homes:
        yield share(same / homes, note=f"{part(same, homes)} 户")
    else:
        yield missing("not_computed")
    yield Cell(said(row.get("note")))


def _pairs(row: pd.Series) -> Cell:
    if known(row.get("neighbours")):
        told = f"{part(row['pairs_kept'], row['pairs'])} 对"
        return share(row["neighbours"], note=told)
    none = known(row.get("pairs")) and not row["pairs"]
    return Cell("没有邻户对", tone="missing") if none else missing("not_computed")
