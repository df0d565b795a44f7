"""The words of the page of answers: headings, states, and what stands where nothing is known."""

ANSWER_WORDS: dict[str, str] = {
    # what stands in place of a value
    "no_data": "无数据",
    "not_computed": "未计算",
    "wanting": "待补证据",
    "undecided": "未判定",
    "yes": "是",
    "no": "否",
    # the page
    "title": "片区更新服务覆盖答问",
    "tagline": "为什么数字不同、达没达标、缺在哪里",
    "contents": "本页内容",
    "empty": "本次方案没有可以列出的结果：没有口径对照、覆盖、达标或缺口的表格。",
    "beside": "同一次计算的地图见 map.html，全部图层和表格见 renewal.gpkg，数字与本页一致。",
    "all_basis": "全部口径见文末“口径与说明”",
    "swipe": "图表较宽，可左右滑动查看。",
    "figure": "从法定口径到步行口径：每一步改变了什么，覆盖率差多少",
    # sections
    "why": "为什么不同",
    "statutory": "法定口径",
    "walking": "步行 {minutes:g} 分钟",
    "circles": "生活圈",
    "complete": "完整居住社区",
    "scorecard": "六有五达标三完善",
    "synchrony": "八个同步",
    "supply": "供需",
    "gaps": "缺口",
    "findings": "问题清单",
    "basis": "口径与说明",
    "sources": "数据来源与许可",
    # reconciliation
    "sum": "合计",
    "point": "个百分点",
    "start": "起点",
    "no_rows": "没有可列的步骤。",
    "no_rate": "各步均未能计算，原因见下表。",
    "not_error": "两个数字都没有算错，数的对象和“到达”的定义不同；下面每一步只改一处。",
    "other": "其他",
    "beyond": "超出搜索范围",
    "screening": "“怎样补上”是按直线距离的初判，须作为方案重新计算后才能下结论。",
    "no_answer": "未计算：{reason}。",
    "base_unit": "面积",
    "kinds_left": "以上只列已标注的类别。",
    "not_mapped": "未标注的类别（不等于没有）",
    "not_computed_kinds": "未计算的类别",
    "unnamed_reason": "原因未注明",
}

# unit of a step: what is counted, under the figure; the unit of the table
STEP_UNITS: dict[str, tuple[str, str]] = {
    "m2": ("按居住用地面积", "公顷"),
    "households": ("按户", "户"),
    "residents": ("按人", "人"),
    "buildings": ("按栋", "栋"),
}
COUNTED: dict[str, str] = {
    "buildings": "楼栋（栋）",
    "communities": "小区（个）",
    "households": "住户（户）",
    "residents": "居民（人）",
    "elderly": "老年人（人）",
}
CIRCLES: dict[str, str] = {
    "c5": "五分钟",
    "c10": "十分钟",
    "c15": "十五分钟",
    "block": "居住街坊",
}

# headings where the plan does not describe a field
HEADINGS: dict[str, str] = {
    "how": "怎样补上",
    "bound": "偏向",
    "result": "结论",
    "item_result": "结论",
    "state": "结论",
    "community": "小区",
    "kind": "设施类别",
    "level": "生活圈",
    "zh": "名称",
    "reason": "原因",
    "standard": "标准与条款",
    "status": "依据核实",
    "severity": "程度",
    "layer": "图层",
    "id": "编号",
    "rule": "规则",
    "value": "发现的情况",
    "remedy": "处理办法",
    "source": "来源",
    "as_of": "数据日期",
    "rows": "行数",
    "licence": "许可",
    "places": "处数",
    "capacity": "规模合计",
    "capacity_reached": "有人可达的规模",
    "demand_reached": "够得着的需求",
    "demand_not_reached": "够不着的需求",
    "demand_undetermined": "不能判定的需求",
    "changed": "改变了什么",
    "numerator": "分子",
    "denominator": "分母",
    "unit": "单位",
    "rate": "覆盖率",
    "difference": "与上一步之差",
}

VERDICTS: dict[str, tuple[str, str]] = {
    "all": ("全部楼栋到达", "good"),
    "part": ("部分楼栋到达", "part"),
    "none": ("均未到达", "bad"),
}
BOUNDS: dict[str, str] = {
    "exact": "资料齐全",
    "lower": "结果偏低",
    "upper": "结果偏高",
    "open": "偏向不定",
}
CLOSES: dict[str, tuple[str, str]] = {
    "gate": ("开一处门", "gate"),
    "link": ("打通一段路", "link"),
    "facility": ("新增一处设施", "new"),
}
