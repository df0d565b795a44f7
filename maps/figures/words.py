"""The words of figures that no page has: titles, 口径 and reasons."""

FIGURE_WORDS: dict[str, str] = {
    "map": "图面",
    "chart": "图表",
    "basis": "口径",
    "table": "数据表",
    "sources": "数据来源",
    "crs": "坐标系",
    "as_of": "数据日期",
    "legend": "图例",
    "context": "底图要素",
    "undrawn": "另有 {count} 条没有几何，未绘出",
    "unit": "单位",
    "count": "数字为该类的个数",
    "no_table": "没有数据表 {table}",
    "empty_table": "数据表 {table} 没有可以绘出的行",
    "not_computed": "未计算：{reason}",
    "no_reason": "原因未注明",
    "north": "北",
    "cut": "只绘前 {shown} 项，其余 {rest} 项见数据表 {table}",
}
