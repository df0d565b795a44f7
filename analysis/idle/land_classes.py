"""What a land-use code says of a parcel: idle, of a use that is refused, or neither."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from .. import residential_land, standards
from .evidence_rows import column

TABLE = "idle_landuse"
EVIDENCE, REFUSES, NONE = "evidence", "refuses", "none"
IDLE = ("vacant", "waste", "demolished", "temporary", "reserve")  # classes that are evidence
_COMPARED = ("", "homes", "public", "trade", "industry")
_WORDS = "osm"  # a scheme whose codes are whole words: `park` is not the head of `parking`
_COLUMNS = ["code", "class", "effect", "compared", "zh", "standard", "clause", "status"]


def codes(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    The table of land-use codes.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        Indexed by key (scheme.prefix): `scheme`, `prefix`, `class`, `effect` (evidence, refuses,
        none), `compared` (uses whose floor-area ratios are comparable, blank for none), `zh`.

    Raises
    ------
    ChoiceError
        The user's own table has a fault: see :func:`faults`.

    Examples
    --------
    >>> codes().loc[["survey3.1201", "ydyh.1201"], "class"].tolist()
    ['vacant', 'railway']
    """
    return standards.load(TABLE, overrides=overrides, check=faults)


def classes(parcels: pd.DataFrame, *, table: pd.DataFrame) -> pd.DataFrame:
    """
    What the code of each parcel says in its own scheme.

    Parameters
    ----------
    parcels
        Columns `landuse_scheme` and `landuse`, either of which may be missing.
    table
        From :func:`codes`. The longest prefix of a code decides; an OpenStreetMap value is matched
        whole.

    Returns
    -------
    DataFrame
        The index of `parcels`: `code` (key of the row that decides), `class`, `effect`, `compared`,
        `zh`, `standard`, `clause`, `status` of that row, NA where there is none; and `reason`, a
        sentence where there is none. A code without a scheme has no class: 1201 is vacant land in
        one scheme and a railway in another.

    Examples
    --------
    >>> three = {"landuse_scheme": ["survey3", "ydyh", None], "landuse": ["1201"] * 3}
    >>> classes(pd.DataFrame(three), table=codes())["class"].tolist()
    ['vacant', 'railway', <NA>]
    """
    scheme, code = (
        column(parcels, name).fillna("").str.strip() for name in ("landuse_scheme", "landuse")
    )
    written = residential_land.uses(parcels, codes=table.assign(residential="yes"))
    reason = written["reason"].mask(
        ~scheme.isin(table["scheme"]) & scheme.ne(""), "分类标准 " + scheme + " 不在用地代码表中"
    )
    known = {
        (str(own), str(prefix)): str(key)
        for key, own, prefix in table[["scheme", "prefix"]].itertuples()
    }
    found = [_key(own, written, known) for own, written in zip(scheme, code, strict=True)]
    key = pd.Series(found, index=parcels.index, dtype="string").mask(reason.notna())
    keyed = table.rename_axis("code").reset_index().set_index("code", drop=False)
    rows = keyed.reindex(key)[_COLUMNS].astype("string").set_axis(parcels.index)
    missing = key.isna() & reason.isna()
    return rows.assign(reason=reason.mask(missing, "代码 " + code + " 不在用地代码表中"))


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of land-use codes: words, and codes said twice.

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
    >>> table = standards.load("idle_landuse").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> next(faults(table.assign(effect="yes"), "mine.csv"))
    '规则表文件 mine.csv 第 0 行（survey3.01）的 effect 为“yes”，应为 evidence、refuses、none 之一；请改正。'
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）"
        if row["effect"] not in (EVIDENCE, REFUSES, NONE):
            yield (
                f"{place}的 effect 为“{row['effect']}”，应为 {EVIDENCE}、{REFUSES}、{NONE} 之一；"
                "请改正。"
            )
        elif row["effect"] == EVIDENCE and row["class"] not in IDLE:
            yield f"{place}的 class 为“{row['class']}”，作为证据应为 {'、'.join(IDLE)} 之一；请改正。"
        if row["compared"] not in _COMPARED:
            said = "、".join(_COMPARED[1:])
            yield f"{place}的 compared 为“{row['compared']}”，应为空或 {said} 之一；请改正。"
        for name in ("scheme", "prefix", "class"):
            if not row[name]:
                yield f"{place}的 {name} 是空的；请补上或删去该行。"
    again = table[table.duplicated(["scheme", "prefix"])]
    for line, row in again.iterrows():
        yield (
            f"规则表文件 {file} 第 {line} 行（{row['key']}）重复了 {row['scheme']} 的代码"
            f" {row['prefix']}；请只留一行。"
        )


def _key(scheme: str, code: str, known: Mapping[tuple[str, str], str]) -> object:
    """Key of the row that a code falls under, NA where there is none."""
    least = len(code) if scheme == _WORDS else 1
    heads = ((scheme, code[:size]) for size in range(len(code), least - 1, -1))
    return next((known[head] for head in heads if head in known), pd.NA)
