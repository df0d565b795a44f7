"""Local grids laid on a true one by control points, against fits done another way."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from pianqu.gis.errors import ChoiceError, CrsError, SourceError
from pianqu.layers.formats.raw import Raw
from pianqu.layers.placing import fits
from pianqu.layers.placing.located import Georeference, Located, located

LOCAL = np.array([[1000.0, 2000], [4000, 2100], [3900, 5200], [1100, 4900], [2500, 3300]])
TURN, SCALE, SHIFT = math.radians(0.4), 1.00002, np.array([549_000.0, 3_461_000.0])
NAMES = ["K1", "K2", "K3", "K4", "K5"]


def true(local) -> np.ndarray:
    """Where the local grid lies, worked out by hand."""
    x, y = np.asarray(local, float).T
    cos, sin = SCALE * math.cos(TURN), SCALE * math.sin(TURN)
    return np.column_stack([cos * x - sin * y, sin * x + cos * y]) + SHIFT


def table(local=LOCAL, there=None, **columns) -> pd.DataFrame:
    at = true(local) if there is None else np.asarray(there)
    cells = {"点号": NAMES[: len(local)], "x": local[:, 0], "y": local[:, 1]}
    return pd.DataFrame({**cells, "easting": at[:, 0], "northing": at[:, 1], **columns})


@pytest.fixture
def laid(tmp_path):
    """Reads one point of a local grid with a file of control points."""

    def lay(points: pd.DataFrame, at=(2000.0, 3000.0), name="控制点.csv", **how) -> Located:
        path = tmp_path / name
        points.to_csv(path, index=False) if name.endswith(".csv") else points.to_excel(
            path, index=False
        )
        frame = gpd.GeoDataFrame(geometry=[shapely.Point(at)], index=["甲"])
        how = {"crs": 4549, **how}
        return located(Raw(frame, name="楼栋.dxf"), Georeference(controls=path, **how))

    return lay


def warned(found: Located) -> set[str]:
    return {rule for severity, rule, *_ in found.notes if severity == "warning"}


@pytest.mark.parametrize("name", ["控制点.csv", "控制点.xlsx"])
def test_a_local_grid_is_found_again(laid, name):
    found = laid(table(), name=name)
    assert found.frame.crs.to_epsg() == 4549
    assert np.array(found.frame.geometry.iloc[0].coords[0]) == pytest.approx(
        true([[2000, 3000]])[0], abs=1e-6
    )
    assert found.frame.index.tolist() == ["甲"]
    assert warned(found) == set()


def test_the_parameters_and_residuals_are_told(laid):
    rule, said = laid(table()).notes[0][1:3]
    assert rule == "地方坐标由控制点四参数拟合"
    assert (
        "5 个控制点，尺度 1+20.000 ppm，旋转 1440.000″，原点移至 (549000.000、3461000.000) m"
        in said
    )
    assert "中误差 0.0000 m" in said


def test_true_coordinates_in_degrees_go_to_the_zone_of_the_place(laid):
    lon, lat = Transformer.from_crs(4549, 4490, always_xy=True).transform(*true(LOCAL).T)
    degrees = table().drop(columns=["easting", "northing"]).assign(经度=lon, 纬度=lat)
    found = laid(degrees, crs=None)
    assert found.frame.crs.to_epsg() == 4549
    assert found.frame.geometry.iloc[0].distance(shapely.Point(true([[2000, 3000]])[0])) < 1e-4


@pytest.mark.parametrize("code", ["4549", "EPSG:4549"])
def test_the_file_of_points_may_say_its_system(laid, code):
    assert laid(table(epsg=[code] * 5), crs=None).frame.crs.to_epsg() == 4549


@given(st.integers(3, 9), st.integers(0, 2**32 - 1))
def test_four_parameters_against_linear_least_squares(rows, seed):
    drawn = np.random.default_rng(seed)
    here = drawn.uniform(-2000, 2000, (rows, 2))
    there = true(here) + drawn.normal(0, 0.05, (rows, 2))
    x, y = here.T
    nought, one = np.zeros(rows), np.ones(rows)
    design = np.vstack(
        [np.column_stack([x, -y, one, nought]), np.column_stack([y, x, nought, one])]
    )
    a, b, east, north = np.linalg.lstsq(design, (there - SHIFT).T.ravel(), rcond=None)[0]
    fitted = fits.fit(here, there)
    assert fitted.scale == pytest.approx(math.hypot(a, b), abs=1e-9)
    assert fitted.rotation == pytest.approx(math.degrees(math.atan2(b, a)), abs=1e-7)
    assert fitted.shift == pytest.approx(np.add(SHIFT, [east, north]), abs=1e-6)


def test_seven_parameters_against_a_search():
    from scipy.optimize import least_squares
    from scipy.spatial.transform import Rotation

    drawn = np.random.default_rng(3)
    here = drawn.uniform(-1000, 1000, (8, 3))
    turn = Rotation.from_euler("xyz", [0.3, -0.2, 1.1], degrees=True)
    there = 1.00003 * turn.apply(here) + [500, -200, 30] + drawn.normal(0, 0.02, (8, 3))

    def left(guess):
        moved = (1 + guess[6] * 1e-6) * Rotation.from_rotvec(guess[3:6]).apply(here) + guess[:3]
        return (moved - there).ravel()

    found = least_squares(left, np.zeros(7), x_scale="jac", xtol=1e-15, ftol=1e-15, gtol=1e-15)
    fitted = fits.fit(here, there)
    assert fitted.scale == pytest.approx(1 + found.x[6] * 1e-6, abs=1e-7)
    assert fitted.residuals.ravel() == pytest.approx(left(found.x), abs=1e-4)
    assert (fitted.residuals**2).sum() <= (left(found.x) ** 2).sum() + 1e-9


def test_seven_parameters_with_heights(laid):
    points = table(h=[4.0, 5, 6, 7, 5], height=[14.0, 15, 16, 17, 15])
    found = laid(points, at=(2000, 3000, 4), parameters=7)
    expected = [*true([[2000, 3000]])[0], 14]
    assert found.frame.geometry.iloc[0].z == pytest.approx(expected[2], abs=0.01)
    assert found.notes[0][1] == "地方坐标由控制点七参数拟合"


@pytest.mark.parametrize(
    ("columns", "at", "said"),
    [
        ({}, (2000, 3000, 4), "七参数要有两套高程"),
        (
            {"h": [1.0] * 5, "height": [2.0] * 5},
            (2000, 3000),
            "而数据是二维的；二维数据只定得出四个参数",
        ),
    ],
)
def test_seven_parameters_without_heights_are_refused(laid, columns, at, said):
    with pytest.raises(CrsError, match=said):
        laid(table(**columns), at=at, parameters=7)


def test_a_wrong_point_is_named(laid):
    there = true(LOCAL)
    there[2] += [0.6, 0]
    found = laid(table(there=there))
    said = next(value for _, rule, value, _ in found.notes if rule == "控制点残差过大")
    assert warned(found) == {"控制点残差过大"}
    assert "K3" in said
    assert "最大残差 K3" in found.notes[0][2]


@pytest.mark.parametrize(("rows", "named"), [([0, 1, 2, 3, 4], True), ([0, 1, 2], False)])
def test_the_wrong_one_is_named_where_the_others_agree_without_it(laid, rows, named):
    there = true(LOCAL)
    there[2] += [0.6, 0]
    found = laid(table(LOCAL[rows], there=there[rows]))
    (remedy,) = [after for _, rule, _, after in found.notes if rule == "控制点残差过大"]
    assert ("K3 与其余各点不符" in remedy) == named


def test_one_wrong_by_far_is_refused_by_its_name_and_not_for_its_units(laid):
    there = true(LOCAL)
    there[2] += [1000, 0]
    with pytest.raises(
        CrsError, match=r"控制点 K3 与其余各点不符：去掉它，其余各点的残差都在 0\.1 m"
    ):
        laid(table(there=there))


@pytest.mark.parametrize(
    ("there", "epsg", "said"),
    [
        (true(LOCAL), 2385, "EPSG:2385.*是旧基准；请换用这些点的 CGCS2000 成果"),
        (true(LOCAL) + np.array([40_000_000, 0]), 4549, "东坐标带有带号 40.*请把 crs 改为 4528"),
        (true(LOCAL), 4528, "东坐标不带带号.*请把 crs 改为 4549"),
        (true(LOCAL)[:, ::-1], 4549, "不在 EPSG:4549 的适用范围内；请检查东、北"),
    ],
)
def test_true_coordinates_that_are_not_where_they_say(laid, there, epsg, said):
    with pytest.raises(CrsError, match=said):
        laid(table(there=there), crs=epsg)


def test_two_points_fit_without_a_check(laid):
    found = laid(table(LOCAL[:2]))
    assert "控制点没有检核" in warned(found)
    assert found.frame.geometry.iloc[0].distance(shapely.Point(true([[2000, 3000]])[0])) < 1e-6


def test_points_on_a_line_are_named_in_the_plane_and_refused_in_space(laid):
    line = np.array([[0.0, 0], [1000, 500], [2000, 1000]])
    assert "控制点都在一条直线上" in warned(laid(table(line), at=(900, 450)))
    heights = {"h": [1.0, 2, 3], "height": [1.0, 2, 3]}
    with pytest.raises(CrsError, match="都在一条直线上"):
        laid(table(line, **heights), at=(900, 450, 1), parameters=7)


def test_the_surveyors_axes(laid):
    turned = table().rename(columns={"x": "y", "y": "x"})
    found = laid(turned, at=(3000.0, 2000.0), axes="ne")
    assert found.frame.geometry.iloc[0].distance(shapely.Point(true([[2000, 3000]])[0])) < 1e-6
    with pytest.raises(CrsError, match='axes = "ne"'):
        laid(turned, at=(3000.0, 2000.0))
    named = table().rename(columns={"x": "横坐标", "y": "纵坐标"})
    assert warned(laid(named)) == set()


def test_two_points_with_their_axes_exchanged_turn_suspiciously(laid):
    turned = table(LOCAL[:2]).rename(columns={"x": "y", "y": "x"})
    assert "控制点拟合的旋转很大" in warned(laid(turned))


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (table(LOCAL[:1]), "只有 1 个控制点，四参数至少要 2 个"),
        (table(LOCAL[[0, 0, 1, 2]]), "控制点 K1 和 K2 的地方坐标相同"),
        (table(there=true(LOCAL)[[0, 1, 2, 2, 4]]), "控制点 K3 和 K4 的真实坐标相同"),
        (table(LOCAL / 1000, there=true(LOCAL)), "尺度为 1000"),
        (table().drop(columns="northing"), "各两列"),
        (table(epsg=[4549, 4549, 4549, 4549, 4550]), "几个坐标系"),
        (table(epsg=["3857"] * 5), "不是可以量算的米制坐标系"),
        (table().assign(x=["a", 1, 2, 3, 4]), "第 2 行的“x”为“a”"),
        (table(LOCAL / 10_000 + [120, 31]), "看起来是经纬度"),
    ],
)
def test_points_that_carry_no_fit(laid, points, said):
    with pytest.raises(CrsError, match=said):
        laid(points)


def test_degrees_are_not_fitted(laid):
    with pytest.raises(CrsError, match=r"楼栋\.dxf：地方坐标看起来是经纬度"):
        laid(table(), at=(120.6, 31.3))


def test_data_far_from_the_points_are_named(laid):
    assert warned(laid(table(), at=(90_000.0, 3000.0))) == {"数据离控制点很远"}


def test_what_cannot_be_asked_for(laid, tmp_path):
    with pytest.raises(ChoiceError, match="parameters 应为 4 或 7，而不是 5"):
        laid(table(), parameters=5)
    with pytest.raises(CrsError, match="同时声明了 controls 和 datum = GCJ-02"):
        laid(table(), datum="GCJ-02")
    with pytest.raises(CrsError, match="没有写明 easting、northing 的坐标系"):
        laid(table(), crs=None)
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(1, 2)])
    with pytest.raises(SourceError, match="控制点文件不存在"):
        located(Raw(frame, name="a"), Georeference(controls=tmp_path / "无.csv"))
