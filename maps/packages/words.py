"""The words of packages: states of an answer, of a balance, of a link, ways of balancing."""

MODES: dict[str, str] = {  # in the order in which they are shown
    "self": "小区内自平衡",
    "package": "片区内平衡",
    "pool": "跨片区组合",
}
STATES: dict[str, tuple[str, str]] = {
    "proven": ("已证明最优", "good"),
    "gap": ("可行，未证明最优", "part"),
    "infeasible": ("条件冲突，没有可行方案", "bad"),
    "no_answer": ("限时内未求出，不等于没有", "missing"),
}
SOLVED = ("proven", "gap")  # states with a plan
BALANCES: dict[str, tuple[str, str]] = {
    "surplus": ("结余", "good"),
    "balanced": ("收支相抵", "part"),
    "deficit": ("缺口", "bad"),
}
LEVELS: dict[str, tuple[str, str]] = {
    "self": ("小区内自平衡", "good"),
    "package": ("片区内平衡", "good"),
    "pool": ("跨片区组合", "part"),
    "none": ("三种方式都未纳入", "bad"),
    "unknown": ("未能判定", "missing"),
    "out": ("未参与组合", "missing"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    "pass": ("符合条件", ""),
    "partial": ("部分项目可申请", ""),
    "pending": ("待补证据", "doubt"),
    "fail": ("不符合条件", "bad"),
}
LEFT: dict[str, tuple[str, str]] = {
    "no_package": ("没有可行片区", "bad"),
    "competes": ("可成片，方案未选", "part"),
    "unknown": ("未能判定", "missing"),
}
LINKS: dict[str, tuple[str, str]] = {
    "free": ("相邻，其间没有阻隔", ""),
    "walked": ("有阻隔，附近有过街通道", "part"),
    "parted": ("被阻隔切断", "bad"),
    "district": ("分属不同街道", "bad"),
    "unknown_district": ("街道未知，不能判断", "missing"),
}
BARRIERS: dict[str, str] = {
    "river": "河道",
    "railway": "铁路",
    "arterial": "主干路",
    "expressway": "快速路",
}
KINDS: dict[str, str] = {"transfer": "片区间调剂", "drawn": "上级补入", "kept": "结余留存"}
LAND: dict[str, str] = {"plots": "闲置地块", "premises": "存量房屋", "projects": "项目"}
SERVED_UNITS: dict[str, str] = {"bay": "个", "m2": "㎡", "household": "户"}
RULES = ("packages", "package_worth", "eligibility", "ledger")  # lines of the basis
PROPOSAL = (
    "本页的调剂金额和“放宽一点值多少”都是按规则推算的建议，不是批准的数额；"
    "能否调剂、调剂多少以主管部门批准为准。"
)
WORTH = (
    "得分以户当量计：纳入的户数，减去离片区中心远近和片区个数的折减，"
    "加上本片区地块能服务的需求，不含任何金额。"
)
PACKAGE_WORDS: dict[str, str] = {
    "title": "片区组合",
    "tagline": "哪些小区组成一个片区、各自能不能平衡、谁调剂给谁、谁没进来和为什么",
    "beside": (
        "位置见 map.html 的“片区”图层，各项目的资金见资金台账一页，分期见纳入资格与分期一页；"
        "全部字段见 renewal.gpkg 的 bundles、bundle_members、bundle_transfers 等表。"
    ),
    "empty": "没有可以列出的片区：没有小区参与组合，或计算时没有问片区组合。",
    "summary": "总况",
    "conflict": "为什么没有方案",
    "levels": "各小区在哪一级平衡",
    "cards": "逐个片区",
    "transfers": "片区间调剂",
    "left": "没有进入片区的小区",
    "worth": "放宽一点值多少",
    "others": "次优方案",
    "shaken": "造价变动时还稳不稳",
    "cut": "被切断的相邻关系",
    "rules": "片区规则与可信程度",
    "findings": "问题清单",
    "basis": "口径与说明",
    "records": "数据来源与许可",
    # the layers of map.html
    "group": "片区",
    "layer_packages": "片区：按平衡状况",
    "layer_hubs": "片区中心",
    "layer_links": "相邻关系：连通与切断",
    "layer_land": "片区内承载服务的用地",
    "layer_management": "零散楼院连片打包",
}
