"""What idle land and premises can be used for: the uses, the rules of each, and which go together."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError
from .. import standards
from . import crossings, use_tables
from .use_tables import (
    AREA,
    AT_LEAST,
    BOTH,
    CANNOT,
    EVERY,
    OWNER,
    PLACE,
    PLOT,
    PREMISES,
    SURVEY,
)

_USES, _RULES, _PAIRS = "reuse_uses", "reuse_rules", "reuse_pairs"


def uses(
    *, only: Iterable[str] = (), overrides: Mapping[str, str | Path] | None = None
) -> pd.DataFrame:
    """
    The uses, in the order of the table.

    Parameters
    ----------
    only
        Those wanted; all where empty.
    overrides
        As for :func:`pianqu.analysis.standards.load`; the table is `reuse_uses`.

    Returns
    -------
    DataFrame
        Indexed by `use`: `zh`, `en`, `facility_kind` (empty: no kind of facility), `place` (plot,
        premises, both), `renewal_item` (of the eight things renewed in step; empty: none),
        `capacity_unit`, `standard`, `clause`, `status`, `sources`, `note`.

    Raises
    ------
    ChoiceError
        The user's table has a fault, or there is no such use.

    Examples
    --------
    >>> uses(only=["parking"])["facility_kind"].to_dict()
    {'parking': 'car_parking'}
    """
    table = standards.load(_USES, overrides=overrides, check=use_tables.use_faults)
    wanted = list(only) or table.index.tolist()
    unknown = [use for use in wanted if use not in table.index]
    if unknown:
        raise ChoiceError(
            [
                f"用途“{use}”不在规则表 {_USES} 中；可选：{'、'.join(table.index)}。"
                for use in unknown
            ]
        )
    return table[table.index.isin(wanted)]


def rules(
    *, only: Iterable[str] = (), overrides: Mapping[str, str | Path] | None = None
) -> pd.DataFrame:
    """
    The rules of each use, one row a use and rule, in the order of both tables.

    Parameters
    ----------
    only, overrides
        As for :func:`uses`; the tables are `reuse_uses` and `reuse_rules`.

    Returns
    -------
    DataFrame
        `key`, `use` (one), `zh`, `place` (where the rule is asked), `measure` (column of the plots),
        `operator`, `value` (text: a number, or words parted by |), `unit`, `effect` (cannot,
        survey, warn; area: land or floor that the use takes; capacity: how much it serves),
        `times` (key of a rule whose number multiplies this one), `open` (what to do where not
        known), `standard`, `clause`, `status`, and the other columns of the table.

    Raises
    ------
    ChoiceError
        A table of the user has a fault, or a rule names a use that the uses do not have.

    Examples
    --------
    >>> found = rules(only=["pocket_park"])
    >>> found.set_index("key").loc["pocket_park.area", ["operator", "value", "status"]].tolist()
    ['>=', '400', 'secondary']
    """
    table = standards.load(_RULES, overrides=overrides, check=use_tables.rule_faults).reset_index()
    every, wanted = uses(overrides=overrides).index, uses(only=only, overrides=overrides).index
    if wrong := crossings.of_rules(table.set_index("key"), every, overrides=overrides):
        raise ChoiceError(wrong)
    named: list[list[str]] = [str(cell).split("|") for cell in table["use"]]
    meant = [list(every) if EVERY in names else names for names in named]
    found = table.assign(use=pd.Series(meant, index=table.index)).explode("use", ignore_index=True)
    found = found[found["use"].isin(wanted)]
    place = wanted.get_indexer(pd.Index(found["use"]))
    return found.assign(place_of=place).sort_values("place_of", kind="stable", ignore_index=True)[
        table.columns
    ]


def pairs(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    Which uses may not share a plot, which do well together, and which lie within another.

    Returns
    -------
    DataFrame
        Indexed by key: `one`, `other`, `relation` (apart, together, within: the land of one is
        part of that of the other), `share` (of the land of the other that those within may take;
        NaN unless within), `zh` (why), `rule`, `standard`, `clause`, `status`, `sources`.

    Raises
    ------
    ChoiceError
        A table of the user has a fault, or a pair names a use that the uses do not have.

    Examples
    --------
    >>> pairs().loc["charging+parking", "relation"]
    'within'
    """
    table = standards.load(_PAIRS, overrides=overrides, check=use_tables.pair_faults).copy()
    table["share"] = pd.to_numeric(table["share"], errors="coerce")
    every = uses(overrides=overrides).index
    if wrong := crossings.of_pairs(table, every, overrides=overrides):
        raise ChoiceError(wrong)
    return table


def ruled(rules: pd.DataFrame) -> pd.MultiIndex:
    """
    Uses with a rule that can say no, beyond where they belong and who owns the place.

    Parameters
    ----------
    rules
        As from :func:`rules`.

    Returns
    -------
    MultiIndex
        Use and place (plot, premises).

    Examples
    --------
    >>> ("waste", "plot") in ruled(rules(only=["waste"]))
    True
    """
    decides = rules["effect"].isin([CANNOT, SURVEY]) & ~rules["measure"].isin([PLACE, OWNER])
    some = rules.loc[decides, ["use", "place"]]
    each = [[PLOT, PREMISES] if place == BOTH else [place] for place in some["place"]]
    spread = some.assign(place=pd.Series(each, index=some.index)).explode("place")
    return pd.MultiIndex.from_frame(spread.drop_duplicates())


def area_needed(rules: pd.DataFrame) -> pd.Series:
    """
    Land or floor that each use takes at least.

    That of its row of effect `area` where there is one, else the least that its rules ask of
    `area` on land, or of `floor_area` in premises.

    Parameters
    ----------
    rules
        As from :func:`rules`.

    Returns
    -------
    Series
        Square metres by use and place (plot, premises); uses without such a rule are not in it.

    Examples
    --------
    >>> area_needed(rules(only=["parking", "service_station"])).to_dict()
    {('parking', 'plot'): 90.0, ('service_station', 'plot'): 500.0, ('service_station', 'premises'): 600.0}
    """
    measure = rules["place"].map({PLOT: "area", PREMISES: "floor_area"})
    least = rules["effect"].eq(CANNOT) & rules["operator"].eq(AT_LEAST)
    taken = rules["effect"].eq(AREA)
    some = rules[taken | (least & rules["measure"].eq(measure))].sort_values(
        "effect", key=lambda effect: effect.ne(AREA), kind="stable"
    )
    number = rules.drop_duplicates("key").set_index("key")["value"]
    factor = some["times"].map(number).where(some["times"] != "", "1").astype(float)
    found = (some["value"].astype(float) * factor).set_axis([some["use"], some["place"]])
    return found[~found.index.duplicated()].sort_index().rename("area_needed")
