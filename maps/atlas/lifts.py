"""Lifts on the map: the shaft of each stairwell, by how ready it is, with every reason."""

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd

from ..lifts.words import CONSENT, FITS, PLACED, READINESS
from ..style import OKABE_ITO, Swatch
from ..web.cards import card_fields
from ..web.features import FeatureLayer, Legend
from ..words import WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

TABLE = "elevators"
_HUES = {
    "ready": OKABE_ITO["green"],
    "to_vote": OKABE_ITO["blue"],
    "to_survey": OKABE_ITO["orange"],
    "none": OKABE_ITO["vermillion"],
}
_QUIET = "#c3c8ce"
_CODES = {
    "fit": FITS,
    "verdict": {**FITS, "needs_survey": ("须踏勘或表决", "missing")},
    "consent": CONSENT,
    "readiness": READINESS,
    "side_source": {code: (word, "") for code, word in PLACED.items()},
}


def lifts(plan: "Plan") -> dict[str, FeatureLayer]:
    """
    The layer of lifts.

    Parameters
    ----------
    plan
        With the table `elevators`, or without: no layer then.

    Returns
    -------
    dict
        Name to layer; hidden until asked for. A stairwell without a place for a shaft is a dot.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> lifts(SimpleNamespace(tables={}))
    {}
    """
    frame = plan.tables.get(TABLE)
    if frame is None or not len(frame) or frame["geometry"].isna().all():
        return {}
    labels = [READINESS[state][0] for state in _HUES] + [WORDS["lift_outside"]]
    swatches = tuple(
        Swatch(label, hue, "dot", 4.0, 1.0, area=0.8, always=False)
        for label, hue in zip(labels, [*_HUES.values(), _QUIET], strict=True)
    )
    layer = FeatureLayer(
        named(plan, frame),  # pyright: ignore[reportArgumentType] has a crs where it has geometries
        name=WORDS["lifts"],
        legend=Legend(swatches, _classes(frame)),
        fields=worded(plan),
        group=WORDS["group_lifts"],
        show=False,
    )
    return {TABLE: layer}


def _classes(frame: pd.DataFrame) -> pd.Series:
    """By readiness; who needs no lift, or has one, is a class of its own."""
    place = frame["readiness"].map({state: place for place, state in enumerate(_HUES)})
    outside = frame["wanted"].astype("boolean").eq(False).fillna(value=False)
    return place.mask(outside.astype(bool), len(_HUES))


def named(plan: "Plan", frame: pd.DataFrame) -> pd.DataFrame:
    """
    The frame with a name for each stairwell: community, building, stairwell.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> lifts = pd.DataFrame({"community": ["C1"], "building": ["B1"]}, ["U1"])
    >>> tables = {"buildings": pd.DataFrame({"name": ["3号楼"]}, ["B1"])}
    >>> named(SimpleNamespace(tables=tables), lifts)["name"].tolist()
    ['C1 3号楼 U1']
    """
    parts = [
        _names(plan, "communities", frame["community"]),
        _names(plan, "buildings", frame["building"]),
        _names(plan, "stairwells", frame.index.to_series()),
    ]
    return frame.assign(name=[" ".join(filter(None, words)) for words in zip(*parts, strict=True)])


def worded(plan: "Plan") -> pd.DataFrame:
    """
    What a click on a lift shows: its fields under Chinese headings, codes as words.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"fit": ["can"], "households": [12]}, index=["U1"])
    >>> worded(SimpleNamespace(tables={"elevators": table}, fields=None)).loc["U1"].tolist()
    ['可以加装', '12']
    """
    tables = dict(plan.tables)
    frame = pd.DataFrame(tables[TABLE]).drop(columns="geometry", errors="ignore")
    for column, words in _CODES.items():
        if column in frame:
            told = {code: word for code, (word, _) in words.items()}
            frame = frame.assign(**{column: frame[column].map(told)})
    for column, layer in (("community", "communities"), ("building", "buildings")):
        if column in frame:
            frame = frame.assign(**{column: _names(plan, layer, frame[column])})
    stand_in = SimpleNamespace(tables={**tables, TABLE: frame}, fields=plan.fields)
    return card_fields(stand_in, TABLE)  # pyright: ignore[reportArgumentType] has what is read of a plan


def _names(plan: "Plan", layer: str, ids: pd.Series) -> list[str]:
    table = plan.tables.get(layer, pd.DataFrame())
    known = table["name"].dropna().to_dict() if "name" in table.columns else {}
    return ["" if pd.isna(id_) else str(known.get(id_, id_)) for id_ in ids]
