"""Triage of small and unmanaged yards: the market, secured in a package, or the owners themselves."""

from typing import Any

import pandas as pd

from .. import origins
from .management_rules import Rules
from .yard_walks import BUILDINGS, COMMUNITIES

MARKET, SECURED, SELF = "market", "secured", "self"
TRIAGE = {MARKET: "市场化物业", SECURED: "保障性打包", SELF: "业主自治"}
NO_MANAGEMENT = "none"
_MANAGEMENT = {MARKET: "市场化物业", SECURED: "社区保障性物业", SELF: "业主自治", "none": "无物业"}
_COLUMNS = ["of_layer", "name", "households", "management", "owners_committee"]


def yards(
    communities: pd.DataFrame,
    buildings: pd.DataFrame | None,
    *,
    community: pd.Series | None = None,
    rules: Rules,
) -> pd.DataFrame:
    """
    Every yard whose management is to be settled.

    Parameters
    ----------
    communities
        Indexed by id: `households`, `management`, `owners_committee`, `name`, each optional.
    buildings
        Indexed by id: `households`, `use`, `name`, `community`, each optional; None for none.
    community
        Community that each building is in; None takes the column of that name.
    rules
        How small is small.

    Returns
    -------
    DataFrame
        Indexed by id (`yard`), sorted: `of_layer`, `name`, `households` (Int64), `management`,
        `owners_committee`. Communities that are small or not managed, or may be, since one of the
        two is not known; and every building for living in that is in no community, as not managed.

    Examples
    --------
    >>> from pianqu.analysis.management.management_rules import rules
    >>> places = pd.DataFrame(
    ...     {"households": [500, 40, 500], "management": ["market", "self", None]},
    ...     index=["C1", "C2", "C3"],
    ... )
    >>> homes = pd.DataFrame({"community": ["C1", None], "households": [9, 12]}, index=["B1", "B2"])
    >>> yards(places, homes, rules=rules())["of_layer"].to_dict()
    {'B2': 'buildings', 'C2': 'communities', 'C3': 'communities'}
    """
    places = _typed(communities).assign(of_layer=COMMUNITIES)
    managed = places["management"].notna() & places["management"].ne(NO_MANAGEMENT)
    large = places["households"].ge(rules.small).fillna(value=False)
    parts = [places[~(managed & large).astype(bool)]]
    if buildings is not None:
        of = buildings.get("community") if community is None else community
        known = pd.Series(pd.NA, buildings.index) if of is None else of.reindex(buildings.index)
        alone = _typed(buildings[known.isna() & origins.dwellings(buildings)])
        parts.append(alone.assign(of_layer=BUILDINGS, management=NO_MANAGEMENT))
    table = pd.concat(parts)[_COLUMNS]
    table = table.astype({"of_layer": "string", "management": "string"})
    return table.sort_index(key=lambda ids: ids.astype(str)).rename_axis("yard")


def triage(yards: pd.DataFrame, *, rules: Rules) -> pd.DataFrame:
    """
    Who is to manage each yard.

    The market where it does so already or the yard is large enough; the owners where they do so
    already or have a committee; else the community's secured management, several yards together.

    Parameters
    ----------
    yards
        From :func:`yards`.
    rules
        From how many households the market can.

    Returns
    -------
    DataFrame
        The index of `yards`: `triage` (market, secured, self; NA not known), `triage_zh`, `rule`
        (row of `management_rules` or field that decides), `reason`.

    References
    ----------
    新乡市第285号提案答复: "对规模小、分布散，一时难以实行市场化物业管理的小区，连片打包，实行社区保障性管理".

    Examples
    --------
    >>> from pianqu.analysis.management.management_rules import rules
    >>> table = pd.DataFrame(
    ...     {
    ...         "of_layer": "communities",
    ...         "households": [432, 36, 156, None],
    ...         "management": ["none", "none", "self", "none"],
    ...         "owners_committee": [False, False, True, False],
    ...     },
    ...     index=["C02", "C14", "C10", "C99"],
    ... )
    >>> triage(table, rules=rules())["triage"].tolist()
    ['market', 'secured', 'self', <NA>]
    """
    said = [_judged(row, rules) for row in yards.to_dict("records")]
    found = pd.DataFrame(said, yards.index, ["triage", "rule", "reason"], dtype="string")
    found.insert(1, "triage_zh", found["triage"].map(TRIAGE).astype("string"))
    return found


def management_zh(management: pd.Series) -> pd.Series:
    """
    The words for who manages.

    Examples
    --------
    >>> management_zh(pd.Series(["none", None])).tolist()
    ['无物业', <NA>]
    """
    return management.map(_MANAGEMENT).astype("string")


def _judged(yard: dict[Any, Any], rules: Rules) -> tuple[object, str, str]:
    """Triage, what decides, and the sentence."""
    count, management = yard["households"], yard["management"]
    if pd.isna(management):
        return pd.NA, "management", "物业管理方式未知，待补证据后再定"
    if management == MARKET:
        return MARKET, "management", "已有市场化物业"
    if pd.isna(count):
        return pd.NA, "households", "户数未知，不能判断规模大小，待补证据后再定"
    if count >= rules.market:
        return MARKET, "market", f"{count} 户，不少于 {rules.market} 户，有条件引入市场化物业"
    few = f"{count} 户，不足 {rules.market} 户，一时难以市场化"
    committee = yard["owners_committee"]
    if management == SELF or (pd.notna(committee) and bool(committee)):
        return SELF, "owners_committee", f"{few}；已由业主自管或设有业主委员会"
    alone = yard["of_layer"] == BUILDINGS
    how = "单体楼，不属任何小区，无主管" if alone else _MANAGEMENT.get(management, management)
    return SECURED, "market", f"{few}；{how}"


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    columns = {
        "name": "string",
        "households": "Int64",
        "management": "string",
        "owners_committee": "boolean",
    }
    return pd.DataFrame(
        {
            name: pd.Series(frame.get(name, pd.NA), frame.index, dtype=kind)
            for name, kind in columns.items()
        },
        index=frame.index,
    )
