"""The places that votes name, held against the layers that have them."""

from collections.abc import Mapping

import pandas as pd

from ...layers.findings import WARNING, Finding, finding

WORDS = {"stairwell": "单元", "building": "楼栋", "community": "小区"}
_WITHIN = (("stairwell", "building"), ("building", "community"))


def within(layers: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """
    The place that each row of the layers is in, as :func:`settled` takes it.

    Parameters
    ----------
    layers
        Level (stairwell, building, community) to its layer, indexed by id; the columns `building`
        of stairwells and `community` of buildings where there.

    Examples
    --------
    >>> layers = {"stairwell": pd.DataFrame({"building": "B1"}, index=["U1"]),
    ...           "building": pd.DataFrame(index=["B1"])}
    >>> {level: of.tolist() for level, of in within(layers).items()}
    {'stairwell': ['B1'], 'building': [<NA>]}
    """
    above = dict(_WITHIN)
    return {
        level: frame.reindex(columns=[above.get(level, "community")]).iloc[:, 0].astype("string")
        for level, frame in layers.items()
    }


def settled(
    rows: pd.DataFrame, places: Mapping[str, pd.Series]
) -> tuple[pd.DataFrame, list[Finding]]:
    """
    The rows whose places are all there, each with the building and community its place is in.

    Parameters
    ----------
    rows
        Votes indexed by id: `stairwell`, `building`, `community`, NA where not given.
    places
        Level to a Series indexed by its ids: of a stairwell the building it is in, of a building
        the community, NA where not known; of communities only the index is looked at. A level
        that is not given is not held against anything.

    Returns
    -------
    tuple
        The rows without those that name an id that is not there; and the findings: those rows,
        and the ones that name another place than the one their stairwell or building is in, which
        is then taken.

    Examples
    --------
    >>> rows = pd.DataFrame({"stairwell": ["U1", "U9"], "building": ["B2", "B1"],
    ...                      "community": "C1"}, index=["V1", "V2"])
    >>> kept, found = settled(rows, {"stairwell": pd.Series({"U1": "B1"})})
    >>> kept["building"].to_dict(), [each["rule"] for each in found]
    ({'V1': 'B1'}, ['表决所写单元不在图层中', '表决所写楼栋与单元所属楼栋不符'])
    """
    lost = {
        level: rows[level].notna() & ~rows[level].isin(places[level].index)
        for level in WORDS
        if level in places
    }
    found = [each for level, odd in lost.items() for each in _unknown(rows, level, odd)]
    kept = rows[~pd.DataFrame(lost, index=rows.index).any(axis=1)]
    for level, above in _WITHIN:
        if level in places:
            own = kept[level].map(places[level].to_dict()).astype("string")
            differs = (own != kept[above]).fillna(value=False).astype(bool)
            found += _differing(kept, level, above, differs)
            kept = kept.assign(**{above: own.fillna(kept[above])})
    return kept, found


def _unknown(rows: pd.DataFrame, level: str, odd: pd.Series) -> list[Finding]:
    if not odd.any():
        return []
    word = WORDS[level]
    named = "、".join(rows.loc[odd, level].drop_duplicates().sort_values().astype(str))
    return finding(
        WARNING,
        "votes",
        f"表决所写{word}不在图层中",
        value=f"{named}（{odd.sum()} 行）",
        remedy=f"未计票；请改正{word}编号，或在{word}图层中补上。",
        ids=rows.index[odd].astype(str).tolist(),
    )


def _differing(rows: pd.DataFrame, level: str, above: str, odd: pd.Series) -> list[Finding]:
    if not odd.any():
        return []
    word, over = WORDS[level], WORDS[above]
    return finding(
        WARNING,
        "votes",
        f"表决所写{over}与{word}所属{over}不符",
        value=f"{odd.sum()} 行",
        remedy=f"已按{word}图层的{over}计票；请核对{word}和{over}编号。",
        ids=rows.index[odd].astype(str).tolist(),
    )
