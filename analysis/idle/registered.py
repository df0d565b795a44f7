"""Registered evidence: what the parcels' own records say of idle land; the law's own word apart."""

import geopandas as gpd
import pandas as pd

from .evidence_rows import COLUMNS, column, joined, rows, worded
from .evidence_rules import FOR, Rules
from .land_classes import EVIDENCE, classes

IN_USE, WORKS = "in_use", "works"
_STATUS = {  # status of a parcel: the rule that it is evidence by, and the word a planner knows
    "vacant": ("status_vacant", "空置"),
    "waste": ("status_waste", "荒地"),
    "demolished": ("status_demolished", "拆除未利用"),
    "reserved": ("status_reserved", "留白"),
}
_AGAINST = {IN_USE: ("status_in_use", "在用"), WORKS: ("status_works", "施工中")}
_DECIDED = "法定闲置已由自然资源主管部门认定"
_UNDECIDED = "是否法定闲置须由自然资源主管部门认定，此处不作推断"
_DAYS_A_YEAR = 365.25


def evidence(parcels: gpd.GeoDataFrame, *, codes: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """
    What the records of each parcel say: the law, its status, its land-use code, an overdue start.

    Parameters
    ----------
    parcels
        Indexed by id: `legal_idle`, `status`, `landuse_scheme`, `landuse`, `start_due`, `source`,
        `as_of`; any may be missing, and what is not known is no evidence.
    codes
        From :func:`pianqu.analysis.idle.land_classes.codes`.
    rules
        From :func:`pianqu.analysis.idle.evidence_rules.rules`.

    Returns
    -------
    DataFrame
        Evidence rows. `legal_idle` speaks only where the land authority has said so; an overdue
        start is a note, measured in years up to the day of the data. A status of in use or under
        works speaks against, where anything else speaks for.

    References
    ----------
    闲置土地处置办法（国土资源部令第53号）第二条.

    Examples
    --------
    >>> from .evidence_rules import rules
    >>> from .land_classes import codes
    >>> land = gpd.GeoDataFrame({"status": ["vacant", None], "legal_idle": [False, True]})
    >>> evidence(land, codes=codes(), rules=rules())["rule"].tolist()
    ['status_vacant', 'legal_idle']
    """
    status = column(parcels, "status")
    found = [_declared(parcels, rules)]
    for word, (rule, zh) in _STATUS.items():
        found.append(
            _status(parcels[status.eq(word).to_numpy(bool, na_value=False)], rule, zh, rules)
        )
    found.append(_coded(parcels, codes, rules))
    speaking = joined(found)
    held = parcels.index.astype("string").isin(speaking.loc[speaking["says"] == FOR, "plot"])
    for word, (rule, zh) in _AGAINST.items():
        chosen = held & status.eq(word).to_numpy(bool, na_value=False)
        found.append(_status(parcels[chosen], rule, zh, rules))
    return joined([*found, _overdue(parcels, rules)])


def _declared(parcels: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    said = column(parcels, "legal_idle", "boolean").fillna(value=False)
    text = "自然资源主管部门已认定为法定闲置土地"
    return rows(parcels[said.to_numpy(dtype=bool)], "legal_idle", rules=rules, text=text)


def _status(parcels: pd.DataFrame, rule: str, zh: str, rules: Rules) -> pd.DataFrame:
    return rows(parcels, rule, rules=rules, text=f"利用状态登记为“{zh}”")


def _coded(parcels: pd.DataFrame, codes: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Codes that mean idle land, each with the standard that says so."""
    meant = classes(parcels, table=codes)
    chosen = meant["effect"].eq(EVIDENCE).to_numpy(bool, na_value=False)
    found = []
    for word, own in meant[chosen].groupby("class", sort=True):
        land = parcels.loc[own.index]
        code = column(land, "landuse")
        found.append(
            rows(
                land,
                f"landuse_{word}",
                rules=rules,
                text="用地代码 " + code + " 为" + own["zh"] + "（" + own["standard"] + "）",
                standard=own["standard"],
                clause=code,
                certainty=own["status"],
            )
        )
    return joined(found)


def _overdue(parcels: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """A start that was due before the day of the data, where nothing says that it was made."""
    due, day = (column(parcels, name, COLUMNS["as_of"]) for name in ("start_due", "as_of"))
    begun = column(parcels, "status").isin([IN_USE, WORKS])
    late = (due < day) & ~begun.astype(bool)
    land, due, day = parcels[late.to_numpy()], due[late], day[late]
    years = (day - due).dt.days / _DAYS_A_YEAR
    limit = rules.limit("start_overdue")
    declared = column(land, "legal_idle", "boolean").fillna(value=False)
    full = pd.Series("未满", index=years.index, dtype="string").mask(years.ge(limit), "已满")
    text = (
        "约定 "
        + worded(due, "{:%Y-%m-%d}")
        + " 动工，至 "
        + worded(day, "{:%Y-%m-%d}")
        + worded(years, " 已过 {:.1f} 年（")
        + full
        + f" {limit:g} 年）；"
        + pd.Series(_UNDECIDED, index=land.index, dtype="string").mask(declared, _DECIDED)
    )
    return rows(land, "start_overdue", rules=rules, measured=years, text=text)
