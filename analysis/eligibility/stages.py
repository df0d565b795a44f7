"""The stages of an application: how far each community has come, and what is asked before the next."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from ...layers.findings import WARNING, Finding, finding
from ...layers.kinds import vocabulary
from .. import standards
from ..project_members import members
from .criteria import FAIL, PENDING, STATUS_ZH, Found
from .rules import CHECKS

TABLE = "application_stages"
COLUMNS = ["projects", "stage", "stage_zh", "next_stage", "next_stage_zh", "next_by", "next_asks"]
NO_PROJECT = "尚未申报"
_BEGUN, _ENDED = "building", "finished"


def rows(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    The stages in their order.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `application_stages`.

    Returns
    -------
    DataFrame
        Indexed by stage: `order`, `zh`, `by` (who acts), `asks` (conditions to be met before it,
        joined by |), the source.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    References
    ----------
    新乡市政协第285号提案答复 一.

    Examples
    --------
    >>> "、".join(rows()["zh"].head(5))
    '居民申请、社区推荐、街道审核、县级评定、市级会审'
    """
    return standards.load(TABLE, overrides=overrides, check=faults).sort_values("order")


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of stages.

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
    >>> table = standards.load("application_stages").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> list(faults(table.replace({"asks": {"consent": "vote"}}), "mine.csv"))[0].split("，")[0]
    '规则表文件 mine.csv 第 4 行（approved）的 asks 中的“vote”不是资格规则的条件'
    """
    for line, row in table.iterrows():
        for check in _asks(row["asks"]):
            if check not in CHECKS:
                yield (
                    f"规则表文件 {file} 第 {line} 行（{row['stage']}）的 asks 中的“{check}”不是资格规则的"
                    f"条件，应为 {'、'.join(CHECKS)} 之一；请改正该格。"
                )
    yield from _order_faults(table, file)
    codes = [choice.code for choice in vocabulary("project_stage")]
    missing = [code for code in codes if code not in set(table["stage"])]
    if missing:
        yield (
            f"规则表文件 {file} 缺少 {'、'.join(missing)} 行；请从 pianqu tables {TABLE} --csv 抄入。"
        )


def stages(projects: pd.DataFrame | None, table: pd.DataFrame, *, ids: pd.Index) -> pd.DataFrame:
    """
    The stage of each community: of its projects, the farthest.

    Parameters
    ----------
    projects
        Indexed by id: `communities` (ids joined by semicolons), `stage`, and where known `mode`;
        None where the layer is missing.
    table
        From :func:`rows`.
    ids
        Communities to answer for.

    Returns
    -------
    DataFrame
        Indexed by community: `projects` (ids joined by semicolons), `stage` (NA: no project, or its
        stage is not known), `stages` (how many different ones), `modes` (on record, joined by ;).

    Examples
    --------
    >>> projects = pd.DataFrame({"communities": ["C1", "C1;C2"], "stage": ["applied", "approved"]})
    >>> stages(projects, rows(), ids=pd.Index(["C1", "C2", "C3"]))["stage"].tolist()
    ['approved', 'approved', <NA>]
    """
    if projects is None or projects.empty:
        blank = pd.DataFrame(index=ids, columns=pd.Index(["projects", "stage", "modes"]))
        return blank.astype("string").assign(stages=0)
    each = pd.DataFrame(projects).reindex(columns=["communities", "stage", "mode"])
    each = each.assign(project=each.index.astype("string"))
    each["community"] = members(each["communities"])
    each = each.explode("community").dropna(subset="community")
    each["community"] = each["community"].str.strip()
    each["order"] = each["stage"].map(table["order"])
    each = each.sort_values(["community", "order", "project"])
    same = each.groupby("community")
    found = pd.DataFrame(
        {
            "projects": same["project"].agg(";".join),
            "stage": each.dropna(subset="order").groupby("community")["stage"].last(),
            "modes": same["mode"].agg(lambda modes: ";".join(dict.fromkeys(modes.dropna()))),
        }
    )
    found = found.reindex(ids).astype("string")
    return found.assign(stages=same["order"].nunique().reindex(ids).fillna(0).astype("int64"))


def ahead(
    at: pd.Series, checks: Mapping[str, Mapping[str, Found]], table: pd.DataFrame
) -> pd.DataFrame:
    """
    Where each community is, what comes next, and what is still asked before that.

    Parameters
    ----------
    at
        Stage by community; NA where there is no project.
    checks
        Community to check to what it says now, decisions applied.
    table
        From :func:`rows`.

    Returns
    -------
    DataFrame
        Indexed by community: `stage`, `stage_zh`, `next_stage`, `next_stage_zh`, `next_by`,
        `next_asks` in words: the conditions up to and of the next stage that are failed or lack
        evidence; NA where nothing is asked, or nothing comes next.

    Examples
    --------
    >>> said = {"C1": {"consent": Found(PENDING, "没有表决记录")}}
    >>> ahead(pd.Series({"C1": "assessed"}), said, rows())["next_asks"].tolist()
    ['待补证据：没有表决记录']
    """
    order, names = list(table.index), table["zh"].to_dict()
    found = []
    for name, stage in at.items():
        here = None if pd.isna(stage) else str(stage)
        place = -1 if here is None else order.index(here)
        said = {"stage": here, "stage_zh": NO_PROJECT if here is None else names[here]}
        if place + 1 < len(order):
            coming = order[place + 1]
            lacking = [
                f"{STATUS_ZH[one.status]}：{one.text}"
                for check in _until(table, coming)
                if (one := checks[str(name)].get(check)) and one.status in (FAIL, PENDING)
            ]
            said |= {"next_stage": coming, "next_stage_zh": names[coming]}
            said |= {"next_by": table["by"][coming], "next_asks": "；".join(lacking) or None}
        found.append(said)
    return pd.DataFrame(found, index=at.index, columns=COLUMNS[1:]).astype("string")


def findings(
    at: pd.Series,
    checks: Mapping[str, Mapping[str, Found]],
    table: pd.DataFrame,
    *,
    names: Mapping[str, str],
) -> Iterator[Finding]:
    """
    Stages that were passed while a condition asked before them is not on record as met.

    Parameters
    ----------
    at
        Stage by community; NA leaves it out.
    checks
        Community to check to what it says.
    table
        From :func:`rows`.
    names
        Check to its words.

    Examples
    --------
    >>> said = {"C1": {"consent": Found(FAIL, "")}}
    >>> at = pd.Series({"C1": "building"})
    >>> [row["rule"] for row in findings(at, said, rows(), names={"consent": "八成同意"})]
    ['项目已过应具备该条件的阶段，但该条件不符合：八成同意']
    """
    open_ones: dict[tuple[str, str], list[str]] = {}
    for name, stage in at.dropna().items():
        for check in _until(table, stage):
            one = checks[str(name)].get(check)
            if one and one.status in (FAIL, PENDING):
                open_ones.setdefault((check, one.status), []).append(str(name))
    for (check, status), ids in open_ones.items():
        yield from finding(
            WARNING,
            "communities",
            f"项目已过应具备该条件的阶段，但该条件{STATUS_ZH[status]}：{names[check]}",
            value=f"{len(ids)} 个小区",
            remedy="请补录证据，或核对项目阶段。",
            ids=ids,
        )


def _order_faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """The order is 1, 2, 3 and so on, each once, and works begin before they are finished."""
    for order, same in table.groupby("order", sort=False):
        if len(same) > 1:
            yield (
                f"规则表文件 {file} 第 {'、'.join(map(str, same.index))} 行的 order 同为 {order:g}，"
                "各阶段应依次不同；请改正其中一格。"
            )
    found, wanted = set(table["order"].dropna()), range(1, len(table) + 1)
    for line, row in table[~table["order"].isin(wanted)].iterrows():
        said = "空白" if pd.isna(row["order"]) else f"为 {row['order']:g}"
        yield (
            f"规则表文件 {file} 第 {line} 行（{row['stage']}）的 order {said}，应为 1 至 {len(table)} 的"
            "整数；请改正该格。"
        )
    lacking = [str(order) for order in wanted if order not in found]
    if lacking:
        yield (
            f"规则表文件 {file} 的 order 缺少 {'、'.join(lacking)}，应从 1 起依次编号、不缺不重；"
            "请改正 order 列。"
        )
    order = table.drop_duplicates("stage").set_index("stage")["order"]
    if {_BEGUN, _ENDED} <= set(order.index) and order[_ENDED] < order[_BEGUN]:
        yield (
            f"规则表文件 {file} 的 {_ENDED} 行 order 为 {order[_ENDED]:g}，早于 {_BEGUN} 行的"
            f" {order[_BEGUN]:g}，竣工应在施工之后；请改正其中一格。"
        )


def _asks(asks: object) -> list[str]:
    return [check for check in str(asks).split("|") if check]


def _until(table: pd.DataFrame, stage: str) -> list[str]:
    """Every condition asked up to and at a stage."""
    return [check for asks in table["asks"].loc[:stage] for check in _asks(asks)]
