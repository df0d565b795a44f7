"""How a package balances: its money in and out as two bars of one length, and as a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from ..plots.sheet import label
from ..text.amounts import in_wan
from ..text.blocks import Table, note, rendered
from ..text.cells import Cell, amount, known, said
from .base import FEN, Bundled, fen
from .words import BALANCES

LEFT, WIDE, ROW, BAR = 30.0, 470.0, 40.0, 26.0  # of the drawing, in its own units
_ROOM = 7.2  # that one sign of a figure takes
PARTS: dict[str, str] = {  # in the order of the bars
    "sources": "成员的资金来源",
    "income": "地块经营收入",
    "received": "其他片区调入",
    "drawn": "上级补入",
    "cost": "造价",
    "overhead": "固定费用",
    "paid": "调给其他片区",
    "kept": "结余留存",
}
IN, OUT = ("sources", "income", "received", "drawn"), ("cost", "overhead", "paid", "kept")


@dataclass(frozen=True)
class Account:
    """
    Money in and out of a package, in whole fen; both sides are one sum.

    Examples
    --------
    >>> account = Account({"sources": 900, "received": 100, "cost": 1000})
    >>> account.sum(IN), account.sum(OUT), account.even
    (1000, 1000, True)
    """

    fen: Mapping[str, int]

    def sum(self, names: Sequence[str]) -> int:
        """Of several parts."""
        return sum(self.fen.get(name, 0) for name in names)

    @property
    def even(self) -> bool:
        """Whether what comes in goes out."""
        return self.sum(IN) == self.sum(OUT)


def account(row: pd.Series, found: Bundled, moved: pd.Series) -> Account | None:
    """
    The account of a package.

    Parameters
    ----------
    row
        Of `bundles`.
    found
        With the members and what each costs.
    moved
        From :func:`pianqu.maps.packages.transfers.sides`: `paid`, `received`, `drawn`, `kept`.

    Returns
    -------
    Account or None
        None where the cost of a member is not known. What the members' own projects bring is the
        balance and the costs less what the land earns.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> members = pd.DataFrame({"package": ["P01"], "unit": ["C1"]})
    >>> found = Bundled(None, Names({}, {}, {}), None, members, {"C1": {"cost": 9.0}})
    >>> row = pd.Series({"package": "P01", "money": -2.0, "income": 0.0, "overhead": 0.0})
    >>> moved = pd.Series({"paid": 0, "received": 200, "drawn": 0, "kept": 0})
    >>> account(row, found, moved).fen["sources"]
    700
    """
    costs = [
        found.units.get(str(each), {}).get("cost") for each in found.inside(row["package"])["unit"]
    ]
    if not costs or not all(known(each) for each in costs):
        return None
    cost = sum(fen(each) for each in costs)
    money, income, overhead = (fen(row[name]) for name in ("money", "income", "overhead"))
    parts = {name: int(moved[name]) for name in ("paid", "received", "drawn", "kept")}
    sources = money + overhead + cost - income
    return Account(
        {"sources": sources, "income": income, "cost": cost, "overhead": overhead, **parts}
    )


def balance(own: Account | None) -> list[str]:
    """
    Bars and table of an account.

    Parameters
    ----------
    own
        From :func:`account`.

    Returns
    -------
    list of str
        HTML blocks; a sentence where the account is not known or not even.

    Examples
    --------
    >>> "成员造价不明" in balance(None)[0]
    True
    >>> "两边不等" in balance(Account({"cost": 1}))[0]
    True
    """
    if own is None:
        return [note("成员造价不明，画不出收支；结余、缺口见上。")]
    if not own.even or min(own.fen.values()) < 0:
        return [note("收支两边不等，请核对资金台账，勿采用这一片区的金额。", tone="warning")]
    return [_figure(own), rendered(_table(own))]


def _figure(own: Account) -> str:
    whole = max(own.sum(IN), 1)
    told = "；".join(
        f"{PARTS[name]} {in_wan(own.fen[name] / FEN)} 万元" for name in PARTS if own.fen.get(name)
    )
    high = 2 * ROW + 4
    inside = "".join(
        piece
        for at, (word, names) in enumerate((("收", IN), ("支", OUT)))
        for piece in (
            label("pk-side", 12, at * ROW + 22, word),
            *_bar(own, names, at * ROW + 4, whole),
        )
    )
    drawn = (
        f'<svg class="pk-bars" role="img" aria-label="{escape(told)}" width="{LEFT + WIDE + 4:g}" '
        f'height="{high:g}" viewBox="0 0 {LEFT + WIDE + 4:g} {high:g}" '
        f'xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    )
    return f"<figure>{drawn}{_keys(own)}</figure>"


def _bar(own: Account, names: Sequence[str], top: float, whole: int) -> Iterator[str]:
    at = LEFT
    yield f'<rect class="lg-ground" x="{LEFT:g}" y="{top:g}" width="{WIDE:g}" height="{BAR:g}"/>'
    for name in names:
        value = own.fen.get(name, 0)
        if not value:
            continue
        wide, text = WIDE * value / whole, in_wan(value / FEN)
        yield (
            f'<rect class="pk-part pk-{name}" x="{at:.1f}" y="{top:g}" width="{wide:.1f}" '
            f'height="{BAR:g}"><title>{PARTS[name]} {text} 万元</title></rect>'
        )
        if wide >= _ROOM * len(text) + 4:
            yield label(f"pk-on pk-on-{name}", at + wide / 2, top + 17.5, text)
        at += wide


def _keys(own: Account) -> str:
    keys = "".join(
        f'<li><i class="pk-key pk-{name}"></i>{escape(word)}</li>'
        for name, word in PARTS.items()
        if own.fen.get(name)
    )
    return f'<ul class="pd-keys">{keys}</ul>'


def _table(own: Account) -> Table:
    used = [value for value in own.fen.values() if value]
    digits = 0 if all(value % FEN == 0 for value in used) else 2
    rows = [
        [
            Cell(word),
            *(
                Cell(amount(own.fen[name] / FEN, digits=digits), tone="number")
                if name in side
                else Cell("—", tone="number missing")
                for side in (IN, OUT)
            ),
        ]
        for name, word in PARTS.items()
        if own.fen.get(name)
    ]
    whole = amount(own.sum(IN) / FEN, digits=digits)
    rows.append([Cell("合计"), *(Cell(whole, tone="number strong") for _ in range(2))])
    return Table("收支平衡", ["项目", "收（元）", "支（元）"], rows)


def judged_balance(row: pd.Series) -> tuple[str, str]:
    """
    The state of a package in words, with its amount, and its tone.

    Examples
    --------
    >>> judged_balance(pd.Series({"balance": "deficit", "money": -238000.0}))
    ('缺口 23.80 万元', 'bad')
    """
    word, tone = BALANCES.get(said(row.get("balance")), ("结余不明", "missing"))
    money = row.get("money")
    if not known(money) or not float(str(money)):
        return word, tone
    return f"{word} {in_wan(abs(float(str(money))))} 万元", tone
