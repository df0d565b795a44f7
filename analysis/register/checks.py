"""What is wrong with the projects of a register: each rule asked of each, with ids and remedy."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from .. import standards
from ..project_members import members
from .cells import JOIN, Tables, text
from .links import MISSING, UNKNOWN, offered

TABLE = "register_rules"
PASS, FAIL, PENDING = "pass", "fail", "pending"
ZH = {PASS: "符合", FAIL: "不符合", PENDING: "待补证据"}
COLUMNS = [
    *("project", "check", "zh", "status", "status_zh", "value", "remedy"),
    *("severity", "standard", "clause", "certainty"),
]
CHECKS = ("link", "community", "dates", "placed", "stage", "overdue")
SEVERITIES = ("error", "warning")
Verdict = tuple[str, Any, str]
_FINISHED = "finished"
_BEGUN = ("building", _FINISHED)  # stages in which works have begun


def rules(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    What is asked of a project.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `register_rules`.

    Returns
    -------
    DataFrame
        Indexed by check: `zh`, `severity` (error, warning), the source.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    References
    ----------
    老旧小区改造专题调研报告 (Henan): 无体检不项目、无体检不更新.

    Examples
    --------
    >>> rules().loc["link", "severity"]
    'error'
    """
    return standards.load(TABLE, overrides=overrides, check=faults)


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of rules.

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
    >>> table = standards.load("register_rules").reset_index().head(1)
    >>> list(faults(table, "mine.csv"))
    []
    >>> list(faults(table.assign(severity="mild"), "mine.csv"))[0].split("，")[0]
    '规则表文件 mine.csv 第 0 行（link）的 severity 为“mild”'
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['check']}）"
        if row["check"] not in CHECKS:
            words = "、".join(CHECKS)
            yield f"{place}的 check 不是登记库的条件，应为 {words} 之一；请改正该格或删去该行。"
        if row["severity"] not in SEVERITIES:
            words = "、".join(SEVERITIES)
            yield f"{place}的 severity 为“{row['severity']}”，应为 {words} 之一；请改正该格。"


def checks(
    tables: Tables,
    projects: pd.DataFrame,
    needs: pd.DataFrame,
    *,
    today: pd.Timestamp,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    Every rule asked of every project.

    Parameters
    ----------
    tables
        `projects` and `communities`.
    projects
        From :func:`pianqu.analysis.register.projects.projects`.
    needs
        From :func:`pianqu.analysis.register.needs.needs`.
    today
        The day of the data; NaT: nothing is overdue, nor on time.
    overrides
        As for :func:`rules`; a rule that the user's table leaves out is not asked.

    Returns
    -------
    DataFrame
        One row a project and rule: `project`, `check`, `zh`, `status` (pass, fail, pending) with
        words, `value` (what was found), `remedy`, `severity`, `standard`, `clause`, `certainty`.

    Examples
    --------
    >>> columns = ["link", "link_zh", "unknown", "areas", "communities", "stage", "start", "finish"]
    >>> one = pd.DataFrame([["missing", "未关联", *[None] * 6]], ["J1"], columns)
    >>> found = checks({}, one, pd.DataFrame({"projects": []}), today=pd.NaT)
    >>> found.set_index("check")["status"].to_dict()["link"]
    'fail'
    """
    asked = rules(overrides=overrides)
    ask = _Asked(tables, needs, today)
    rows = [
        _row(str(id_), str(check), rule, getattr(ask, str(check))(str(id_), project))
        for id_, project in projects.iterrows()
        for check, rule in asked.iterrows()
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype("string")


def findings(found: pd.DataFrame) -> pd.DataFrame:
    """
    The projects that fail a rule, as findings of the plan.

    Parameters
    ----------
    found
        From :func:`checks`.

    Returns
    -------
    DataFrame
        One row a project and rule that it fails: `severity`, `layer`, `id`, `rule`, `value`,
        `remedy`; errors first.

    Examples
    --------
    >>> findings(pd.DataFrame(columns=COLUMNS)).columns.tolist()
    ['severity', 'layer', 'id', 'rule', 'value', 'remedy']
    """
    bad = found[found["status"].eq(FAIL).fillna(value=False)]
    made = {
        "severity": bad["severity"],
        "layer": "projects",
        "id": bad["project"],
        "rule": bad["zh"],
        "value": bad["value"],
        "remedy": bad["remedy"],
    }
    frame = pd.DataFrame(made, index=bad.index).astype("string")
    worst = frame["severity"].ne("error").fillna(value=True).astype(int)
    return frame.iloc[worst.argsort(kind="stable")].reset_index(drop=True)


def _row(id_: str, check: str, rule: pd.Series, verdict: Verdict) -> dict[str, Any]:
    status, value, remedy = verdict
    return {
        "project": id_,
        "check": check,
        "zh": rule["zh"],
        "status": status,
        "status_zh": ZH[status],
        "value": value,
        "remedy": remedy or pd.NA,
        "severity": rule["severity"],
        "standard": rule["standard"],
        "clause": rule["clause"],
        "certainty": rule["status"],
    }


class _Asked:
    """The rules, a method each of the name of its row."""

    def __init__(self, tables: Tables, needs: pd.DataFrame, today: pd.Timestamp) -> None:
        own = needs[text(needs, "projects").notna()]
        held = text(own, "projects").str.split(JOIN).explode()
        self._offers = {project: rows.index for project, rows in held.groupby(held)}
        self._places = tables.get("communities")
        self._today = today

    def link(self, id_: str, row: pd.Series) -> Verdict:
        if row["link"] not in (MISSING, UNKNOWN):
            return PASS, row["link_zh"], ""
        offers = pd.Series(self._offers.get(id_, []), dtype="string")
        some = f"，可选的有 {offered(offers)}" if len(offers) else ""
        remedy = (
            f"请在项目 {id_} 的体检问题（finding）中填写体检问题编号，"
            f"或 register_needs 中的需求编号{some}；补齐之前不得立项。"
        )
        return FAIL, row["unknown"] if row["link"] == UNKNOWN else row["link_zh"], remedy

    def community(self, id_: str, row: pd.Series) -> Verdict:
        named = members(pd.Series([row["communities"]], dtype="string")).iloc[0]
        if not named:
            return PENDING, "没有涉及小区", f"项目 {id_} 涉及小区的，请写明小区编号。"
        if self._places is None:
            return PENDING, JOIN.join(named), "请提供小区图层。"
        known = set(self._places.index.astype(str))
        odd = [each for each in named if each not in known]
        remedy = f"请改正项目 {id_} 的涉及小区，应为小区图层中的编号。" if odd else ""
        return (FAIL, JOIN.join(odd), remedy) if odd else (PASS, JOIN.join(named), "")

    def dates(self, id_: str, row: pd.Series) -> Verdict:
        start, finish = row["start"], row["finish"]
        if pd.isna(start) or pd.isna(finish):
            return PENDING, "没有开工或竣工日期", f"请补充项目 {id_} 的开工和竣工日期。"
        value = f"{start:%Y-%m-%d} 至 {finish:%Y-%m-%d}"
        remedy = f"项目 {id_} 竣工早于开工，请改正日期。"
        return (FAIL, value, remedy) if finish < start else (PASS, value, "")

    def placed(self, id_: str, row: pd.Series) -> Verdict:
        if pd.notna(row["areas"]):
            return PASS, row["areas"], ""
        remedy = f"请在项目 {id_} 的所属片区（bundle）中写明片区，或写明涉及小区。"
        return FAIL, "不在任何片区或街道内", remedy

    def stage(self, id_: str, row: pd.Series) -> Verdict:
        if pd.notna(row["stage"]):
            return PASS, row["stage"], ""
        return FAIL, "没有阶段", f"请补充项目 {id_} 的项目阶段（stage）。"

    def overdue(self, id_: str, row: pd.Series) -> Verdict:
        if pd.isna(row["stage"]) or pd.isna(self._today):
            return PENDING, "阶段或数据日期不明", "请补充项目阶段和各图层的数据日期（as_of）。"
        late = [
            f"{word} {day:%Y-%m-%d}"
            for word, day, reached in (
                ("开工", row["start"], row["stage"] in _BEGUN),
                ("竣工", row["finish"], row["stage"] == _FINISHED),
            )
            if pd.notna(day) and (day <= self._today) != reached and (reached or day < self._today)
        ]
        if not late:
            return PASS, row["stage"], ""
        value = f"阶段 {row['stage']}，{'，'.join(late)}，数据日期 {self._today:%Y-%m-%d}"
        return FAIL, value, f"请核对项目 {id_} 的阶段与日期，改正其中有误的一项。"
