"""Answers to every question for three homes of two communities, known by hand."""

from functools import cache

import numpy as np
import pandas as pd

from pianqu.analysis import circles, complete, gaps, reconciliation, scorecard, supply, synchrony
from pianqu.analysis.reconciliation import Step

HOMES = pd.Index(["B1", "B2", "B3"], name="id")
OWNER = pd.Series(["C1", "C1", "C2"], index=HOMES)
WEIGHTS = pd.DataFrame(
    {"buildings": [1.0] * 3, "households": pd.array([24, 30, None], dtype="Int64")}, index=HOMES
)
MINUTES = pd.DataFrame(
    {"health_station": [4.0, 12.5, np.inf], "nursery": [np.nan] * 3}, index=HOMES
)
KNOWN = pd.DataFrame(
    {
        "zh": ["社区卫生服务站", "托儿所"],
        "status": ["mapped", "not_mapped"],
        "reason": [None, "数据中未标注此类设施，不等于没有"],
    },
    index=["health_station", "nursery"],
)
STEPS = [
    Step("s0", "法定口径", "起点", "m2", 963_400.0, 1_000_000.0),
    Step("s1", "坡度", "按高程", "m2", reason="没有高程数据"),
    Step("s2", "按户数", "改按户数统计", "households", 692, 1000),
    Step("s3", "按楼栋数", "改按楼栋数统计", "buildings", 70, 100),
]


@cache
def built() -> dict[str, pd.DataFrame]:
    """What the questions answer for three homes, made once; no test changes a frame of it."""
    towns = pd.DataFrame({"name": ["东一村", "东二村"]}, index=["C1", "C2"])
    near = pd.DataFrame({"building": ["B1"], "layer": "facilities", "place": "F1"})
    near = near.assign(kind="health_station", minutes=4.0)
    station = pd.DataFrame({"kind": ["health_station"], "floor_area": [90.0]}, index=["F1"])
    homes = pd.DataFrame({"community": OWNER, "answered": True}, index=HOMES)
    common = {"minutes": MINUTES, "community": OWNER, "known": KNOWN}
    left = gaps.left_out(MINUTES, WEIGHTS, OWNER, limit=10).reset_index()
    return {
        "reconciliation": reconciliation.waterfall(STEPS),
        "park_rates": pd.DataFrame([rate(), rate(zh="乙版", meets=None, reason="半径为区间")]),
        "living_circles": circles.living({"time": MINUTES}, weights=WEIGHTS, known=KNOWN),
        "community_circles": circles.communities({"time": MINUTES}, community=OWNER, known=KNOWN),
        "complete_community": complete.check(
            near, complete.offers(station), homes=homes, known=KNOWN
        ),
        "scorecard": scorecard.scorecard(towns, **common),
        "synchrony": synchrony.synchrony(towns, **common),
        "gaps": left.assign(closes=["gate", None], how=["围墙外侧开门", None]),
        **supplied(),
    }


def supplied() -> dict[str, pd.DataFrame]:
    """A clinic of ten beds that one home reaches, and a police station nobody knows the size of."""
    offers = pd.DataFrame({"place": ["F1", "F2"], "kind": ["clinic", "police"]})
    offers = offers.assign(capacity=[10.0, None], capacity_unit=["床", None])
    pairs = pd.DataFrame({"building": ["B1"], "place": "F1", "kind": "clinic", "minutes": 4.0})
    people = WEIGHTS["households"]
    access = supply.two_step(pairs, people, offers, limit=10)
    return {
        "supply": supply.summary(pairs, people, offers, limit=10),
        "community_supply": supply.by_community(access, people, OWNER),
    }


def rate(**other: object) -> dict[str, object]:
    """A row of the statutory rates."""
    return {
        **{"edition": "a", "zh": "甲版", "place": "general", "place_zh": "一般"},
        **{"covered_m2": 436_776.0, "base_m2": 437_343.0, "rate": 0.9987, "rate_most": 0.9987},
        **{"parks_counted": 7, "parks_small": 0, "parks_shut": 1, "parks_unmeasured": 0},
        **{"threshold": 0.85, "operator": ">=", "threshold_zh": "国家园林城市", "meets": True},
        **{"margin": 0.1487, "reason": None, "standard": "评选标准", "clause": "附表"},
        **{"status": "unverified", "threshold_status": "verified", "applies_to": "城市建成区"},
        **other,
    }
