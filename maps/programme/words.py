"""The words of the programme: verdicts, states of a rule, of an item, of a mode, of readiness."""

VERDICTS: dict[str, tuple[str, str]] = {
    "pass": ("符合条件", "good"),
    "partial": ("部分项目可申请", "part"),
    "pending": ("待补证据", "doubt"),
    "fail": ("不符合条件", "bad"),
}
STATES: dict[str, tuple[str, str]] = {
    "pass": ("符合", "good"),
    "fail": ("不符合", "bad"),
    "pending": ("待补证据", "part"),
    "overridden": ("一事一议准予", "good"),
    "not_applicable": ("不适用", "missing"),
}
CLAIMS: dict[str, tuple[str, str]] = {
    "can": ("可申请", "good"),
    "cannot": ("不得申请", "bad"),
    "pending": ("待补证据", "part"),
}
MODES: dict[str, tuple[str, str]] = {
    "recommended": ("推荐", "good"),
    "possible": ("可以", ""),
    "cannot": ("不可", "missing"),
    "pending": ("待补证据", "part"),
}
LEVELS: dict[str, tuple[str, str]] = {
    "ready": ("成熟", "good"),
    "part": ("部分成熟", "part"),
    "missing": ("不成熟", "bad"),
    "unknown": ("未知", "missing"),
}
ASPECTS: dict[str, str] = {
    "consent": "居民同意",
    "evidence": "条件证据",
    "money": "资金",
    "design": "方案",
}
WORKS: dict[str, str] = {"done": "已完成改造", "underway": "正在改造", "waiting": "未开工"}
REACHED: dict[str, tuple[str, str]] = {
    "pass": ("达到", "good"),
    "fail": ("未达到", "bad"),
    "unknown": ("未定", "missing"),
}
TOPICS: dict[str, str] = {"programme": "纳入改造计划", "rebuild": "重建"}
TRIAGE: dict[str, str] = {
    "market": "市场化物业",
    "secured": "保障性打包",
    "self": "业主自治",
}
SETS: dict[str, str] = {
    "gb23": "国办发〔2020〕23号（2000 年底前建成）",
    "gb23.2005": "国办发〔2020〕23号，可放宽至 2005 年底前建成",
    "xinxiang": "新乡市的规定",
}
PROGRAMME_WORDS: dict[str, str] = {
    "title": "纳入资格与分期",
    "tagline": "哪些小区能纳入、凭什么、缺什么证据、用什么方式、排在哪一年、还剩哪些户",
    "beside": (
        "钱从哪里来见资金台账，哪些小区组成片区见片区一页；"
        "全部字段见 renewal.gpkg 的 eligibility、eligibility_checks、staging 等表。"
    ),
    "empty": "没有可以列出的纳入资格与分期结果：没有小区资料，或计算时没有问纳入资格、分期和连片打包。",
    "summary": "总况",
    "rules": "小区 × 条件",
    "evidence": "待补证据与复核日期",
    "decisions": "一事一议",
    "items": "改造内容逐项",
    "modes": "更新方式：非必要不拆迁",
    "stages": "申报五个阶段",
    "readiness": "成熟度：成熟一个改造一个",
    "batches": "年度批次",
    "areas": "整片区改造率",
    "cases": "剩余户：一户一策",
    "pace": "签约进度",
    "management": "零散楼院：物业分流与连片打包",
    "findings": "问题清单",
    "basis": "口径与说明",
    "sources": "数据来源与许可",
}
