"""The words of the ledger: sources of money, states of a balance, of an award, of a debt."""

SOURCES: dict[str, str] = {  # column of `finance`: what it is called, in the order of the bar
    "upper_grant": "上级专项",
    "local_match": "本级配套",
    "bank": "银行信贷",
    "private": "民资参与",
    "residents": "居民自筹",
    "enterprise": "专营企业及原产权单位",
    "income": "经营等收入",
    "unstated": "未写明出资方",
}
FIVE = ("upper_grant", "local_match", "bank", "private", "residents")
OPEN: dict[str, str] = {  # money that may or may not come
    "unresolved_least": "待定款项（下限）",
    "unresolved_more": "待定款项（上限比下限多出）",
    "conditional": "附条件款项",
}
BALANCES: dict[str, tuple[str, str]] = {
    "yes": ("平衡", "good"),
    "no": ("有缺口", "bad"),
    "depends": ("取决于未定款项", "part"),
    "unknown": ("金额未知", "missing"),
}
MET: dict[str, tuple[str, str]] = {
    "yes": ("已满足", "good"),
    "no": ("未满足", "bad"),
    "open": ("尚不能定", "part"),
}
AGREES: dict[str, tuple[str, str]] = {
    "same": ("与复算相符", "good"),
    "differs": ("与复算不符", "bad"),
    "no_rule": ("没有可复算的规则", "missing"),
    "unknown": ("无从复算", "missing"),
}
COVERED: dict[str, tuple[str, str]] = {
    "yes": ("够还", "good"),
    "no": ("不够还", "bad"),
    "depends": ("取决于收入和贷款条件", "part"),
    "unknown": ("无从判断", "missing"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    "plausible": ("合理", "good"),
    "low": ("偏低", "part"),
    "high": ("偏高", "part"),
    "unknown": ("无从判断", "missing"),
}
CHECKS: dict[str, tuple[str, str]] = {
    "fail": ("未达到", "bad"),
    "pending": ("无从判断", "missing"),
    "pass": ("达到", "good"),
    "not_applicable": ("不适用", "missing"),
}
MEASURES: dict[str, tuple[str, str]] = {
    "per_m2": ("造价每平方米", "元/㎡"),
    "per_household": ("造价每户", "元/户"),
    "per_dwelling": ("造价每套", "元/套"),
    "m2_per_household": ("户均建筑面积", "㎡/户"),
    "households_per_building": ("每栋户数", "户/栋"),
    "persons_per_household": ("户均人口", "人/户"),
}
LEDGER_WORDS: dict[str, str] = {
    "title": "资金台账",
    "tagline": "要花多少、谁出多少、什么时候到、缺多少、哪些说不准",
    "beside": (
        "片区之间怎样调剂见片区一页，能不能纳入、排在哪一年见纳入资格与分期一页；"
        "全部字段见 renewal.gpkg 的 finance、finance_sources、cash_flow 等表。"
    ),
    "empty": "没有可以列出的资金结果：没有项目、资金表或小区，或计算时没有问资金台账。",
    "summary": "总况",
    "sources": "五类来源",
    "accounts": "收支账",
    "cash": "现金流与等钱",
    "awards": "附条件的奖补",
    "unit_costs": "单位造价",
    "debt": "借款与偿还",
    "checks": "配套与重复申请核对",
    "in_kind": "实物与投工，另列",
    "findings": "问题清单",
    "basis": "口径与说明",
    "records": "数据来源与许可",
}
