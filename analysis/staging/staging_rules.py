"""Rules of staging: what must be ready, how budgets carry over, which share is the target."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .. import standards

TABLE = "staging_rules"
ASPECTS = {"consent": "居民同意", "evidence": "条件证据", "money": "资金", "design": "方案"}
_SCORE = (0, 1, False, "应在 0 至 1 之间")
_YES_NO = (0, 1, True, "应为 1（是）或 0（否）")
_STAGE = (1, 7, True, "应为 1 至 7 的整数")
_DAYS = (1, 36_500, False, "应不小于 1（天）")
_MEANT = {  # row: least, most, whether whole, in words
    **{f"need_{aspect}": _SCORE for aspect in ASPECTS},
    "part": _SCORE,
    **{f"weight_{aspect}": _SCORE for aspect in ASPECTS},
    "consent_stage": _STAGE,
    "consent_part_stage": _STAGE,
    "residents_first": _YES_NO,
    "residents_share": _SCORE,
    "residents_due_only": _YES_NO,
    "carry_over": _YES_NO,
    "area_share": _SCORE,
    "least_dates": (2, 36_500, True, "应为不小于 2 的整数（天）"),
    "recent_days": _DAYS,
    "days_each": (0.01, 36_500, False, "应大于 0（天）"),
}
_FAR = 1e-9  # weights this near to 1 together are 1


@dataclass(frozen=True)
class Rules:
    """
    What staging goes by.

    Attributes
    ----------
    need, weight
        Least score to enter a batch, and weight in the score, by aspect: consent, evidence,
        money, design.
    part
        Score of what is ready in part.
    consent_stage, consent_part_stage
        Stages of the application (1 to 7) from which consent counts as examined, whole or in part.
    residents_first
        Whether residents must contribute before a community enters a batch.
    residents_share
        Share of their money that must have arrived.
    residents_due_only
        Whether only what is due counts.
    carry_over
        Whether money left over goes to the next year.
    area_share
        Share of the households of an area that is to be renewed.
    least_dates, recent_days, days_each
        Days with signings that a forecast needs; the recent past in days; the reference pace in
        days a household.
    """

    need: Mapping[str, float]
    weight: Mapping[str, float]
    part: float
    consent_stage: int
    consent_part_stage: int
    residents_first: bool
    residents_share: float
    residents_due_only: bool
    carry_over: bool
    area_share: float
    least_dates: int
    recent_days: float
    days_each: float


def rules(*, overrides: Mapping[str, str | Path] | None = None) -> Rules:
    """
    The rules, from the table.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; the table is `staging_rules`.

    Returns
    -------
    Rules
        Every value checked.

    Raises
    ------
    ChoiceError
        The user's table has a fault: see :func:`faults`.

    Examples
    --------
    >>> rules().area_share, rules().need["money"]
    (0.9, 0.5)
    """
    value = standards.load(TABLE, overrides=overrides, check=faults)["value"].astype(float)
    return Rules(
        need={aspect: float(value[f"need_{aspect}"]) for aspect in ASPECTS},
        weight={aspect: float(value[f"weight_{aspect}"]) for aspect in ASPECTS},
        part=float(value["part"]),
        consent_stage=int(value["consent_stage"]),
        consent_part_stage=int(value["consent_part_stage"]),
        residents_first=bool(value["residents_first"]),
        residents_share=float(value["residents_share"]),
        residents_due_only=bool(value["residents_due_only"]),
        carry_over=bool(value["carry_over"]),
        area_share=float(value["area_share"]),
        least_dates=int(value["least_dates"]),
        recent_days=float(value["recent_days"]),
        days_each=float(value["days_each"]),
    )


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of staging rules.

    Parameters
    ----------
    table
        Indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        A sentence a fault.

    Examples
    --------
    >>> table = standards.load("staging_rules").reset_index()
    >>> list(faults(table, "分期.csv"))
    []
    >>> list(faults(table.replace({"value": {0.9: 90}}), "分期.csv"))[0]
    '规则表文件 分期.csv 第 15 行（area_share）的 value 为 90，应在 0 至 1 之间；请改正该格。'
    """
    known = table[table["key"].isin(list(_MEANT))]
    values = dict(zip(known["key"], known["value"].astype(float), strict=True))
    lines = dict(zip(known["key"], known.index, strict=True))
    for name, value in values.items():
        least, most, whole, words = _MEANT[name]
        if not least <= value <= most or (whole and value % 1):
            yield (
                f"规则表文件 {file} 第 {lines[name]} 行（{name}）的 value 为 {value:g}，{words}；"
                "请改正该格。"
            )
    missing = [name for name in _MEANT if name not in values]
    if missing:
        yield (
            f"规则表文件 {file} 缺少 {'、'.join(missing)} 行；请从 pianqu tables {TABLE} --csv 抄入。"
        )
    part, whole = (values.get(f"consent_{name}stage") for name in ("part_", ""))
    if part is not None and whole is not None and part > whole:
        yield (
            f"规则表文件 {file} 第 {lines['consent_part_stage']} 行（consent_part_stage）的 value 为"
            f" {part:g}，晚于第 {lines['consent_stage']} 行（consent_stage）的 {whole:g}，部分核实不应"
            "晚于核实；请改正其中一格。"
        )
    weights = [values[name] for name in values if name.startswith("weight_")]
    if len(weights) == len(ASPECTS) and abs(sum(weights) - 1) > _FAR:
        yield (
            f"规则表文件 {file} 的 weight_consent 至 weight_design 四行合计 {sum(weights):g}，应为 1；"
            "请改正权重。"
        )
