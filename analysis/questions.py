"""The questions beside the nearest minutes, each with its tables or the reason why it has none."""

from collections.abc import Callable, Collection
from dataclasses import replace

import pandas as pd

from ..gis.errors import ChoiceError
from ..layers import kinds
from . import (
    area_questions,
    assignment,
    bundle_questions,
    circles,
    complete,
    gaps,
    land_questions,
    lift_questions,
    measures,
    population,
    register_question,
    renewal_questions,
    scorecard,
    sharing,
    statutory,
    supply,
    synchrony,
)
from .closing import Surroundings
from .inquiry import Inquiry
from .places import PARK
from .walks import walk

Tables = dict[str, pd.DataFrame]
ALL = (
    *("counts", "areas", "parks", "circles", "scorecards", "supply", "gaps"),
    *("population", "daylight", "consent", "elevators", "idle", "siting"),
    *("eligibility", "finance", "bundling", "management", "staging"),
    "register",
)
_WORDS = {
    "counts": "时限内可达的设施",
    "areas": "步行可达范围（示意图形）",
    "parks": "公园绿地服务半径覆盖率与对照",
    "circles": "生活圈配套",
    "scorecards": "完整社区、六有五达标三完善、八个同步",
    "supply": "供给与需求",
    "gaps": "缺口与小区卡片",
    "population": "栅格人口估计",
    "daylight": "住宅日照",
    "consent": "表决与同意",
    "elevators": "加装电梯",
    "idle": "闲置地与再利用",
    "siting": "选址",
    "eligibility": "纳入资格与更新方式",
    "finance": "资金台账",
    "bundling": "片区组合",
    "management": "零散楼院连片打包",
    "staging": "分期与进度",
    "register": "城市更新登记库",
}
_NEEDS = {  # question: layers without which it has no answer
    "counts": ("buildings", "streets"),
    "areas": ("streets",),
    "parks": ("parks",),
    "circles": ("buildings", "streets"),
    "scorecards": ("communities", "buildings", "streets"),
    "supply": ("buildings", "streets", "facilities"),
    "gaps": ("communities", "buildings", "streets"),
    "population": ("buildings",),
    "daylight": ("buildings",),
    "consent": ("votes",),
    "elevators": ("buildings",),
    "idle": (),
    "siting": ("buildings", "streets"),
    "eligibility": ("communities",),
    "finance": ("communities", "projects", "ledger"),
    "bundling": ("communities", "projects", "ledger"),
    "management": ("communities",),
    "staging": ("communities",),
    "register": ("projects",),
}
_NOTHING = {
    "areas": "要画可达范围的设施（areas）不在所选设施类型中，或没有接入路网的出入口",
    "supply": "没有设施记录规模（capacity），无从比较供给与需求",
    "population": "没有 population 栅格",
    "daylight": "没有一栋住宅的层数或高度已知，无从布窗",
    "elevators": "没有单元图层，住宅楼栋也没有单元数（stairwell_count），无从逐单元判断",
    "idle": "地块、存量房屋以及带边界的小区（或街区）和楼栋都没有，无从查找闲置地",
    "siting": "没有可以利用的闲置地块，无从选址",
    "finance": "资金或项目图层是空的，或没有一个图层写明数据日期（as_of）",
    "bundling": "没有一个小区的位置、户数、资格和资金都已知，无从组合",
    "management": "没有规模小或无物业的小区和楼栋",
    "staging": "没有一个图层写明数据日期（as_of），无从判断到期和分期",
    "register": "项目图层是空的，无从登记",
}


def require(questions: Collection[str]) -> tuple[str, ...]:
    """
    The questions that are asked, in order.

    Raises
    ------
    ChoiceError
        There is no such question.

    Examples
    --------
    >>> require({"gaps", "counts"})
    ('counts', 'gaps')
    """
    odd = [str(name) for name in questions if name not in ALL]
    if odd:
        raise ChoiceError(f"没有名为“{'、'.join(odd)}”的问题；可选：{'、'.join(ALL)}。")
    return tuple(name for name in ALL if name in questions)


def answer(asked: Inquiry, *, questions: Collection[str]) -> Tables:
    """
    The tables of the questions that are asked.

    Parameters
    ----------
    asked
        What is asked, of what, and the walks.
    questions
        Some of :data:`ALL`.

    Returns
    -------
    dict
        Name to table; and `questions`: which have an answer, and why the others have none.
    """
    found, rows = Tables(), list[tuple[str, str, str, str | None]]()
    for name in require(questions):
        missing = [layer for layer in _NEEDS[name] if getattr(asked.city, layer) is None]
        own = {} if missing else _answered(name, asked, found)
        found |= own
        reason = None if own else _reason(name, asked)
        if missing:
            reason = f"缺少{'、'.join(kinds.schema(layer).zh for layer in missing)}图层"
        rows.append((name, _WORDS[name], "not_computed" if reason else "computed", reason))
    found["questions"] = pd.DataFrame(rows, columns=["question", "zh", "status", "reason"])
    return found


def _answered(name: str, asked: Inquiry, found: Tables) -> Tables:
    """The register is of what the other questions found; no other question looks at one before."""
    return register_question.register(asked, found) if name == "register" else _ANSWERS[name](asked)


def _reason(name: str, asked: Inquiry) -> str | None:
    """Why a question has no tables though its layers are there."""
    own = land_questions.idle_reason(asked.land) if name == "idle" else None
    return own or _NOTHING.get(name)


def _counts(asked: Inquiry) -> Tables:
    return {
        "building_counts": measures.counts(asked.pairs, asked.minutes),
        "community_places": measures.by_community(asked.pairs, asked.community, asked.weights),
    }


def _parks(asked: Inquiry) -> Tables:
    asked = _with_parks(asked)
    walked = asked.city.buildings is not None and asked.walks.under is not None
    return statutory.tables(
        statutory.Asked(
            layers=asked.city.layers,
            rasters=asked.city.rasters,
            epsg=asked.city.epsg,
            choices=asked.choices,
            walks=asked.walks,
            metres=asked.every_metre if walked else None,
            threads=asked.threads,
        )
    )


def _with_parks(asked: Inquiry) -> Inquiry:
    """The same with walks to parks, where the planner's kinds leave them out."""
    city = asked.city
    if PARK in asked.choices.asked:
        return asked
    choices = replace(asked.choices, kinds=(PARK,))
    around = {"rasters": city.rasters, "epsg": city.epsg, "threads": asked.threads}
    walks = walk(city.layers, choices, **around, step=lambda name: None)
    return replace(asked, choices=choices, walks=walks)


def _circles(asked: Inquiry) -> Tables:
    distances = {"time": asked.minutes, "network": asked.metres, "straight": asked.straight}
    rules = asked.choices.rules
    weights = asked.weights.drop(columns="elderly")
    found = {
        "living_circles": circles.living(
            distances, weights=weights, known=asked.known, overrides=rules
        )
    }
    if asked.city.communities is not None:
        found["community_circles"] = circles.communities(
            distances, community=asked.community, known=asked.known, overrides=rules
        )
    return found


def _scorecards(asked: Inquiry) -> Tables:
    city, rules = asked.city, asked.choices.rules
    common = {"minutes": asked.minutes, "community": asked.community, "known": asked.known}
    homes = pd.DataFrame({"community": asked.community, "answered": asked.snapped})
    if "households" in asked.homes:
        homes["households"] = asked.homes["households"]
    whole = complete.check(
        asked.wide_pairs,
        complete.offers(city.facilities, city.parks),
        homes=homes,
        known=asked.known,
        overrides=rules,
    )
    cards = scorecard.scorecard(city.communities, **common, joined=asked.joined, overrides=rules)
    eight = synchrony.synchrony(
        city.communities, **common, stairwells=city.stairwells, overrides=rules
    )
    return {
        "complete_community": whole,
        "complete_totals": complete.totals(whole),
        "scorecard": cards,
        "scorecard_totals": scorecard.totals(cards),
        "synchrony": eight,
    }


def _supply(asked: Inquiry) -> Tables:
    offers = measures.offers(asked.city.layers, asked.walks.services)
    offers = offers[offers["kind"].isin(offers.loc[offers["capacity"].notna(), "kind"])]
    if not len(offers):
        return {}
    demand = asked.weights[asked.choices.demand]
    pairs = asked.pairs.merge(offers[["layer", "place", "kind"]])
    rest = {"limit": asked.choices.minutes, "snapped": asked.snapped}
    bands = sharing.decay(asked.choices.decay, overrides=asked.choices.rules)
    access = supply.two_step(pairs, demand, offers, **rest)
    table = supply.summary(pairs, demand, offers, **rest).assign(demand_unit=asked.choices.demand)
    found = {
        "supply": table,
        "building_supply": access,
        "building_supply_weighted": supply.two_step(pairs, demand, offers, **rest, weights=bands),
        "community_supply": supply.by_community(access, demand, asked.community),
    }
    sound = table.index[table["status"] == "computed"].tolist()
    if not sound:
        return found
    sent = assignment.assign(pairs, demand, offers, **rest, kinds=sound)
    return found | {
        "assignment": sent.flows,
        "assignment_buildings": sent.buildings,
        "assignment_places": sent.places,
        "assignment_totals": sent.totals,
    }


def _gaps(asked: Inquiry) -> Tables:
    city = asked.city
    around = Surroundings(asked.homes, asked.places, city.barriers, asked.walks.doors)
    people = (asked.weights, asked.community)
    found = gaps.gaps(
        asked.minutes,
        asked.straight,
        *people,
        around,
        limit=asked.choices.minutes,
        speed=asked.choices.speed,
    )
    mapped = asked.known[asked.known["status"] == "mapped"]
    cards = gaps.cards(city.communities, asked.covered, found, *people, names=mapped["zh"])
    return {"gaps": found, "community_cards": cards.rename_axis("community").reset_index()}


_ANSWERS: dict[str, Callable[[Inquiry], Tables]] = {
    "counts": _counts,
    "areas": area_questions.areas,
    "parks": _parks,
    "circles": _circles,
    "scorecards": _scorecards,
    "supply": _supply,
    "gaps": _gaps,
    "population": population.answer,
    "daylight": lift_questions.daylight,
    "consent": lift_questions.consents,
    "elevators": lift_questions.lifts,
    "idle": lambda asked: land_questions.idle(asked.land),
    "siting": lambda asked: land_questions.siting(asked.land),
    "eligibility": renewal_questions.eligibility,
    "finance": renewal_questions.finance,
    "bundling": lambda asked: bundle_questions.bundling(asked.bundles),
    "management": renewal_questions.management,
    "staging": renewal_questions.staging,
}
