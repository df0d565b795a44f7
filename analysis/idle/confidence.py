"""Confidence: how sure each plot is, by the first rule that holds, and never more than is known."""

from collections.abc import Iterator

import pandas as pd

from .. import standards
from .corrections import RULE
from .evidence_rows import column, worded
from .evidence_rules import AGAINST, FOR, NOTE
from .refusal_rules import EXCLUDES, UNKNOWN

TABLE = "idle_confidence"
HIGH, MEDIUM, LOW = "high", "medium", "low"
ZH = {HIGH: "高", MEDIUM: "中", LOW: "低"}
_CAP = "cap"  # a ceiling, no rule of its own
_DAYS_A_YEAR = 365.25
_NUMBERS = ("old", "registered_supported")
_LEFT_OVER = ("residual", "open_parcel")


def confidence(
    plots: pd.DataFrame,
    evidence: pd.DataFrame,
    refusals: pd.DataFrame,
    *,
    today: pd.Timestamp,
    table: pd.DataFrame,
) -> pd.DataFrame:
    """
    How sure it is that each plot lies idle.

    Parameters
    ----------
    plots
        Indexed by plot.
    evidence
        Evidence rows; a note counts for nothing, but that of a correction: confirmed on the ground.
    refusals
        From :func:`pianqu.analysis.idle.refusals.refusals`.
    today
        The newest day that the data describe; NaT where none says, and then nothing is old.
    table
        The table `idle_confidence`, indexed by key. The first row by `order` that holds wins; where
        a rule that excludes is unknown, the level is no higher than that of the row `cap`.

    Returns
    -------
    DataFrame
        The index of `plots`: `confidence` (high, medium, low), `confidence_rule` (key of the
        table), `confidence_text` (a sentence).

    Examples
    --------
    >>> said = {"plot": ["L1"], "kind": ["registered"], "rule": ["status_vacant"], "says": ["for"]}
    >>> day = pd.Timestamp("2024-06-30")
    >>> found = confidence(
    ...     pd.DataFrame(index=["L1"]),
    ...     pd.DataFrame(said).assign(source="登记", as_of=day),
    ...     pd.DataFrame(columns=["plot", "effect", "status", "zh"]),
    ...     today=day, table=standards.load("idle_confidence"),
    ... )
    >>> found.loc["L1", ["confidence", "confidence_rule"]].tolist()
    ['medium', 'registered']
    """
    known = evidence[evidence["plot"].isin(plots.index)]
    held = _held(plots.index, known, refusals, today=today, table=table)
    ordered = table.drop(index=_CAP, errors="ignore").sort_values("order", kind="stable")
    rule = held[ordered.index].idxmax(axis=1).astype("string")
    level = rule.map(table["level"]).astype("string")
    text = rule.map(table["zh"]).astype("string") + _more(plots.index, rule, known, today, table)
    ceiling = str(table.loc[_CAP, "level"])
    capped = held["unknown"] & level.map(_rank).gt(_rank(ceiling))
    unsure = refusals[refusals["effect"].eq(EXCLUDES) & refusals["status"].eq(UNKNOWN)]
    names = unsure.groupby("plot")["zh"].agg("、".join).reindex(plots.index).astype("string")
    told = text + ("；" + names + "无法判断").where(held["unknown"], "")
    told = told + pd.Series("，最多为" + ZH[ceiling], index=plots.index).where(capped, "")
    level = level.mask(capped, ceiling)
    return pd.DataFrame(
        {
            "confidence": level,
            "confidence_rule": rule,
            "confidence_text": "可信度" + level.map(ZH).astype("string") + "：" + told,
        },
        index=plots.index,
    )


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of confidence: levels, numbers, rules that are missing.

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
    >>> table = standards.load("idle_confidence").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> next(faults(table.assign(level="sure"), "mine.csv"))
    '规则表文件 mine.csv 第 0 行（confirmed）的 level 为“sure”，应为 high、medium、low 之一；请改正。'
    """
    known = standards.load(TABLE).index
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）"
        if row["key"] not in known:
            yield f"{place}的 key 不是已知的规则；请改正，或删去该行。"
            continue
        if row["level"] not in ZH:
            yield f"{place}的 level 为“{row['level']}”，应为 {'、'.join(ZH)} 之一；请改正。"
        number = pd.to_numeric(row["value"], errors="coerce")
        if row["key"] in _NUMBERS and not number >= 0:
            yield f"{place}的 value 为“{row['value']}”，应为不小于 0 的数；请改正该格。"
    twice = table.loc[table["order"].duplicated(keep=False), "key"]
    if len(twice):
        yield f"规则表文件 {file} 中 {'、'.join(twice)} 的 order 相同，应各不相同；请改正。"
    rest = table.loc[table["key"].ne(_CAP), "order"]
    last = table.loc[table["key"].eq("other"), "order"]
    if len(last) and last.max() < rest.max():
        yield f"规则表文件 {file} 的 other 行的 order 应最大，它之后的规则不会用到；请改正。"
    for key in known:
        if key not in set(table["key"]):
            yield (
                f"规则表文件 {file} 的 key 列缺少 {key} 行；"
                f"请从 pianqu tables {TABLE} --csv 抄入该行。"
            )


def _held(
    plots: pd.Index,
    evidence: pd.DataFrame,
    refusals: pd.DataFrame,
    *,
    today: pd.Timestamp,
    table: pd.DataFrame,
) -> pd.DataFrame:
    """Which rules hold of each plot, and whether a rule that excludes is unknown."""
    speaks = evidence[evidence["says"].eq(FOR)]
    told = speaks[speaks["kind"].ne("raster")]
    noted = evidence["says"].eq(NOTE)  # an addition speaks for a plot, what is confirmed is noted
    sourced = told[told["source"].notna() & told["as_of"].notna()]
    kinds = speaks.groupby("plot")["kind"].nunique().reindex(plots, fill_value=0)
    enough = _number(table, "registered_supported")
    age = _age(told, today).reindex(plots)
    unknown = refusals.loc[refusals["effect"].eq(EXCLUDES) & refusals["status"].eq(UNKNOWN), "plot"]
    registered = plots.isin(told.loc[told["kind"].eq("registered"), "plot"])
    under_used = [
        plots.isin(told.loc[told["rule"].eq(rule), "plot"])
        for rule in ("status_under_used", "low_ratio", "walled_compound")
    ]
    held = {
        "confirmed": plots.isin(evidence.loc[evidence["rule"].eq(RULE) & noted, "plot"]),
        "contradicted": plots.isin(evidence.loc[evidence["says"].eq(AGAINST), "plot"]),
        "old": age.gt(_number(table, "old")).to_numpy(),
        "undated": ~plots.isin(sourced["plot"]),
        "legal_idle": plots.isin(told.loc[told["rule"].eq("legal_idle"), "plot"]),
        "registered_supported": registered & kinds.ge(enough).to_numpy(),
        "registered": registered,
        "under_used": under_used[0] & under_used[1],
        "walled": under_used[0] & under_used[2],
        "premises": plots.isin(told.loc[told["kind"].eq("premises"), "plot"]),
        "residual_known": plots.isin(told.loc[told["rule"].isin(_LEFT_OVER), "plot"])
        & ~plots.isin(unknown),
        "other": True,
        "unknown": plots.isin(unknown),
    }
    return pd.DataFrame(held, index=plots).astype(bool)


def _age(told: pd.DataFrame, today: pd.Timestamp) -> pd.Series:
    """Years from the newest evidence for a plot to the newest day of the data."""
    newest = told.groupby("plot")["as_of"].max()
    return (today - pd.to_datetime(newest)).dt.days / _DAYS_A_YEAR


def _more(
    plots: pd.Index,
    rule: pd.Series,
    evidence: pd.DataFrame,
    today: pd.Timestamp,
    table: pd.DataFrame,
) -> pd.Series:
    """What a rule found: the age, or what speaks against."""
    told = evidence[evidence["says"].eq(FOR) & evidence["kind"].ne("raster")]
    limit = _number(table, "old")
    age = worded(_age(told, today).reindex(plots), f"（已 {{:.1f}} 年，超过 {limit:g} 年）")
    said = evidence.assign(text=column(evidence, "text").fillna(evidence["rule"]))
    against = said[said["says"].eq(AGAINST)].groupby("plot")["text"].agg("；".join)
    contrary = ("（" + against.reindex(plots).astype("string") + "）").fillna("")
    none = pd.Series("", index=plots, dtype="string")
    return none.mask(rule.eq("old"), age).mask(rule.eq("contradicted"), contrary)


def _rank(level: str) -> int:
    return (LOW, MEDIUM, HIGH).index(level)


def _number(table: pd.DataFrame, key: str) -> float:
    return float(str(table.loc[key, "value"]))
