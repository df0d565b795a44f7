"""What is known of each community: its own register, its buildings and its vote, nothing filled in."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...gis.crs import require_metric
from ..origins import RESIDENTIAL

PROTECTED = ("historic_building", "heritage_site")
PROGRAMME = "programme"
_TEXT = ["transfer_reform", "reformed_items", "renewal_state", "former_owner", "zone", "name"]
_FLAG = ["structure_safe", "demolition_plan", "facilities_lacking", "donations"]
_NUMBER = ["year_built", "households", "building_count", "self_built_share", "removal_support"]
_HOMES = ["seen", "homes", "years", "oldest", "newest", "self_built", "self_built_open"]
_HOMES += [
    "dangerous",
    "dangerous_open",
    "historic",
    "historic_open",
    "removable",
    "removable_open",
]
VOTE = ["agree", "participating", "eligible", "unknown", "verdict"]


@dataclass(frozen=True, eq=False)
class Records:
    """
    What is on record beside the communities; None for a layer that is missing.

    Attributes
    ----------
    buildings
        Indexed by id: `community`, and where known `use`, `year_built`, `safety_grade`, `historic`,
        `self_built`, geometry.
    protections
        `kind` and geometry, the CRS of the buildings.
    consents
        The table of that name of :func:`pianqu.analysis.votes.consent.tables`.
    projects
        Indexed by id: `communities` (ids joined by semicolons), and where known `mode`, `stage`.
    decisions
        Indexed by id: `community`, `rule`, `decision` (allow, refuse, defer), `by`, `date`,
        `reason`.
    """

    buildings: pd.DataFrame | None = None
    protections: pd.DataFrame | None = None
    consents: pd.DataFrame | None = None
    projects: pd.DataFrame | None = None
    decisions: pd.DataFrame | None = None


def facts(communities: pd.DataFrame, records: Records, *, grades: frozenset[str]) -> pd.DataFrame:
    """
    Everything that a rule looks at, one row a community.

    Parameters
    ----------
    communities
        Indexed by id; any column of the layer may be missing.
    records
        The other layers.
    grades
        Grades of the safety appraisal that are danger evidence.

    Returns
    -------
    DataFrame
        The index of `communities`: fields of the register (NA not known); of its dwelling
        buildings (`use` residential, mixed or not recorded) `seen` (in the layer), `homes` (with
        those registered beyond it, of which nothing is known), `years` (with a known year),
        `oldest`, `newest`, and how many are `self_built`, `dangerous`, `historic`, `removable`
        (dangerous and not historic), each with `_open` (of those how many are not known); `agree`,
        `participating`, `eligible`, `unknown`, `verdict` of the vote on the programme. All of the
        buildings is NA where none is in the layer.

    Raises
    ------
    CrsError
        Buildings and protections are not in one metric system.

    Examples
    --------
    >>> houses = pd.DataFrame({"community": ["C1", "C1"], "safety_grade": ["D", None]})
    >>> found = facts(
    ...     pd.DataFrame(index=["C1"]), Records(buildings=houses), grades=frozenset("D")
    ... )
    >>> found[["homes", "dangerous", "dangerous_open"]].values.tolist()
    [[2.0, 1.0, 1.0]]
    """
    types = dict.fromkeys(_TEXT, "string") | dict.fromkeys(_FLAG, "boolean")
    types |= dict.fromkeys(_NUMBER, "Float64")
    register = pd.DataFrame(communities).reindex(columns=list(types)).astype(types)
    homes = _homes(records.buildings, records.protections, grades, register.index)
    homes = _with_unseen(homes, register["building_count"])
    return register.join(homes).join(_votes(records.consents, register.index))


def _homes(
    buildings: pd.DataFrame | None,
    protections: pd.DataFrame | None,
    grades: frozenset[str],
    ids: pd.Index,
) -> pd.DataFrame:
    if buildings is None:
        return pd.DataFrame(index=ids, columns=pd.Index(_HOMES), dtype="Float64")
    table = pd.DataFrame(buildings).reindex(
        columns=["community", "use", "year_built", "safety_grade", "historic", "self_built"]
    )
    table = table[table["use"].isin(RESIDENTIAL) | table["use"].isna()]
    year = table["year_built"].astype("Float64")
    grade = table["safety_grade"].astype("string")
    danger = grade.isin(grades).astype("boolean").mask(grade.isna())
    historic = table["historic"].astype("boolean") | _listed(buildings, protections, table.index)
    built = table["self_built"].astype("boolean")
    loose = danger & ~historic
    flags = {"self_built": built, "dangerous": danger, "historic": historic, "removable": loose}
    counts = {"seen": pd.Series(1, table.index), "years": year.notna()}
    for name, flag in flags.items():
        counts[name] = flag.fillna(False)
        counts[f"{name}_open"] = flag.isna()
    owner = table["community"].astype("string").rename(None)
    found = pd.DataFrame(counts).astype("int64").groupby(owner).sum()
    found["oldest"], found["newest"] = year.groupby(owner).min(), year.groupby(owner).max()
    return found.reindex(index=ids, columns=_HOMES).astype("Float64")


def _with_unseen(homes: pd.DataFrame, registered: pd.Series) -> pd.DataFrame:
    """With the buildings that are registered and not in the layer, of which nothing is known."""
    unseen = (registered - homes["seen"]).clip(lower=0).fillna(0).astype("Float64")
    names = [name for name in _HOMES if name.endswith("_open")]
    more = {name: homes[name] + unseen for name in names}
    return homes.assign(homes=homes["seen"] + unseen, **more)


def _listed(
    buildings: pd.DataFrame, protections: pd.DataFrame | None, among: pd.Index
) -> pd.Series:
    """Whether a building is seen to stand in the outline of a protected one, or around it."""
    listed = pd.Series(False, index=among, dtype="boolean")
    if not isinstance(buildings, gpd.GeoDataFrame) or not isinstance(protections, gpd.GeoDataFrame):
        return listed
    shown = protections[protections["kind"].isin(PROTECTED)]
    require_metric(buildings, protections)
    shapes = buildings.loc[among, "geometry"].to_numpy()
    tree = shapely.STRtree(shown["geometry"].to_numpy())
    inside = tree.query(shapely.point_on_surface(shapes), predicate="intersects")[0]
    listed.iloc[np.unique(inside)] = True
    tree = shapely.STRtree(shapes)
    around = tree.query(
        shapely.point_on_surface(shown["geometry"].to_numpy()), predicate="intersects"
    )[1]
    listed.iloc[np.unique(around)] = True
    return listed


def _votes(consents: pd.DataFrame | None, ids: pd.Index) -> pd.DataFrame:
    """The last vote on the programme that each community held by itself."""
    if consents is None:
        return pd.DataFrame(index=ids, columns=pd.Index(VOTE))
    rows = consents[(consents["topic"] == PROGRAMME) & (consents["unit_kind"] == "community")]
    return rows.set_index("unit")[VOTE].reindex(ids)
