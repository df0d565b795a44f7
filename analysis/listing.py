"""Every bundled table by name: rules, facility kinds, fields of the layers, closed lists."""

import difflib
from collections.abc import Collection
from dataclasses import asdict

import pandas as pd

from ..gis.errors import ChoiceError
from ..layers import kinds
from . import standards

_LAYER_TABLES = {
    "layers": "图层",
    "fields": "图层字段",
    "facility_kinds": "设施类型",
    "vocabularies": "全部取值表",
    "check_rules": "图层核对的界限",
    "landuse_codes": "用地代码",
    "placing_rules": "定位规则",
    "shift_rules": "偏移判断的规则",
    "shift_pairs": "偏移判断的图层",
    "units": "单位写法",
}
_RULES = {
    "pace": "步速",
    "rules": "规则条文",
    "facility_standards": "设施指标",
    "living_circles": "生活圈",
    "circle_kinds": "各类设施所属生活圈",
    "complete_community": "完整居住社区",
    "scorecard_items": "六有五达标三完善",
    "synchrony_items": "八个同步",
    "park_radius": "公园服务半径",
    "park_threshold": "公园服务半径覆盖率标准",
    "residential_landuse": "居住用地代码",
    "decay": "距离衰减权重",
    "sun_profiles": "日照标准",
    "sun_zones": "气候区与城市规模的日照标准",
    "window_layout": "窗位布置",
    "consent_rules": "表决规则",
    "shaft_sizes": "井道尺寸",
    "elevator_checks": "加装电梯逐项检查",
    "lift_daylight": "加装电梯对日照影响的处理",
    "elevator_costs": "加装电梯造价",
    "elevator_subsidies": "加装电梯补贴",
    "elevator_funds": "公积金与维修资金",
    "elevator_payments": "分期付款",
    "elevator_running": "电梯年运行费与托管",
    "share_coefficients": "分摊系数",
    "batch_rules": "连片规则",
    "priority_weights": "排序权重",
    "idle_kinds": "闲置地类型",
    "idle_evidence": "闲置证据",
    "idle_landuse": "用地代码与闲置",
    "idle_refusals": "排除规则",
    "idle_confidence": "可信度",
    "idle_setbacks": "退让与最小尺寸",
    "idle_street_widths": "道路宽度（未登记时）",
    "reuse_uses": "再利用用途",
    "reuse_rules": "再利用规则",
    "reuse_pairs": "用途组合",
    "parking_layout": "车位排布尺寸",
    "site_costs": "选址造价",
    "siting_pairs": "选址的相容与排斥",
    "bundle_rules": "片区规则",
    "bundle_services": "片区内服务",
    "bundle_pairs": "片区的必选与排斥",
    "eligibility_rules": "纳入条件",
    "retrofit_items": "改造内容与类别",
    "renewal_modes": "更新方式",
    "application_stages": "申报阶段",
    "tiny_yard_rules": "小散院落的附加条件",
    "funding_sources": "资金来源",
    "funding_rules": "资金规则",
    "cost_bands": "单位造价区间",
    "property_subsidy": "物业补贴过渡期",
    "management_rules": "物业打包规则",
    "staging_rules": "分期规则",
    "register_rules": "登记库规则",
    "population_rules": "栅格人口估计规则",
    "sources": "出处",
    "result_fields": "结果字段",
}


def names() -> pd.DataFrame:
    """
    The bundled tables.

    Returns
    -------
    DataFrame
        One row a table: `table`, `zh`, `rows`.

    Examples
    --------
    >>> names().set_index("table").loc["facility_kinds", "zh"]
    '设施类型'
    """
    rules = {name: _RULES.get(name, "规则表") for name in standards.names()}
    lists = dict.fromkeys(_vocabularies(), "取值表")
    every = {**_LAYER_TABLES, **rules, **lists}
    rows = [(name, zh, len(table(name))) for name, zh in every.items()]
    return pd.DataFrame(rows, columns=["table", "zh", "rows"])


def table(name: str) -> pd.DataFrame:
    """
    One bundled table, as its file stands.

    Parameters
    ----------
    name
        As in :func:`names`.

    Returns
    -------
    DataFrame
        Columns in the order of the file; no index of its own.

    Raises
    ------
    ChoiceError
        There is no such table.

    Examples
    --------
    >>> table("vote")["zh"].tolist()
    ['同意', '不同意', '未参与', '未送达', '弃权']
    """
    if name in standards.names():
        found = standards.load(name)
        return found.reset_index() if found.index.name else found
    if name in _LAYER_TABLES:
        return pd.DataFrame(kinds.rows(name))
    if name in _vocabularies():
        rows = [asdict(choice) for choice in kinds.vocabulary(name)]
        listed = pd.DataFrame(rows)
        return listed.assign(aliases=listed["aliases"].map("|".join))
    known = [*standards.names(), *_LAYER_TABLES, *_vocabularies()]
    raise ChoiceError(f"没有名为“{name}”的表{suggestion(name, known)}；可用：{'、'.join(known)}。")


def suggestion(word: str, known: Collection[str]) -> str:
    """
    What a misspelt name was meant to be, in brackets; empty where nothing is near.

    Examples
    --------
    >>> suggestion("pase", ["pace", "rules"])
    '（是否想写 pace？）'
    """
    near = difflib.get_close_matches(word, known, n=1)
    return f"（是否想写 {near[0]}？）" if near else ""


def _vocabularies() -> list[str]:
    lists = dict.fromkeys(row["vocabulary"] for row in kinds.rows("vocabularies"))
    return [*lists, kinds.FACILITY_KIND]
