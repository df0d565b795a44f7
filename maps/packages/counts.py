"""The headline of packages: who is in, how the three ways of balancing compare, what is pooled."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import in_wan, told, total
from ..text.blocks import Table, note, rendered
from ..text.cells import Cell, amount, known, missing, number, part, said, share
from ..text.figure_row import figures
from .base import Bundled, equivalent
from .words import MODES, PROPOSAL, SOLVED, STATES, WORTH

_LOOSE = 1.0  # gap from which a bound says little: twice the worth may be possible
_HEADINGS = [
    *("平衡方式", "求解结果与界限", "片区（个）", "纳入小区（个）", "纳入户数占比"),
    *("得分（户当量）", "结余合计（万元）", "缺口合计（万元）", "净结余（万元）"),
]
_FOOT = (
    "分母为参与组合的小区及其户数，未参与的见“没有进入片区的小区”。"
    "小区内自平衡只看单个小区，不受片区户数和面积上下限约束，可能比片区内平衡多纳入小的小区；"
    "缺口合计不大于零，净结余为两者之和。"
)


def counts(found: Bundled) -> list[str]:
    """
    The answer in figures and sentences, and the three ways of balancing side by side.

    Parameters
    ----------
    found
        The packages of a plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> columns = ["package", "name", "hub", "communities", "households", "money", "alone"]
    >>> none = pd.DataFrame(columns=columns)
    >>> found = Bundled(SimpleNamespace(tables={}), Names({}, {}, {}), none, none, {})
    >>> "没有一个片区" in "".join(counts(found))
    True
    """
    return [
        _figures(found),
        note(_lead(found), tone="lead"),
        *(note(text) for text in _money(found)),
        *_ways(found),
        note(PROPOSAL, tone="warning"),
    ]


def looked_at(found: Bundled) -> tuple[object, object]:
    """
    Communities that took part and their households; not known without `bundle_levels`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> table = pd.DataFrame({"level": ["self", "out"], "households": [5, 9]})
    >>> plan = SimpleNamespace(tables={"bundle_levels": table})
    >>> looked_at(Bundled(plan, Names({}, {}, {}), None, None, {}))
    (1, 5)
    """
    table = found.table("bundle_levels")
    if table.empty:
        return None, None
    own = table[table["level"].ne("out")]
    return len(own), int(total(own["households"]))


def _figures(found: Bundled) -> str:
    table = found.packages
    if table.empty:
        return ""
    lived, land = _split(found)
    every, homes = looked_at(found)
    out = found.table("bundle_levels")
    left = f"另有 {int(out['level'].eq('out').sum())} 个未参与" if len(out) else "参与的个数不明"
    short = int(lived["money"].lt(0).sum())
    above, below = (total(table["money"][sign * table["money"] > 0]) for sign in (1, -1))
    packed = int(lived["households"].sum())
    rate = f"{packed / int(str(homes)):.1%}，" if homes else ""
    return figures(
        [
            (
                _of(int(lived["communities"].sum()), every),
                "进入片区的小区（个）",
                f"分母为参与组合的小区，{left}",
            ),
            (_of(packed, homes), "进入片区的户数（户）", f"{rate}分母为参与组合的小区的户数"),
            (
                f"{len(lived)}",
                "片区（个）",
                f"其中缺口 {short} 个；另有 {len(land)} 处资产单独注入",
            ),
            (
                in_wan(total(table["money"])),
                "净结余（万元）",
                f"结余 {in_wan(above)}，缺口 {in_wan(below)}",
            ),
        ],
        name="lg-figures",
    )


def _of(many: int, every: object) -> str:
    return part(many, every) or f"{many:,}"


def _split(found: Bundled) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Packages with homes, and land that enters a pool by itself."""
    alone = found.packages["alone"].astype(bool)
    return found.packages[~alone], found.packages[alone]


def _lead(found: Bundled) -> str:
    way = MODES.get(found.mode, "")
    by = f"按{way}，" if way else ""
    row = found.way(found.mode)
    state = "" if row is None else STATES.get(said(row["status"]), ("", ""))[0]
    if found.packages.empty:
        return f"{by}没有一个片区{f'：{state}' if state else ''}。"
    lived, _ = _split(found)
    every, homes = looked_at(found)
    many, packed = int(lived["communities"].sum()), int(lived["households"].sum())
    of = f"{every:,} 个参与的小区中 " if known(every) else ""
    base = f"，占 {homes:,} 户的 {packed / int(str(homes)):.1%}" if homes else ""
    sure = "" if row is None else f"。{state}{_room(row, '：')}"
    return f"{by}{of}{many:,} 个小区组成 {len(lived)} 个片区，共 {packed:,} 户{base}{sure}。"


def _room(row: pd.Series, before: str = "") -> str:
    """How much better any plan could be."""
    if said(row["status"]) != "gap":
        return ""
    if not (known(row.get("bound")) and known(row.get("worth"))):
        return f"{before}还能好多少不明"
    more = float(row["bound"]) - float(row["worth"])
    gap = row.get("gap")
    of = f"（现得分的 {float(str(gap)):.1%}）" if known(gap) else ""
    loose = known(gap) and float(str(gap)) >= _LOOSE
    said_so = "，界限太松，不能说明离最优还有多远" if loose else ""
    return f"{before}任何方案至多再多 {equivalent(more)}{of}{said_so}"


def _money(found: Bundled) -> Iterator[str]:
    """What is passed on, what stays, and what would lie idle without pooling."""
    table = found.table("bundle_transfers")
    if len(table) and found.mode == "pool":
        sums = table.groupby("kind")["amount"].sum()
        moved, kept, drawn = (sums.get(kind, 0.0) for kind in ("transfer", "kept", "drawn"))
        outside = f"，另由上级补入 {told(drawn)}" if drawn else ""
        yield (
            f"跨片区组合把结余 {told(moved + kept)}中的 {told(moved)}调剂给有缺口的片区，"
            f"{told(kept)}留存{outside}。"
        )
    apart, pool = found.way("package"), found.way("pool")
    if apart is None or pool is None or not _both(apart, pool):
        return
    yield (
        f"如果每个片区只能各自平衡，纳入 {int(apart['households']):,} 户，"
        f"{told(apart['surplus'])}结余留在各片区用不到别处；跨片区组合纳入"
        f" {int(pool['households']):,} 户，结余 {told(pool['surplus'])}可以抵补缺口"
        f" {told(-pool['deficit'])}。"
    )


def _both(*rows: pd.Series) -> bool:
    fields = ("households", "surplus", "deficit")
    return all(
        said(row["status"]) in SOLVED and all(known(row.get(name)) for name in fields)
        for row in rows
    )


def _ways(found: Bundled) -> Iterator[str]:
    table = found.table("bundle_modes")
    if table.empty:
        yield note("三种平衡方式的对照未计算。")
        return
    rows = [list(_way(row, found.mode)) for _, row in table.iterrows()]
    yield rendered(Table("三种平衡方式对照", _HEADINGS, rows, foot=_FOOT))
    yield note(WORTH)


def _way(row: pd.Series, mode: str) -> Iterator[Cell]:
    code = said(row["mode"])
    yield Cell(MODES.get(code, code), "本页采用" if code == mode else "对照")
    status = said(row["status"])
    word, tone = STATES.get(status, (status, "missing"))
    yield Cell(word, _room(row) or _why(status, adopted=code == mode), tone)
    if status not in SOLVED:
        yield from (Cell("没有结果", tone="missing") for _ in range(7))
        return
    alone = row.get("land_alone")
    more = f"另有 {amount(alone)} 处单独注入" if known(alone) and alone else ""
    yield number(row["packages"], note=more)
    of = f"共 {int(row['communities_all'])}" if known(row.get("communities_all")) else ""
    yield number(row["communities"], note=of)
    yield share(row["share"], note=f"{part(row['households'], row['households_all'])} 户")
    yield number(row["worth"], digits=2)
    kept = "留在各小区、各片区" if code != "pool" else "可以抵补缺口"
    for name in ("surplus", "deficit", "balance"):
        if not known(row[name]):
            yield missing("not_computed")
        else:
            held = kept if name == "surplus" and row[name] else ""
            yield Cell(in_wan(row[name]), held, "number")


def _why(status: str, *, adopted: bool) -> str:
    """An answer that is not there is never left without a reason."""
    if status == "infeasible":
        beside = "冲突的条件只对采用的方式求出，改用本方式重新运行即可列出"
        return "冲突的条件和最省的放宽见下节" if adopted else beside
    return "可延长求解时间后重新运行" if status == "no_answer" else ""
