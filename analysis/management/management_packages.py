"""Management of small yards: who is to manage each, and which are packed together on foot."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from . import left_yards
from .management_rules import Rules
from .management_rules import rules as rules_of
from .packing import Packing, pack
from .triage import SECURED, management_zh, triage, yards
from .yard_groups import Yards

_COLUMNS = {
    "yards": "string",
    "yard_count": "Int64",
    "households": "Int64",
    "least_households": "Int64",
    "enough": "boolean",
    "hub": "string",
    "walk_neighbours": "Float64",
    "walk_hub": "Float64",
    "walk_total": "Float64",
    "district": "string",
    "proven": "boolean",
    "reason": "string",
}


def tables(
    communities: pd.DataFrame,
    buildings: pd.DataFrame | None = None,
    *,
    metres: pd.DataFrame | None,
    district: pd.Series,
    community: pd.Series | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> dict[str, pd.DataFrame]:
    """
    Who is to manage each small or unmanaged yard, and the packages of those that go together.

    Of all packages that keep to the rules, those are taken that leave the fewest yards out, of
    these the fewest, of these those with the shortest ways from their hubs.

    Parameters
    ----------
    communities, buildings, community
        As for :func:`pianqu.analysis.management.triage.yards`.
    metres
        From :func:`pianqu.analysis.management.yard_walks.metres`, as far as the rules ask
        (`farthest`): `from`, `to`, `metres`, one row a pair. None where walks are not known.
    district
        Sub-district by id of the yard; NA not known.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    dict
        `management_yards`, indexed by `yard`: `of_layer`, `name`, `households`, `management`,
        `management_zh`, `district`, `triage`, `triage_zh`, `rule`, `reason` (of the triage),
        `package` (NA in none), `left_reason` (why in none; NA where in one). `management_packages`,
        indexed by `package`: `yards` (ids), `yard_count`, `households`, `least_households` (the
        rule), `enough`, `hub`, `walk_neighbours` (longest walk that the package needs to hang
        together), `walk_hub` (to the yard farthest from the hub), `walk_total` (from the hub to
        all), metres; `district` (NA where it lies in several or is not known), `proven` (no better
        packages of the yards around), `reason`.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> places = pd.DataFrame({"households": [128, 100], "management": "none"}, index=["C1", "C2"])
    >>> near = pd.DataFrame({"from": ["C1"], "to": ["C2"], "metres": [352.0]})
    >>> found = tables(places, metres=near, district=pd.Series("南街道", ["C1", "C2"]))
    >>> found["management_yards"]["package"].tolist()
    ['W01', 'W01']
    >>> found["management_packages"][["households", "walk_neighbours"]].values.tolist()
    [[228, 352.0]]
    """
    rules = rules_of(overrides=overrides)
    table = yards(communities, buildings, community=community, rules=rules)
    judged = triage(table, rules=rules)
    place = district.reindex(table.index).astype("string")
    packed = judged.index[judged["triage"].eq(SECURED).fillna(value=False).to_numpy(dtype=bool)]
    fit = packed[(place[packed].notna() | (not rules.same_district)).to_numpy()]
    ways = _ways(fit, metres)
    problem = _problem(table.loc[fit], place[fit], ways, rules)
    packing = pack(problem, rules)
    names = _names(fit, packing)
    left = left_yards.reasons(
        judged,
        names=names,
        district=place,
        problem=problem,
        fit=fit,
        walked=metres is not None,
        rules=rules,
    )
    table = table.drop(columns="owners_committee").assign(district=place)
    table.insert(4, "management_zh", management_zh(table["management"]))
    table = table.join(judged).assign(package=names.reindex(table.index), left_reason=left)
    return {
        "management_yards": table.astype({"package": "string", "left_reason": "string"}),
        "management_packages": _packages(table.loc[fit], problem, packing, rules),
    }


def _ways(ids: pd.Index, metres: pd.DataFrame | None) -> np.ndarray:
    """Metres between each two, symmetrical; inf where not known."""
    ways = np.full((len(ids), len(ids)), np.inf)
    np.fill_diagonal(ways, 0.0)
    if metres is not None:
        first, second = (ids.get_indexer(pd.Index(metres[end])) for end in ("from", "to"))
        there = (first >= 0) & (second >= 0)
        far = metres["metres"].to_numpy(dtype=float)[there]
        np.minimum.at(ways, (first[there], second[there]), far)
        ways = np.minimum(ways, ways.T)
    return ways


def _problem(table: pd.DataFrame, district: pd.Series, ways: np.ndarray, rules: Rules) -> Yards:
    linked = ways <= rules.metres
    np.fill_diagonal(linked, val=False)
    if rules.same_district:
        name = district.to_numpy(dtype=object)
        linked &= name[:, None] == name[None, :]
        ways = np.where(name[:, None] == name[None, :], ways, np.inf)
    return Yards(table["households"].to_numpy(dtype=np.int64), ways, linked)


def _names(ids: pd.Index, packing: Packing) -> pd.Series:
    named = zip(_numbered(packing), packing.packages, strict=True)
    found = {ids[at]: name for name, group in named for at in group.members}
    return pd.Series(found, dtype="string").reindex(ids)


def _numbered(packing: Packing) -> list[str]:
    width = max(2, len(str(len(packing.packages))))
    return [f"W{number:0{width}d}" for number in range(1, len(packing.packages) + 1)]


def _packages(table: pd.DataFrame, problem: Yards, packing: Packing, rules: Rules) -> pd.DataFrame:
    rows = []
    for group, proven in zip(packing.packages, packing.proven, strict=True):
        own = table.iloc[list(group.members)]
        ways = problem.metres[np.ix_(group.members, group.members)]
        linked = problem.linked[np.ix_(group.members, group.members)]
        hub = group.members.index(group.hub)
        named = own["district"].dropna().unique()
        total = int(own["households"].sum())
        rows.append(
            {
                "yards": ";".join(map(str, own.index)),
                "yard_count": len(own),
                "households": total,
                "least_households": rules.least,
                "enough": total >= rules.least,
                "hub": str(own.index[hub]),
                "walk_neighbours": _longest_needed(ways, linked),
                "walk_hub": float(ways[hub].max()),
                "walk_total": group.metres,
                "district": named[0]
                if len(named) == 1 and own["district"].notna().all()
                else pd.NA,
                "proven": proven,
                "reason": f"{len(own)} 个院落步行相连，合计 {total} 户，不少于 {rules.least} 户；"
                f"以 {own.index[hub]} 为中心，最远步行 {ways[hub].max():.0f} m",
            }
        )
    names = pd.Index(_numbered(packing), name="package", dtype="string")
    return pd.DataFrame(rows, names, list(_COLUMNS)).astype(_COLUMNS)


def _longest_needed(ways: np.ndarray, linked: np.ndarray) -> float:
    """The longest link of the shortest tree over a package; 0 for one yard alone."""
    inside = {0}
    longest = 0.0
    near = np.where(linked, ways, np.inf)
    while len(inside) < len(ways):
        rows = sorted(inside)
        open_ = near[rows].min(axis=0)
        open_[rows] = np.inf
        nearest = int(np.argmin(open_))
        longest = max(longest, float(open_[nearest]))
        inside.add(nearest)
    return longest
