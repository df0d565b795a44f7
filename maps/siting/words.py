"""The words of siting: states of an answer, units, models, how sure a cost is."""

STATES: dict[str, tuple[str, str]] = {
    "proven": ("已证明最优", "good"),
    "gap": ("可行，未证明最优", "part"),
    "infeasible": ("条件冲突，无解", "bad"),
    "no_answer": ("限时内未求出", "missing"),
    "no_candidates": ("没有候选地块", "bad"),
    "not_needed": ("不需要", "good"),
    "not_computed": ("未计算", "missing"),
}
SITED = ("proven", "gap")  # states with an answer
UNITS: dict[str, str] = {"households": "户", "residents": "人", "buildings": "栋"}
COUNTED: dict[str, str] = {"households": "住户", "residents": "居民", "buildings": "住宅楼"}
GOALS: dict[str, str] = {
    "most_people": "让最多的{who}新到达",
    "fewest_sites": "以最少的投入覆盖能覆盖的全部",
    "shortest_walk": "让全部{who}的步行时间合计最短",
}
WEAKEST = "，先补覆盖率最低的小区"
CERTAINTY: dict[str, str] = {
    "assumption": "假定",
    "unverified": "未核实",
    "secondary": "二手资料",
    "verified": "已核对",
}
FITS: dict[str, str] = {"can": "可以利用", "needs_survey": "须先踏勘"}
SITING_WORDS: dict[str, str] = {
    "title": "服务设施选址答问",
    "tagline": "下一处放在哪里、能多覆盖多少人、还能不能更好、地块落空怎么办",
    "beside": (
        "各地块的证据和限制见闲置地一页，位置见 map.html 的“选址”图层，"
        "全部字段见 renewal.gpkg 的 siting、siting_sites、siting_curve、siting_needs 表。"
    ),
    "empty": "没有可以列出的选址结果：没有楼栋、道路或可以利用的地块，或计算时没有问选址。",
    "summary": "总况",
    "uses": "逐个用途：放在哪里、多一处值多少",
    "shared": "一块地几用",
    "needs": "从缺口到地块",
    "findings": "问题清单",
    "basis": "口径与说明",
    "sources": "数据来源与许可",
    # the layer of map.html
    "group": "选址",
    "layer": "选址：拟建与次优地块",
}
