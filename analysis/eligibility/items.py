"""Items of works: their class, and which a community may still claim where some were done before."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from ...layers.kinds import vocabulary
from .. import standards
from .criteria import FAIL, NOT_ASKED, PASS, PENDING, Fact, Found
from .rules import Rule

TABLE = "retrofit_items"
CAN, CANNOT = "can", "cannot"
CLAIM_ZH = {CAN: "可申请", CANNOT: "不得申请", PENDING: "待补证据"}
NOT_CONCERNED, NO_LIST = "none", "no_list"
RENEWED = "done"
LIST = "施工改造清单"
COLUMNS = ["community", "item", "zh", "content_class", "class_zh", "claim", "claim_zh", "reason"]
COLUMNS += ["standard", "clause", "certainty"]


def catalogue(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    Every item of works with its class.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `retrofit_items`.

    Returns
    -------
    DataFrame
        Indexed by item: `zh`, `en`, `content_class` (basic, improve, upgrade), the rule.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    References
    ----------
    国办发〔2020〕23号 二(三).

    Examples
    --------
    >>> catalogue().loc[["roof", "lift", "care"], "content_class"].tolist()
    ['basic', 'improve', 'upgrade']
    """
    return standards.load(TABLE, overrides=overrides, check=faults)


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of items.

    Parameters
    ----------
    table
        Indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load("retrofit_items").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> list(faults(table.tail(20), "mine.csv"))[0].split("；")[0]
    '规则表文件 mine.csv 缺少 water、power、gas、heating、drainage、road、roof、facade、stairs、lines、green 行，登记的已改造项目要用到这些行'
    """
    classes = [choice.code for choice in vocabulary("content_class")]
    for line, row in table.iterrows():
        if row["content_class"] not in classes:
            yield (
                f"规则表文件 {file} 第 {line} 行（{row['item']}）的 content_class 为"
                f"“{row['content_class']}”，应为 {'、'.join(classes)} 之一；请改正该格。"
            )
    codes = [choice.code for choice in vocabulary("retrofit_item")]
    missing = [code for code in codes if code not in set(table["item"])]
    if missing:
        yield (
            f"规则表文件 {file} 缺少 {'、'.join(missing)} 行，登记的已改造项目要用到这些行；"
            f"请从 pianqu tables {TABLE} --csv 抄入。"
        )


def reformed(fact: Fact) -> list[str] | None:
    """
    Items on record as renovated with state money; None where there is no list.

    Examples
    --------
    >>> reformed({"reformed_items": "roof;water"})
    ['roof', 'water']
    """
    said = fact["reformed_items"]
    found = [] if pd.isna(said) else [item.strip() for item in said.split(";") if item.strip()]
    return found or None


def transfer_reform(fact: Fact, rule: Rule, *, every: int) -> Found:
    """
    What the transfer of 三供一业 leaves to claim: nothing is decided without the list of works.

    Parameters
    ----------
    fact
        `transfer_reform`, `reformed_items`, `former_owner`.
    rule
        Whether it is asked.
    every
        Items of the catalogue.

    References
    ----------
    新乡市政协第285号提案答复 二.

    Examples
    --------
    >>> from .rules import rules
    >>> railway = {"transfer_reform": "no_list", "reformed_items": pd.NA}
    >>> transfer_reform(railway, rules()["transfer_reform"], every=37).text
    '三供一业小区没有施工改造清单'
    """
    if not rule.value:
        return Found(NOT_ASKED, "本套规则不作要求")
    state, done = fact["transfer_reform"], reformed(fact)
    if pd.isna(state):
        owner = fact["former_owner"]
        known = "" if pd.isna(owner) else f"（原产权单位：{owner}）"
        return Found(PENDING, f"是否涉及三供一业未知{known}", missing="是否涉及三供一业")
    if state == NOT_CONCERNED:
        return Found(NOT_ASKED, "未涉及三供一业")
    if done is None:
        return Found(PENDING, "三供一业小区没有施工改造清单", missing=LIST)
    return _left("三供一业", done, every)


def renewed(fact: Fact, rule: Rule, *, every: int) -> Found:
    """
    What an earlier renewal leaves to claim; nothing is decided without the list of works.

    Parameters
    ----------
    fact
        `renewal_state`, `reformed_items`.
    rule
        Whether it is asked.
    every
        Items of the catalogue.

    Examples
    --------
    >>> from .rules import rules
    >>> fact = {"renewal_state": "done", "reformed_items": "roof"}
    >>> renewed(fact, rules()["renewed"], every=37).text
    '改造已做 1 项，其余 36 项仍可申请'
    """
    if not rule.value:
        return Found(NOT_ASKED, "本套规则不作要求")
    state, done = fact["renewal_state"], reformed(fact)
    if pd.isna(state):
        return Found(PENDING, "是否已改造未知", missing="改造状态")
    if state != RENEWED:
        return Found(NOT_ASKED, "尚未完成改造")
    if done is None:
        return Found(PENDING, "已改造，但没有已改造项目清单", missing="已改造项目清单")
    return _left("改造", done, every)


def claims(
    known: pd.DataFrame,
    table: pd.DataFrame,
    *,
    barred: Mapping[str, str] | None = None,
    waiting: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """
    Which items each community may claim: not those done, and none until the evidence is there.

    Parameters
    ----------
    known
        Indexed by community: `reformed_items`.
    table
        From :func:`catalogue`.
    barred, waiting
        Why nothing may be claimed, and what it waits for, by community; without those that may.

    Returns
    -------
    DataFrame
        One row a community and item, in the order of both: :data:`COLUMNS`.

    Examples
    --------
    >>> known = pd.DataFrame({"reformed_items": ["roof"]}, index=["C1"])
    >>> found = claims(known, catalogue()).set_index("item")
    >>> found.loc[["roof", "lift"], "claim"].tolist()
    ['cannot', 'can']
    """
    each = pd.MultiIndex.from_product([known.index, table.index], names=["community", "item"])
    rows = each.to_frame(index=False).astype("string")
    done = {(name, item) for name, fact in _facts(known) for item in reformed(fact) or []}
    no, wait = rows["community"].map(barred or {}), rows["community"].map(waiting or {})
    was = pd.Series([pair in done for pair in each])
    rows["claim"] = np.select([was | no.notna(), wait.notna()], [CANNOT, PENDING], CAN)
    said = pd.Series("未列入已改造项目", rows.index).where(wait.isna(), wait).where(no.isna(), no)
    rows["reason"] = said.mask(was, "已用国家资金改造")
    words = {choice.code: choice.zh for choice in vocabulary("content_class")}
    kept = table[["zh", "content_class", "standard", "clause", "status"]]
    rows = rows.join(kept.rename(columns={"status": "certainty"}), on="item")
    rows["class_zh"] = rows["content_class"].map(words)
    rows["claim_zh"] = rows["claim"].map(CLAIM_ZH)
    return rows[COLUMNS].astype("string")


def _facts(known: pd.DataFrame) -> Iterator[tuple[object, Fact]]:
    for name, said in known["reformed_items"].items():
        yield name, {"reformed_items": said}


def _left(what: str, done: list[str], every: int) -> Found:
    was = len(set(done))
    left = every - was
    if left <= 0:
        text = f"{what}已做全部 {every} 项，没有可再申请的项目"
        return Found(FAIL, text, float(left), float(was), float(every))
    text = f"{what}已做 {was} 项，其余 {left} 项仍可申请"
    return Found(PASS, text, float(left), float(was), float(every))
