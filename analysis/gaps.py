"""Who is left out of what, how narrowly, what would close the gap, and a card a community."""

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .closing import FACILITY, GATE, KEYS, LINK, Surroundings, closing

REACHED = ("all", "part", "none", "unknown")
BRIEF = {GATE: "可开门", LINK: "须连通", FACILITY: "须新增设施"}
OPEN = "补救办法待核"
WORST = 3  # gaps named on a card


def left_out(
    minutes: pd.DataFrame, weights: pd.DataFrame, community: pd.Series, *, limit: float
) -> pd.DataFrame:
    """
    How many are beyond the limit, and by how much, of each community and kind.

    Parameters
    ----------
    minutes
        One row a building, one column a kind: walking minutes; inf beyond the search limit, NaN not
        computed.
    weights
        Columns such as `buildings`, `households`, `residents`, `elderly`; the index of `minutes`;
        NA where not known.
    community
        Id of the community of each building, the index of `minutes`; NA leaves it out.
    limit
        Minutes, inclusive.

    Returns
    -------
    DataFrame
        Indexed by community and kind, one row for each with a building beyond the limit. For each
        weight `<weight>_left_out`, `<weight>_total` (of buildings with an answer; both NaN where no
        weight is known) and `<weight>_missing` (buildings left out whose weight is not known);
        `not_computed` (buildings without an answer), `nearest_miss` (the building left out that has
        least to walk), `minutes_over` (of it, beyond the limit; NaN where all are beyond the search
        limit), `minutes_farthest` (NaN where one is) and `beyond_search` (buildings).

    Examples
    --------
    >>> minutes = pd.DataFrame({"clinic": [4.0, 12.0, np.inf]}, index=["B1", "B2", "B3"])
    >>> weights = pd.DataFrame({"households": [30, 10, None]}, index=minutes.index)
    >>> owner = pd.Series("C1", index=minutes.index)
    >>> left_out(minutes, weights, owner, limit=10).iloc[:, :6].values.tolist()
    [[10.0, 40.0, 1, 0, 'B2', 2.0]]
    """
    held = community.notna().to_numpy()
    owner, names = pd.factorize(community[held].astype("string"), sort=True)
    walked = minutes[held].to_numpy(dtype=float)
    out, known = walked > limit, ~np.isnan(walked)
    row, column = np.nonzero(_sums(out, owner) > 0)
    index = pd.MultiIndex.from_arrays([names[row], minutes.columns[column]], names=KEYS)
    table = pd.DataFrame(index=index)
    for name, values in weights[held].items():
        weight = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)[:, None]
        told, blank = np.nan_to_num(weight), np.isnan(weight)
        for part, rows in (("left_out", out), ("total", known)):
            some = _sums(rows & ~blank, owner)[row, column] > 0
            total = _sums(told * rows, owner)[row, column]
            table[f"{name}_{part}"] = np.where(some, total, np.nan)
        table[f"{name}_missing"] = _sums(out & blank, owner)[row, column].astype(int)
    table["not_computed"] = _sums(~known, owner)[row, column].astype(int)
    table = table.join(_narrowest(minutes[held], owner, names, out, limit))
    table["beyond_search"] = _sums(np.isposinf(walked), owner)[row, column].astype(int)
    return table


def gaps(
    minutes: pd.DataFrame,
    straight: pd.DataFrame,
    weights: pd.DataFrame,
    community: pd.Series,
    around: Surroundings,
    *,
    limit: float,
    speed: float,
) -> gpd.GeoDataFrame:
    """
    Who is left out, and what would close it: a screening (初判), to be tried as a scenario.

    Parameters
    ----------
    minutes, weights, community, limit
        As for :func:`left_out`.
    straight, around, speed
        As for :func:`pianqu.analysis.closing.closing`.

    Returns
    -------
    GeoDataFrame
        One row a community and kind with somebody not reached: `community`, `kind`, the columns of
        :func:`left_out`, and those of :func:`pianqu.analysis.closing.closing`.

    Examples
    --------
    >>> from shapely import Point
    >>> index = pd.Index(["B1"])
    >>> homes = gpd.GeoDataFrame(geometry=[Point(0, 0)], index=index, crs=4549)
    >>> clinic = {"place": ["F1"], "kind": ["clinic"]}
    >>> table = gaps(
    ...     pd.DataFrame({"clinic": [14.0]}, index=index),
    ...     pd.DataFrame({"clinic": [600.0]}, index=index),
    ...     pd.DataFrame({"households": [24]}, index=index),
    ...     pd.Series("C1", index=index),
    ...     Surroundings(homes, gpd.GeoDataFrame(clinic, geometry=[Point(600, 0)], crs=4549)),
    ...     limit=10,
    ...     speed=50 / 60,
    ... )
    >>> table[["closes", "minutes_over", "straight_minutes"]].values.tolist()
    [['facility', 4.0, 12.0]]
    """
    counts = left_out(minutes, weights, community, limit=limit)
    closes = closing(minutes, straight, community, around, limit=limit, speed=speed)
    table = counts.join(pd.DataFrame(closes)).reset_index()
    return gpd.GeoDataFrame(table, geometry="geometry", crs=closes.crs)


def cards(
    communities: pd.DataFrame,
    coverage: pd.DataFrame,
    found: pd.DataFrame,
    weights: pd.DataFrame,
    community: pd.Series,
    *,
    names: pd.Series,
) -> pd.DataFrame:
    """
    One card a community: who lives there, what they reach, and what they lack most.

    Parameters
    ----------
    communities
        Indexed by id, with `name`.
    coverage
        One row a community and kind: `community`, `kind`, `reached` (all, part, none, unknown), as
        from :func:`pianqu.analysis.coverage.communities`; a pair that is not there is unknown.
    found
        As from :func:`gaps`.
    weights, community
        As for :func:`left_out`.
    names
        Kind to its name in Chinese, in the order of the lists; every kind asked for.

    Returns
    -------
    DataFrame
        The index of `communities`: `name`, every weight (the sum over its buildings; NA where it is
        known of none) and `<weight>_missing` (its buildings of which it is not known), for all,
        part, none and unknown `kinds_<reached>` (a count) and `list_<reached>` (names), and
        `worst_1` to `worst_3` in words: the gaps with most households left out, then most
        buildings, then the farthest to walk; NA where there are fewer.

    Examples
    --------
    >>> homes = pd.DataFrame({"name": ["花园里"]}, index=["C1"])
    >>> rows = {"community": ["C1"], "kind": ["clinic"], "reached": ["all"]}
    >>> empty = pd.DataFrame(columns=["community", "kind"])
    >>> weights = pd.DataFrame({"buildings": 1.0}, index=["B1", "B2"])
    >>> owner = pd.Series("C1", index=weights.index)
    >>> kinds = pd.Series({"clinic": "卫生站", "gym": "健身房"})
    >>> card = cards(homes, pd.DataFrame(rows), empty, weights, owner, names=kinds)
    >>> card[["kinds_all", "list_all", "list_unknown"]].values.tolist()
    [[1, '卫生站', '健身房']]
    """
    table = pd.DataFrame({"name": communities["name"]}, index=communities.index)
    groups = weights.groupby(community.astype("string"))
    for name in weights.columns:
        table[name] = groups[name].sum(min_count=1).reindex(table.index)
        blank = weights[name].isna().groupby(community.astype("string")).sum()
        table[f"{name}_missing"] = blank.reindex(table.index).astype("Int64")
    every = pd.MultiIndex.from_product([table.index, names.index], names=KEYS)
    reached = coverage.set_index(KEYS)["reached"].astype("string").reindex(every)
    wide = reached.fillna("unknown").to_numpy(dtype=object).reshape(len(table), len(names))
    for said in REACHED:
        match = wide == said
        table[f"kinds_{said}"] = match.sum(axis=1)
        table[f"list_{said}"] = ["、".join(names[row]) for row in match]
    worst = _worst(found, names)
    for place in range(WORST):
        table[f"worst_{place + 1}"] = worst.get(place, pd.Series(dtype="string")).reindex(
            table.index
        )
    return table


def _sums(values: NDArray, owner: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sums over the rows of each community, one column a kind."""
    return pd.DataFrame(values.astype(float)).groupby(owner).sum().to_numpy()


def _narrowest(
    minutes: pd.DataFrame, owner: NDArray[np.int64], names: pd.Index, out: NDArray, limit: float
) -> pd.DataFrame:
    """The building left out that has least to walk, and the most that any has."""
    row, column = np.nonzero(out)
    table = pd.DataFrame(
        {
            "community": names[owner[row]],
            "kind": minutes.columns.to_numpy()[column],
            "nearest_miss": minutes.index.to_numpy()[row],
            "walked": minutes.to_numpy(dtype=float)[row, column],
        }
    ).sort_values(["walked", "nearest_miss"])
    groups = table.groupby(KEYS, sort=False)
    first = groups.first()
    over = (first["walked"] - limit).replace(np.inf, np.nan)
    return pd.DataFrame(
        {
            "nearest_miss": first["nearest_miss"].where(over.notna()),
            "minutes_over": over,
            "minutes_farthest": groups["walked"].max().replace(np.inf, np.nan),
        }
    )


def _worst(found: pd.DataFrame, names: pd.Series) -> dict[int, pd.Series]:
    """Place among the worst to the words for it, by community."""
    if found.empty:
        return {}
    rows = found[found["kind"].isin(names.index)].assign(
        far=found["minutes_farthest"].fillna(np.inf),
        order=names.index.get_indexer(pd.Index(found["kind"])),
    )
    keys = [name for name in ("households_left_out", "buildings_left_out", "far") if name in rows]
    rising = [False] * len(keys) + [True]
    rows = rows.sort_values([*keys, "order"], ascending=rising, kind="stable")
    rows["at"] = rows.groupby("community").cumcount()
    rows = rows[rows["at"] < WORST]
    words = [f"{names[row['kind']]}：{_gap(row)}" for row in rows.to_dict("records")]
    said = pd.Series(words, index=rows["community"].to_numpy(), dtype="string")
    return {int(at): said[(rows["at"] == at).to_numpy()] for at in range(WORST)}


def _gap(row: dict) -> str:
    units = (("buildings", "栋"), ("households", "户"), ("elderly", "位老人"))
    counts = [
        f"{row[f'{name}_left_out']:.0f}/{row[f'{name}_total']:.0f} {unit}"
        for name, unit in units
        if pd.notna(row.get(f"{name}_left_out"))
    ]
    over = row["minutes_over"]
    miss = "均超出搜索范围" if pd.isna(over) else f"最近的超出 {over:.1f} 分钟"
    remedy = OPEN if pd.isna(row["closes"]) else BRIEF[row["closes"]]
    return f"{'、'.join(counts)}超出时限，{miss}，{remedy}"
