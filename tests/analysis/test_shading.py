"""What lift shafts do to windows, one at a time and all of a batch together."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from shapely import box

from pianqu.analysis.lifts import shading
from pianqu.gis import prisms, sun, sunlight

SKY = sun.sky(date(2001, 1, 20), place=sun.Place(31.45, 121.13, 0.0))
RULE = sunlight.Counting(full=False)
TALL = 1000.0
SOUTH, NORTH = (0.0, -1.0), (0.0, 1.0)


def world(houses, windows, **more):
    """Houses are (outline, top); windows are (x, y, normal, sill, house)."""
    outlines, tops = zip(*houses, strict=True)
    solids = prisms.build(np.array(outlines), base=0.0, height=np.array(tops))
    x, y, normal, sill, house = zip(*windows, strict=True)
    nx, ny = zip(*normal, strict=True)
    points = pd.DataFrame({"x": x, "y": y, "nx": nx, "ny": ny, "width": 1.5, "solid": house})
    found = pd.DataFrame(
        {"point": points.index, "sill": sill}, index=[f"W{i}" for i in points.index]
    )
    found["building"] = [f"B{i}" for i in house]
    found = found.assign(stairwell="U0", storey=1, room=None, source="facade")
    before = shading.Before(solids, points, found, points, SKY, RULE, required=2.0, threshold=1.0)
    before = replace(before, **more)
    lit = [hours(before, raised=raised) for raised in (0.0, before.band, -before.band)]
    table = pd.DataFrame({"hours": lit[0]["hours"], "verdict": "robust_pass"})
    table.loc[lit[0]["buried"], "verdict"] = "buried"
    return replace(
        before, hours=table.assign(hours_low=lit[1]["hours"], hours_high=lit[2]["hours"])
    )


def hours(before, *, solids=None, raised=0.0):
    return sunlight.hours(
        *(before.prisms if solids is None else solids, before.points, before.windows),
        **{"sky": before.sky, "counting": before.counting, "raised": raised},
    )


def shafts(*outlines, top=TALL, building="B0"):
    names = [f"S{i}" for i in range(len(outlines))]
    columns = {"building": building, "top": top, "geometry": list(outlines)}
    return gpd.GeoDataFrame(columns, index=names)


HOUSE = (box(-30, 0, 30, 12), 18.6)
FACING_SOUTH = (0.0, 0.0, SOUTH, 0.9, 0)


def minutes_after(bearing):
    """From the moment the sun stands at a bearing to the end of the day."""
    east, north = np.sin(np.radians(bearing)), np.cos(np.radians(bearing))

    def aside(angle):
        x, y, _ = sun.direction([angle], SKY)[0]
        return x * north - y * east

    return (SKY.end - brentq(aside, 0, SKY.end)) * 4


def test_a_window_east_of_a_shaft_loses_the_sun_that_the_shaft_hides():
    beside = shafts(box(-6, -4, -3.6, 0))
    (row,) = shading.effects(world([HOUSE], [FACING_SOUTH]), beside).to_dict("records")

    assert (row["stairwell"], row["window"], row["building"], row["unit"]) == (
        "S0",
        "W0",
        "B0",
        "U0",
    )
    assert row["before"] == pytest.approx(8.0)
    corner = 180 + np.degrees(np.arctan2(3.6, 4))
    assert row["lost"] == pytest.approx(minutes_after(corner), abs=1e-6)
    assert row["after"] == pytest.approx(8.0 - row["lost"] / 60)
    assert (row["own"], row["covered"], row["newly_below"]) == (True, False, False)


def test_the_shaft_of_another_house_is_a_neighbours():
    beside = shafts(box(-6, -4, -3, 0), building="B7")
    found = shading.effects(world([HOUSE], [FACING_SOUTH]), beside)
    assert found["own"].tolist() == [False]


@pytest.mark.parametrize(
    ("sill", "covered"), [(0.9, True), (19.9, True), (20.0, False), (25.0, False)]
)
def test_a_window_behind_a_shaft_is_covered_up_to_the_shafts_top(sill, covered):
    house = (box(-30, 0, 30, 12), 40.0)
    before = world([house], [(0.0, 0.0, SOUTH, sill, 0)])
    found = shading.effects(before, shafts(box(-1.2, -4, 1.2, 0), top=20.0))

    assert found["covered"].tolist() == ([True] if covered else [])
    assert found["after"].tolist() == ([0.0] if covered else [])
    assert not found["newly_below"].any()


def test_a_window_without_sun_is_covered_too():
    found = shading.effects(
        world([HOUSE], [(0.0, 12.0, NORTH, 0.9, 0)]), shafts(box(-1, 12, 1, 16))
    )
    assert (found["covered"].tolist(), found["lost"].tolist()) == ([True], [0.0])


def test_a_neighbour_to_the_south_loses_nothing():
    south = (box(-30, -30, 30, -18), 18.6)
    windows = [(0.0, -18.0, NORTH, 0.9, 1), (0.0, -30.0, SOUTH, 0.9, 1), (0.0, 0.0, SOUTH, 15.0, 0)]
    found = shading.effects(world([HOUSE, south], windows), shafts(box(-1, 12, 1, 16)))
    assert found.empty


@pytest.mark.parametrize(("top", "listed"), [(2.0, 0), (12.0, 1), (30.0, 1)])
def test_the_top_of_a_shaft_decides(top, listed):
    before = world([HOUSE], [FACING_SOUTH])
    found = shading.effects(before, shafts(box(-1.2, -14, 1.2, -10), top=top))
    assert len(found) == listed


def test_a_lower_shaft_takes_no_more():
    before = world([HOUSE], [FACING_SOUTH])
    at = box(-1.2, -14, 1.2, -10)
    lost = [shading.effects(before, shafts(at, top=top))["lost"].sum() for top in (8, 12, 20, TALL)]
    assert lost == sorted(lost)
    assert lost[0] < lost[-1]


@pytest.mark.parametrize(("spare", "below"), [(-0.001, True), (0.001, False)])
def test_what_is_required_decides_who_falls_below(spare, below):
    beside = shafts(box(-6, -4, -3.6, 0))
    before = world([HOUSE], [FACING_SOUTH])
    after = shading.effects(before, beside)["after"].iloc[0]
    found = shading.effects(replace(before, required=after - spare), beside)
    assert found["newly_below"].tolist() == [below]


def test_one_who_was_below_already_does_not_fall():
    before = world([HOUSE], [FACING_SOUTH], required=8.5)
    assert not shading.effects(before, shafts(box(-6, -4, -3, 0)))["newly_below"].any()


def test_a_small_loss_is_listed_only_where_the_window_falls_below():
    beside = shafts(box(-6, -4, -3.6, 0))
    before = world([HOUSE], [FACING_SOUTH], threshold=600.0)
    assert shading.effects(before, beside).empty
    found = shading.effects(replace(before, required=8.0), beside)
    assert found["newly_below"].tolist() == [True]


def test_a_buried_window_loses_nothing():
    before = world([HOUSE, (box(-5, -5, 5, 0), 18.6)], [FACING_SOUTH])
    assert before.hours["verdict"].tolist() == ["buried"]
    assert shading.effects(before, shafts(box(-1.2, -4, 1.2, 0))).empty


def test_a_shaft_of_unknown_top_has_no_answer():
    two = shafts(box(-6, -4, -3, 0), box(3, -4, 6, 0), top=[TALL, np.nan])
    found = shading.effects(world([HOUSE], [FACING_SOUTH]), two)
    assert found["stairwell"].tolist() == ["S0"]


@pytest.mark.parametrize(("south", "robust"), [(0.0, True), (19.0, False)])
def test_a_fall_is_robust_where_the_band_of_heights_does_not_save_it(south, robust):
    front = (box(-200, -40, 200, -30), 18.6 if south else 0.0)
    before = world([HOUSE, front], [FACING_SOUTH], band=0.6)
    beside = shafts(box(-6, -4, -3.6, 0))
    after = shading.effects(before, beside)["after"].iloc[0]
    found = shading.effects(replace(before, required=after + 0.01), beside)
    assert found["newly_below"].tolist() == [True]
    assert found["robust"].tolist() == [robust]


def test_no_shafts_no_rows():
    before = world([HOUSE], [FACING_SOUTH])
    none = shafts(box(-6, -4, -3, 0)).iloc[:0]
    found = shading.effects(before, none)
    both = shading.together(before, none, pd.Series(dtype=object), alone=found)
    assert len(found) == len(both) == 0
    more = {"stairwell", "own", "covered_sure", "covered_maybe", "deciders"}
    assert set(found.columns) - more == set(both.columns) - {
        "batch",
        "alone",
        "jointly",
    }


def test_two_that_leave_enough_each_can_take_it_together():
    two = shafts(box(-6, -4, -3.6, 0), box(3.6, -4, 6, 0))
    before = world([HOUSE], [FACING_SOUTH])
    alone = shading.effects(before, two)
    before = replace(before, required=alone["after"].min() - 0.1)
    alone = shading.effects(before, two)
    batches = pd.Series("P1", index=two.index)
    (row,) = shading.together(before, two, batches, alone=alone).to_dict("records")

    assert not alone["newly_below"].any()
    assert (row["batch"], row["newly_below"], row["jointly"]) == ("P1", True, True)
    assert row["lost"] == pytest.approx(alone["lost"].sum())
    assert row["alone"] == pytest.approx(alone["lost"].max())


def test_a_shaft_of_no_batch_stands_with_nobody():
    two = shafts(box(-6, -4, -3.6, 0), box(3.6, -4, 6, 0))
    before = world([HOUSE], [FACING_SOUTH])
    alone = shading.effects(before, two)
    found = shading.together(before, two, pd.Series({"S0": "P1", "S1": None}), alone=alone)
    assert found["lost"].tolist() == pytest.approx(alone["lost"].iloc[:1].tolist())


def town(seed):
    """Three rows of houses with windows to all sides, and shafts on their northern walls."""
    rng = np.random.default_rng(seed)
    houses, windows, before = [], [], []
    for i in range(6):
        x, y = i % 2 * 45 + rng.uniform(0, 6), i // 2 * 30 + rng.uniform(-3, 3)
        long, top = rng.uniform(25, 40), rng.choice([12.2, 15.1, 18.0])
        houses.append((box(x, y, x + long, y + 12), top))
        for share in (0.1, 0.5, 0.8):
            for sill in (0.9, 6.7):
                windows.append((x + share * long, y, SOUTH, sill, i))
                windows.append((x + share * long, y + 12, NORTH, sill, i))
                windows.append((x, y + 12 * share, (-1.0, 0.0), sill, i))
        before += [
            (box(x + at, y + 12, x + at + 2.4, y + 16), top + 1.5, f"B{i}") for at in (6, 18)
        ]
    outlines, tops, owners = zip(*before, strict=True)
    rule = sunlight.Counting(full=bool(seed % 2), shortest=5.0 * (seed % 3))
    return world(houses, windows, counting=rule), shafts(
        *outlines, top=list(tops), building=list(owners)
    )


def everything(before, standing):
    """All solids anew, the shafts as if they were houses."""
    outlines = np.append(before.prisms.footprints, standing.geometry.to_numpy())
    tops = np.append(before.prisms.top, standing["top"].to_numpy(dtype=float))
    return hours(before, solids=prisms.build(outlines, base=0.0, height=tops))["hours"]


@pytest.mark.parametrize("seed", range(4))
def test_each_shaft_does_what_a_world_built_with_it_says(seed):
    before, standing = town(seed)
    found = shading.effects(before, standing).set_index(["stairwell", "window"])
    assert len(found) > len(standing)
    for name in standing.index:
        lost = (before.hours["hours"] - everything(before, standing.loc[[name]])) * 60
        rows = found.loc[name] if name in found.index.get_level_values(0) else found.iloc[:0]
        told = rows.loc[~rows["covered"], "lost"]
        assert told.to_dict() == pytest.approx(lost[told.index].to_dict(), abs=1e-6)
        assert lost.drop(rows.index).max() <= before.threshold + 1e-6


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 10_000), batches=st.lists(st.sampled_from("PQR"), min_size=12, max_size=12)
)
def test_together_they_take_no_less_than_any_alone(seed, batches):
    before, standing = town(seed)
    batch = pd.Series(batches, index=standing.index)
    alone = shading.effects(before, standing)
    found = shading.together(before, standing, batch, alone=alone)
    both = found.set_index(["batch", "window"])["lost"]
    each = alone.assign(batch=batch.loc[alone["stairwell"]].to_numpy()).groupby(
        ["batch", "window"]
    )["lost"]
    assert (both.loc[each.max().index] >= each.max() - 1e-9).all()
    for name in batch.unique():
        after = everything(before, standing[batch == name])
        rows = found[found["batch"].eq(name) & ~found["covered"]].set_index("window")
        assert rows["after"].to_dict() == pytest.approx(after[rows.index].to_dict(), abs=1e-8)


def test_order_and_company_change_no_answer():
    before, standing = town(3)
    whole = shading.effects(before, standing)
    single = pd.concat([shading.effects(before, standing.loc[[name]]) for name in standing.index])
    key = ["stairwell", "window"]
    pd.testing.assert_frame_equal(
        whole.sort_values(key, ignore_index=True), single.sort_values(key, ignore_index=True)
    )
    back = shading.effects(before, standing.iloc[::-1])
    pd.testing.assert_frame_equal(whole, back)
