"""Who pays whom between packages, every payment and every package, and that it sums to zero."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import fine, told, yuan
from ..text.blocks import Table, note, rendered
from ..text.cells import Cell, amount, known, said
from .base import FEN, Bundled, fen
from .words import KINDS

_HEADINGS = ["付款", "收款", "类型", "金额（元）"]
_SIDES = [
    *("片区", "调剂前结余（元）", "付出（元）", "收到（元）", "上级补入（元）", "调剂后留存（元）"),
]
OUTSIDE = "上级"


def transfers(found: Bundled) -> list[str]:
    """
    The ledger of transfers: payments, and each package before and after.

    Parameters
    ----------
    found
        With `bundle_transfers` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> transfers(Bundled(SimpleNamespace(tables={}), Names({}, {}, {}), pd.DataFrame(), None, {}))
    []
    """
    table = found.table("bundle_transfers")
    if found.packages.empty:
        return []
    if table.empty:
        why = "各片区收支相抵，没有结余可调，也没有缺口要补。"
        return [note(why if "bundle_transfers" in found.plan.tables else "片区间调剂未计算。")]
    digits = fine(table, ["amount"])
    return [
        note(_lead(table, found), tone="lead"),
        rendered(_payments(table, found, digits)),
        rendered(_packages(table, found, digits)),
        *_pools(found),
    ]


def sides(found: Bundled) -> pd.DataFrame:
    """
    Each package before and after the transfers, in whole fen.

    Returns
    -------
    DataFrame
        Indexed by package: `balance`, `paid`, `received`, `drawn`, `kept`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> packages = pd.DataFrame({"package": ["P01"], "money": [5.0]})
    >>> plan = SimpleNamespace(tables={})
    >>> sides(Bundled(plan, Names({}, {}, {}), packages, None, {})).loc["P01"].tolist()
    [500, 0, 0, 0, 0]
    """
    table = found.table("bundle_transfers")
    codes = found.packages["package"].astype(str)
    rows = pd.DataFrame({"balance": [fen(each) for each in found.packages["money"]]}, index=codes)
    for name, kind, side in (
        ("paid", "transfer", "from_package"),
        ("received", "transfer", "to_package"),
        ("drawn", "drawn", "to_package"),
        ("kept", "kept", "from_package"),
    ):
        own = table[table["kind"].eq(kind)] if len(table) else table
        sums = own.groupby(side)["fen"].sum() if len(own) else pd.Series(dtype="int64")
        rows[name] = sums.reindex(rows.index, fill_value=0).astype("int64")
    return rows


def _lead(table: pd.DataFrame, found: Bundled) -> str:
    every = sides(found)
    paid, received = int(every["paid"].sum()), int(every["received"].sum())
    moved = int(table["kind"].eq("transfer").sum())
    if not moved:
        return "没有片区间调剂：每个片区的结余留在本片区。"
    return (
        f"共 {moved} 笔片区间调剂，付出合计 {told(paid / FEN)}，收到合计 {told(received / FEN)}，"
        f"两者之差 {amount((paid - received) / FEN)} 元。"
    )


def _payments(table: pd.DataFrame, found: Bundled, digits: int) -> Table:
    rows = [
        [
            _side(row["from_package"], found),
            _side(row["to_package"], found),
            Cell(KINDS.get(said(row["kind"]), said(row.get("kind_zh")))),
            yuan(row["amount"], digits=digits),
        ]
        for _, row in table.iterrows()
    ]
    foot = "片区间调剂一方付出即另一方收到；结余留存是调剂后仍留在本片区的钱，不付给谁。"
    return Table("逐笔调剂", _HEADINGS, rows, foot=foot)


def _side(code: object, found: Bundled) -> Cell:
    if not known(code):
        return Cell("留在本片区", tone="missing")
    return Cell(OUTSIDE) if code == OUTSIDE else found.package(code)


def _packages(table: pd.DataFrame, found: Bundled, digits: int) -> Table:
    every = sides(found)
    rows = [
        [found.package(code), *(yuan(int(cell) / FEN, digits=digits) for cell in row)]
        for code, row in zip(every.index, every.to_numpy(), strict=True)
    ]
    sums = every.sum()
    rows.append(
        [Cell("合计", tone="strong")]
        + [Cell(amount(int(cell) / FEN, digits=digits), tone="number strong") for cell in sums]
    )
    return Table("各片区调剂前后", _SIDES, rows, foot=_foot(every, digits))


def _foot(every: pd.DataFrame, digits: int) -> str:
    paid, received = int(every["paid"].sum()), int(every["received"].sum())
    after = every["balance"] - every["paid"] + every["received"] + every["drawn"]
    odd = [str(code) for code in every.index[after.ne(every["kept"])]]
    wrong = f"核对不平：{'、'.join(odd)}，请勿采用。" if odd else "逐个片区核对相符。"
    zero = amount((paid - received) / FEN, digits=digits)
    shown = " − ".join(amount(each / FEN, digits=digits) for each in (paid, received))
    return f"付出合计 − 收到合计 = {shown} = {zero} 元；结余 − 付出 + 收到 + 补入 = 留存，{wrong}"


def _pools(found: Bundled) -> Iterator[str]:
    """The pools and the plan as a whole: how much room is left."""
    table = found.table("bundle_binding")
    if table.empty:
        return
    for _, row in table[table["package"].isna()].iterrows():
        if not known(row["room"]):
            continue
        tight = "，已卡住：再纳入一个有缺口的小区就不够" if bool(row["tight"]) else ""
        paid = said(row["unit"]) == "元"
        room = told(row["room"]) if paid else f"{amount(row['room'])} {said(row['unit'])}"
        step = row.get("next_step")
        need = f"（其中缺口最小的要 {told(step)}）" if tight and paid and known(step) else ""
        yield note(f"{said(row['rule_zh'])}：还有余量 {room}{tight}{need}。")
