"""The complete community (完整居住社区): is each facility in reach, and is it large enough."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from . import evidence, standards

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
SHARED = "与其他设施合设，分项面积未记录"
NO_AREA = "设施面积未记录"
OFF = "未能计算步行时间"
FAR = "时限内没有此类设施"
SMALL = "时限内的设施面积不足"
FEW = "时限内达标的设施数量不足"
MAYBE_FEW = "时限内面积已知达标的设施数量不足"
UNMAPPED = "时限内没有已标注的同类设施，另有类型未标注"
_FIT, _UNSURE, _SMALL = 2, 1, 0  # what a place is for an item: large enough, not known, too small
COLUMNS = [
    *("community", "item", "option", "zh", "result", "item_result", "layer", "place", "minutes"),
    *("measured", "required", "margin", "reached", "not_reached", "unknown", "share_buildings"),
    *("share_needed", "households_reached", "households_base", "share_households"),
    *("minutes_least", "minutes_most", "reason", "rule", "standard", "clause", "status"),
]


def offers(facilities: pd.DataFrame | None, parks: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    What each place offers, kind by kind, and how large it is.

    Parameters
    ----------
    facilities
        The layer: `kind`, and where known `also`, `floor_area`, `land_area` (m²).
    parks
        The layer: `area` (m²).

    Returns
    -------
    DataFrame
        One row a place and kind: `layer`, `place`, `kind`, `own` (False where the place provides
        the kind beside its own, so that its area is that of the whole), `floor_area`, `land_area`.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"kind": ["community_service"], "also": ["nursery"], "floor_area": [900]}, index=["F1"]
    ... )
    >>> offers(table)[["kind", "own", "floor_area"]].values.tolist()
    [['community_service', True, 900.0], ['nursery', False, 900.0]]
    """
    columns = ["layer", "place", "kind", "own", "floor_area", "land_area"]
    parts = []
    if facilities is not None:
        whole = facilities.reindex(columns=["kind", "also", "floor_area", "land_area"])
        whole = whole.assign(layer="facilities", place=facilities.index, own=True)
        beside = whole.assign(kind=whole["also"].astype("string").str.split(";"), own=False)
        parts += [whole, beside.explode("kind").dropna(subset="kind")]
    if parks is not None:
        green = pd.DataFrame({"land_area": parks.reindex(columns=["area"])["area"]})
        green["floor_area"] = np.nan
        parts.append(green.assign(layer="parks", place=parks.index, kind="park_small", own=True))
    if not parts:
        return pd.DataFrame(columns=columns)
    areas = {"floor_area": float, "land_area": float}
    table = pd.concat([part[columns].astype(areas) for part in parts], ignore_index=True)
    return table.drop_duplicates(["layer", "place", "kind"]).reset_index(drop=True)


def check(
    pairs: pd.DataFrame,
    places: pd.DataFrame,
    *,
    homes: pd.DataFrame,
    known: pd.DataFrame,
    estate: str = "existing",
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    Each community against each facility of the complete community.

    A community passes where the share of its homes that the table asks for (`share_needed`, every
    one by default: this project's reading) can walk to a facility that is large enough.

    Parameters
    ----------
    pairs
        Who reaches what: `building`, `layer`, `place`, `kind`, `minutes`, searched at least as far
        as the limits of the table.
    places
        From :func:`offers`.
    homes
        One row a dwelling building: `community` (NA leaves it out), `answered` (boolean: it is on
        the network), and `households` where known.
    known
        One row a kind: `zh`, `status` (mapped, not_mapped, not_computed), `reason`.
    estate
        `existing` or `new`: which rows of the table apply beside those for all.
    overrides
        The user's own `complete_community`.

    Returns
    -------
    DataFrame
        One row a community and option of the table: `community`, `item`, `option`, `zh`, `result`
        (pass, fail, unknown), `item_result` (of the item: the best of its options), the place that
        serves best (`layer`, `place`, `minutes` of the farthest home that reaches it, `measured`
        m², `required` m², `margin` m²), `reached`, `not_reached` and `unknown` homes,
        `share_buildings` (of those with an answer), `share_needed`, `households_reached`,
        `households_base`, `share_households`, the limits in minutes, `reason`, and the rule. A
        facility whose area is not recorded, or is that of a whole with other uses, is unknown.

    References
    ----------
    完整居住社区建设标准（试行）, 建科规〔2020〕7号.

    Examples
    --------
    >>> pairs = pd.DataFrame(
    ...     {"building": ["B1"], "layer": ["facilities"], "place": ["F1"], "minutes": [10.0]}
    ... ).assign(kind="health_station")
    >>> clinic = pd.DataFrame({"kind": ["health_station"], "floor_area": [120]}, index=["F1"])
    >>> homes = pd.DataFrame({"community": ["C1"], "answered": [True]}, index=["B1"])
    >>> names = pd.DataFrame({"zh": ["卫生站"], "status": ["mapped"], "reason": [None]})
    >>> found = check(pairs, offers(clinic), homes=homes, known=names.set_axis(["health_station"]))
    >>> found.loc[found["item"] == "health", ["result", "measured", "margin"]].values.tolist()
    [['pass', 120.0, 0.0]]
    """
    table = _asked(known, estate, overrides)
    homes = homes[homes["community"].notna()].rename_axis("building").reset_index()
    homes["community"] = homes["community"].astype("string")  # also where no home has one
    owners = homes[["community"]].drop_duplicates().sort_values("community", ignore_index=True)
    cells = owners.merge(table.reset_index(), how="cross").rename_axis("cell")
    keys = ["cell", "community", "option", "places", "mapped"]
    each = homes.merge(cells.reset_index()[keys], on="community").rename_axis("home")
    close = _close(pairs, places, table, each)
    each["cause"] = _causes(close, each)
    answers = {"": True, FAR: False, SMALL: False, FEW: False}
    each["served"] = each["cause"].map(answers).astype("boolean")
    found = evidence.counts(each["served"], each["cell"], ids=cells.index)
    cells = cells.join(_best(close)).join(_households(each))
    return _answers(cells, found, _reasons(each))


def totals(table: pd.DataFrame) -> pd.DataFrame:
    """
    How many items each community passes, fails and leaves open.

    Parameters
    ----------
    table
        From :func:`check`.

    Returns
    -------
    DataFrame
        One row a community: `community`, `passed`, `failed`, `unknown`, `items`.

    Examples
    --------
    >>> row = {"community": "C1", "item": "shop", "item_result": "pass"}
    >>> totals(pd.DataFrame([row, row])).values.tolist()
    [['C1', 1, 0, 0, 1]]
    """
    each = table.drop_duplicates(["community", "item"])
    many = pd.crosstab(each["community"], each["item_result"])
    many = many.reindex(columns=[PASS, FAIL, UNKNOWN], fill_value=0)
    many = many.set_axis(["passed", "failed", "unknown"], axis=1)
    return many.assign(items=many.sum(axis=1)).reset_index().rename_axis(columns=None)


def _asked(
    known: pd.DataFrame, estate: str, overrides: Mapping[str, str | Path] | None
) -> pd.DataFrame:
    """The options that apply, each with what is known of its kinds."""
    table = standards.load("complete_community", overrides=overrides)
    table = table[table["estate"].isin(["all", estate])].copy()
    table["least"] = pd.to_numeric(table["least"], errors="coerce")
    split = table["kinds"].str.split("|")
    lost = pd.Series([evidence.missing_kinds(kinds, known) for kinds in split], table.index)
    some = [known["status"].reindex(kinds).eq("mapped").any() for kinds in split]
    return table.assign(mapped=lost.isna(), lost=lost.mask(np.array(some)).astype("string"))


def _close(
    pairs: pd.DataFrame, places: pd.DataFrame, table: pd.DataFrame, each: pd.DataFrame
) -> pd.DataFrame:
    """Each place within the limit of a home, for each option: its area, and whether that fits."""
    columns = ["option", "kind", "measure", "least", "minutes_most"]
    wanted = table.assign(kind=table["kinds"].str.split("|")).explode("kind").reset_index()
    near = pairs.merge(places, on=["layer", "place", "kind"]).merge(wanted[columns], on="kind")
    near = near[near["minutes"] <= near["minutes_most"]]
    near = near.merge(each.reset_index()[["home", "cell", "option", "building"]])
    floor, land = near["measure"].eq("floor_area"), near["measure"].eq("land_area")
    area = near["floor_area"].where(floor, near["land_area"].where(land)).astype(float)
    small = area < near["least"]
    whole = ~near["own"].astype(bool)  # the area of a whole says only when it is too small
    tests = [~floor & ~land, small, area.isna(), whole]
    fit = np.select(tests, [_FIT, _SMALL, _UNSURE, _UNSURE], _FIT)
    said = np.select(tests, ["", SMALL, NO_AREA, SHARED], "")
    return near.assign(area=area, fit=fit, said=said)


def _causes(close: pd.DataFrame, each: pd.DataFrame) -> pd.Series:
    """Why each home is not served; empty where it is."""
    best = close.sort_values("fit", ascending=False, kind="stable")
    best = best.drop_duplicates(["home", "layer", "place"])
    many = best.assign(fit=best["fit"] == _FIT, maybe=best["fit"] >= _UNSURE)
    many = many.groupby("home")[["fit", "maybe"]].sum().reindex(each.index, fill_value=0)
    doubt = best[best["fit"] == _UNSURE].drop_duplicates("home").set_index("home")["said"]
    tests = {
        "": many["fit"] >= each["places"],
        OFF: ~each["answered"].astype("boolean").fillna(False).astype(bool),
        "doubt": many["maybe"] >= each["places"],
        UNMAPPED: ~each["mapped"],
        FAR: ~each.index.isin(best["home"]),
        SMALL: many["maybe"] == 0,
    }
    words = np.select(list(tests.values()), list(tests), FEW)
    cause = pd.Series(words, each.index, dtype="string")
    return cause.mask(cause == "doubt", doubt.reindex(each.index).fillna(MAYBE_FEW))


def _best(close: pd.DataFrame) -> pd.DataFrame:
    """The place that serves each cell best: fit first, then most homes, then the largest."""
    each = close.groupby(["cell", "layer", "place"], as_index=False).agg(
        fit=("fit", "max"),
        many=("building", "nunique"),
        measured=("area", "max"),
        minutes=("minutes", "max"),
    )
    each = each.sort_values(
        ["cell", "fit", "many", "measured", "minutes", "place"],
        ascending=[True, False, False, False, True, True],
    )
    best = each.drop_duplicates("cell").set_index("cell")
    return best[["layer", "place", "minutes", "measured"]]


def _households(each: pd.DataFrame) -> pd.DataFrame:
    """Households served, and those of homes with an answer; blank where none is recorded."""
    weight = each.reindex(columns=["households"])["households"].astype("Float64")
    known = pd.DataFrame(
        {
            "cell": each["cell"],
            "households_reached": weight.where(each["served"].fillna(False), 0 * weight),
            "households_base": weight.where(each["served"].notna(), 0 * weight),
        }
    )
    table = known.groupby("cell").sum(min_count=1).astype("Float64").astype(float)
    base = table["households_base"]
    return table.assign(share_households=table["households_reached"] / base.where(base > 0))


def _reasons(each: pd.DataFrame) -> pd.Series:
    """The causes of each cell, with the homes that each concerns."""
    many = each[each["cause"] != ""].groupby(["cell", "cause"]).size().rename("homes")
    lines = many.sort_values(ascending=False, kind="stable").reset_index()
    lines["said"] = lines["homes"].astype("string") + " 栋住宅：" + lines["cause"]
    return lines.groupby("cell")["said"].agg("；".join)


def _answers(cells: pd.DataFrame, found: pd.DataFrame, why: pd.Series) -> pd.DataFrame:
    table = cells.rename(columns={"least": "required"})
    passed = evidence.judge(found, needed=table["share_needed"])
    table["result"] = passed.map({True: PASS, False: FAIL}).astype("string").fillna(UNKNOWN)
    rank = table["result"].map({PASS: 2, UNKNOWN: 1, FAIL: 0})
    best = rank.groupby([table["community"], table["item"]]).transform("max")
    table["item_result"] = best.map({2: PASS, 1: UNKNOWN, 0: FAIL})
    table["margin"] = table["measured"] - table["required"]
    table["reached"], table["not_reached"] = found["yes"], found["no"]
    table["unknown"] = found["unknown"]
    table["share_buildings"] = found["yes"] / (found["yes"] + found["no"]).replace(0, np.nan)
    reason = table["lost"].fillna(why.reindex(table.index).astype("string"))
    table["reason"] = reason.mask(table["result"] == PASS)
    table["rule"] = "complete_community:" + table["option"].astype(str)
    return table[COLUMNS].reset_index(drop=True)
