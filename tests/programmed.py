"""The programme of four communities, each table with figures known by hand."""

from types import SimpleNamespace

import pandas as pd

AGAIN = pd.Timestamp("2024-12-30")
NO_LIST = "三供一业小区没有施工改造清单"
FAILED = "已列入征收拆迁计划，不宜改造"
DANGER = "24 栋中 3 栋为危险房屋"
NO_VOTE = "没有纳入计划的表决记录"
_PASS, _FAIL, _WAIT, _NOT = "pass", "fail", "pending", "not_applicable"
_GB = "国办发〔2020〕23号"


def plan(**changed: pd.DataFrame) -> SimpleNamespace:
    """A plan of these tables, some of them changed."""
    fields = pd.DataFrame(columns=["table", "field", "zh", "unit"])
    return SimpleNamespace(tables=built() | changed, fields=fields)


def built() -> dict[str, pd.DataFrame]:
    """
    Every table about the programme.

    C1 passes and is in the batch of 2025; C2 is unsafe, set aside by a meeting, and done; C3 waits
    for its list of works; C4 is to be demolished, its households are not known.
    """
    return {**_layers(), **_eligibility(), **_staging(), **_votes(), **_management()}


def _layers() -> dict[str, pd.DataFrame]:
    homes = pd.DataFrame(
        {
            "name": ["东一村", "东二村", "铁路村", "供销社"],
            "households": pd.array([100, 300, 200, None], dtype="Int64"),
        },
        index=pd.Index(["C1", "C2", "C3", "C4"], name="id"),
    )
    decisions = pd.DataFrame(
        {
            "community": ["C2", "C9"],
            "rule": ["structure_safe", "consent"],
            "decision": ["allow", "defer"],
            "by": ["专题会议", "街道"],
            "date": pd.to_datetime(["2024-05-20", "2024-04-01"]),
            "reason": ["按解危重建试点", "对不上的小区"],
        },
        index=pd.Index(["D1", "D2"], name="id"),
    )
    return {"communities": homes, "decisions": decisions}


def check(community: str, rule: str, status: str, text: str, **more: object) -> dict[str, object]:
    """One row of the checks."""
    names = {"structure_safe": "房屋结构安全", "transfer_reform": "三供一业", "consent": "八成同意"}
    entry = rule == "consent"
    given = {
        "community": community,
        "rule": rule,
        "zh": names[rule],
        "status": status,
        "text": text,
    }
    told = {"part_zh": "纳入条件" if entry else "范围条件", "limit": 0.8 if entry else 1.0}
    told |= {"unit": "ratio" if entry else "bool", "standard": "新乡" if entry else _GB}
    told |= {"clause": "一", "certainty": "assumption" if entry else "verified"}
    names = (
        "before",
        "missing",
        "look_again",
        "decided",
        "decided_by",
        "decided_on",
        "decided_why",
    )
    return {**dict.fromkeys(names), **given, **told, **more}


def _eligibility() -> dict[str, pd.DataFrame]:
    table = pd.DataFrame(
        {
            "community": ["C1", "C2", "C3", "C4"],
            "verdict": [_PASS, "partial", _WAIT, _FAIL],
            "entry": [_PASS, _PASS, _WAIT, _FAIL],
            "decided_by": [None, "专题会议 2024-05-20", None, None],
            "stage": ["approved", "finished", "recommended", None],
            "stage_zh": ["市级会审", "竣工", "社区推荐", "尚未申报"],
            "next_stage_zh": ["施工", None, "街道审核", "居民申请"],
            "next_by": ["实施主体", None, "街道办事处", "居民"],
            "next_asks": [None, None, f"待补证据：{NO_LIST}", None],
            "rules": "gb23",
        }
    )
    meeting = {"before": _FAIL, "decided": "D1", "decided_by": "专题会议"}
    meeting |= {"decided_on": pd.Timestamp("2024-05-20"), "decided_why": "按解危重建试点"}
    lost = {"missing": "施工改造清单", "look_again": AGAIN}
    rows = [
        check("C1", "structure_safe", _PASS, "房屋结构安全"),
        check("C1", "transfer_reform", _NOT, ""),
        check("C1", "consent", _PASS, "同意 80/100"),
        check("C2", "structure_safe", "overridden", DANGER, **meeting),
        check("C2", "transfer_reform", _PASS, "已做 1 项，其余 2 项仍可申请"),
        check("C2", "consent", _PASS, "同意 270/300"),
        check("C3", "structure_safe", _PASS, "房屋结构安全"),
        check("C3", "transfer_reform", _WAIT, NO_LIST, **lost),
        check("C3", "consent", _WAIT, NO_VOTE, missing="表决", look_again=AGAIN),
        check("C4", "structure_safe", _FAIL, FAILED),
        check("C4", "transfer_reform", _NOT, ""),
        check("C4", "consent", _WAIT, NO_VOTE, missing="表决"),
    ]
    checks = pd.DataFrame(rows)
    days = {name: pd.to_datetime(checks[name]) for name in ("look_again", "decided_on")}
    both = {"eligibility": table, "eligibility_checks": checks.assign(**days)}
    return {**both, "eligibility_items": _items(), "eligibility_modes": _modes()}


def _items() -> pd.DataFrame:
    named = {"roof": ("屋面防水", "basic", "基础类"), "bays": ("停车", "improve", "完善类")}
    named["nursery"] = ("托育", "upgrade", "提升类")
    claims = {
        "C1": ("can", None),
        "C2": ("can", None),
        "C3": (_WAIT, NO_LIST),
        "C4": ("cannot", FAILED),
    }
    rows = [
        {"community": code, "item": item, "zh": zh, "content_class": kind, "class_zh": kind_zh}
        | {"claim": claim, "reason": reason}
        for code, (claim, reason) in claims.items()
        for item, (zh, kind, kind_zh) in named.items()
    ]
    rows[3] |= {"claim": "cannot", "reason": "已用国家资金改造"}  # the roof of C2
    return pd.DataFrame(rows).assign(standard=_GB, clause="二(三)", certainty="unverified")


def _modes() -> pd.DataFrame:
    none = "没有危险房屋鉴定依据，非必要不拆迁"
    table = pd.DataFrame(
        {
            "community": ["C1", "C1", "C2", "C2"],
            "mode": ["retrofit", "rebuild"] * 2,
            "zh": ["整治提升", "拆除参建"] * 2,
            "status": ["recommended", "cannot", "recommended", "cannot"],
            "reasons": ["房屋结构安全", none, DANGER, f"{DANGER}，不足 70%"],
            "dangerous": [0, 0, 3, 3],
            "buildings": [10, 10, 24, 24],
            "share_least": [0.0, 0.0, 0.125, 0.125],
            "share_most": [0.2, 0.2, 0.125, 0.125],
            "limit": [0.0, 0.7] * 2,
        }
    )
    return table.assign(standard="某函", clause="一", certainty=["verified", "assumption"] * 2)


def _staging() -> dict[str, pd.DataFrame]:
    table = pd.DataFrame(
        {
            "households": pd.array([100, 300, 200, None], dtype="Int64"),
            "state": ["waiting", "done", "waiting", "waiting"],
            "consent": ["ready", "ready", "unknown", "unknown"],
            "evidence": ["ready", "ready", "missing", "missing"],
            "money": ["part", "ready", "part", "part"],
            "design": ["ready", "ready", "ready", "part"],
            "score": [0.875, 1.0, None, None],
            "score_least": [0.875, 1.0, 0.375, 0.25],
            "score_most": [0.875, 1.0, 0.625, 0.5],
            "ready": [True, False, False, False],
            "blocking": [None, None, "consent;evidence", "consent;evidence"],
            "cost": [1e6, 3e6, 2e6, None],
            "batch": pd.array([2025, None, None, None], dtype="Int64"),
            "batch_reason": [None, "已完成改造", f"尚未成熟：{NO_VOTE}", f"尚未成熟：{FAILED}"],
        },
        index=pd.Index(["C1", "C2", "C3", "C4"], name="community"),
    )
    for name in ("consent", "evidence", "money", "design"):
        table[f"{name}_reason"] = f"{name} 的说明"
    batches = pd.DataFrame(
        {
            "communities": ["C1", ""],
            "community_count": [1, 0],
            "households": [100, 0],
            "cost": [1e6, 0.0],
            "budget": [1.5e6, 1e6],
            "carried": [0.0, 5e5],
            "left": [5e5, 1.5e6],
            "proven": [True, True],
        },
        index=pd.Index([2025, 2026], name="year"),
    )
    return {"staging": table, "staging_batches": batches, "staging_areas": _areas()}


def _areas() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "level": ["bundle", "bundle", "all"],
            "level_zh": ["片区", "片区", "合计"],
            "area": ["P1", "P2", "合计"],
            "households_renewed": [300, 0, 300],
            "households_eligible": [400, 0, 400],
            "share": [0.75, None, 0.75],
            "share_least": [0.75, None, 0.5],
            "share_planned": [1.0, None, 1.0],
            "share_communities": [0.5, None, 0.5],
            "households_pending": [0, 200, 200],
            "households_planned": [100, 0, 100],
            "communities_renewed": [1, 0, 1],
            "communities_eligible": [2, 0, 2],
            "communities_pending": [0, 1, 1],
            "communities_unknown": [0, 0, 0],
            "status": ["fail", "unknown", "fail"],
            "status_zh": ["未达到", "未定", "未达到"],
            "short": [60, 0, 60],
        }
    )
    return table.assign(limit=0.9).convert_dtypes()


def _votes() -> dict[str, pd.DataFrame]:
    cases = pd.DataFrame(
        {
            "topic": ["programme", "programme", "rebuild"],
            "unit": ["C1", "C1", "B1;B2"],
            "communities": ["C1", "C1", "C2"],
            "place": ["C1-B1-U1", "C1-B1-U2", None],
            "household": ["101", "102", None],
            "storey": pd.array([1, 1, None], dtype="Int64"),
            "households": pd.array([1, 1, 5], dtype="Int64"),
            "answer_zh": ["不同意", "未参与", "名册上没有"],
            "reason": ["新近装修", None, None],
            "ask": ["当面协商", "上门征询", "补齐名册"],
        }
    )
    pace = pd.DataFrame(
        {
            "topic": ["programme", "rebuild"],
            "unit": ["C1", "B1;B2"],
            "communities": ["C1", "C2"],
            "signed": [92, 33],
            "total": [100, 36],
            "remaining": [8, 3],
            "days_each": [3.0, None],
            "days": [24.0, None],
            "days_least": [20.0, None],
            "days_most": [40.0, None],
            "date": pd.to_datetime(["2024-07-24", None]),
            "date_least": pd.to_datetime(["2024-07-20", None]),
            "date_most": pd.to_datetime(["2024-08-09", None]),
            "days_reference": [24.0, 9.0],
            "reason": ["按 20 天的记录", "签约记录只有 1 天，不能推算进度"],
        }
    )
    return {"staging_cases": cases, "signing_pace": pace}


def _management() -> dict[str, pd.DataFrame]:
    yards = pd.DataFrame(
        {
            "of_layer": ["communities", "communities", "buildings"],
            "name": ["东一村", "铁路村", None],
            "households": pd.array([100, 200, None], dtype="Int64"),
            "management_zh": ["无物业", "无物业", None],
            "triage": ["secured", "secured", None],
            "triage_zh": ["保障性打包", "保障性打包", None],
            "reason": ["100 户，不足 300 户", "200 户，不足 300 户", "户数未知"],
            "package": ["W1", None, None],
            "left_reason": [None, "附近没有可以同包的院落", "户数未知"],
        },
        index=pd.Index(["C1", "C3", "B9"], name="yard"),
    )
    packages = pd.DataFrame(
        {
            "yards": ["C1"],
            "yard_count": [1],
            "households": [100],
            "least_households": [200],
            "enough": [False],
            "hub": ["C1"],
            "walk_neighbours": [0.0],
            "walk_hub": [352.4],
            "district": [None],
            "proven": [True],
        },
        index=pd.Index(["W1"], name="package"),
    )
    return {"management_yards": yards, "management_packages": packages}
