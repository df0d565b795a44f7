"""Who reaches which service on foot: minutes, reached or not, and shares with their base."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..gis.errors import LayerError

NOT_MAPPED = "数据中未标注此类设施，不等于没有"
ALL_SHUT = "记录的此类设施均不对公众开放"
NO_DOOR = "记录的此类设施均无可用的出入口"
OFF_NETWORK = "此类设施都离步行道路太远，未能接入路网"


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
    counts = np.nan_to_num(known)
    answers = served.to_numpy(dtype=float, na_value=np.nan)
    got, missed, unknown = (
        counts @ which for which in (answers == 1, answers == 0, np.isnan(answers))
    )
    base = got + missed
    table = pd.DataFrame({"reached": got, "not_reached": missed, "unknown": unknown, "base": base})
    table["share"] = table["reached"] / table["base"].where(table["base"] > 0)
    table["without_weight"] = float(np.isnan(known).sum())
    return table.set_axis(served.columns.astype(str)).rename_axis("kind")


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
    missed = served.to_numpy(dtype=float, na_value=np.nan) == 0  # NA is neither reached nor missed
    return pd.Series(known @ missed, index=served.columns, name="near_edge", dtype=float)


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
        `<weight>_reached` and `<weight>_total` (of the origins that have an answer; NaN where no
        weight is known) and `<weight>_missing` (origins whose weight is not known), and `reached`:
        all, part, none of the origins that have an answer, or unknown.

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
    # the upper of the two middle values: no mean of a time and infinity
    median = groups["minutes"].quantile(0.5, interpolation="higher")
    table = pd.DataFrame({"minutes_median": median, "minutes_max": groups["minutes"].max()})
    for weight in weights.columns:
        table[f"{weight}_reached"] = groups[f"{weight}_reached"].sum(min_count=1)
        table[f"{weight}_total"] = groups[f"{weight}_total"].sum(min_count=1)
        table[f"{weight}_missing"] = groups[f"{weight}_missing"].sum()
    known, served = groups["known"].sum(), groups["served"].sum()
    table["reached"] = np.select(
        [known == 0, served == known, served == 0], ["unknown", "all", "none"], "part"
    )
    return table.reset_index()


def kinds(
    services: pd.DataFrame,
    doors: pd.DataFrame,
    *,
    known: Mapping[str, tuple[str, str]],
    missing: Mapping[str, str],
) -> pd.DataFrame:
    """
    What is known of each kind of service: mapped, not mapped, or not computed.

    Parameters
    ----------
    services
        One row a place and kind: `layer`, `place`, `kind`, `open`.
    doors
        One row a door and kind: `layer`, `place`, `kind`, and `edge` (NA off the network).
    known
        Every kind asked for: id to its Chinese and English name.
    missing
        Kinds whose layer is missing, each with the reason.

    Returns
    -------
    DataFrame
        One row a kind: `zh`, `en`, `places` (that are open), `on_network`, `status` and `reason`.
        A kind of which no place is recorded is not mapped, which does not say that there is none.

    Examples
    --------
    >>> gym = pd.DataFrame({"layer": "facilities", "place": ["F1"], "kind": ["gym"], "open": True})
    >>> names = {"gym": ("健身房", "gym"), "police": ("派出所", "police")}
    >>> kinds(gym, gym.assign(edge=0), known=names, missing={})["status"].tolist()
    ['mapped', 'not_mapped']
    """
    table = pd.DataFrame.from_dict(dict(known), orient="index", columns=["zh", "en"])
    table = table.rename_axis("kind")
    table["places"] = _places(services[services["open"]], table.index)
    table["on_network"] = _places(doors[doors["edge"].notna()], table.index)
    reasons = {
        "layer": table.index.isin(list(missing)),
        NOT_MAPPED: ~table.index.isin(services["kind"]),
        ALL_SHUT: table["places"].eq(0),
        NO_DOOR: ~table.index.isin(doors["kind"]),
        OFF_NETWORK: table["on_network"].eq(0),
    }
    reason = pd.Series(np.select(list(reasons.values()), list(reasons), ""), table.index)
    table["status"] = "not_computed"
    table.loc[reason == NOT_MAPPED, "status"] = "not_mapped"
    table.loc[reason == "", "status"] = "mapped"
    table["reason"] = [
        missing[str(kind)] if said == "layer" else said or None for kind, said in reason.items()
    ]
    table["reason"] = table["reason"].astype("string")
    return table


def _places(rows: pd.DataFrame, kinds: pd.Index) -> pd.Series:
    each = rows.drop_duplicates(["layer", "place", "kind"])
    return each["kind"].value_counts().reindex(kinds, fill_value=0)


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
        known = np.tile(values.astype("Float64").to_numpy(float, na_value=np.nan), wide.shape[1])
        long[f"{weight}_total"] = known * long["known"]
        long[f"{weight}_reached"] = known * long["served"]
        long[f"{weight}_missing"] = np.isnan(known)
    return long.reset_index(drop=True)
