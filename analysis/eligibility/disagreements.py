"""Records of a community that do not agree with one another, each with what to do."""

from collections.abc import Iterator, Mapping

import pandas as pd

from ...layers.findings import WARNING, Finding, finding
from . import modes
from .criteria import FAIL, PASS
from .items import NO_LIST, NOT_CONCERNED, RENEWED
from .rules import Rule

_LAYER = "communities"


def records(known: pd.DataFrame) -> Iterator[Finding]:
    """
    Fields of the register that contradict one another or the buildings.

    Parameters
    ----------
    known
        From :func:`pianqu.analysis.eligibility.facts.facts`.

    Examples
    --------
    >>> from .facts import Records, facts
    >>> said = pd.DataFrame(
    ...     {"transfer_reform": "no_list", "reformed_items": "roof"}, index=["C4"]
    ... )
    >>> known = facts(said, Records(), grades=frozenset("D"))
    >>> [row["rule"] for row in records(known)]
    ['登记为没有施工改造清单，却登记了已改造项目']
    """
    listed = known["reformed_items"].notna()
    transfer, dangerous = known["transfer_reform"], known["dangerous"].fillna(0) > 0
    never = ~known["renewal_state"].eq(RENEWED).fillna(False)
    cleared = (known["homes"] > 0) & known["dangerous"].eq(0) & known["dangerous_open"].eq(0)
    counted = known["seen"].notna() & known["building_count"].notna()
    cases = {
        "登记为没有施工改造清单，却登记了已改造项目": (
            transfer.eq(NO_LIST) & listed,
            "已按登记的项目逐项判断；清单属实的请改为已完成或部分完成，否则请清空已改造项目。",
        ),
        "登记为未涉及三供一业也未改造，却登记了已改造项目": (
            transfer.eq(NOT_CONCERNED) & never & listed,
            "已按登记的项目不得重复申请；请核对已改造项目的来源。",
        ),
        "登记为结构安全，却有危险房屋": (
            known["structure_safe"] & dangerous,
            "请核对结构安全结论与鉴定等级；核对前需拆除的更新方式都待定。",
        ),
        "登记为结构不安全，鉴定中却没有危险房屋": (
            ~known["structure_safe"] & cleared,
            "请核对结构安全结论与鉴定等级；核对前需拆除的更新方式都待定。",
        ),
        "登记的楼栋数与楼栋图层的住宅楼数不一致": (
            counted & (known["seen"] != known["building_count"]),
            "请核对楼栋数；登记而图层中没有的楼栋按情况未知计。",
        ),
    }
    for rule, (wrong, remedy) in cases.items():
        ids = [str(name) for name in known.index[wrong.fillna(False).astype(bool)]]
        if ids:
            yield from finding(
                WARNING, _LAYER, rule, value=f"{len(ids)} 个小区", remedy=remedy, ids=ids
            )


def votes(
    known: pd.DataFrame, checks: pd.DataFrame, rules: Mapping[str, Rule]
) -> Iterator[Finding]:
    """
    Votes that pass under the rules of votes and fail under those of eligibility, or the reverse.

    Parameters
    ----------
    known
        `verdict` of the vote by community.
    checks
        The table `eligibility_checks`.
    rules
        Check to rule.

    Examples
    --------
    >>> from .rules import rules
    >>> known = pd.DataFrame({"verdict": ["pass"]}, index=["C1"])
    >>> checks = pd.DataFrame({"community": ["C1"], "rule": "consent", "status": ["fail"]})
    >>> checks["before"] = pd.NA
    >>> [row["id"] for row in votes(known, checks, rules())]
    ['C1']
    """
    rows = checks[checks["rule"] == "consent"].set_index("community")
    status = rows["before"].fillna(rows["status"]).reindex(known.index)
    said = known["verdict"]
    both = said.isin([PASS, FAIL]) & status.isin([PASS, FAIL]) & said.ne(status).fillna(False)
    ids = [str(name) for name in known.index[both.astype(bool)]]
    if ids:
        yield from finding(
            WARNING,
            "votes",
            "表决规则与资格规则对同一次表决结论不同",
            value=f"资格规则要求同意 {rules['consent'].value:.0%}",
            remedy="请使规则表 consent_rules 与 eligibility_rules 的同意率一致。",
            ids=ids,
        )


def planned(at: pd.DataFrame, table: pd.DataFrame) -> Iterator[Finding]:
    """
    Projects whose mode may not be, and communities whose projects are at different stages.

    Parameters
    ----------
    at
        From :func:`pianqu.analysis.eligibility.stages.stages`.
    table
        `eligibility_modes`.

    Examples
    --------
    >>> at = pd.DataFrame({"modes": ["rebuild"], "projects": "J1", "stages": 1}, index=["C6"])
    >>> table = pd.DataFrame({"community": ["C6"], "mode": "rebuild", "status": "cannot",
    ...                       "zh": "拆除参建", "reasons": "没有危险证据"})
    >>> [row["value"] for row in planned(at, table)]
    ['C6：拆除参建：没有危险证据']
    """
    refused = {
        (row["community"], row["mode"]): f"{row['community']}：{row['zh']}：{row['reasons']}"
        for _, row in table[table["status"] == modes.CANNOT].iterrows()
    }
    rows = at.dropna(subset="modes")
    for name, said, ids in zip(rows.index, rows["modes"], rows["projects"], strict=True):
        for mode in said.split(";"):
            if (name, mode) in refused:
                yield from finding(
                    WARNING,
                    "projects",
                    "项目登记的更新方式没有依据",
                    value=refused[name, mode],
                    remedy="请改正项目的更新方式，或补充依据。",
                    ids=ids.split(";"),
                )
    several = [str(name) for name in at.index[at["stages"] > 1]]
    if several:
        yield from finding(
            WARNING,
            "projects",
            "同一小区的项目处在不同阶段",
            value=f"{len(several)} 个小区",
            remedy="阶段取最靠后的一个；请核对。",
            ids=several,
        )
