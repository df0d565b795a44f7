"""Lifts of six stairwells in two communities, each table with figures known by hand."""

import re
from collections.abc import Iterable
from types import SimpleNamespace

import pandas as pd
from voted import registered, votes

from pianqu.analysis.lifts.readiness import NO_RECORD
from pianqu.analysis.votes import consent
from pianqu.maps.lifts.base import Places
from pianqu.maps.text.names import Names

STAIRS = ["U1", "U2", "U3", "U4", "U5", "U6"]
RULE = "国家标准：既有住宅加装电梯不受限（GB 50180-2018 4.0.9-2，已核对原文或其转载）"
ROAD, GRADE = "道路 S1 边缘距入口外墙 2.2 m，差 0.3 m", "房屋鉴定为 D 级"
LEVEL, LACKS = "入口高差 1.2 m，超过 0.45 m，须现场测量", "缺少阻隔图层"
LANE = "消防车道 X4 距井道 1.43 m，宜不小于 5 m"

WORDS = Names({"C1": "东一村", "C2": "东二村"}, {}, {})
PLACES = Places(
    WORDS,
    {f"B{each}": (f"{each}号楼", "C1" if each < 3 else "C2") for each in range(1, 5)},
    {f"U{each}": ("1单元", f"B{each}") for each in range(1, 4)} | {"U4": ("2单元", "B3")},
)


def plan(**changed: pd.DataFrame) -> SimpleNamespace:
    """A plan of these tables, some of them changed."""
    return SimpleNamespace(tables=built() | changed)


def told(blocks: Iterable[str]) -> str:
    """The text of blocks, cells apart."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", "".join(blocks))).strip()


def row(blocks: Iterable[str], head: str, *, at: int = 0) -> list[str]:
    """The cells of the row with that heading, the first of them or another."""
    found = re.findall(rf'<th scope="row"[^>]*>{head}.*?</tr>', "".join(blocks), re.DOTALL)
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", found[at], re.DOTALL)
    return [told([cell]) for cell in cells]


def built() -> dict[str, pd.DataFrame]:
    """
    Every table about lifts.

    U1 is ready, U2 lost its vote, U3 is to be surveyed, a road and its grade keep a lift from U4;
    U5 has three storeys, U6 a lift.
    """
    return {**_site(), **_light(), **_money(), **_together(), **_votes()}


def _by_stairwell(ids: list[str], **columns: list) -> pd.DataFrame:
    return pd.DataFrame(columns, index=pd.Index(ids, name="stairwell"))


def _site() -> dict[str, pd.DataFrame]:
    table = _by_stairwell(
        STAIRS,
        name=["1单元", "1单元", "1单元", "2单元", "1单元", "2单元"],
        building=["B1", "B2", "B3", "B3", "B4", "B4"],
        community=["C1", "C1", "C2", "C2", "C2", "C2"],
        storeys=[6, 6, 5, 6, 3, 6],
        households=[12, 12, 10, 12, 6, 12],
        elderly=pd.array([5, None, 4, 3, 1, 2], dtype="Int64"),
        readiness=["ready", "to_vote", "to_survey", "none", "none", "none"],
        wanted=pd.array([True, True, True, True, False, False], dtype="boolean"),
        reasons=[None, None, None, f"{ROAD}；{GRADE}", "仅 3 层，不足 4 层", "已有电梯"],
        surveys=[None, "差 1 户", f"{LEVEL}；{LACKS}；{NO_RECORD}", None, NO_RECORD, NO_RECORD],
        warnings=[None, f"{LANE}；新增不达标窗户 2 扇；{RULE}", None, None, None, None],
        least_margin=[4.73, 1.0, None, -0.3, None, None],
        least_rule=["road", "road", None, "road", None, None],
        side_source=["entrance", "longest_wall", "entrance", "entrance", "entrance", "entrance"],
        other_side=["fits", "fits", "unknown", "fits", "fits", "fits"],
        consent=["pass", "fail", "no_votes", "no_votes", "no_votes", "no_votes"],
        newly_below=pd.array([0, 2, 1, None, None, None], dtype="Int64"),
        households_below=pd.array([0, 2, None, None, None, None], dtype="Int64"),
        cost=[500_000.0, 500_000.0, None, None, None, None],
        household_part=[400_000.0, 380_000.0, None, None, None, None],
        household_least=[300_000.0, 280_000.0, None, None, None, None],
        household_most=[500_000.0, 480_000.0, None, None, None, None],
        rank=[1, 2, 3, None, None, None],
        rank_best=[1, 1, 3, None, None, None],
        rank_worst=[1, 3, 3, None, None, None],
        batch=[None, "E01", None, None, None, None],
    )
    return {"elevators": table, "elevator_checks": _checks()}


def _checks() -> pd.DataFrame:
    columns = ["stairwell", "rule", "zh", "status", "note", "standard", "clause", "certainty"]
    city, habit = ("合肥市 实施意见", "实施条件", "secondary"), ("设计惯例", "-", "unverified")
    rows = [(each, "storeys", "层数", "pass", None, *city) for each in STAIRS if each != "U5"]
    rows += [("U5", "storeys", "层数", "fail", "仅 3 层，不足 4 层", *city)]
    rows += [(each, "lift", "已有电梯", "pass", None, *city) for each in STAIRS[:4]]
    rows += [("U5", "lift", "已有电梯", "unknown", "有无电梯未知", *city)]
    rows += [("U6", "lift", "已有电梯", "fail", "已有电梯", *city)]
    rows += [
        ("U2", "lane_offset", "消防车道与外墙", "fail", LANE, *habit),
        ("U3", "level_difference", "入口高差", "fail", LEVEL, *habit),
        ("U3", "barrier", "围墙河道等阻隔", "unknown", LACKS, *habit),
        ("U4", "road", "机动车道", "fail", ROAD, *habit),
        ("U4", "safety_grade", "房屋危险性等级", "fail", GRADE, "JGJ 125-2016", "-", "secondary"),
    ]
    return pd.DataFrame(rows, columns=columns).assign(limit=4.0)


def _light() -> dict[str, pd.DataFrame]:
    rows = [
        ("U2", "B1", "U1", 1, "neighbour", 3, 2, 0, 0, 31.0, 2, "东一村 1号楼 1单元 1层（2户）"),
        ("U2", "B1", "U1", 2, "neighbour", 2, 0, 0, 0, 12.0, 2, "东一村 1号楼 1单元 2层（2户）"),
        ("U2", "B2", "U2", 2, "own", 1, 0, 0, 1, None, 2, "东一村 2号楼 1单元 2层（2户）"),
        ("U3", "B1", "U1", 1, "neighbour", 1, 1, 0, 0, 20.0, 2, "东一村 1号楼 1单元 1层（2户）"),
    ]
    columns = ["stairwell", "building", "unit", "storey", "side", "windows", "newly_below"]
    columns += ["undecided", "covered", "lost_most", "households", "words"]
    both = {"batch": "E01", "window": [7, 8], "building": "B3", "unit": "U4", "storey": 1}
    found = {"robust_pass": 6, "borderline": 2, "robust_fail": 1, "unknown": 1, "buried": 3}
    day = pd.DataFrame({"verdict": found.keys(), "numerator": found.values()})
    share = (day["numerator"] / 10).mask(day["verdict"].eq("buried"))
    day = day.assign(unit="building_storey", denominator=[10, 10, 10, 10, 13], share=share)
    day = day.assign(profile_zh="大寒日 2 小时", date="2001-01-20", hours_required=2.0, band=0.6)
    storeys = {"building": ["B1", "B2"], "storey": 1, "deciders": [None, "B4;B3"]}
    return {
        "elevator_light": pd.DataFrame(rows, columns=columns),
        "elevator_joint_light": pd.DataFrame(both | {"lost": [15.0, 22.0]}),
        "daylight": day.assign(standard="GB 50180-2018", clause="表4.0.9", status="unverified"),
        "daylight_storeys": pd.DataFrame(storeys),
    }


def _money() -> dict[str, pd.DataFrame]:
    budget = _by_stairwell(
        ["U1", "U2", "U3"],
        cost=[500_000.0, 500_000.0, 500_000.0],
        cost_least=[400_000.0] * 3,
        cost_most=[600_000.0] * 3,
        pipes=[None, None, None],
        subsidy=[100_000.0, 100_000.0, None],
        fund=[0.0, 20_000.0, 0.0],
        household_part=[400_000.0, 380_000.0, None],
        household_least=[300_000.0, 280_000.0, 300_000.0],
        household_most=[500_000.0, 480_000.0, 600_000.0],
        provident_most=[400_000.0, 380_000.0, None],
        scope=["不含管线迁改（费用未知）"] * 3,
        cost_source=["常见造价"] * 3,
        cost_status=["unverified"] * 3,
        subsidy_rule=["每台 10 万元"] * 3,
        subsidy_status=["verified"] * 3,
        fund_state=["未计维修资金", "表决通过", "未计维修资金"],
        reason=[None, None, "补贴额只有上限或取决于未知层数"],
    )
    running = _by_stairwell(
        ["U1", "U2", "U3"],
        running=[7600.0, 7600.0, None],
        custody=[7800.0, 7800.0, None],
        total=[15_400.0, 15_400.0, None],
        total_least=[12_300.0, 12_300.0, None],
        total_most=[20_800.0, 20_800.0, None],
        parts=["维护保养 5000 元", "维护保养 5000 元", "托管费 未知 元"],
        custody_per=["每台电梯"] * 3,
        certainty=["unverified"] * 3,
        reason=[None, None, "户数未知，按户计的费用无法计算"],
    )
    return {"elevator_budget": budget, "elevator_running": running} | _shares()


def _shares() -> dict[str, pd.DataFrame]:
    homes = ["101", "201", "301", "302"]
    ids = pd.Index([f"U1-{each}" for each in homes] + ["U2-101"], name="id")
    amounts = [0.0, 80_000.0, 160_000.0, 160_000.0, None]
    table = pd.DataFrame(
        {
            "stairwell": ["U1"] * 4 + ["U2"],
            "household": [*homes, "101"],
            "storey": pd.array([1, 2, 3, 3, None], dtype="Int64"),
            "source": "住户名单",
            "coefficients": "linear",
            "coefficient": [0.0, 1.0, 2.0, 2.0, None],
            "certainty": "secondary",
            "weight": [0.0, 1.0, 2.0, 2.0, None],
            "weights": [5.0] * 4 + [None],
            "cost_share": amounts,
            "compensation": [0.0] * 4 + [None],
            "amount": amounts,
            "amount_least": [0.0, 60_000.0, 120_000.0, 120_000.0, None],
            "amount_most": [0.0, 100_000.0, 200_000.0, 200_000.0, None],
            "reason": [None] * 4 + ["层数未知"],
        },
        index=ids,
    )
    stages = [("签约", 30.0), ("验收", 70.0)]
    parts = [table.assign(zh=zh, stage_share=share) for zh, share in stages]
    paid = pd.concat(parts).rename_axis("id").reset_index()
    paid["amount"] = paid["amount"] * paid["stage_share"] / 100
    return {"elevator_shares": table, "elevator_payments": paid}


def _together() -> dict[str, pd.DataFrame]:
    members = _by_stairwell(
        STAIRS,
        readiness=["ready", "to_vote", "to_survey", "none", "none", "none"],
        batch=[None, "E01", None, None, None, None],
        reason=["附近可成片的只有 1 台，不足 3 台", None, None, "不参与", "不参与", "不参与"],
    )
    batch = pd.DataFrame(
        {
            "readiness": ["to_vote"],
            "district": ["北街道"],
            "communities": ["C1、C2"],
            **{"lifts": [3], "households": [36.0], "elderly": [11.0], "elderly_unknown": [1]},
            **{"subsidy": [300_000.0], "custody": [23_400.0], "household_part": [None]},
            **{"span": [52.4], "score": [48.21]},
        },
        index=pd.Index(["E01"], name="batch"),
    )
    counts = {"lifts": [3, 3], "base": 4, "share": 0.75, "households": [34.0, 36.0]}
    counts |= {"households_base": 46.0, "households_share": 0.74, "elderly": [9.0, None]}
    counts |= {"elderly_unknown": [1, 3], "elderly_base": 12.0, "elderly_share": [0.75, None]}
    stages = {"stage": ["planning", "custody"], "stage_zh": ["连片规划", "连片托管"]}
    stages |= {"place": ["all", "batch"], "place_zh": ["合计", "成片"], "batch": [None, "E01"]}
    stages |= counts | {"subsidy": [300_000.0, None], "custody": [23_400.0, 23_400.0]}
    ranks = _by_stairwell(
        ["U1", "U2"],
        elderly=[0.42, None],
        consent=[0.8, 0.25],
        score=[71.0, 40.0],
        score_most=[71.0, 65.0],
        unknown=[None, "老年人"],
        rank=[1, 2],
        rank_best=[1, 1],
        rank_worst=[1, 3],
        stable=[True, False],
    )
    return {
        "elevator_batches": batch,
        "elevator_batch_members": members,
        "elevator_programme": pd.DataFrame(stages),
        "elevator_priority": ranks,
    }


def _votes() -> dict[str, pd.DataFrame]:
    """U1 passes; U2 fails twice, the second time by one; two buildings without areas."""
    again = {"building": "B2", "reason": "担心遮光"}
    rebuild = {"topic": "rebuild", "area": None, "building": "B3"}
    table = pd.concat(
        [
            votes("U1", building="B1", agree=9, absent=3),
            votes("U2", agree=4, against=4, absent=4, **again, answered="2024-01-05"),
            votes("U2", agree=5, against=3, absent=4, **again, round=2, answered="2024-03-01"),
            votes("U3", agree=33, against=1, absent=2, **rebuild),
        ]
    )
    return consent.tables(table, households=registered(table))
