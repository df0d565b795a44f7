"""Refusals of the district: its planted look-alikes are refused, its idle plots are not."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pianqu.analysis.idle import (
    courts,
    evidence_rows,
    evidence_rules,
    kinds,
    land_classes,
    open_parcels,
    plots,
    refusal_rules,
    refusals,
    registered,
    setbacks,
    under_used,
    vacant_premises,
)

CODES, SIZES, TABLE = land_classes.codes(), setbacks.setbacks(), refusal_rules.rules()
LAYERS = ("parcels", "parks", "facilities", "protections", "barriers", "premises", "buildings")
FINE = ("L01", "L04", "L08", "L09", "L10", "L14", "L15", "L18", "L20", "L32", "L52")


@pytest.fixture(scope="module")
def looked(district) -> pd.DataFrame:
    rules, own = evidence_rules.rules(), kinds.kinds()
    rooms = plots.apart(district.premises, taken=district.parcels.index, name="premises")
    said = evidence_rows.joined(
        [
            registered.evidence(district.parcels, codes=CODES, rules=rules),
            under_used.evidence(district.parcels, district.buildings, codes=CODES, rules=rules),
            open_parcels.evidence(district.parcels, district.buildings, codes=CODES, rules=rules),
            vacant_premises.evidence(rooms, district.buildings, rules=rules),
        ]
    )
    around = {"communities": district.communities, "kinds": own, "rules": rules}
    parts = [plots.from_parcels(district.parcels, said, **around)]
    parts.append(plots.from_premises(rooms, said, **around))
    land = gpd.GeoDataFrame(pd.concat(parts), crs=district.epsg)
    closed = courts.enclosure(land, district.buildings, reach=SIZES["court_reach"])
    layers = {name: getattr(district, name) for name in LAYERS} | {"premises": rooms}
    return refusals.refusals(
        land, extent=district.extent, enclosure=closed, codes=CODES, setbacks=SIZES,
        rules=TABLE, **layers,
    )  # fmt: skip


def refused(looked: pd.DataFrame, own: str, effect: str = "excludes") -> set[str]:
    rows = looked["plot"].eq(own) & looked["status"].eq("applies") & looked["effect"].eq(effect)
    return set(looked.loc[rows, "rule"])


@pytest.mark.parametrize(
    ("land", "rule"),
    [("L03", "park"), ("L36", "park"), ("L47", "park"), ("L51", "park"), ("L56", "park"),
     ("L28", "square"), ("L02", "works"), ("L54", "works"), ("L06", "school"), ("L40", "school"),
     ("L21", "ancient_tree"), ("L34", "fire_lane"), ("L11", "flood"), ("L53", "hazard"),
     ("L64", "railway"), ("R10", "dangerous")],
)  # fmt: skip
def test_the_districts_look_alikes_are_refused(looked, land, rule):
    assert land in set(looked["plot"])
    assert rule in refused(looked, land)


@pytest.mark.parametrize("land", [*FINE, "R02", "R03", "R04", "R05", "R11"])
def test_the_districts_idle_plots_are_not_refused(looked, land):
    assert land in set(looked["plot"])
    assert refused(looked, land) == set()


def test_reserved_land_is_kept_apart(looked):
    assert refused(looked, "L12", "separate") == {"reserve_blank"}
    assert refused(looked, "L12") == set()


def test_what_is_left_over_in_a_block_is_a_lead_and_no_candidate():
    """Real blocks are full of courts and forecourts that nobody has drawn."""
    shape = [shapely.box(0, 0, 50, 50)] * 2
    plots = gpd.GeoDataFrame(
        {"kind": "residual", "of_layer": ["blocks", "communities"], "of": ["1-1", "C1"]},
        geometry=shape,
        index=["1-1/25-25", "C1/25-25"],
        crs=4549,
    )
    told = refusals.refusals(
        plots,
        extent=None,
        enclosure=None,
        codes=land_classes.codes(),
        setbacks=setbacks.setbacks(),
        rules=refusal_rules.rules(),
    )
    own = told[told["rule"].eq("block_rest")].set_index("plot")
    assert own["status"].tolist() == ["applies", "clear"]
    assert own["effect"].unique().tolist() == ["separate"]
