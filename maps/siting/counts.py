"""The headline of siting: per use the need, who is covered before and after, and how sure it is."""

from collections import Counter
from collections.abc import Iterator

from ..text.blocks import Table, note, rendered
from ..text.cells import Cell, amount, known, missing, number, part, said, share
from ..text.names import Names, parts
from .base import Base, Use
from .figures import cost, costs, counted
from .proof import answer, conflicts, limits, rest
from .words import GOALS, SITED, STATES, WEAKEST

_HEADINGS = [
    *("用途", "现在时限外", "现状覆盖率", "选址后覆盖率", "拟建（处）", "结果与界限"),
    *("什么在限制", "造价（万元）"),
]


def counts(found: Base) -> list[str]:
    """
    The uses in one table, with what conflicts and what was not computed in sentences.

    Parameters
    ----------
    found
        The uses of a plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> import pandas as pd
    >>> none = pd.DataFrame()
    >>> row = pd.Series({"use": "canteen", "zh": "社区食堂", "status": "not_needed", "unit": "households"})
    >>> found = Base((Use(1, row, none, none, none),), None, Names({}, {}, {}))
    >>> "1 种用途中：不需要 1 种" in counts(found)[0]
    True
    """
    return [
        note(_lead(found), tone="lead"),
        note(_asked(found)),
        rendered(_table(found)),
        *_conflicts(found),
        *_unsure(found),
    ]


def _lead(found: Base) -> str:
    """How many uses have sites, and how much of that is proven."""
    many = Counter(said(use.row["status"]) for use in found.uses)
    sited = [use for use in found.uses if said(use.row["status"]) in SITED]
    said_so = "，".join(
        f"{STATES.get(code, (code, ''))[0]} {many[code]} 种" for code in _order(many)
    )
    sites = sum(len(use.sites) for use in found.uses)
    plots = {str(plot) for use in found.uses for plot in use.sites.get("plot", ())}
    lead = f"{len(found.uses)} 种用途中：{said_so}。"
    if not sited:
        return lead
    return (
        f"{lead}有结果的 {len(sited)} 种用途各自选址，共拟建 {sites} 处，落在 {len(plots)} 块地上。"
    )


def _order(many: Counter[str]) -> Iterator[str]:
    yield from (code for code in STATES if code in many)
    yield from (code for code in many if code not in STATES)


def _asked(found: Base) -> str:
    """What was asked for: the same of all uses."""
    use = found.uses[0]
    goal = GOALS.get(said(use.row.get("model")), "").format(who=use.who)
    first = WEAKEST if said(use.row.get("first")) == "weakest" else ""
    limit = use.row.get("limit")
    within = f"步行 {amount(limit)} 分钟以内（含）算到达；" if known(limit) else ""
    blank = said(use.row.get("unit_reason"))
    why = f"（{blank}）" if blank else ""
    return (
        f"目标：{goal}{first}。{within}已有设施计入；按{use.who}计{why}。"
        "每种用途单独求解，几种用途可能看中同一块地，见“一块地几用”。"
        "覆盖率由步行时间逐栋复算，不取模型的数；造价只供筛查，注明“假定”的是本软件的约定。"
    )


def _table(found: Base) -> Table:
    rows = [[Cell(use.zh, _kind(use, found.words)), *_cells(use)] for use in found.uses]
    foot = (
        "分母为算出了步行时间的住宅；“没有更好的选法”指在候选地块和所列条件之内，"
        "候选地块或条件变了须重新求解。"
    )
    return Table("各用途的缺口与选址", _HEADINGS, rows, foot=foot)


def _kind(use: Use, words: Names) -> str:
    kind = said(use.row.get("kind"))
    name = words.kind(kind) if kind else ""
    return name if name != use.zh else ""


def _cells(use: Use) -> Iterator[Cell]:
    row = use.row
    if known(row.get("uncovered_before")):
        yield Cell(counted(row["uncovered_before"], row.get("unit")), _without(use), "number")
    else:
        yield missing("not_computed")
    sited = said(row["status"]) in SITED
    for name in ("before", "after"):
        told = part(row.get(f"covered_{name}"), row.get("base"))
        more = rest(use) if name == "after" and sited else ""
        cell = share(row.get(f"share_{name}"), note="；".join(filter(None, [told, more])))
        yield cell if name == "before" or sited else _nothing(use)
    yield _sites(use)
    yield answer(use)
    yield limits(use)
    yield costs(use.sites) if use.sited and not known(row.get("cost")) else _cost(use)


def _nothing(use: Use) -> Cell:
    return Cell("没有选址" if known(use.row.get("base")) else "未计算", tone="missing")


def _cost(use: Use) -> Cell:
    return cost(use.row) if use.sited else Cell("不适用", tone="missing")


def _without(use: Use) -> str:
    """Of how many, and those whom no candidate reaches."""
    row = use.row
    of = f"共 {counted(row['base'], row.get('unit'))}" if known(row.get("base")) else ""
    lost = row.get("uncoverable")
    gone = known(lost) and lost and said(row["status"]) not in SITED
    told = f"{counted(lost, row.get('unit'))}无候选地块可达" if gone else ""
    return "；".join(filter(None, [of, told]))


def _sites(use: Use) -> Cell:
    many = use.row.get("candidates")
    told = f"候选 {amount(many)} 块" if known(many) else ""
    left = parts(use.row.get("left_out"))
    out = f"另有 {len(left)} 块造价未知，未列入" if left else ""
    if said(use.row["status"]) not in SITED:
        return Cell("无", "；".join(filter(None, [told, out])), "missing")
    return number(len(use.sites), note="；".join(filter(None, [told, out])))


def _conflicts(found: Base) -> Iterator[str]:
    for use in found.uses:
        told = conflicts(use)
        if told:
            yield note(f"{use.zh}：条件不能同时满足。{''.join(told)}", tone="warning")


def _unsure(found: Base) -> Iterator[str]:
    """Homes without an answer, and uses that were not computed, each with why."""
    for use in found.uses:
        if said(use.row["status"]) == "not_computed":
            reason = said(use.row.get("reason")) or "原因未注明"
            yield note(f"{use.zh}未计算：{reason}；缺口不明，不等于没有缺口。")
    lost = {int(use.row["not_computed"]) for use in found.uses if _blank(use)}
    if lost:
        span = f"{min(lost):,}" if len(lost) == 1 else f"{min(lost):,} 至 {max(lost):,}"
        yield note(
            f"有 {span} 栋住宅没有算出步行时间（未接入路网等），不计入以上任何一个数。",
            tone="warning",
        )


def _blank(use: Use) -> bool:
    lost = use.row.get("not_computed")
    return bool(known(lost) and lost)
