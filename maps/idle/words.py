"""The words of idle land: states, kinds of evidence, verdicts, each with the tone of its cell."""

STATES: dict[str, tuple[str, str]] = {
    "candidate": ("候选", "good"),
    "separate": ("单列", "part"),
    "excluded": ("排除", "bad"),
}
SURE: dict[str, tuple[str, str]] = {
    "high": ("高", "good"),
    "medium": ("中", "part"),
    "low": ("低", "bad"),
}
EVIDENCE: dict[str, str] = {
    "registered": "登记",
    "residual": "剩余面",
    "under_used": "低效利用",
    "premises": "房屋空置",
    "raster": "影像佐证",
}
SAYS: dict[str, tuple[str, str]] = {
    "for": ("支持", "good"),
    "against": ("不支持", "bad"),
    "note": ("提示", ""),
}
EFFECTS: dict[str, str] = {
    "excludes": "排除",
    "separate": "单列",
    "cuts": "裁切",
    "warns": "提示",
    "cannot": "不可以",
    "survey": "须踏勘",
    "warn": "提示",
}
LOOKED: dict[str, tuple[str, str]] = {
    "applies": ("涉及", "bad"),
    "clear": ("不涉及", "good"),
    "unknown": ("未核对", "missing"),
}
FITS: dict[str, tuple[str, str]] = {
    "can": ("可以", "good"),
    "needs_survey": ("须踏勘", "part"),
    "cannot": ("不可以", "bad"),
}
ACTIONS: dict[str, str] = {
    "exclude": "排除",
    "register": "补充登记",
    "withdraw": "撤回证据",
    "confirm": "现场核实",
}
RESULTS: dict[str, tuple[str, str]] = {
    "excluded": ("已排除，不再列为候选", "bad"),
    "left": ("证据全部撤回，已退出清单", "bad"),
    "withdrawn": ("所列证据已撤回，仍有其他证据", "part"),
    "registered": ("已补充登记", "good"),
    "confirmed": ("已核实", "good"),
    "unmatched": ("没有对上任何地块", "doubt"),
    "ambiguous": ("编号同时指几个地块，未作更改", "doubt"),
}
NEED_UNITS: dict[str, str] = {"households": "户", "residents": "人", "buildings": "栋住宅"}
CAPACITY_UNITS: dict[str, str] = {
    "m2": "㎡",
    "bay": "个车位",
    "bike": "辆",
    "household": "户",
    "person": "人",
}
ITEMS: dict[str, str] = {
    "park": "公园游园",
    "parking": "停车场",
    "charging": "充电桩",
    "care": "养老托育",
    "medical": "基本医疗",
    "waste_sorting": "垃圾分类",
    "lift": "电梯加装",
}
LAYOUTS: dict[str, str] = {
    "perpendicular": "垂直式",
    "parallel": "平行式",
    "kerb": "路边式",
}
NO_GROUND = "没有范围图形（房屋只有点位或登记），不能绘制平面。"
BUILT = "低效类地块：矩形、圆和车位按整块地量取，没有扣除地上房屋；楼栋图层可能没有绘出这些房屋。"
IDLE_WORDS: dict[str, str] = {
    "title": "闲置地答问",
    "tagline": "哪里有地、凭什么说它闲置、为什么别处不算、能做什么、谁需要",
    "beside": "各地块的位置见 map.html 的“闲置地”图层，全部字段见 renewal.gpkg 的 idle_plots 等表，数字与本页一致。",
    "empty": "没有可以列出的闲置地结果：没有地块、存量房屋或小区与楼栋图层，或计算时没有问这个问题。",
    "counts": "总况",
    "plots": "候选地块",
    "excluded": "排除与单列",
    "corrections": "校正记录",
    "areas": "面积平衡",
    "rules": "规则与可信度",
    "findings": "问题清单",
    "basis": "口径与说明",
    "sources": "数据来源与许可",
}
