"""The words of the workbook: its first sheets, its notes, and the tones of codes."""

WORKBOOK_WORDS: dict[str, str] = {
    "title": "片区更新方案数据表",
    "contents": "目录",
    "basis": "口径",
    "rules": "标准",
    "fields": "字段说明",
    "sources": "数据来源",
    "back": "← 目录",
    "synthetic": "合成数据，非真实地点",
    "inside": "内部资料 不得公开",
    "as_of": "数据日期",
    "computed": "已计算",
    "not_computed": "未计算：{reason}",
    "unnamed_reason": "原因未注明",
    "layer": "输入图层",
    "legend": "灰色斜纹＝无数据，不等于 0、否或不达标；橙色＝待补、不明或未核实。",
    "no_rows": "本表没有记录。",
    "no_key": "每行一条记录",
    "one_row": "每行一个：",
    "geometry": "图形未列出，见 renewal.gpkg。",
    "cut": "有 {many} 格文字超过 Excel 上限 32,767 字，已截断并注明，全文见 renewal.gpkg。",
    "cut_mark": "……（超长，已截断；原文共 {many} 字，全文见 renewal.gpkg）",
    "part": "本表分为 {many} 个工作表，这是第 {this} 个（{which}）。",
    "part_rows": "第 {first:,}–{last:,} 行",
    "part_columns": "第 {first}–{last} 列",
    "whole": "全表共 {many:,} 行",
    "community": "小区卡片：{name}",
    "facts": "基本情况",
    "more": "共 {many:,} 行，只列前 {shown:,} 行；其余见工作表“{sheet}”。",
    "more_columns": "另有 {many} 列，见工作表“{sheet}”。",
    "communities_left": (
        "共有 {many:,} 个小区，只为前 {shown:,} 个列出卡片；其余 {left:,} 个见各表“小区”列。"
    ),
    "place_name": "名称",
}

# headings of the sheets that are made here
OWN_HEADINGS: dict[str, str] = {
    "number": "序号",
    "sheet": "工作表",
    "table": "表的英文名",
    "title": "表名",
    "row_is": "每行是什么",
    "rows": "行数",
    "columns": "列数",
    "question": "所属问题",
    "state": "状态",
    "note": "说明",
    "field": "字段",
    "zh": "中文名",
    "en": "英文名",
    "unit_zh": "单位",
    "meaning": "含义（英文）",
    "source": "依据",
    "shown": "在工作簿中",
    "rule": "规则",
    "rule_zh": "规则名称",
    "limit": "限值",
    "unit": "单位",
    "standard": "标准",
    "clause": "条款",
    "certainty": "核实程度",
    "uses": "用到的行数",
    "key": "键",
    "value": "内容",
}
SHOWN: dict[str, str] = {
    "": "列出",
    "geometry": "未列出（图形）",
    "twin": "以中文列 {twin} 表示",
}
# tables of which the report shows some rows, and names those: here all rows stand
TITLES: dict[str, str] = {
    "coverage": "各类服务设施的步行覆盖",
    "consents": "表决结果",
    "cash_flow": "分季度收支",
    "unit_costs": "单位造价",
    "finance_checks": "资金核对项",
}
SCENARIO_TITLES: dict[str, str] = {
    "changes": "前后对比",
    "change_counts": "变化计数",
    "building_changes": "楼栋变化",
    "community_changes": "小区变化",
    "changed_rows": "改动清单",
}
# headings of ids that no plan describes, as the index of a table is called
ID_HEADINGS: dict[str, str] = {
    "id": "编号",
    "kind": "设施类别",
    "stairwell": "单元",
    "plot": "地块",
    "package": "片区",
    "unit": "单位",
    "batch": "批次",
    "yard": "楼院",
    "community": "小区",
    "year": "年度",
    "step": "步骤",
    "place": "地点",
}

TONES: dict[str, str] = {
    **dict.fromkeys(
        ("pass", "met", "can", "ready", "robust_pass", "present", "overridden", "recommended"),
        "good",
    ),
    **dict.fromkeys(
        ("fail", "not_met", "cannot", "robust_fail", "missing", "low_money", "error", "infeasible"),
        "bad",
    ),
    **dict.fromkeys(
        (
            *("pending", "unknown", "undetermined", "needs_survey", "to_survey", "open"),
            *("unverified", "not_computed", "not_mapped", "wanting", "borderline", "depends"),
            *("partial", "no_votes", "partly", "no_answer", "unknown_district", "warning"),
        ),
        "doubt",
    ),
}
