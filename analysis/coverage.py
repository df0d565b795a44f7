"""Who reaches which service on foot: minutes, reached or not, and shares with their base."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..gis.errors import LayerError

WEIGHTS = ("buildings", "households", "residents")


def reached(minutes: pd.DataFrame, *, limit: float) -> pd.DataFrame:
    """
    Whether each place is reached within the limit.

    Parameters
    ----------
    minutes
        One row an origin, one column a kind: walking minutes; inf beyond the search limit, NaN
        where not computed.
    limit
        Minutes, inclusive.

    Returns
    -------
    DataFrame
        The same shape, boolean; NA where not computed.

    Examples
    --------
    >>> minutes = pd.DataFrame({"clinic": [10.0, np.inf, np.nan]}, index=["B1", "B2", "B3"])
    >>> reached(minutes, limit=10)["clinic"].tolist()
    [True, False, <NA>]
    """
    answer = (minutes <= limit).astype("boolean")
    return answer.mask(minutes.isna())


def share(served: pd.DataFrame, weight: pd.Series) -> pd.DataFrame:
    """
    Share of a weight that is served, kind by kind, with its base.

    Parameters
    ----------
    served
        One row an origin, one column a kind: boolean, NA where not computed.
    weight
        Buildings (ones), households or residents of each origin; the index of `served`; NA where
        not known.

    Returns
    -------
    DataFrame
        One row a kind: `reached`, `not_reached`, `unknown` (weight whose answer is NA), `base`
        (reached and not reached together), `share` (0 to 1; NA where the base is 0) and
        `without_weight` (origins whose weight is not known: in none of the others).

    Raises
    ------
    LayerError
        The two indexes differ.

    Examples
    --------
    >>> served = pd.DataFrame({"clinic": [True, False, None]}, index=list("abc"), dtype="boolean")
    >>> share(served, pd.Series({"a": 300, "b": 100, "c": 50})).loc["clinic"].tolist()
    [300.0, 100.0, 50.0, 400.0, 0.75, 0.0]
    >>> share(served.iloc[:0], pd.Series(dtype=float))["share"].tolist()
    [nan]
    """
    if not served.index.equals(weight.index):
        odd = served.index.symmetric_difference(weight.index)[:5]
        raise LayerError(
            f"覆盖结果与权重的编号不一致（如 {'、'.join(map(str, odd))}）；两者须逐行对应。"
        )
    known = weight.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    rows = {str(kind): _parts(served[kind], known) for kind in served.columns}
    columns = ["reached", "not_reached", "unknown", "base", "share", "without_weight"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("kind")


def near_edge(served: pd.DataFrame, weight: pd.Series, at_edge: pd.Series) -> pd.Series:
    """
    Weight that is not reached but stands so near the edge of the data that it may be.

    Parameters
    ----------
    served
        As for :func:`share`.
    weight
        As for :func:`share`.
    at_edge
        True where the edge of the data is nearer, in a straight line, than the limit.

    Returns
    -------
    Series
        One value a kind, in the unit of the weight.

    Examples
    --------
    >>> served = pd.DataFrame({"clinic": [True, False, False]}, dtype="boolean")
    >>> near_edge(served, pd.Series([1, 1, 1]), pd.Series([True, True, False])).tolist()
    [1.0]
    """
    known = weight.astype("Float64").to_numpy(dtype=float, na_value=0.0)
    known = known * at_edge.to_numpy(dtype=bool)
    missed = served.eq(False).fillna(False)  # NA is neither reached nor missed
    return pd.Series(
        known @ missed.to_numpy(dtype=float), index=served.columns, name="near_edge", dtype=float
    )


def communities(
    minutes: pd.DataFrame, *, limit: float, community: pd.Series, weights: pd.DataFrame
) -> pd.DataFrame:
    """
    Coverage of each community, from its buildings or other origins.

    Parameters
    ----------
    minutes
        One row an origin, one column a kind, as for :func:`reached`.
    limit
        Minutes, inclusive.
    community
        Id of the community of each origin; the index of `minutes`; NA leaves the origin out.
    weights
        Columns of weights (such as `buildings`, `households`), the index of `minutes`.

    Returns
    -------
    DataFrame
        One row a community and kind (columns `community`, `kind`): `minutes_median` and
        `minutes_max` over its origins (inf beyond the search limit), for each weight
        `<weight>_reached` and `<weight>_total` (of the origins that have an answer), and `reached`: all, part, none of the origins that
        have an answer, or unknown.

    Examples
    --------
    >>> minutes = pd.DataFrame({"clinic": [4.0, 12.0]}, index=["B1", "B2"])
    >>> answer = communities(
    ...     minutes,
    ...     limit=10,
    ...     community=pd.Series({"B1": "C1", "B2": "C1"}),
    ...     weights=pd.DataFrame({"households": [30, 10]}, index=["B1", "B2"]),
    ... )
    >>> answer[["households_reached", "households_total", "reached"]].values.tolist()
    [[30.0, 40.0, 'part']]
    """
    long = _long(minutes, limit, community, weights)
    groups = long.groupby(["community", "kind"], sort=True)
    table = groups["minutes"].agg(minutes_median=_median, minutes_max=_greatest)
    for weight in weights.columns:
        table[f"{weight}_reached"] = groups[f"{weight}_reached"].sum()
        table[f"{weight}_total"] = groups[f"{weight}_total"].sum()
    known, served = groups["known"].sum(), groups["served"].sum()
    table["reached"] = np.select(
        [known == 0, served == known, served == 0], ["unknown", "all", "none"], "part"
    )
    return table.reset_index()


def farthest(minutes: pd.DataFrame, owner: pd.Series) -> pd.DataFrame:
    """
    Minutes of a place from those of its parts: the part that has farthest to walk.

    Parameters
    ----------
    minutes
        One row a part (a stairwell, a gate), one column a kind.
    owner
        Id of the place of each part; the index of `minutes`.

    Returns
    -------
    DataFrame
        One row a place, sorted by id; parts without an answer are left out; NaN where none has.

    Examples
    --------
    >>> minutes = pd.DataFrame({"clinic": [4.0, 6.0, np.nan]}, index=["U1", "U2", "U3"])
    >>> farthest(minutes, pd.Series({"U1": "B1", "U2": "B1", "U3": "B1"}))["clinic"].tolist()
    [6.0]
    """
    return minutes.groupby(owner.reindex(minutes.index)).max()


def nearest(minutes: pd.DataFrame, owner: pd.Series) -> pd.DataFrame:
    """
    Minutes of a place from those of its gates: the gate that is nearest to each kind.

    Parameters
    ----------
    minutes
        One row a gate, one column a kind.
    owner
        Id of the place of each gate; the index of `minutes`.

    Returns
    -------
    DataFrame
        One row a place, sorted by id.

    Examples
    --------
    >>> minutes = pd.DataFrame({"clinic": [4.0, 6.0]}, index=["G1", "G2"])
    >>> nearest(minutes, pd.Series({"G1": "C1", "G2": "C1"}))["clinic"].tolist()
    [4.0]
    """
    return minutes.groupby(owner.reindex(minutes.index)).min()


def kinds(
    places: pd.DataFrame, *, known: Mapping[str, tuple[str, str]], missing: Mapping[str, str]
) -> pd.DataFrame:
    """
    What is known of each kind of service: mapped, not mapped, or not computed.

    Parameters
    ----------
    places
        One row a door of a place: `kind`, `place`, and `edge` (NA where it is not on the network).
    known
        Every kind asked for: id to its Chinese and English name.
    missing
        Kinds whose layer is missing, each with the reason.

    Returns
    -------
    DataFrame
        One row a kind: `zh`, `en`, `places`, `on_network`, `status` and `reason`. A kind of which
        no place is recorded is not mapped, which does not say that there is none.

    Examples
    --------
    >>> places = pd.DataFrame({"kind": ["clinic"], "place": ["F1"], "edge": [0]})
    >>> table = kinds(places, known={"clinic": ("卫生站", "clinic"), "gym": ("健身房", "gym")}, missing={})
    >>> table["status"].tolist()
    ['mapped', 'not_mapped']
    """
    table = pd.DataFrame.from_dict(dict(known), orient="index", columns=["zh", "en"])
    table = table.rename_axis("kind")
    counts = places.groupby("kind")["place"].nunique()
    snapped = places[places["edge"].notna()].groupby("kind")["place"].nunique()
    table["places"] = counts.reindex(table.index, fill_value=0)
    table["on_network"] = snapped.reindex(table.index, fill_value=0)
    table["status"] = np.select(
        [table.index.isin(list(missing)), table["places"] == 0, table["on_network"] == 0],
        ["not_computed", "not_mapped", "not_computed"],
        "mapped",
    )
    reasons = [_reason(kind, row, missing) for kind, row in table.iterrows()]
    table["reason"] = pd.array(reasons, dtype="string")
    return table


def _parts(served: pd.Series, weight: np.ndarray) -> list[float]:
    yes = served.eq(True).fillna(False).to_numpy(dtype=bool)
    no = served.eq(False).fillna(False).to_numpy(dtype=bool)
    known = ~np.isnan(weight)
    got, missed = float(weight[yes & known].sum()), float(weight[no & known].sum())
    unknown = float(weight[~yes & ~no & known].sum())
    base = got + missed
    return [got, missed, unknown, base, got / base if base else np.nan, float((~known).sum())]


def _long(
    minutes: pd.DataFrame, limit: float, community: pd.Series, weights: pd.DataFrame
) -> pd.DataFrame:
    kept = community.notna()
    wide = minutes[kept]
    long = wide.melt(var_name="kind", value_name="minutes", ignore_index=False)
    long["community"] = np.tile(community[kept].to_numpy(), wide.shape[1])
    long["known"] = long["minutes"].notna()
    long["served"] = long["minutes"] <= limit
    for weight, values in weights[kept].items():
        known = np.tile(values.astype("Float64").to_numpy(float, na_value=0.0), wide.shape[1])
        long[f"{weight}_total"] = known * long["known"]
        long[f"{weight}_reached"] = known * long["served"]
    return long.reset_index(drop=True)


def _median(values: pd.Series) -> float:
    found = np.sort(values.dropna().to_numpy())
    if not len(found):
        return np.nan
    # the upper of the two middle values: no mean of a time and infinity
    return float(found[len(found) // 2])


def _greatest(values: pd.Series) -> float:
    return float(values.dropna().max()) if values.notna().any() else np.nan


def _reason(kind: object, row: pd.Series, missing: Mapping[str, str]) -> str | None:
    if kind in missing:
        return missing[str(kind)]
    if row["status"] == "not_mapped":
        return "数据中未标注此类设施，不等于没有"
    if row["status"] == "not_computed":
        return "所有此类设施都离步行道路太远，未能接入路网"
    return None
