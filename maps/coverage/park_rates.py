"""The statutory park rate: every edition, the modes of measuring it, and its communities."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.blocks import COMMUNITIES, Table, cut, folded, note, rendered
from ..text.cells import (
    MINUS,
    Cell,
    amount,
    answer,
    hectares,
    known,
    number,
    said,
    share,
    status,
    text,
)
from ..text.names import Names, frame
from ..text.words import ANSWER_WORDS, HEADINGS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_HA = "公顷"
_PARKS = {
    "parks_counted": "计入",
    "parks_small": "规模不足",
    "parks_shut": "不开放",
    "parks_unmeasured": "无面状图形",
}


def statutory(plan: "Plan", words: Names) -> list[str]:
    """
    The statutory park rate of every edition, its modes, and its communities.

    Parameters
    ----------
    plan
        With `park_rates`, `park_rate_modes` and `community_park_land`, as far as they are there.
    words
        Of the plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> statutory(SimpleNamespace(tables={}), Names({}, {}, {}))
    []
    """
    blocks = []
    rates = frame(plan, "park_rates")
    if rates is not None:
        blocks += _editions(rates, words)
    modes = frame(plan, "park_rate_modes")
    if modes is not None:
        blocks.append(rendered(_modes(modes, words)))
    land = frame(plan, "community_park_land")
    if land is not None:
        blocks += _communities(land, rates, words)
    return blocks


def _editions(rates: pd.DataFrame, words: Names) -> Iterator[str]:
    if "chosen" in rates:
        rates = rates.sort_values("chosen", ascending=False, kind="stable")
    heading = {
        "covered_m2": _HA,
        "base_m2": _HA,
        "rate": "",
        "margin": ANSWER_WORDS["point"],
        "threshold": "",
    }
    fields = ("zh", "covered_m2", "base_m2", "rate", "threshold", "meets", "margin", "standard")
    headings = [words.heading("park_rates", field, unit=heading.get(field)) for field in fields]
    headings += [words.heading("park_rates", field) for field in ("status", "threshold_status")]
    rows = [tuple(_edition(row)) for _, row in rates.iterrows()]
    basis = rates["land_basis"].dropna().unique() if "land_basis" in rates else []
    yield rendered(Table("公园绿地服务半径覆盖率：各版标准", headings, rows))
    told = "条款或半径“未核实”“二手资料”的行以斜纹标出，引用前须核对原文。"
    if len(basis):
        told += f"居住用地取自{'、'.join(map(str, basis))}。"
    scopes = rates["applies_to"].dropna().unique() if "applies_to" in rates else []
    if len(scopes):
        told += f"指标适用于{'、'.join(map(str, scopes))}，片区数值只作对照。"
    yield note(told)


def _edition(row: pd.Series) -> Iterator[Cell]:
    sure = {row["status"], row.get("threshold_status")} <= {"verified"}
    yield Cell(f"{row['zh']}（{row['place_zh']}）", _counted(row), "" if sure else "doubt")
    yield hectares(row["covered_m2"])
    yield hectares(row["base_m2"])
    yield share(row["rate"], note=_upper(row))
    yield _threshold(row)
    yield answer(row.get("meets"), reason=row.get("reason"))
    yield _margin(row.get("margin"))
    yield Cell(text(row["standard"]).text, said(row["clause"]))
    yield status(row["status"])
    yield status(row.get("threshold_status"))


def _counted(row: pd.Series) -> str:
    """Which parks the edition counts, and whether the planner chose it."""
    counts = [
        f"{word} {amount(row[field])} 处"
        for field, word in _PARKS.items()
        if known(row.get(field)) and (row[field] > 0 or field == "parks_counted")
    ]
    chosen = "本次选用 · " if known(row.get("chosen")) and row["chosen"] else ""
    return f"{chosen}公园{'，'.join(counts)}"


def _upper(row: pd.Series) -> str:
    """The rate at the upper end of radii that are ranges, where it prints otherwise."""
    if not (known(row["rate"]) and known(row.get("rate_most"))):
        return ""
    most = share(row["rate_most"]).text
    return f"半径取上限 {most}" if most != share(row["rate"]).text else ""


def _threshold(row: pd.Series) -> Cell:
    if not known(row.get("threshold")):
        return Cell("无指标", tone="missing")
    sign = {">=": "≥"}.get(str(row["operator"]), str(row["operator"]))
    return Cell(f"{sign} {100 * row['threshold']:g}%", said(row["threshold_zh"]))


def _margin(value: Any) -> Cell:
    if not known(value):
        return number(None, word="undecided")
    return Cell(f"{100 * float(value):+.1f}".replace("-", MINUS), tone="number")


def _modes(modes: pd.DataFrame, words: Names) -> Table:
    units = {"covered_m2": _HA, "base_m2": _HA, "unknown_m2": _HA, "rate": ""}
    fields = ("zh", *units, "parks", "parks_without_door")
    rows = []
    for _, row in modes.iterrows():
        rate = share(row["rate"])
        rows.append(
            (
                Cell(str(row["zh"]), tone="" if known(row["rate"]) else "off"),
                *(hectares(row[field], word="not_computed") for field in fields[1:4]),
                Cell(rate.text, said(row.get("reason")), rate.tone),
                number(row.get("parks")),
                number(row.get("parks_without_door")),
            )
        )
    headings = [words.heading("park_rate_modes", field, unit=units.get(field)) for field in fields]
    return Table("选用标准的四种量法", headings, rows)


def _communities(land: pd.DataFrame, rates: pd.DataFrame | None, words: Names) -> Iterator[str]:
    titles = {}
    if rates is not None:
        titles = {
            (row["edition"], row["place"]): f"{row['zh']}（{row['place_zh']}）"
            for _, row in rates.iterrows()
        }
    for (edition, place), own in land.groupby(["edition", "place"], sort=False):
        worst = own.sort_values(["share", "community"], kind="stable", na_position="last")
        shown = worst.head(COMMUNITIES)
        units = {"covered_m2": _HA, "land_m2": _HA, "share": ""}
        headings = [
            words.heading("community_park_land", name, unit=unit) for name, unit in units.items()
        ]
        headings.insert(0, HEADINGS["community"])
        rows = [
            (
                Cell(words.community(row["community"])),
                hectares(row["covered_m2"]),
                hectares(row["land_m2"]),
                share(row["share"], note=said(row.get("reason"))),
            )
            for _, row in shown.iterrows()
        ]
        foot = cut("community_park_land", len(shown), len(own), what="个小区")
        table = Table(
            f"各小区居住用地覆盖率，由低到高：{titles.get((edition, place), f'{edition} {place}')}",
            headings,
            rows,
            foot=foot,
        )
        yield folded("各小区居住用地覆盖率", [rendered(table)], count=len(own))
