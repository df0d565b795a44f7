"""Batches of lifts: small worlds by hand, and every rule on random ones by other means."""

from collections import Counter

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from pianqu.analysis import standards
from pianqu.analysis.lifts import batches
from pianqu.analysis.lifts.batch_rules import rules
from pianqu.gis.errors import ChoiceError, CrsError, LayerError

EAST, NORTH = 540_000.0, 3_480_000.0


def stairs(*spots: tuple[float, float], **columns) -> gpd.GeoDataFrame:
    ids = [f"U{number:02d}" for number in range(len(spots))]
    place = [Point(EAST + x, NORTH + y) for x, y in spots]
    return gpd.GeoDataFrame(columns, index=pd.Index(ids, name="id"), geometry=place, crs=4549)


def walls(*lines: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    shapes = [LineString([(EAST + x, NORTH + y) for x, y in line]) for line in lines]
    return gpd.GeoDataFrame({"kind": "wall"}, index=range(len(shapes)), geometry=shapes, crs=4549)


def batched(frame, *, readiness="ready", district="北", barriers=None, **choice):
    rest = {name: choice.pop(name) for name in ("amounts", "openings") if name in choice}
    return batches.batch(
        frame,
        readiness=pd.Series(readiness, frame.index),
        district=pd.Series(district, frame.index, dtype="string"),
        barriers=barriers,
        choice=rules(**{"least": 2, "most": 4, "metres": 10, **choice}),
        **rest,
    )


ROW = [(0, 0), (10, 0), (20, 0), (30, 0)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ["E01"] * 4),
        ({"metres": 9.9}, [None] * 4),
        ({"readiness": ["ready", "ready", "to_vote", "to_vote"]}, ["E01", "E01", "E02", "E02"]),
        ({"readiness": ["ready", "none", "ready", "ready"]}, [None, None, "E01", "E01"]),
        ({"district": ["北", "北", "南", "南"]}, ["E01", "E01", "E02", "E02"]),
        ({"district": ["北", "北", None, "北"]}, ["E01", "E01", None, None]),
        ({"barriers": walls([(15, -5), (15, 5)])}, ["E01", "E01", "E02", "E02"]),
        ({"most": 3, "least": 2}, ["E01", "E01", "E02", "E02"]),
        ({"most": 3, "least": 3}, [None] + ["E01"] * 3),
        ({"least": 5, "most": 6}, [None] * 4),
    ],
)
def test_a_row_of_four(change, found):
    members = batched(stairs(*ROW), **change).members

    assert members["batch"].astype(object).where(members["batch"].notna(), None).tolist() == found
    assert (members["batch"].isna() == members["reason"].notna()).all()


def test_communities_part_neighbours_only_by_choice():
    frame = stairs(*ROW, community=["C1", "C1", "C2", None])

    assert batched(frame).batches["communities"].tolist() == ["C1、C2"]
    apart = batched(frame, same_community=True)
    assert apart.batches["communities"].tolist() == ["C1"]
    assert apart.members["reason"].tolist()[2:] == [
        "附近可成片的只有 1 台，不足 2 台；10 米内另有 1 台分属其他小区",
        "所属小区未知，不能成片",
    ]


def test_an_open_gate_opens_the_wall():
    wall, gate = (
        walls([(15, -50), (15, 50)]),
        gpd.GeoSeries([Point(EAST + 15, NORTH + 2)], crs=4549),
    )

    assert len(batched(stairs(*ROW), barriers=wall).batches) == 2
    assert len(batched(stairs(*ROW), barriers=wall, openings=gate).batches) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"readiness": ["none"] * 4}, "不具备加装条件，不参与成片"),
        ({"district": [None] * 4}, "所属街道未知，不能成片"),
        (
            {"readiness": ["to_vote", "ready", "ready", "ready"]},
            "附近可成片的只有 1 台，不足 2 台；10 米内另有 1 台成熟度不同",
        ),
        (
            {"district": ["南", "北", "北", "北"]},
            "附近可成片的只有 1 台，不足 2 台；10 米内另有 1 台分属其他街道",
        ),
        (
            {"barriers": walls([(5, -1), (5, 1)])},
            "附近可成片的只有 1 台，不足 2 台；10 米内另有 1 台隔着围墙、河道等阻隔",
        ),
    ],
)
def test_who_is_in_no_batch_is_told_why(change, reason):
    assert batched(stairs(*ROW), **change).members["reason"].iloc[0] == reason


def test_what_is_left_of_seven_is_told_why():
    members = batched(stairs(*((10 * x, 0) for x in range(7))), least=5, most=6).members

    assert members["batch"].notna().sum() == 6
    assert members["reason"].dropna().tolist() == ["相连的 7 台按每批 5 至 6 台分片后余 1 台"]


def test_without_a_place_nobody_is_near():
    frame = stairs(*ROW)
    frame.loc["U00", "geometry"] = None

    assert batched(frame).members["reason"].iloc[0] == "没有位置，不能判断与谁相邻"


def test_figures_add_what_is_known_and_count_what_is_not():
    frame = stairs((0, 0), (0, 10), (10, 10), elderly=[4, None, 5], households=[12, 12, 10])
    money = {"subsidy": [100_000.0] * 3, "custody": [7800.0, None, None], "household_part": None}
    row = batched(frame, amounts=pd.DataFrame(money, frame.index)).batches.loc["E01"]

    assert row[["lifts", "households", "elderly", "elderly_unknown"]].tolist() == [3, 34, 9, 1]
    assert row[["subsidy", "custody", "custody_unknown"]].tolist() == [300_000, 7800, 2]
    assert pd.isna(row["household_part"])
    assert row["span"] == pytest.approx(200**0.5)
    assert row["geometry"].area == pytest.approx(50)


def test_shafts_count_from_their_middle_and_the_hull_holds_them():
    frame = stairs((0, 0), (10, 0))
    shafts = frame.set_geometry(frame.buffer(2, cap_style="square"))

    found = batched(shafts)
    assert found.members["batch"].tolist() == ["E01", "E01"]
    assert found.batches.geometry["E01"].area == pytest.approx(14 * 4)


def test_the_highest_score_comes_first_and_then_the_north():
    spots = [(0, 0), (10, 0), (0, 100), (10, 100), (0, 50), (10, 50)]

    assert batched(stairs(*spots)).members["batch"].tolist() == [
        *("E03", "E03", "E01", "E01", "E02", "E02")
    ]
    scored = batched(stairs(*spots, score=[50, 70, None, 40, None, None]))
    assert scored.members["batch"].tolist() == [*("E01", "E01", "E02", "E02", "E03", "E03")]
    assert scored.batches["score"].astype("Float64").tolist()[:2] == [60, 40]


def test_nobody_to_batch():
    frame = stairs(*ROW)
    before = frame.copy()
    found = batched(frame, readiness="none", barriers=walls([(15, -5), (15, 5)]))

    pd.testing.assert_frame_equal(frame, before)
    assert len(found.batches) == 0
    assert {"lifts", "span", "geometry"} <= set(found.batches)
    assert len(batched(stairs()).members) == 0


RIVER = box(EAST + 18, NORTH - 5, EAST + 22, NORTH + 45)
WALL = LineString([(EAST - 5, NORTH + 21.5), (EAST + 15, NORTH + 21.5)])
LINES = gpd.GeoDataFrame({"kind": ["river", "wall"]}, geometry=[RIVER, WALL], crs=4549)


@st.composite
def worlds(draw):
    spots = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=22))
    pick = st.tuples(
        st.sampled_from([*batches.READINESS]), st.sampled_from(["北", "南", None]), st.booleans()
    )
    facts = draw(st.lists(pick, min_size=len(spots), max_size=len(spots)))
    frame = stairs(*spots)
    frame["readiness"] = [ready if not most else "ready" for ready, _, most in facts]
    frame["district"] = pd.Series([d for _, d, _ in facts], frame.index, dtype="string")
    frame["community"] = [f"C{x // 21}" for x, _ in spots]
    frame["households"] = range(len(spots))
    bounds = sorted(draw(st.tuples(st.integers(1, 6), st.integers(1, 6))))
    return frame, rules(
        least=bounds[0],
        most=bounds[1],
        metres=draw(st.integers(5, 25)),
        same_community=draw(st.booleans()),
    )


def run(frame, choice):
    return batches.batch(
        frame,
        readiness=frame["readiness"],
        district=frame["district"],
        barriers=LINES,
        choice=choice,
    )


def whole(frame: gpd.GeoDataFrame, choice) -> bool:
    """Whether all hang together over links that are allowed, by a search of its own."""
    places = list(frame.geometry)
    found, ahead = {0}, [0]
    while ahead:
        here = places[ahead.pop()]
        for at, there in enumerate(places):
            straight = LineString([here, there])
            near = round(here.distance(there), 9) <= choice.metres
            if (
                at not in found
                and near
                and not (RIVER.intersects(straight) or WALL.intersects(straight))
            ):
                found.add(at)
                ahead.append(at)
    return len(found) == len(places)


@given(worlds())
@settings(max_examples=25, deadline=None)
def test_every_stairwell_is_in_one_batch_or_listed_with_its_reason(world):
    frame, choice = world
    found = run(frame, choice)

    assert found.members.index.equals(frame.index)
    assert (found.members["batch"].isna() == found.members["reason"].notna()).all()
    assert Counter(found.members["batch"].dropna()) == found.batches["lifts"].to_dict()
    assert frame["readiness"][found.members["batch"].notna()].ne("none").all()
    for name, row in found.batches.iterrows():
        inside = frame[found.members["batch"].eq(name).fillna(False)]
        assert choice.least <= row["lifts"] <= choice.most
        assert inside["readiness"].unique().tolist() == [row["readiness"]]
        assert inside["district"].unique().tolist() == [row["district"]]
        assert len(set(inside["community"])) == 1 or not choice.same_community
        assert row["households"] == inside["households"].sum()
        assert whole(inside, choice)


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_order_of_rows_and_columns_changes_nothing(world, random):
    frame, choice = world
    rows = random.sample([*frame.index], len(frame))
    mixed = frame.loc[rows, random.sample([*frame.columns], frame.shape[1])]
    found, again = run(frame, choice), run(mixed, choice)

    pd.testing.assert_frame_equal(again.members.loc[frame.index], found.members)
    pd.testing.assert_frame_equal(pd.DataFrame(again.batches), pd.DataFrame(found.batches))


@pytest.mark.parametrize(
    ("frame", "readiness", "error", "words"),
    [
        (stairs(*ROW), "maybe", LayerError, ["U00", "maybe", "to_vote"]),
        (stairs(*ROW), None, LayerError, ["U00", "readiness"]),
        (stairs(*ROW).rename({"U01": "U00"}), "ready", LayerError, ["U00", "不止一行"]),
        (stairs(*ROW).to_crs(4326), "ready", CrsError, ["4326"]),
    ],
)
def test_what_cannot_be_batched_is_refused(frame, readiness, error, words):
    with pytest.raises(error) as caught:
        batches.batch(
            frame,
            readiness=pd.Series([readiness] * 4, frame.index, dtype="string"),
            district=pd.Series("北", frame.index),
        )
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"least": 0}, ["least", "0", "正整数"]),
        ({"most": 2.5}, ["most", "2.5"]),
        ({"least": 9, "most": 4}, ["least", "9", "4"]),
        ({"metres": -1}, ["metres", "-1", "米"]),
        ({"same_community": 2}, ["same_community", "2"]),
    ],
)
def test_a_choice_that_cannot_be_meant_is_refused(choice, words):
    with pytest.raises(ChoiceError) as caught:
        rules(**choice)
    assert len(caught.value.faults) == 1
    assert [word for word in words if word not in str(caught.value)] == []


def test_the_rules_are_rows_that_the_user_may_change(tmp_path):
    table = standards.load("batch_rules")
    own = tmp_path / "own.csv"
    table.assign(value=table["value"].where(table.index != "most", 8)).to_csv(own)
    assert rules(overrides={"batch_rules": own}).most == 8
    table.drop(index="opening").to_csv(own)
    with pytest.raises(ChoiceError, match="opening"):
        rules(overrides={"batch_rules": own})
