"""Who is left out, what would close it, and cards: a made-up strip of land with known answers."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from pianqu.analysis import closing, gaps
from pianqu.gis.errors import CrsError
from pianqu.layers import demo

IDS = pd.Index(["B1", "B2", "B3", "B4", "B5"])
OWNER = pd.Series(["C1", "C1", "C1", "C2", None], index=IDS)
MINUTES = pd.DataFrame({"park": [8, 14, np.inf, 12, 99], "gym": [np.nan, 10, 9, 4, 4.0]}, index=IDS)
WEIGHTS = pd.DataFrame(
    {
        "buildings": 1.0,
        "households": pd.array([20, 30, None, 8, 7], dtype="Int64"),
        "elderly": pd.array([None] * 5, dtype="Int64"),
    },
    index=IDS,
)
# 500 m in the limit; the park begins 40 m east of B2, 60 m east of B3
HOMES = gpd.GeoDataFrame(
    geometry=[Point(-9, 0), Point(-40, 50), Point(-60, 60), Point(900, 50), Point(0, 0)],
    index=IDS,
    crs=4549,
)
PARK = gpd.GeoDataFrame(
    {"layer": "parks", "place": ["P1"], "kind": "park", "name": ["东园"], "fenced": [None]},
    geometry=[box(0, 0, 80, 90)],
    crs=4549,
).astype({"fenced": "boolean"})
STRAIGHT = pd.DataFrame({"park": [9, 40, 60, 820, 0], "gym": 0.0}, index=IDS, dtype=float)


def walls(**kinds: str) -> gpd.GeoDataFrame:
    """A line 1 m west of the park for `edge`, another 20 m west of it for `apart`."""
    at = {"edge": -1, "apart": -20}
    lines = [LineString([(at[name], -200), (at[name], 200)]) for name in kinds]
    return gpd.GeoDataFrame(
        {"kind": list(kinds.values())}, geometry=lines, index=[*kinds], crs=4549
    )


def doors(*points: tuple[float, float], basis: str = "given") -> gpd.GeoDataFrame:
    rows = {"layer": "parks", "place": ["P1"] * len(points), "basis": basis}
    return gpd.GeoDataFrame(rows, geometry=[Point(at) for at in points], crs=4549)


def close(minutes=MINUTES, straight=STRAIGHT, park=PARK, **around) -> pd.DataFrame:
    given = closing.Surroundings(HOMES, park, **around)
    return closing.closing(minutes, straight, OWNER, given, limit=10, speed=50 / 60)


def test_left_out_by_hand():
    table = gaps.left_out(MINUTES, WEIGHTS, OWNER, limit=10)
    row = table.loc[("C1", "park")]

    assert table.index.tolist() == [("C1", "park"), ("C2", "park")]
    assert row[["buildings_left_out", "buildings_total", "buildings_missing"]].tolist() == [2, 3, 0]
    assert row[["households_left_out", "households_total"]].tolist() == [30, 50]
    assert row["households_missing"] == 1
    assert row[["elderly_left_out", "elderly_total"]].isna().all()
    assert row[["nearest_miss", "minutes_over", "beyond_search"]].tolist() == ["B2", 4.0, 1]
    assert np.isnan(row["minutes_farthest"])
    assert table.loc[("C2", "park"), "minutes_farthest"] == 12


def test_all_beyond_the_search_have_no_nearest_miss():
    far = MINUTES.assign(park=np.inf)
    row = gaps.left_out(far, WEIGHTS, OWNER, limit=10).loc[("C2", "park")]

    assert row[["nearest_miss", "minutes_over", "minutes_farthest"]].isna().all()
    assert row["beyond_search"] == 1


@pytest.mark.parametrize(
    ("fenced", "around", "closes", "barriers", "said"),
    [
        (True, {}, "gate", None, "在东园（P1）边界开门"),
        (None, {}, "link", None, "是否有围墙未知"),
        (False, {}, "link", None, "缺少阻隔图层"),
        (None, {"barriers": walls(edge="fence")}, "gate", "", "没有记录的阻隔"),
        (True, {"barriers": walls(edge="fence", apart="wall")}, "gate", "apart", "隔着围墙 apart"),
        (True, {"barriers": walls(edge="fence", apart="river")}, "link", "apart", "河道 apart"),
        (True, {"barriers": walls(edge="railway")}, "link", "edge", "铁路 edge"),
        (False, {"barriers": walls(apart="wall")}, "link", "apart", "隔着围墙 apart"),
        (
            None,
            {"doors": doors((80, 50))},
            "gate",
            None,
            "开门",
        ),  # the only gate is behind the park
        (None, {"doors": doors((80, 50), basis="beside")}, "link", None, "步行联系"),
        (True, {"doors": doors((0, 80))}, "link", None, "步行联系"),  # a gate stands there already
        (True, {"doors": doors((0, 700))}, "gate", None, "开门"),  # too far to be of use
    ],
)
def test_a_gate_or_a_link(fenced, around, closes, barriers, said):
    park = PARK.assign(fenced=pd.array([fenced], dtype="boolean"))
    row = close(park=park, **around).loc[("C1", "park")]

    assert row["closes"] == closes
    assert pd.isna(row["barriers"]) if barriers is None else row["barriers"] == barriers
    assert said in row["how"]
    assert "初判" in row["how"]
    assert (row["place"], row["building"], row["closable"]) == ("P1", "B2", 2)
    assert row["straight_minutes"] == pytest.approx(0.8)
    assert row["geometry"] == Point(0, 50)


def test_barriers_stand_in_the_row_of_their_own_gap():
    """Two gaps a kilometre apart; the ids of their barriers sort the other way round."""
    ids = ["B1", "B2"]
    homes = gpd.GeoDataFrame(geometry=[Point(0, 0), Point(1000, 0)], index=ids, crs=4549)
    rows = {"place": ["F1", "F2"], "kind": "clinic"}
    places = gpd.GeoDataFrame(rows, geometry=[Point(0, 300), Point(1000, 300)], crs=4549)
    at = {"Z": (-50, 100), "Y": (-50, 200), "A": (950, 100)}
    lines = [LineString([(x, y), (x + 100, y)]) for x, y in at.values()]
    barriers = gpd.GeoDataFrame({"kind": "river"}, geometry=lines, index=[*at], crs=4549)
    found = closing.closing(
        pd.DataFrame({"clinic": [15.0, 15.0]}, index=ids),
        pd.DataFrame({"clinic": [300.0, 300.0]}, index=ids),
        pd.Series(["C1", "C2"], index=ids),
        closing.Surroundings(homes, places, pd.concat([barriers, barriers.loc[["A"]]])),
        limit=10,
        speed=50 / 60,
    )

    assert found["barriers"].tolist() == ["Y;Z", "A"]
    assert "河道 Y、河道 Z" in found["how"].iloc[0]


def test_a_facility_where_there_is_none_in_a_straight_line():
    row = close().loc[("C2", "park")]

    assert (row["closes"], row["closable"]) == ("facility", 0)
    assert "最近的直线 16.4 分钟" in row["how"]
    assert row[["place", "building", "geometry"]].isna().all()


def test_what_is_not_known_is_not_judged():
    unknown = close(straight=STRAIGHT.assign(park=np.nan)).loc[("C1", "park")]
    nowhere = close(park=PARK.iloc[:0]).loc[("C1", "park")]
    none = close(minutes=MINUTES.assign(park=1.0))

    assert pd.isna(unknown["closes"])
    assert unknown["how"] == closing.NO_STRAIGHT
    assert pd.isna(nowhere["closes"])
    assert nowhere["how"] == closing.NO_PLACE
    assert len(none) == 0
    with pytest.raises(CrsError):
        close(barriers=walls(edge="wall").to_crs(4326))


def test_the_place_nearest_to_most_is_named():
    two = pd.concat([PARK, PARK.assign(place="P0")], ignore_index=True)
    two = two.set_geometry([PARK.geometry[0], box(-12, -8, -6, -2)])
    late = MINUTES.assign(park=[11, 14, 15, 12, 99.0])
    row = close(minutes=late, park=two).loc[("C1", "park")]

    assert (row["place"], row["closable"]) == ("P1", 2)  # P0 is nearest to B1 alone
    assert "B2 直线 0.8 分钟" in row["how"]


def test_the_planted_park_is_opened_towards_the_community():
    city = demo.district()
    park = city.parks.loc[["P02"]]
    homes = city.buildings
    found = gpd.GeoDataFrame(
        {"place": ["P02"], "kind": "park", "name": park["name"].to_numpy(), "fenced": [True]},
        geometry=park.geometry.to_numpy(),
        crs=homes.crs,
    )
    gate = city.entrances.loc[["G-P02-S"]].assign(place="P02", basis="given")
    apart = homes.geometry.representative_point().distance(park.geometry.iloc[0])
    table = gaps.gaps(
        apart.mask(apart >= 0, 15.0).to_frame("park"),
        apart.to_frame("park"),
        homes[["households"]],
        homes["community"].where(homes["community"] == "C04"),
        closing.Surroundings(homes, found, city.barriers, gate[["place", "basis", "geometry"]]),
        limit=10,
        speed=50 / 60,
    )
    row = table.iloc[0]

    assert (len(table), row["community"], row["closes"]) == (1, "C04", "gate")
    assert row["geometry"].distance(park.geometry.iloc[0].boundary) < 0.001
    assert row["geometry"].y > gate.geometry.iloc[0].y + 50  # on the far side from its only gate
    assert row["geometry"].distance(homes.geometry[row["building"]]) < 60


def test_cards_count_every_kind_once_and_name_the_worst():
    kinds = pd.Series({"gym": "健身房", "park": "公园", "shop": "便民店"})
    rows = [("C1", "park", "part"), ("C1", "gym", "all"), ("C2", "park", "none")]
    coverage = pd.DataFrame(rows, columns=["community", "kind", "reached"])
    found = gaps.gaps(
        *(MINUTES, STRAIGHT, WEIGHTS, OWNER, closing.Surroundings(HOMES, PARK)),
        limit=10,
        speed=50 / 60,
    )
    names = pd.DataFrame({"name": ["花园里", "河东", "新村"]}, index=["C1", "C2", "C3"])
    table = gaps.cards(names, coverage, found, WEIGHTS, OWNER, names=kinds)
    counts = [f"kinds_{said}" for said in gaps.REACHED]

    assert table[counts].to_numpy().tolist() == [[1, 1, 0, 1], [0, 0, 1, 2], [0, 0, 0, 3]]
    assert table.loc["C1", ["list_all", "list_unknown"]].tolist() == ["健身房", "便民店"]
    assert table.loc["C3", "list_unknown"] == "健身房、公园、便民店"
    assert table.loc["C1", ["households", "households_missing"]].tolist() == [50, 1]
    assert pd.isna(table.loc["C1", "elderly"])
    assert pd.isna(table.loc["C3", "buildings"])
    assert table.loc["C1", "worst_1"] == (
        "公园：2/3 栋、30/50 户超出时限，最近的超出 4.0 分钟，须连通"
    )
    assert table.loc["C2", "worst_1"].endswith("须新增设施")
    assert table["worst_2"].isna().all()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["C1", "C2", None]), st.sampled_from([2.0, 11.0, np.inf, np.nan])
        ),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=40, deadline=None)
def test_left_out_is_the_whole_less_the_reached(rows):
    index = pd.Index([f"B{at}" for at in range(len(rows))])
    owner = pd.Series([row[0] for row in rows], index=index, dtype="string")
    minutes = pd.DataFrame({"park": [row[1] for row in rows]}, index=index)
    table = gaps.left_out(
        minutes, WEIGHTS.iloc[:0].reindex(index).assign(buildings=1.0), owner, limit=9
    )

    for at in ("C1", "C2"):
        own = [row[1] for row in rows if row[0] == at]
        out = sum(time > 9 for time in own)
        assert ((at, "park") in table.index) == (out > 0)
        if out:
            told = table.loc[(at, "park")]
            assert told["buildings_left_out"] == out
            assert told["buildings_total"] == out + own.count(2.0)
            assert told["not_computed"] == len(own) - told["buildings_total"]
