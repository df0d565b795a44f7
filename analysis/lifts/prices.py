"""What a lift costs: the row of a table for its scheme and storeys, or the user's own quote."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError, LayerError
from .. import money, standards

TABLE = "elevator_costs"
SPLIT, FLAT = "split", "flat"  # the lift stops between two floors, or at each
SCHEMES = {SPLIT: "错层入户", FLAT: "平层入户"}
INCLUDED, EXCLUDED, UNKNOWN = "included", "excluded", "unknown"
QUOTED = "报价"
WITH_PIPES, PIPES_QUOTED = "含管线迁改", "含管线迁改（按报价）"
NO_PIPES, PIPES_UNKNOWN = "不含管线迁改（费用未知）", "是否含管线迁改未知"
_SCOPES = {INCLUDED: WITH_PIPES, EXCLUDED: NO_PIPES, UNKNOWN: PIPES_UNKNOWN}
_AMOUNTS = ("cost", "least", "most")


def prices(
    stairwells: pd.DataFrame,
    *,
    costs: str = "typical",
    quotes: pd.DataFrame | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    The price of a lift in each stairwell.

    Parameters
    ----------
    stairwells
        Indexed by id; `storeys` and `scheme` (`split` or `flat`), NA not known.
    costs
        Set of the table `elevator_costs`.
    quotes
        Indexed by stairwell: `cost`, and where known `pipes` (yuan), which stand in for the table.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        The index of `stairwells`: `cost`, `least`, `most` (Int64 fen, NA where no row covers
        such a house), `pipes` (fen, NA where not known or in the price), `scope` (whether the
        price includes moving pipes, or that this is not known), `source`, `status` (NA of a quote), `reason`.

    Raises
    ------
    ChoiceError
        There is no such set, a scheme is not known, or the user's table has a fault.
    LayerError
        A quote is of no stairwell, stands twice, or is no amount.

    Examples
    --------
    >>> stairs = pd.DataFrame({"storeys": [6, 9], "scheme": "split"}, index=["U1", "U2"])
    >>> prices(stairs)[["cost", "least", "most"]].values.tolist()
    [[50000000, 40000000, 60000000], [<NA>, <NA>, <NA>]]
    """
    rows = _rows(costs, overrides)
    _require_schemes(stairwells["scheme"])
    keys = [
        (None if pd.isna(scheme) else str(scheme), None if pd.isna(storeys) else int(storeys))
        for scheme, storeys in zip(stairwells["scheme"], stairwells["storeys"], strict=True)
    ]
    one = {(scheme, storeys): _row(rows, scheme, storeys, costs) for scheme, storeys in set(keys)}
    found = pd.DataFrame([one[key] for key in keys])
    found = found.reindex(columns=[*_AMOUNTS, "pipes", "scope", "source", "status", "reason"])
    found = found.set_axis(stairwells.index).astype(
        dict.fromkeys((*_AMOUNTS, "pipes"), "Int64") | dict.fromkeys(("status",), "string")
    )
    return found if quotes is None else _quoted(found, quotes)


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of costs.

    Parameters
    ----------
    table
        The columns of the bundled table, indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load(TABLE).head(1).assign(scheme="half")
    >>> list(faults(table, "mine.csv"))
    ['规则表文件 mine.csv 第 0 行（typical）的 scheme 为“half”，应为 split、flat 或留空；请改正该格。']
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['set']}）的"
        yield from (f"{place} {said}；请改正该格。" for said in _odd(row))
    for name, group in table.groupby("set", sort=False):
        lines, cells = list(group.index), group.to_dict("records")
        for at, row in enumerate(cells):
            for line, other in zip(lines[:at], cells[:at], strict=True):
                if _overlap(row, other):
                    yield (
                        f"规则表文件 {file} 第 {line}、{lines[at]} 行同为 {name}，适用的入户方式和层数"
                        "有重叠，每种情形只应有一行；请改正层数范围。"
                    )


def _odd(row: pd.Series) -> Iterator[str]:
    if row["scheme"] not in (SPLIT, FLAT, ""):
        yield f"scheme 为“{row['scheme']}”，应为 {SPLIT}、{FLAT} 或留空"
    if row["pipes"] not in _SCOPES:
        yield f"pipes 为“{row['pipes']}”，应为 {'、'.join(_SCOPES)} 之一"
    if not 1 <= row["storeys_least"] <= row["storeys_most"]:
        yield f"storeys_least 为 {row['storeys_least']:g}，应在 1 至 storeys_most 之间"
    if not 0 < row["least"] <= row["cost"] <= row["most"] <= money.MOST / money.FEN:
        yield f"cost 为 {row['cost']:g}，应大于 0 并在 least 与 most 之间"


def _overlap(one: dict, other: dict) -> bool:
    same = one["scheme"] == other["scheme"] or "" in (one["scheme"], other["scheme"])
    return (
        same
        and one["storeys_least"] <= other["storeys_most"]
        and other["storeys_least"] <= one["storeys_most"]
    )


def _rows(name: str, overrides: Mapping[str, str | Path] | None) -> pd.DataFrame:
    table = standards.load(TABLE, overrides=overrides, check=faults).reset_index(drop=True)
    own = table[table["set"] == name]
    if own.empty:
        known = "、".join(dict.fromkeys(table["set"]))
        raise ChoiceError(
            f"造价“{name}”不在规则表 {TABLE} 中；可选：{known}（见 pianqu tables {TABLE}）。"
        )
    return own


def _require_schemes(schemes: pd.Series) -> None:
    odd = schemes[schemes.notna() & ~schemes.isin(list(SCHEMES))]
    if len(odd):
        raise ChoiceError(
            [
                f"单元 {stairwell} 的入户方式 scheme 为“{scheme}”，应为 {' 或 '.join(SCHEMES)}；请改正。"
                for stairwell, scheme in odd.items()
            ]
        )


def _row(
    rows: pd.DataFrame, scheme: str | None, storeys: int | None, name: str
) -> dict[str, object]:
    if scheme is None or storeys is None:
        return {"reason": "入户方式或层数未知，查不到造价"}
    fits = rows["scheme"].isin([scheme, ""])
    fits &= rows["storeys_least"].le(storeys) & rows["storeys_most"].ge(storeys)
    if not fits.any():
        said = f"造价表 {name} 没有 {storeys} 层{SCHEMES[scheme]}的造价"
        return {"reason": f"{said}；可填报价或换用自己的表"}
    row = rows[fits].iloc[0]
    cents = money.fen(row[list(_AMOUNTS)].astype(float))
    amounts = {name: int(cents[name]) for name in _AMOUNTS}
    scope = _SCOPES[str(row["pipes"])]
    source = f"规则表 {TABLE}：{row['zh']}"
    return {**amounts, "scope": scope, "source": source, "status": row["status"]}


def _quoted(found: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """Quotes in place of rows; a quote says nothing of pipes but by its own column."""
    _require_quotes(found.index, quotes)
    own = quotes.reindex(found.index)
    given = own["cost"].notna()
    cost = money.fen(own["cost"])
    pipes = money.fen(own["pipes"]) if "pipes" in own else found["pipes"]
    _require_once(found["scope"][pipes.notna() & ~given])
    amounts = {name: found[name].where(~given, cost) for name in _AMOUNTS}
    blank = {name: found[name].where(~given, pd.NA) for name in ("status", "reason")}
    scope = found["scope"].where(~given, NO_PIPES).where(pipes.isna(), PIPES_QUOTED)
    source = found["source"].where(~given, QUOTED)
    return found.assign(**amounts, **blank, pipes=pipes, scope=scope, source=source)


def _require_once(scopes: pd.Series) -> None:
    """Pipes alone are quoted: the table's cost must not have them."""
    said = {
        WITH_PIPES: "已含管线迁改，会重复计算",
        PIPES_UNKNOWN: "是否已含管线迁改未知，可能重复计算",
    }
    faults = [
        f"单元 {stairwell} 的报价只有 pipes，而所用造价{said[scope]}；请同时填写 cost 或删去 pipes。"
        for stairwell, scope in scopes[scopes.isin(list(said))].items()
    ]
    if faults:
        raise LayerError(faults)


def _require_quotes(index: pd.Index, quotes: pd.DataFrame) -> None:
    faults = [
        f"报价中的单元 {stairwell} 出现不止一次，每个单元只应有一行；请只留一行。"
        for stairwell in quotes.index[quotes.index.duplicated()].unique()
    ]
    faults += [
        f"报价中的单元 {stairwell} 不在单元图层中，应为其编号；请改正或删去该行。"
        for stairwell in quotes.index[~quotes.index.isin(index)].unique()
    ]
    for column, least in (("cost", 1), ("pipes", 0)):
        amounts = quotes[column].dropna() if column in quotes else pd.Series(dtype=float)
        faults += [
            f"单元 {stairwell} 的报价 {column} 为 {amount:g}，应为不小于 {least} 的金额（元）；请改正。"
            for stairwell, amount in amounts.items()
            if not least <= amount <= money.MOST / money.FEN
        ]
    if faults:
        raise LayerError(faults)
