"""Idle land on the map: every plot by what was found and how sure it is, with its reasons."""

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd

from ...layers import kinds
from ..idle.base import CANDIDATE, EXCLUDED, SEPARATE, TABLE, title
from ..idle.words import STATES, SURE
from ..style import OKABE_ITO, Swatch
from ..web.cards import card_fields
from ..web.features import FeatureLayer, Legend
from ..words import WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_HUES = {
    (CANDIDATE, "high"): OKABE_ITO["green"],
    (CANDIDATE, "medium"): OKABE_ITO["orange"],
    (CANDIDATE, "low"): OKABE_ITO["vermillion"],
    (SEPARATE, ""): OKABE_ITO["purple"],
    (EXCLUDED, ""): "#9aa1ab",
}
_LEFT_OUT = ("kind", "of_layer", "of", "confidence_rule")  # said by others in words


def idle_land(plan: "Plan") -> dict[str, FeatureLayer]:
    """
    The layer of idle land.

    Parameters
    ----------
    plan
        With the table `idle_plots`, or without: no layer then.

    Returns
    -------
    dict
        Name to layer; hidden until asked for. Premises without an outline are dots.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> idle_land(SimpleNamespace(tables={}))
    {}
    """
    frame = plan.tables.get(TABLE)
    if frame is None or not len(frame) or getattr(frame, "crs", None) is None:
        return {}
    if frame["geometry"].isna().all():
        return {}
    labels = [
        f"{STATES[state][0]}，可信度{SURE[level][0]}" if level else STATES[state][0]
        for state, level in _HUES
    ]
    swatches = tuple(
        Swatch(label, hue, "dot", 5.0, 1.0, area=0.55, always=False)
        for label, hue in zip(labels, _HUES.values(), strict=True)
    )
    names = [title({"plot": plot, **row}) for plot, row in _records(frame)]
    layer = FeatureLayer(
        frame.assign(name=names),  # pyright: ignore[reportArgumentType] has a crs, checked above
        name=WORDS["idle_land"],
        legend=Legend(swatches, classes(frame)),
        fields=worded(plan),
        group=WORDS["group_land"],
        show=False,
    )
    return {TABLE: layer}


def classes(frame: pd.DataFrame) -> pd.Series:
    """
    The class of each plot: candidates by confidence, the others by status.

    Parameters
    ----------
    frame
        With `status` and `confidence`.

    Returns
    -------
    Series
        Place in the legend, the index of `frame`. A candidate of unknown confidence counts as low.

    Examples
    --------
    >>> status = ["candidate", "excluded", "candidate"]
    >>> classes(pd.DataFrame({"status": status, "confidence": ["high", "high", None]})).tolist()
    [0, 4, 2]
    """
    places = {pair: at for at, pair in enumerate(_HUES)}
    lowest = places[CANDIDATE, "low"]
    found = [
        places.get((state, level), lowest)
        if state == CANDIDATE
        else places.get((state, ""), len(places) - 1)
        for state, level in zip(frame["status"], frame["confidence"], strict=True)
    ]
    return pd.Series(found, frame.index)


def worded(plan: "Plan") -> pd.DataFrame:
    """
    What a click on a plot shows: its fields under Chinese headings, codes as words.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"status": ["excluded"], "area": [640.0]}, index=["L1"])
    >>> worded(SimpleNamespace(tables={"idle_plots": table}, fields=None)).loc["L1"].tolist()
    ['排除', '640']
    """
    tables = dict(plan.tables)
    frame = pd.DataFrame(tables[TABLE]).drop(columns=[*_LEFT_OUT, "geometry"], errors="ignore")
    owners = {choice.code: choice.zh for choice in kinds.vocabulary("owner_class")}
    codes = {
        "status": {code: word for code, (word, _) in STATES.items()},
        "confidence": {code: word for code, (word, _) in SURE.items()},
        "owner_class": owners,
    }
    for column, words in codes.items():
        if column in frame:
            frame = frame.assign(**{column: frame[column].map(words)})
    for column, layer in (("community", "communities"), ("street", "streets")):
        if column in frame:
            frame = frame.assign(**{column: _names(plan, layer, frame[column])})
    stand_in = SimpleNamespace(tables={**tables, TABLE: frame}, fields=plan.fields)
    return card_fields(stand_in, TABLE)  # pyright: ignore[reportArgumentType] has what is read of a plan


def _records(frame: pd.DataFrame) -> list[tuple[str, dict]]:
    own = pd.DataFrame(frame).reindex(columns=["name", "kind_zh"]).to_dict("records")
    return list(zip(frame.index.astype(str), own, strict=True))


def _names(plan: "Plan", layer: str, ids: pd.Series) -> pd.Series:
    """Names in place of ids; an id where there is no name."""
    table = plan.tables.get(layer, pd.DataFrame())
    known = table["name"].dropna().to_dict() if "name" in table.columns else {}
    return ids.map(lambda code: known.get(code, code), na_action="ignore")
