"""People by a raster beside the register: by hand, adding up, and never in its place."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from drawn import area, drawn

import pianqu
from pianqu.analysis import population, population_rules
from pianqu.gis.errors import ChoiceError
from pianqu.gis.raster_files import Raster
from pianqu.layers.city import City

METRES = 100  # a cell


@pytest.fixture
def write(tmp_path):
    """Write a row of cells that starts at x = 0, y = 100 and say its path."""

    def written(values, crs=4549):
        path = tmp_path / "人口.tif"
        west, north = area(0, 0, 1, METRES).bounds[::3]
        size = {"width": len(values), "height": 1, "count": 1, "dtype": "float64"}
        where = Affine(METRES, 0, west, 0, -METRES, north)
        options = {"crs": crs, "nodata": -1, "transform": where, **size}
        with rasterio.open(path, "w", driver="GTiff", **options) as file:
            file.write(np.array([values], dtype=float), 1)
        return path

    return written


def homes(**columns) -> gpd.GeoDataFrame:
    """B1 and B2 (100 m2 each) in the first cell, B3 in the second, B4 in the third."""
    at = {"B1": 10, "B2": 50, "B3": 110, "B4": 210}
    return drawn({name: area(x, 20, x + 10, 30) for name, x in at.items()}, **columns)


def answered(
    raster,
    *,
    as_of=pd.NaT,
    by_outline=False,
    community=("C1", "C1", "C2", None),
    communities=None,
    **columns,
):
    built = homes(**columns)
    of = pd.Series(community, index=built.index, dtype="string")
    options = {"communities": communities, "as_of": as_of, "by_outline": by_outline}
    return population.tables(built, of, raster, epsg=4549, **options)


KNOWN = {"storeys": [6, None, 3, 2], "floor_area": [None, 200, 280, None]}


def test_a_place_by_hand(write):
    """600 and 200 m2 share 80; the third cell has nobody; the fourth no home, and is not asked."""
    found = answered(write([80, 30, 0, 9]), residents=[55, None, 33, 0], **KNOWN)
    table = found["population_estimates"].set_index("building")

    assert table["people_estimated"].tolist() == pytest.approx([60, 20, 30, 0], rel=1e-6)
    assert table["residents"].tolist() == [55, pd.NA, 33, 0]
    assert table["floor_area"].tolist() == pytest.approx([600, 200, 280, 200])
    assert table["floor_area_basis"].tolist() == [
        population.MEASURED,
        population.RECORDED,
        population.RECORDED,
        population.MEASURED,
    ]
    assert set(table["method_zh"]) == {"人口栅格按建筑面积分摊（估计）"}
    assert table["reason"].isna().all()


def test_communities_compare_only_homes_that_have_both(write):
    names = pd.DataFrame({"name": ["东村"], "residents": [90]}, index=["C1"])
    found = answered(write([80, 30, 0]), communities=names, residents=[55, None, 33, 0], **KNOWN)[
        "population_communities"
    ].set_index("community")

    assert found["name"].tolist() == ["东村", pd.NA]
    one = found.loc["C1"].drop(["name", "method_zh"]).to_dict()
    assert one == pytest.approx(
        {
            **{"community_residents": 90, "residents": 55},
            **{"people_estimated": 80, "difference": 5, "compared": 1},
            **{"buildings": 2, "unregistered": 1, "unknown": 0},
        },
        rel=1e-6,
    )
    assert found.loc["C2", ["name", "community_residents"]].isna().all()


def test_an_unknown_floor_area_is_told_and_spreads_no_further_than_its_cell(write):
    found = answered(write([80, 30, 0]), storeys=[6, None, 3, 2], residents=[55, 20, 33, 0])
    table = found["population_estimates"].set_index("building")
    one = found["population_communities"].set_index("community").loc["C1"]

    assert table["people_estimated"].isna().tolist() == [True, True, False, False]
    assert table["reason"].tolist()[:2] == ["同一格内有建筑面积未知的楼栋", "建筑面积未知"]
    assert (one["unknown"], one["compared"], one["residents"]) == (2, 0, 75)
    assert one[["people_estimated", "difference"]].isna().all()


@pytest.mark.parametrize("storeys", [[6, 6, 3, 2], [6, None, 3, 2], [None] * 4])
@pytest.mark.parametrize("cells", [[80, 30, 7], [80, -1, 7], [0, 0, 0]])
def test_where_people_are_adds_up(write, storeys, cells):
    table = answered(write(cells), storeys=storeys)["population_totals"]

    whole = sum(value for value in cells if value > 0)
    assert table["people"].sum() == pytest.approx(whole, rel=1e-9)
    assert set(table["total"]) == {whole}
    assert table["zh"].iloc[0] == population.ALLOCATED
    if whole:
        assert table["share"].sum() == pytest.approx(1)
    else:
        assert table["share"].isna().all()


def test_without_communities_there_is_no_table_of_them(write):
    found = answered(write([80, 30, 0]), community=(None,) * 4, **KNOWN)

    assert set(found) == {"population_estimates", "population_totals"}


def test_a_density_in_an_undeclared_system_is_read_as_declared(write):
    path = write([8000.0, 3000, 0], crs=None)  # 80, 30 and 0 on a hectare each

    found = answered(Raster(path, crs="EPSG:4549", unit="per_km2"), **KNOWN)

    people = found["population_estimates"]["people_estimated"]
    assert people.tolist() == pytest.approx([60, 20, 30, 0], rel=1e-6)


def test_a_grid_of_polygons_stands_in_the_place_of_a_raster(write, tmp_path):
    cells = {f"G{i}": area(i * METRES, 0, (i + 1) * METRES, METRES) for i in range(3)}
    path = tmp_path / "格网.gpkg"
    drawn(cells, 人口=[80, 30, 0]).to_file(path)

    of_polygons, of_raster = (answered(one, **KNOWN) for one in (path, write([80, 30, 0])))

    for name, table in of_raster.items():
        told = of_polygons[name].assign(**{key: table[key] for key in table if key == "source"})
        pd.testing.assert_frame_equal(told, table, rtol=1e-5)
    assert set(of_polygons["population_estimates"]["source"]) == {"格网.gpkg"}


def test_by_a_rule_of_ones_own_doubtful_cells_go_by_outline_and_say_so(write, tmp_path):
    own = tmp_path / "我的.csv"
    own.write_text(
        (Path(population.__file__).parent / "tables/population_rules.csv")
        .read_text(encoding="utf-8")
        .replace(",0,bool", ",1,bool"),
        encoding="utf-8",
    )
    assert population_rules.by_outline(overrides={"population_rules": own})

    found = answered(write([80, 30, 0]), by_outline=True, storeys=[6, None, 3, 2])
    table = found["population_estimates"]

    assert table["people_estimated"].tolist() == pytest.approx([40, 40, 30, 0], rel=1e-6)
    assert table["method_zh"].tolist()[:3] == [population.ROUGH] * 2 + [population.METHOD]
    assert found["population_communities"]["method_zh"].tolist() == [
        population.ROUGH,
        population.METHOD,
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"), [(",0,", ",2,", "应为 0 或 1"), ("outline_", "x", "缺少")]
)
def test_a_rule_of_ones_own_must_be_yes_or_no(tmp_path, old, new, said):
    bundled = Path(population.__file__).parent / "tables/population_rules.csv"
    own = tmp_path / "我的.csv"
    own.write_text(bundled.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ChoiceError, match=said):
        population_rules.by_outline(overrides={"population_rules": own})


def test_each_estimate_says_its_file_and_day(write):
    day = pd.Timestamp("2020-11-01")
    table = answered(write([80, 30, 0]), as_of=day, **KNOWN)["population_estimates"]

    assert set(table["source"]) == {"人口.tif"}
    assert set(table["as_of"]) == {day}
    assert table["cells"].tolist() == [1, 1, 1, 1]


def planned(**rasters) -> pianqu.Plan:
    layers = {
        "buildings": homes(
            **KNOWN, residents=[55, None, 33, 0], use=["residential"] * 3 + ["public"]
        ),
        "communities": drawn({"C1": area(0, 0, 99, 99)}, name=["东村"]),
    }
    city = City("甲", 4549, layers, rasters=rasters)
    return pianqu.plan(city, questions=("population",), threads=1)


def test_a_plan_leaves_the_register_as_it_is_and_describes_every_field(write):
    plan = planned(population=write([80, 30, 5]))
    told = plan.fields.set_index(["table", "field"])

    assert plan["buildings"]["residents"].tolist() == [55, pd.NA, 33, 0]
    assert plan["population_estimates"]["building"].tolist() == ["B1", "B2", "B3"]
    for name in ("population_estimates", "population_communities", "population_totals"):
        for field in plan[name].columns:
            assert told.loc[(name, field), "en"], (name, field)


def test_without_the_raster_the_question_says_so():
    row = planned()["questions"].iloc[0]

    assert (row["status"], row["reason"]) == ("not_computed", "没有 population 栅格")
