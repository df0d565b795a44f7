"""The edge of the data as a project file says it: in degrees, in metres, wrong, and elsewhere."""

import geopandas as gpd
import pytest

from pianqu import project as projects
from pianqu.gis.errors import ChoiceError, CrsError

# the tiny project lies from 500,000 east, 3,440,000 north to 1,000 m east, 200 m north
DEGREES = [119.99, 31.07, 120.03, 31.1]


@pytest.mark.parametrize(
    "extent", [[499_000, 3_439_000, 502_000, 3_441_000], DEGREES, [500_500, 3_440_000, 5e6, 9e6]]
)
def test_the_edge_of_the_data_in_degrees_or_metres(project, extent):
    file = project / "pianqu.toml"
    file.write_text(f"extent = {extent}\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    found = projects.load(file)
    edge = projects.read(found).extent

    corners = gpd.GeoSeries(gpd.points_from_xy(extent[::2], extent[1::2]), crs=4326)
    bounds = corners.to_crs(4549).total_bounds if max(extent) < 360 else extent
    assert found.extent == tuple(extent)
    # parallels are no straight lines in the grid: metres over some kilometres
    assert list(edge.bounds) == pytest.approx(list(bounds), abs=2)


def test_without_an_extent_the_edge_is_not_known(project):
    assert projects.read(projects.load(project / "pianqu.toml")).extent is None


FOUR = "西、南、东、北四个数"


@pytest.mark.parametrize(
    ("extent", "part"),
    [
        ("[120, 30]", FOUR),
        ("[121, 30, 120, 31]", FOUR),
        ("[120, 31, 121, 30]", FOUR),
        ("[120, 30, 120, 31]", FOUR),
        ("[nan, 30, 121, 31]", FOUR),
        ('"全市"', "列表"),
        ('[120, 30, 121, "31"]', "数字"),
    ],
)
def test_a_wrong_extent_is_one_sentence(tmp_path, extent, part):
    file = tmp_path / "pianqu.toml"
    file.write_text(f'extent = {extent}\n[layers]\nstreets = "a"\n', encoding="utf-8")
    with pytest.raises(ChoiceError) as caught:
        projects.load(file)
    (told,) = caught.value.faults

    assert "extent" in told
    assert part in told


@pytest.mark.parametrize(
    "extent",
    [
        [31.07, 119.99, 31.1, 120.03],  # latitude first
        [100.0, 31.07, 100.1, 31.1],
        [400_000, 3_440_000, 401_000, 3_441_000],
        [119.99, 31.07, 120.03, float("inf")],
    ],
)
def test_an_extent_elsewhere_is_no_edge_of_the_data(project, extent):
    file = project / "pianqu.toml"
    file.write_text(f"extent = {extent}\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CrsError, match=r"extent.*\(?120\.\d+.*西、南、东、北"):
        projects.read(projects.load(file))
