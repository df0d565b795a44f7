"""One row a community: its verdict, why, what is missing, which mode and stage."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from . import modes, stages
from .criteria import FAIL, OVERRIDDEN, PASS, PENDING
from .items import CAN, CANNOT
from .rules import SCOPE

PARTIAL = "partial"
VERDICT_ZH = {PASS: "符合条件", PARTIAL: "部分项目可申请", FAIL: "不符合条件", PENDING: "待补证据"}
ENTRY_ZH = {PASS: "可纳入计划", FAIL: "不能纳入计划", PENDING: "纳入计划待补证据"}
BY_DECISION = "（一事一议）"
MET = "范围条件均符合"
_ITEMS = {"items_can": CAN, "items_cannot": CANNOT, "items_pending": PENDING}
COLUMNS = ["community", "name", "verdict", "verdict_zh", "entry", "entry_zh", "reasons", "missing"]
COLUMNS += ["look_again", *_ITEMS, "mode", "mode_zh", "mode_reasons", *stages.COLUMNS]
COLUMNS += ["decided_by", "rules"]


def summary(
    known: pd.DataFrame,
    judged: Mapping[str, pd.DataFrame],
    *,
    at: pd.DataFrame,
    ahead: pd.DataFrame,
    rules: str,
) -> pd.DataFrame:
    """
    The verdict on each community.

    Parameters
    ----------
    known
        From :func:`pianqu.analysis.eligibility.facts.facts`.
    judged
        `eligibility_checks`, `eligibility_items`, `eligibility_modes`.
    at, ahead
        From :func:`pianqu.analysis.eligibility.stages.stages` and `ahead`.
    rules
        Name of the set.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, in the order of the communities.
    """
    checks, ids = judged["eligibility_checks"], known.index.astype("string")
    claims = pd.crosstab(
        judged["eligibility_items"]["community"], judged["eligibility_items"]["claim"]
    )
    claims = claims.reindex(index=ids, columns=list(_ITEMS.values()), fill_value=0)
    table = claims.set_axis(list(_ITEMS), axis=1).astype("Int64")
    scope = _worst(checks[checks["part"] == SCOPE], ids)
    table["entry"] = _worst(checks, ids)
    part = table[["items_cannot", "items_pending"]].sum(axis=1) > 0
    table["verdict"] = scope.mask(part & (scope == PASS), PARTIAL)
    table["verdict"] = table["verdict"].mask(table["entry"] == FAIL, FAIL)
    by_decision = checks.loc[checks["status"] == OVERRIDDEN, "community"]
    words = table["verdict"].map(VERDICT_ZH)
    table["verdict_zh"] = words.mask(ids.isin(by_decision), words + BY_DECISION)
    table["entry_zh"] = table["entry"].map(ENTRY_ZH)
    table["reasons"] = _reasons(checks, ids)
    table["missing"] = _joined(checks[checks["status"] == PENDING], "missing", ids)
    again = checks.groupby("community")["look_again"].min().reindex(ids)
    table["look_again"] = again.mask(table["entry"] == FAIL)
    table["decided_by"] = _decided(checks, ids)
    table["name"] = known["name"].set_axis(ids)
    table = table.join(_mode(judged["eligibility_modes"], ids)).assign(rules=rules)
    table["projects"] = at["projects"].set_axis(ids)
    table = table.join(ahead.set_axis(ids)).rename_axis("community").reset_index()[COLUMNS]
    text = [name for name in COLUMNS if name not in (*_ITEMS, "look_again")]
    return table.astype(dict.fromkeys(text, "string") | {"look_again": "datetime64[s]"})


def _worst(checks: pd.DataFrame, ids: pd.Index) -> pd.Series:
    """The strictest status; one that was set aside is met, one that is not asked says nothing."""
    order = checks["status"].map({FAIL: 2, PENDING: 1}).fillna(0)
    worst = order.groupby(checks["community"]).max().reindex(ids).fillna(0)
    said = np.array([PASS, PENDING, FAIL], dtype=object)[worst.astype("int64")]
    return pd.Series(said, index=ids, dtype="string")


def _reasons(checks: pd.DataFrame, ids: pd.Index) -> pd.Series:
    """What decides, the worst first, each with its clause."""
    order = checks["status"].map({FAIL: 0, PENDING: 1, OVERRIDDEN: 2})
    left = (checks["status"] == PASS) & checks["rule"].isin(["transfer_reform", "renewed"])
    rows = checks.assign(order=order.mask(left, 3)).dropna(subset="order")
    clause = rows["clause"].where(rows["clause"] != "-", "")
    source = (rows["standard"] + " " + clause).str.strip()
    mark = rows["status"].map({PENDING: "待补证据："}).fillna("")
    rows = rows.assign(said=mark + rows["text"] + "（" + source + "）")
    rows = rows.sort_values(["community", "order"], kind="stable")
    return _joined(rows, "said", ids).fillna(MET)


def _joined(rows: pd.DataFrame, column: str, ids: pd.Index) -> pd.Series:
    parts = rows.dropna(subset=column).groupby("community")[column]
    found = parts.agg(lambda said: "；".join(dict.fromkeys(said)))
    return found.reindex(ids).astype("string")


def _decided(checks: pd.DataFrame, ids: pd.Index) -> pd.Series:
    rows = checks.dropna(subset="decided")
    day = rows["decided_on"].dt.strftime("%Y-%m-%d").astype("string")
    said = rows["decided_by"] + " " + day + "：" + rows["decided_why"]
    return _joined(rows.assign(said=said), "said", ids)


def _mode(table: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """The mode that is recommended with its reasons; else why there is none."""
    best = table[table["status"] == modes.RECOMMENDED].set_index("community")
    why = table.assign(said=table["zh"] + table["status_zh"] + "：" + table["reasons"])
    found = best[["mode", "zh", "reasons"]].reindex(ids)
    found.columns = pd.Index(["mode", "mode_zh", "mode_reasons"])
    found["mode_reasons"] = found["mode_reasons"].fillna(_joined(why, "said", ids))
    return found
