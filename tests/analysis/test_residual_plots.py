"""What is left over, and courts: small yards with areas known by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from pianqu.analysis.idle import courts, evidence_rules, residual_plots, setbacks, used

SIZES = setbacks.setbacks()
CRS = 4549


def layer(shapes: list, index: list, **columns: list) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, index=index, crs=CRS)


# ------------------------------------------------------------------------------------ left over


def rest(
    pieces: list,
    reason: str | None = None,
    *,
    there: tuple = tuple(used.TAKES),
    ids: tuple = (),
    size: tuple = (100, 60),
) -> residual_plots.Residual:
    frame = layer([box(0, 0, *size)], ["C1"], of_layer=["communities"], reason=[reason])
    frame = frame.rename_axis("frame")
    taken = gpd.GeoDataFrame(
        {"what": "building", "object": [f"B{n}" for n in range(len(pieces))]},
        geometry=pieces,
        crs=CRS,
    )
    return residual_plots.plots(
        frame,
        taken,
        communities=None,
        sizes=SIZES,
        rules=evidence_rules.rules(),
        basis=residual_plots.Basis("推算", pd.Timestamp("2024-06-30"), there=there),
        ids=ids,
    )


def test_what_is_left_is_a_plot_with_its_evidence() -> None:
    found = rest([box(0, 0, 60, 60)])
    assert found.plots.index.tolist() == ["C1/80-30"]
    assert found.plots["area"].item() == pytest.approx(2400 - (4 - np.pi) * 16, abs=0.5)
    said = found.evidence.iloc[0]
    assert (said["plot"], said["kind"], said["says"]) == ("C1/80-30", "residual", "for")
    assert said["text"] == (
        "在 C1 内扣除房屋及退让、道路、公园绿地、设施用地、存量房屋、地块、保护要素、"
        "河道和铁路、预留井道后剩余 2,386 ㎡，占其 39.8%"
    )
    areas = found.areas.loc["C1"]
    assert areas[["area", "used_area", "residual_area"]].tolist() == [6000, 3600, 2400]
    assert areas["building_area"] == 3600


def test_what_was_not_taken_away_is_said() -> None:
    some = tuple(name for name in used.TAKES if name not in ("parcels", "protections"))
    text = rest([box(0, 0, 60, 60)], there=some).evidence["text"].item()
    assert "地块" not in text.split("后剩余")[0]
    assert text.endswith("占其 39.8%；没有地块、保护要素的图层，未扣除")


def test_a_small_share_is_not_none() -> None:
    text = rest([box(20, 0, 1000, 1000), box(0, 20, 20, 1000)], size=(1000, 1000)).evidence
    assert text["text"].item().endswith("占其 <0.1%")


def test_an_id_of_another_plot_is_not_taken_again() -> None:
    found = rest([box(0, 0, 60, 60)], ids=("C1/80-30", "C1/80-30-2"))
    assert found.plots.index.tolist() == ["C1/80-30-3"]


def test_a_frame_of_undrawn_houses_has_areas_and_no_plots() -> None:
    found = rest([box(0, 0, 60, 60)], "楼栋没有绘全")
    assert found.plots.empty
    assert found.areas.loc["C1", ["residual_area", "reason"]].tolist() == [2400, "楼栋没有绘全"]


def test_two_yards_joined_by_a_neck_are_two_plots() -> None:
    found = rest([box(40, 0, 60, 27), box(40, 33, 60, 60)])
    assert len(found.plots) == 2
    assert found.areas.loc["C1", "neck_area"] > 20 * 6


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 100)] * 2, st.integers(1, 40), st.integers(1, 40)), max_size=8
    )
)
def test_areas_add_up_and_plots_lie_in_what_is_left(rows: list) -> None:
    pieces = [box(x, y, x + wide, y + high) for x, y, wide, high in rows]
    found = rest(pieces)
    areas = found.areas.loc["C1"]
    assert abs(areas["error"]) < 1e-6
    parts = areas["opened_area"] + areas["neck_area"] + areas["sliver_area"]
    assert parts == pytest.approx(areas["residual_area"], abs=1e-6)
    free = box(0, 0, 100, 60).difference(shapely.union_all(pieces))
    assert found.plots.difference(free).area.sum() < 1e-6
    assert found.plots.index.is_unique


# ------------------------------------------------------------------------------------ courts


@pytest.mark.parametrize(
    ("house", "least", "most"),
    [
        (box(-20, -20, 30, 30).difference(box(-1, -1, 11, 11)), 1, 1),
        (box(-500, 12, 500, 15), 0.4, 0.5),
        (box(500, 500, 510, 510), 0, 0),
        (box(4, 3, 7, 6), 0, 0),  # a hut on the plot
    ],
)
def test_a_court_is_closed_by_houses(house: shapely.Geometry, least: float, most: float) -> None:
    plot = layer([box(0, 0, 10, 10)], ["P1"])
    found = courts.enclosure(plot, layer([house], ["B1"]), reach=60).item()
    assert least <= found <= most


def test_nobody_knows_a_court_without_houses() -> None:
    plots = layer([box(0, 0, 10, 10), Point(0, 0)], ["P1", "P2"])
    assert courts.enclosure(plots, None, reach=60).isna().all()
    assert courts.enclosure(plots, plots.head(1), reach=60).isna().tolist() == [False, True]
