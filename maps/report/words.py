"""The words of the report: its chapters, and what stands where nothing is known."""

CHAPTERS: dict[str, str] = {
    "summary": "摘要",
    "scheme": "方案怎么定",
    "work": "工作怎么推",
    "money": "钱从哪里来",
    "resources": "资源怎么整",
    "upkeep": "后续怎么管",
    "unanswered": "未计算的内容及原因",
    "method": "方法与标准",
    "sources": "数据来源与口径",
    "appendix": "附录：其他结果表",
}
NUMERALS = "一二三四五六七八九十"
REPORT_WORDS: dict[str, str] = {
    "title": "片区更新方案报告",
    "contents": "目录",
    "maps": "交互地图",
    "map_note": "地图可缩放、查询；不能操作时见 maps 文件夹中的同名页面。",
    "nothing": "本章没有可列的结果：相应的问题没有计算，原因见“未计算的内容及原因”。",
    "whole": "全部见 renewal.gpkg 和 plan.xlsx 的 {table} 表。",
    "page": "第",
    "page_end": "页",
    "pages": "，共",
    "figures": "其他图件",
    "unanswered_none": "本次所问的问题都已计算。",
    "unanswered_more": "下列问题没有计算，报告不以估计值代替。",
    "unanswered_lead": "本次共提出 {many} 个问题，其中 {not_computed} 个没有计算，报告不以估计值代替。",
    "findings_none": "数据检查没有发现问题。",
    "method_lead": (
        "下表列出本次结果所用的规则。“已核对”指已对照原文或其转载；“二手资料”指引用转述、未见原文；"
        "“未核实”和“软件约定”须由使用者确认后方可作为依据。"
    ),
    "catalogue": "全部结果表",
    "basis": "口径",
    "sources": "各图层来源",
    "findings": "数据中发现的问题",
}

# how a unit of the plan is printed: its word, what it is divided by, and the digits
PRINTED: dict[str, tuple[str, float, int]] = {
    "yuan": ("万元", 1e4, 2),
    "yuan/year": ("元/年", 1, 0),
    "yuan/a": ("元/年", 1, 0),
    "m2": ("㎡", 1, 0),
    "ha": ("公顷", 1, 2),
    "m": ("米", 1, 1),
    "min": ("分钟", 1, 1),
    "m/min": ("米/分钟", 1, 0),
    "ratio": ("", 0.01, 1),
    "hour": ("小时", 1, 1),
    "h": ("小时", 1, 1),
    "household": ("户", 1, 0),
    "person": ("人", 1, 0),
    "lift": ("台", 1, 0),
    "stairwell": ("个", 1, 0),
    "plot": ("处", 1, 0),
    "item": ("项", 1, 0),
    "storey": ("层", 1, 0),
    "building": ("栋", 1, 0),
    "community": ("个", 1, 0),
    "package": ("个", 1, 0),
    "yard": ("个", 1, 0),
    "day": ("天", 1, 0),
    "window": ("扇", 1, 0),
    "bay": ("个", 1, 0),
    "year": ("", 1, 0),
}
# headings of columns that no plan describes
HEADINGS: dict[str, str] = {
    "kind": "设施类别",
    "community": "小区",
    "package": "编号",
    "batch": "批次",
    "yard": "院落",
    "plot": "地块",
    "year": "年度",
    "stairwell": "单元",
    "step": "步骤",
    "id": "编号",
}
