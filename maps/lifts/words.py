"""The words of lifts: verdicts, readiness, votes and sunlight, each with the tone of its cell."""

STATES: dict[str, tuple[str, str]] = {  # where a row has no room for more
    "ready": ("可实施", "good"),
    "to_vote": ("待表决", "part"),
    "to_survey": ("待踏勘", "missing"),
    "none": ("不具备", "bad"),
}
FITS: dict[str, tuple[str, str]] = {
    "can": ("可以加装", "good"),
    "cannot": ("不能加装", "bad"),
    "needs_survey": ("须踏勘", "missing"),
}
READINESS: dict[str, tuple[str, str]] = {
    "ready": ("可实施", "good"),
    "to_vote": ("场地可以，待表决", "part"),
    "to_survey": ("待踏勘", "missing"),
    "none": ("不具备条件", "bad"),
}
CONSENT: dict[str, tuple[str, str]] = {
    "pass": ("通过", "good"),
    "fail": ("未通过", "bad"),
    "undetermined": ("不能判定", "missing"),
    "no_votes": ("没有表决记录", "missing"),
}
CHECKS: dict[str, tuple[str, str]] = {
    "pass": ("符合", "good"),
    "fail": ("不符合", "bad"),
    "unknown": ("不明", "missing"),
    "not_applicable": ("不适用", ""),
}
DAYLIGHT: dict[str, tuple[str, str]] = {
    "robust_pass": ("稳妥达标", "good"),
    "borderline": ("临界", "part"),
    "robust_fail": ("不达标", "bad"),
    "unknown": ("不明", "missing"),
    "buried": ("被遮没", "missing"),
}
SIDES: dict[str, str] = {"own": "本楼", "neighbour": "邻楼"}
PLACED: dict[str, str] = {
    "entrance": "单元出入口位置",
    "facing": "登记的入口朝向",
    "longest_wall": "最长北墙均分（推定）",
}
OTHER_SIDE: dict[str, str] = {
    "fits": "另一侧可以布置，须经涉及的住户同意开门",
    "does_not": "另一侧也不能布置",
    "unknown": "另一侧能否布置不明",
}
TESTS: dict[str, str] = {
    "quorum_persons": "参与户数",
    "quorum_area": "参与面积",
    "agree_persons": "同意户数",
    "agree_area": "同意面积",
    "objection": "无人反对",
}
TOPICS: dict[str, str] = {
    "elevator": "加装电梯",
    "rebuild": "改建、重建",
    "fund": "使用维修资金",
    "programme": "纳入改造计划",
}
PARTS: dict[str, str] = {
    "elderly": "老年人",
    "disabled": "残疾人",
    "floors": "楼层",
    "households": "户数",
    "consent": "表决",
    "fit": "场地",
}
LIGHT_RULE = "新增不达标窗户"  # how the note of the rule on sunlight begins
LIFT_WORDS: dict[str, str] = {
    "title": "加装电梯答问",
    "tagline": "哪些单元可以加装、挡了谁的光、表决差几户、谁出多少钱、哪些一起做",
    "beside": "井道位置和每个单元的全部字段见 map.html 的“加装电梯”图层和 renewal.gpkg 的 elevators 表。",
    "empty": "没有可以列出的加装电梯结果：没有楼栋或单元图层，或计算时没有问这些问题。",
    "summary": "总况",
    "stairwells": "逐个单元",
    "obstacles": "为什么不能、还要查什么",
    "light": "日照",
    "consent": "表决",
    "money": "资金",
    "batches": "成片与三连",
    "priority": "优先顺序",
    "findings": "问题清单",
    "basis": "口径与说明",
    "sources": "数据来源与许可",
}
