"""Living circles of five, ten and fifteen minutes, kind by kind, by time, street and straight line."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from ..gis.errors import ChoiceError
from . import coverage, evidence, standards

Overrides = Mapping[str, str | Path]
MODES = {"time": "minutes", "network": "radius_most", "straight": "radius_most"}  # and its limit
FIGURES = ("share", "reached", "base", "unknown", "farthest", "margin", "verdict")
NO_LIMIT = "标准没有给出该类设施的步行时间或服务半径"
NO_WEIGHT = "没有记录该统计单位的数量，无法计算"
SOME_UNKNOWN = "部分楼栋未能计算步行时间或距离"
DIGITS = 6  # of a metre or minute: a sum of parts that is the limit counts as the limit
_TITLE = ["circle", "zh", "required"]
_RULE = ["rule", "standard", "clause", "status", "required_status"]


def rules(*, overrides: Overrides | None = None) -> pd.DataFrame:
    """
    What the standard asks of each kind: its circle, whether it is required, and how near.

    Parameters
    ----------
    overrides
        The user's own `circle_kinds`, `facility_standards` and `living_circles`.

    Returns
    -------
    DataFrame
        One row a kind: `circle` (c5, c10, c15, block), `required` (boolean; NA where the standard
        has no mark for the kind), `minutes`, `radius_least` and `radius_most` (m: the kind's own
        radius, else the walk of its circle; NaN where there is neither), `rule`, `standard`,
        `clause`, `status` (of the limits, the weaker of time and radius) and `required_status`.

    References
    ----------
    GB 50180-2018, 2.0.2 to 2.0.5 (circles) and appendix B (kinds).

    Examples
    --------
    >>> found = rules()
    >>> found.loc["health_station", ["circle", "minutes", "radius_most"]].to_list() == ["c5", 5, 300]
    True
    >>> found.loc["nursing_home", ["radius_least", "radius_most"]].tolist()
    [800.0, 1000.0]
    """
    kinds = standards.load("circle_kinds", overrides=overrides)
    limits = standards.load("facility_standards", overrides=overrides).reset_index()
    walk = _rows(standards.load("living_circles", overrides=overrides), "circle", "walk_m")
    time = _own(limits, kinds, "walk_minutes")
    own = _own(limits, kinds, "radius")
    given = walk.reindex(kinds["level"]).set_index(kinds.index)
    radius = own.where(own["most"].notna(), given)
    marks = kinds["required"].map({"yes": True, "no": False}).astype("boolean")
    table = pd.DataFrame({"circle": kinds["level"], "required": marks, "minutes": time["most"]})
    table["radius_least"], table["radius_most"] = radius["least"], radius["most"]
    table["rule"] = "circle_kinds:" + table.index.astype(str)
    table["standard"] = kinds["standard"]
    table["clause"] = radius["clause"].fillna(kinds["clause"])
    table["status"] = evidence.weakest(time["status"], radius["status"])
    table["required_status"] = kinds["status"]
    return table


def living(
    distances: Mapping[str, pd.DataFrame],
    *,
    weights: pd.DataFrame,
    known: pd.DataFrame,
    overrides: Overrides | None = None,
) -> pd.DataFrame:
    """
    Who is served by each kind within its own circle, in three measures side by side.

    Circles do not nest (GB 50180-2018 5.0.2): each kind is judged at its own level, and no kind
    stands in for another.

    Parameters
    ----------
    distances
        `time` (minutes on foot), `network` (metres along streets) and `straight` (metres in a
        straight line): one row a building, one column a kind; inf beyond the search limit, NaN
        where not computed. A measure that is missing is not computed.
    weights
        Columns of weights (buildings, households, residents), one row a building; NA not known.
    known
        One row a kind: `zh`, `status` (mapped, not_mapped, not_computed), `reason`.
    overrides
        As for :func:`rules`.

    Returns
    -------
    DataFrame
        One row a kind and unit: `kind`, `unit`, `circle`, `zh`, `required`, `minutes`,
        `radius_least`, `radius_most`; for each measure its `share` with `reached`, `base` and
        `unknown` (weight without an answer, in no base), the `farthest` building, its `margin` to
        the limit and the `verdict`: all, part or none of the buildings, or unknown;
        `without_weight`, `data` (status of the data), `reason`, and the rule. Where the standard
        gives a range of distances, the shares are those of the greater.

    Examples
    --------
    >>> minutes = pd.DataFrame({"nursery": [5.0, 6.0]}, index=["B1", "B2"])
    >>> names = pd.DataFrame(
    ...     {"zh": ["托儿所"], "status": ["mapped"], "reason": [None]}, index=["nursery"]
    ... )
    >>> found = living(
    ...     {"time": minutes},
    ...     weights=pd.DataFrame({"households": [30, 10]}, index=["B1", "B2"]),
    ...     known=names,
    ... )
    >>> found[["share_time", "base_time", "margin_time", "verdict_time"]].values.tolist()
    [[0.75, 40.0, -1.0, 'part']]
    """
    table = _asked(known, overrides)
    frames = _frames(distances, weights.index, table.index)
    parts = []
    for unit in weights.columns:
        part = table.assign(unit=unit, without_weight=int(weights[unit].isna().sum()))
        for mode, values in frames.items():
            part = part.join(_figures(values, table[MODES[mode]], weights[unit], mode))
        parts.append(_open(part, len(weights)))
    found = pd.concat(parts).rename_axis("kind").reset_index()
    order = np.argsort(found["kind"].map(table.index.get_loc), kind="stable")
    found = found.iloc[order].reset_index(drop=True)
    limits = ["minutes", "radius_least", "radius_most"]
    figures = [f"{figure}_{mode}" for mode in MODES for figure in FIGURES]
    tail = ["without_weight", "data", "reason", *_RULE]
    return found[["kind", "unit", *_TITLE, *limits, *figures, *tail]]


def communities(
    distances: Mapping[str, pd.DataFrame],
    *,
    community: pd.Series,
    known: pd.DataFrame,
    mode: str = "time",
    overrides: Overrides | None = None,
) -> pd.DataFrame:
    """
    What each community lacks of what its circles require.

    Parameters
    ----------
    distances
        As for :func:`living`.
    community
        Id of the community of each building; NA leaves the building out.
    known
        As for :func:`living`.
    mode
        The measure that decides: `time`, `network` or `straight`.
    overrides
        As for :func:`rules`.

    Returns
    -------
    DataFrame
        One row a community and circle: `community`, `circle`, `mode`, `required` (kinds required
        at this level), of which `reached_all`, `reached_part`, `reached_none` (by its buildings),
        `not_mapped` and `unknown`; and in Chinese the kinds that are `missing` (reached by no
        building), `partly` reached, `unmapped` (which does not say that there is none) and
        `unsure`.

    Raises
    ------
    ChoiceError
        There is no such measure.

    Examples
    --------
    >>> found = communities(
    ...     {"time": pd.DataFrame({"public_toilet": [7.0]}, index=["B1"])},
    ...     community=pd.Series({"B1": "C1"}),
    ...     known=pd.DataFrame(
    ...         {"zh": ["公共厕所"], "status": ["mapped"], "reason": [None]}, index=["public_toilet"]
    ...     ),
    ... )
    >>> found[["community", "circle", "required", "missing"]].values.tolist()
    [['C1', 'c5', 1, '公共厕所']]
    """
    if mode not in MODES:
        raise ChoiceError(f"mode 为“{mode}”，应为 {'、'.join(MODES)} 之一。")
    table = _asked(known, overrides)
    table = table[table["required"].eq(True).fillna(False)]
    values = _frames(distances, community.index, table.index)[mode]
    served = _served(values, table[MODES[mode]])
    ids = pd.Index(sorted(community.dropna().unique()), name="community")
    words = {}
    for kind, data in table["data"].items():
        words[kind] = evidence.spread(evidence.counts(served[kind], community, ids=ids))
        if data != "mapped":
            words[kind] = words[kind].where(words[kind].isna(), data)
    return _gathered(pd.DataFrame(words, index=ids), table).assign(mode=mode)[
        ["community", "circle", "mode", "required", *_MANY, *_NAMES]
    ]


_MANY = {f"reached_{word}": word for word in ("all", "part", "none")}
_MANY |= {word: word for word in ("not_mapped", "unknown")}
_NAMES = {"missing": "none", "partly": "part", "unmapped": "not_mapped", "unsure": "unknown"}


def _gathered(words: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for community, row in words.replace("not_computed", evidence.UNKNOWN).iterrows():
        for circle, kinds in table.groupby("circle", sort=False).groups.items():
            said = row[kinds]
            many = said.value_counts()
            line = {"community": community, "circle": circle, "required": len(kinds)}
            line |= {column: int(many.get(word, 0)) for column, word in _MANY.items()}
            for column, word in _NAMES.items():
                line[column] = "；".join(table.loc[said.index[said == word], "zh"])
            rows.append(line)
    found = pd.DataFrame(rows, columns=["community", "circle", "required", *_MANY, *_NAMES])
    lists = {column: found[column].astype("string") for column in _NAMES}
    return found.assign(**{column: said.mask(said == "") for column, said in lists.items()})


def _asked(known: pd.DataFrame, overrides: Overrides | None) -> pd.DataFrame:
    """The rules of the kinds asked for, in their order, with what is known of each kind."""
    table = rules(overrides=overrides)
    table = table.loc[[kind for kind in known.index if kind in table.index]]
    said = known.loc[table.index]
    return table.assign(zh=said["zh"], data=said["status"], data_reason=said["reason"])


def _frames(
    distances: Mapping[str, pd.DataFrame], homes: pd.Index, kinds: pd.Index
) -> dict[str, pd.DataFrame]:
    empty = pd.DataFrame(index=homes)
    return {
        mode: distances.get(mode, empty)
        .reindex(index=homes, columns=kinds)
        .astype(float)
        .round(DIGITS)
        for mode in MODES
    }


def _served(values: pd.DataFrame, limits: pd.Series) -> pd.DataFrame:
    answers = values.le(limits, axis="columns").astype("boolean")
    return answers.mask(values.isna() | limits.isna().to_numpy())


def _figures(values: pd.DataFrame, limits: pd.Series, weight: pd.Series, mode: str) -> pd.DataFrame:
    """The figures of one measure and unit, one row a kind."""
    served = _served(values, limits)
    table = coverage.share(served, weight)[["share", "reached", "base", "unknown"]]
    lived_in = weight.astype("Float64").gt(0).fillna(True).to_numpy(dtype=bool)
    homes = served[lived_in]
    table["farthest"] = values[lived_in].max(skipna=False).replace(np.inf, np.nan)
    table["margin"] = (limits - table["farthest"]).round(DIGITS)
    found = pd.DataFrame(
        {
            "yes": homes.eq(True).fillna(False).sum(),
            "no": homes.eq(False).fillna(False).sum(),
            "unknown": homes.isna().sum(),
        }
    )
    table["verdict"] = evidence.spread(found)
    return table.loc[values.columns].add_suffix(f"_{mode}")


def _open(part: pd.DataFrame, homes: int) -> pd.DataFrame:
    """The same with no figure, and a reason, where the question is open."""
    unmapped = part["data"] != "mapped"
    no_weight = part["without_weight"] == homes
    no_limit = part[list(MODES.values())].isna().all(axis=1)
    for mode, limit in MODES.items():
        blank = unmapped | no_weight | part[limit].isna()
        figures = [f"{figure}_{mode}" for figure in FIGURES[:-1]]
        part.loc[blank, figures] = np.nan
        part.loc[unmapped, f"verdict_{mode}"] = evidence.UNKNOWN
    unsure = part[[f"unknown_{mode}" for mode in MODES]].gt(0).any(axis=1)
    said = np.select([no_weight, no_limit, unsure], [NO_WEIGHT, NO_LIMIT, SOME_UNKNOWN], "")
    reason = pd.Series(said, part.index, dtype="string").replace("", pd.NA)
    part["reason"] = part["data_reason"].astype("string").where(unmapped, reason)
    return part


def _own(limits: pd.DataFrame, kinds: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The row of each kind for a measure in the standard of its circle; blank where none."""
    same = limits["standard"].eq(limits["kind"].map(kinds["standard"]))
    return _rows(limits[same], "kind", measure).reindex(kinds.index)


def _rows(table: pd.DataFrame, key: str, measure: str) -> pd.DataFrame:
    rows = table.reset_index()
    rows = rows[rows["measure"] == measure].drop_duplicates(key).set_index(key)
    numbers = rows[["least", "most"]].apply(pd.to_numeric, errors="coerce")
    return rows[["clause", "status"]].join(numbers)
