"""From the statutory rate to the walking rates, step by step, on a strip of land."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from pianqu.analysis import park_sizes, standards
from pianqu.analysis.reconciliation import Step, steps, waterfall
from pianqu.gis.errors import LayerError

EAST, NORTH = 500_000.0, 3_440_000.0
RADII = park_sizes.tiers(standards.load("park_radius"), edition="park.2022")
ORDER = ["s0", "s1", "s2", "s3", "s3b", "s4", "s5", "s6", "s7", "s8", "s9", "s10"]


def layer(shapes, ids, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, index=ids, crs=4549)


def spot(x: float) -> Point:
    return Point(EAST + x, NORTH + 5)


# land from 0 to 1000 m; a large park at its western end (door at its far side), a tiny one at
# its eastern end, a closed one in its middle
LAND = layer([box(EAST, NORTH, EAST + 1000, NORTH + 10)], ["L1"], basis=["x"])
PARKS = layer(
    [
        box(EAST - 500, NORTH, EAST, NORTH + 10),
        box(EAST + 1200, NORTH, EAST + 1210, NORTH + 10),
        box(EAST + 490, NORTH, EAST + 510, NORTH + 10),
    ],
    ["P1", "P2", "P3"],
    open=[True, True, False],
)
DOORS = layer([spot(-300), spot(500)], [0, 1], place=["P1", "P3"])
HOMES = layer([spot(50), spot(150), spot(450), spot(850)], ["B1", "B2", "B3", "B4"])
WEIGHTS = pd.DataFrame(
    {"households": [10, 30, 40, None], "residents": [30, 60, 110, 5]}, HOMES.index
)
PLAIN = pd.Series([True, True, False, None], HOMES.index, dtype="boolean")
GATES = pd.Series([True, False, False, False], HOMES.index, dtype="boolean")
NO_DEM = "没有高程数据"


def table(reached=None, **others) -> pd.DataFrame:
    given = {"plain": PLAIN, "gates": GATES, "slope": NO_DEM, "wait": "路口等候为 0"}
    frames = {"parks": PARKS, "land": LAND, "doors": DOORS, "homes": HOMES, **others}
    found = steps(
        frames["parks"],
        frames["land"],
        frames["doors"],
        frames["homes"],
        radii=RADII,
        radius=500.0,
        reached=given if reached is None else reached,
        weights=frames.get("weights", WEIGHTS),
    )
    return waterfall(found)


def test_every_step_by_hand():
    found = table()
    # s0: 500 m from P1; s1: and from 700 m, of P2; s2: 200 m from the door of P1 (P2 has none);
    # s3: homes up to 200 m: B1 (0 to 100) and B2 (100 to 300); s3b: without B4 (650 to 1000)
    expected = {
        "s0": (5000, 10_000),
        "s1": (8000, 10_000),
        "s2": (2000, 10_000),
        "s3": (3000, 10_000),
        "s3b": (3000, 6500),
        "s4": (3000, 6500),
        "s5": (1000, 6500),
        "s8": (10, 80),
        "s9": (30, 200),
        "s10": (1, 3),
    }

    assert found.index.tolist() == ORDER
    for step, (numerator, denominator) in expected.items():
        assert found.loc[step, "numerator"] == pytest.approx(numerator, abs=0.2), step
        assert found.loc[step, "denominator"] == pytest.approx(denominator), step
    assert found["rate_tenths"].tolist()[:7] == [500, 800, 200, 300, 462, 462, 154]
    assert found.loc["s8", ["against", "difference_tenths"]].tolist() == ["s5", 125 - 154]
    assert found["unit"].tolist()[-3:] == ["households", "residents", "buildings"]


def test_a_step_that_was_not_computed_says_why_and_breaks_no_sum():
    found = table()

    assert found.loc["s6", "reason"] == NO_DEM
    assert (
        found.loc[["s6", "s7"], ["rate", "difference", "rate_tenths", "against"]]
        .isna()
        .all(axis=None)
    )
    assert found["reason"].isna().sum() == 10
    assert found["difference_tenths"].sum() == found.loc["s10", "rate_tenths"] - 500
    assert found["difference"].sum() == pytest.approx(1 / 3 - 0.5)


def test_the_base_stays_the_same_while_the_way_of_walking_changes():
    found = table({"plain": PLAIN, "gates": GATES, "slope": GATES & PLAIN, "wait": GATES})
    bases = found["denominator"]

    assert bases["s0"] == bases["s1"] == bases["s2"] == pytest.approx(bases["s3"])
    assert set(bases["s3b":"s7"]) == {bases["s3b"]}
    assert found["rate"].notna().all()


def test_every_change_is_said_in_words():
    said = table()["changed"]

    assert said.str.len().gt(8).all()
    assert "2 处，上一步 1 处" in said["s1"]
    assert "500 米" in said["s1"]
    assert "1 处公园没有可用的出入口" in said["s2"]
    assert "1 栋" in said["s3b"]
    assert "未知" not in said["s8"]  # B4, whose households are not known, went at s3b


def test_a_home_without_households_is_said_and_left_out():
    weights = WEIGHTS.assign(households=pd.array([10, None, 40, None], dtype="Int64"))
    found = table(weights=weights)

    assert found.loc["s8", ["numerator", "denominator"]].tolist() == [10, 50]
    assert "1 栋户数未知" in found.loc["s8", "changed"]


@pytest.mark.parametrize(
    ("others", "missing", "word"),
    [
        ({"reached": {}}, ORDER[4:], "没有步行结果"),
        ({"homes": HOMES.iloc[:0], "weights": WEIGHTS.iloc[:0], "reached": {}}, ORDER[3:], "没有"),
        ({"weights": WEIGHTS[["residents"]]}, ["s6", "s7", "s8"], "没有户数资料"),
        ({"weights": WEIGHTS.assign(residents=None)}, ["s6", "s7", "s9"], "没有人数资料"),
        ({"land": LAND.iloc[:0]}, ORDER[:9], "分母为 0"),
    ],
)
def test_what_is_missing_is_not_computed(others, missing, word):
    reached = others.pop("reached", None)
    found = table(reached, **others)
    empty = found.index[found["rate"].isna()]

    assert empty.tolist() == missing
    assert found.loc[empty, "reason"].notna().all()
    assert found.loc[empty, "reason"].str.contains(word).any()


def test_parks_without_any_door_serve_nobody_from_a_door():
    found = table(doors=DOORS.iloc[:0])

    assert found.loc[["s0", "s1", "s2", "s3"], "rate_tenths"].tolist() == [500, 800, 0, 0]


def test_all_homes_off_the_network_have_no_rate():
    found = table({"plain": pd.Series(pd.NA, HOMES.index, dtype="boolean")})

    assert found.loc[["s3b", "s4"], "reason"].tolist() == ["分母为 0"] * 2
    assert found["rate"].notna().sum() == 4


def test_other_rows_than_the_homes_are_refused():
    with pytest.raises(LayerError) as caught:
        table({"plain": PLAIN.iloc[:2]}, weights=WEIGHTS.iloc[:1])

    assert [
        name in fault for name, fault in zip(["plain", "weights"], caught.value.faults, strict=True)
    ] == [True] * 2


def test_nothing_given_is_changed():
    before = PARKS.copy(), HOMES.copy(), WEIGHTS.copy()
    table()

    for frame, copy in zip((PARKS, HOMES, WEIGHTS), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


amounts = st.one_of(st.none(), st.integers(0, 10**6).map(lambda number: number / 7))


@given(st.lists(st.tuples(amounts, st.integers(0, 10**6)), max_size=12))
def test_printed_differences_always_add_up_to_the_last_less_the_first(rows):
    listed = [
        Step(f"s{row}", "", "", "m2", numerator, float(denominator))
        for row, (numerator, denominator) in enumerate(rows)
    ]
    found = waterfall(listed)
    printed = found["rate_tenths"].dropna().tolist()

    assert found["difference_tenths"].dropna().size == max(len(printed) - 1, 0)
    assert found["difference_tenths"].sum() == (printed[-1] - printed[0] if printed else 0)
    for rate, tenths in found[["rate", "rate_tenths"]].dropna().itertuples(index=False):
        assert f"{rate:.1%}" == f"{tenths // 10}.{tenths % 10}%"
