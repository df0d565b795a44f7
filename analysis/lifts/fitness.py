"""Whether a lift shaft fits a stairwell: its best place, every check with figures, and a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from ...gis import crs
from .. import origins
from ..light import heights, layouts
from . import (
    checks,
    choosing,
    conditions,
    encroachments,
    lift_rules,
    lift_words,
    rival_shafts,
    shafts,
    stairs,
)
from .checks import FAIL, UNKNOWN, Check
from .choosing import Chosen
from .lift_rules import CANNOT, OTHER, STAIR, SURVEY, WARN, Rules
from .sites import Site

CAN, NEEDS_SURVEY = "can", "needs_survey"


@dataclass(frozen=True)
class Fitness:
    """
    What was found of every stairwell.

    `checks` has one row a stairwell and check; `verdicts` is indexed by stairwell; `shafts` holds
    the place taken for the shaft, indexed by stairwell (those without a place are left out).
    """

    checks: pd.DataFrame
    verdicts: pd.DataFrame
    shafts: gpd.GeoDataFrame


def judge(
    stairwells: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame,
    *,
    communities: gpd.GeoDataFrame | None = None,
    streets: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    protections: gpd.GeoDataFrame | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> Fitness:
    """
    Whether a lift shaft fits each stairwell, with the rule, figure and margin of every check.

    Of the places tried (sizes and offsets of the rule tables, on the side of the stair), the first
    size that passes is taken, at the offset with the most room; where none passes, the place with
    the fewest faults. The other side of the building is tried too but never decides: a door there
    needs the consent of the owners whose dwellings it opens. Consent to the lift is not asked here.

    Parameters
    ----------
    stairwells
        Points indexed by id, with `building` and what is known of them; None = no such layer.
    buildings
        Polygons indexed by id. Dwellings without stairwells get one a `stairwell_count`.
    communities, streets, barriers, protections
        The layers, in the same metric CRS; a check whose layer is missing, or has no row at all,
        is unknown, never passed.
    overrides
        Table name to the user's own CSV file: `elevator_checks`, `shaft_sizes`, `window_layout`.

    Returns
    -------
    Fitness
        ``checks``: `stairwell`, `rule`, `zh`, `status` (pass, fail, unknown, not_applicable),
        `measured`, `limit`, `margin`, `unit`, `object`, `note`, `standard`, `clause`, `certainty`.
        ``verdicts``: `building`, `fit` (can, cannot, needs_survey), `reasons`, `surveys`,
        `warnings` (Chinese, joined by ；), `least_margin` (m), `least_rule`, `size`, `offset` (m),
        `side_source`, `source`, `other_side` (fits, does_not, unknown), `other_words`, `top`
        (metres above ground), `top_source` (height, or storeys where only these are known).
        ``shafts``: `building`, `size`, `offset`, `width`, `depth`, `top`
        and geometry.

    Raises
    ------
    CrsError
        A layer is not metric, or the layers are in different systems.
    ChoiceError
        A table of the user has a fault.

    Examples
    --------
    >>> from shapely import Point, box
    >>> houses = gpd.GeoDataFrame({"storeys": [6], "lift": [False], "safety_grade": ["B"]},
    ...     geometry=[box(0, 0, 28, 10)], index=["B1"], crs=4549)
    >>> doors = gpd.GeoDataFrame({"building": ["B1"]}, geometry=[Point(7, 10)], index=["U1"], crs=4549)
    >>> judge(doors, houses).verdicts[["fit", "size", "other_side"]].values.tolist()
    [['needs_survey', 'split', 'unknown']]
    """
    communities, streets, barriers, protections = (
        None if each is None or each.empty else each
        for each in (communities, streets, barriers, protections)
    )
    layers = [stairwells, communities, streets, barriers, protections]
    code = crs.require_metric(
        buildings, *(each for each in layers if each is not None and len(each))
    )
    rules = lift_rules.rules(overrides=overrides)
    community = origins.community_of(buildings, communities)
    site = Site(buildings, community, communities, streets, barriers, protections)
    found = stairs.places(
        stairwells, buildings, gap=rules.limit("stair_position"), settings=rules.settings
    )
    said = conditions.facts(
        found,
        stairwells=stairwells,
        buildings=buildings,
        communities=communities,
        community=community,
    )
    answers = conditions.checks(
        found,
        said,
        rules=rules,
        layout=layouts.layout(overrides=overrides),
        surveyed=communities is not None,
    )
    back = stairs.across(found, buildings, settings=rules.settings)
    own, other = (
        _tried(where, side, site, rules, code) for where, side in ((found, STAIR), (back, OTHER))
    )
    answers |= own.checks
    answers["other_shaft"] = rival_shafts.spacing(
        own.places, ~_refused(answers, rules), least=rules.limit("other_shaft")
    )
    answers = {key: answers[key] for key in rules.checks.index}
    table = lift_words.told(answers, found, site=site, rules=rules, placed=own.checks)
    tall = heights.of(buildings, rules=overrides).reindex(found["building"]).set_axis(found.index)
    top = tall["height"] + own.places["size"].map(rules.sizes["headroom"])
    verdicts = _verdicts(answers, table, found, own, rules).join(_beyond(other, back, site, rules))
    verdicts = verdicts.assign(
        top=top.astype("Float64"),
        top_source=tall["height_source"].astype("string").where(top.notna()),
    )
    drawn = own.places.assign(building=found["building"], top=verdicts["top"])
    return Fitness(table, verdicts, _drawn(drawn, code))


def _tried(where: pd.DataFrame, side: str, site: Site, rules: Rules, code: int) -> Chosen:
    """The best of all places on one side of the building."""
    placed = shafts.placements(where, rules.sizes, offsets=rules.offsets, side=side, crs=code)
    return choosing.chosen(
        placed, encroachments.checks(placed, site, rules), index=where.index, rules=rules
    )


def _refused(answers: dict[str, Check], rules: Rules) -> np.ndarray:
    """Stairwells that some check refuses: no shaft is built there."""
    hard = [check.status == FAIL for key, check in answers.items() if rules.effect(key) == CANNOT]
    return np.logical_or.reduce(hard)


def _verdicts(
    answers: dict[str, Check], table: pd.DataFrame, found: pd.DataFrame, own: Chosen, rules: Rules
) -> pd.DataFrame:
    reasons, surveys, warnings = _sorted(table, found.index, rules)
    fit = np.select([reasons.notna(), surveys.notna()], [CANNOT, NEEDS_SURVEY], CAN)
    return pd.DataFrame(
        {
            "building": found["building"],
            "fit": pd.array(fit, dtype="string"),
            "reasons": reasons,
            "surveys": surveys,
            "warnings": warnings,
            "least_margin": own.places["least_margin"],
            "least_rule": own.places["least_rule"],
            "size": own.places["size"],
            "offset": own.places["offset"],
            "side_source": found["location_source"],
            "source": found["source"].astype("string"),
        },
        index=found.index,
    )


def _beyond(other: Chosen, back: pd.DataFrame, site: Site, rules: Rules) -> pd.DataFrame:
    """Whether the other side takes a shaft, and in words."""
    tier = other.places["tier"]
    sure = tier.eq(choosing.CLEAR) & back["location_source"].ne(stairs.LONGEST).fillna(False)
    refused = tier.eq(choosing.REFUSED)
    state = np.select([sure, refused], [lift_words.FITS, lift_words.DOES_NOT], lift_words.OPEN)
    table = lift_words.told(other.checks, back, site=site, rules=rules, placed=other.checks)
    reasons, surveys, _ = _sorted(table, back.index, rules)
    words = lift_words.other_side(
        pd.Series(state, back.index), other.places["size"], reasons, surveys, rules
    )
    return pd.DataFrame(
        {"other_side": pd.array(state, dtype="string"), "other_words": words}, back.index
    )


def _sorted(table: pd.DataFrame, index: pd.Index, rules: Rules) -> tuple[pd.Series, ...]:
    """What refuses, what is to be surveyed, what is to be minded: one text a stairwell each."""
    effect = table["rule"].map(rules.checks["effect"].to_dict())
    failed = table["status"].eq(checks.STATUS[FAIL])
    open_ = table["status"].eq(checks.STATUS[UNKNOWN])
    parts = (
        failed & effect.eq(CANNOT),
        (failed & effect.eq(SURVEY)) | (open_ & effect.ne(WARN)),
        (failed | open_) & effect.eq(WARN),
    )
    reasons, surveys, warnings = (lift_words.joined(table[part], index) for part in parts)
    return reasons, surveys, warnings


def _drawn(places: pd.DataFrame, code: int) -> gpd.GeoDataFrame:
    columns = ["building", "size", "offset", "width", "depth", "top", "geometry"]
    return gpd.GeoDataFrame(
        places.loc[places["size"].notna(), columns], geometry="geometry", crs=code
    )
