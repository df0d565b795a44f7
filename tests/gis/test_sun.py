"""The sun against NREL, pvlib, published clocks and shadows; the grid against a difference."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pvlib import solarposition
from pyproj import Geod, Transformer

from pianqu.gis import sun
from pianqu.gis.errors import ChoiceError, CrsError

DAY = date(2001, 1, 20)
CITIES = {  # latitude, longitude
    "哈尔滨": (45.75, 126.63),
    "北京": (39.95, 116.47),
    "上海": (31.20, 121.43),
    "广州": (23.13, 113.32),
    "乌鲁木齐": (43.78, 87.62),
}
LONGITUDES = {  # degrees and minutes, as maps of the cities give them
    "北京": 116 + 28 / 60,
    "沈阳": 123 + 26 / 60,
    "西安": 108 + 56 / 60,
    "乌鲁木齐": 87 + 37 / 60,
    "广州": 113 + 19 / 60,
    "上海": 121 + 26 / 60,
}
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
HOURS = st.floats(4, 20)


def spa(times, latitude, longitude):
    """True elevation, azimuth and minutes of the equation of time by NREL's algorithm."""
    found = solarposition.spa_python(pd.DatetimeIndex(times, tz="UTC"), latitude, longitude)
    return [found[key].to_numpy() for key in ("elevation", "azimuth", "equation_of_time")]


def moments(day, hours, meridian=120.0):
    """UTC of hours by the clock of a meridian."""
    seconds = np.round((np.asarray(hours) - meridian / 15) * 3600e3).astype("timedelta64[ms]")
    return np.datetime64(day, "ms") + seconds


def bearing(vectors):
    return np.degrees(np.arctan2(vectors[..., 0], vectors[..., 1])) % 360


def turned(a, b):
    """Degrees from bearing b to bearing a, from -180 to 180."""
    return (np.asarray(a) - b + 180) % 360 - 180


def test_example_of_nrel():
    # Reda and Andreas, NREL TP-560-34302 (2008), table A5.1; 1830.14 m, 820 mbar, 11 C
    elevation, azimuth = sun.position(
        np.array(["2003-10-17T19:30:30"], dtype="datetime64[s]"),
        latitude=39.742476,
        longitude=-105.1786,
        refraction=True,
        pressure=820,
        temperature=11,
    )

    assert 90 - elevation == pytest.approx(50.11162, abs=0.01)
    assert azimuth == pytest.approx(194.34024, abs=0.01)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("year", range(2001, 2031))
def test_fixed_declination_is_within_a_twentieth_of_a_degree_all_day(city, year):
    day, (latitude, longitude) = date(year, 1, 20), CITIES[city]
    solar = np.arange(8 * 60, 16 * 60 + 1) / 60
    clock = sun.clock(solar, day=day, longitude=longitude)
    elevation, azimuth, _ = spa(moments(day, clock), latitude, longitude)

    way = sun.sky(day, place=sun.Place(latitude, longitude, 0.0))
    vectors = sun.direction((solar - 12) * 15, way)

    assert (way.start, way.end) == (-60, 60)
    assert np.degrees(np.arcsin(vectors[:, 2])) == pytest.approx(elevation, abs=0.05)
    assert np.abs(turned(bearing(vectors), azimuth)).max() <= 0.05


@given(DAYS, HOURS, st.floats(-66, 66), st.floats(-180, 180))
def test_position_is_that_of_nrel_on_any_day(day, hour, latitude, longitude):
    times = np.array([np.datetime64(day, "s") + np.timedelta64(int(hour * 3600), "s")])
    height, way, _ = spa(times, latitude, longitude)

    elevation, azimuth = sun.position(times, latitude=latitude, longitude=longitude)

    assert elevation == pytest.approx(height, abs=0.02)
    # near the zenith a bearing says little: the arc across the sky is what is off
    assert np.abs(turned(azimuth, way) * np.cos(np.radians(height))).max() <= 0.02


@pytest.mark.parametrize(
    ("city", "published"),
    [
        ("北京", "08:25:30"),
        ("沈阳", "07:57:02"),
        ("西安", "08:55:06"),
        ("乌鲁木齐", "10:20:18"),
        ("广州", "08:37:54"),
    ],
)
def test_clock_table(city, published):
    # Beijing time of 8:00 true solar time on 20 January, as a public note on solar and Beijing
    # time prints it (m.35331.cn, a copy); neither its year nor its longitudes are told.
    clock = sun.clock(8, day=DAY, longitude=LONGITUDES[city])

    assert clock * 3600 == pytest.approx(pd.Timedelta(published).total_seconds(), abs=30)


@pytest.mark.parametrize("city", LONGITUDES)
@pytest.mark.parametrize("year", [2001, 2013, 2030])
@pytest.mark.parametrize("hour", [8, 12, 16])
def test_clock_by_the_equation_of_time_of_pvlib(city, year, hour):
    day, longitude = date(year, 1, 20), LONGITUDES[city]
    clock = sun.clock(hour, day=day, longitude=longitude)
    ahead = spa(moments(day, [clock]), 40.0, longitude)[2]

    solar = clock + ahead / 60 - (120 - longitude) / 15

    assert solar * 3600 == pytest.approx(hour * 3600, abs=30)


@given(DAYS, st.floats(-180, 180))
def test_equation_of_time_at_noon(day, longitude):
    noon = moments(day, [12 - sun.equation_of_time(day, longitude=longitude) / 60], longitude)

    found = sun.equation_of_time(day, longitude=longitude)

    assert found == pytest.approx(spa(noon, 40.0, longitude)[2][0], abs=0.05)
    assert abs(found) < 17


@given(DAYS, HOURS, st.floats(74, 135))
def test_clock_is_undone_by_position(day, hour, longitude):
    times = moments(day, [float(sun.clock(hour, day=day, longitude=longitude))])
    place = sun.Place(35.0, longitude, 0.0)

    elevation, azimuth = sun.position(times, latitude=35.0, longitude=longitude)
    vector = sun.direction([(hour - 12) * 15], sun.sky(day, place=place, hours=(0, 24)))

    # the declination moves by up to 0.4 degrees a day
    assert np.degrees(np.arcsin(vector[:, 2])) == pytest.approx(elevation, abs=0.2)
    assert np.abs(turned(bearing(vector), azimuth)).max() < 1


def test_declination_of_the_day_depends_on_the_year():
    values = np.array([sun.declination(date(year, 1, 20)) for year in range(2001, 2031)])

    assert (values.min(), values.max()) == pytest.approx((-20.273, -20.067), abs=0.002)
    assert sun.declination(date(2001, 12, 21)) == pytest.approx(-23.44, abs=0.005)
    assert sun.declination(date(2001, 6, 21)) == pytest.approx(23.44, abs=0.005)


@pytest.mark.parametrize(
    ("latitude", "lengths"),
    [
        (31.45, [4.411, 2.383, 1.668, 1.353, 1.260]),
        (34.75, [5.175, 2.681, 1.867, 1.522, 1.421]),
        (39.95, [7.119, 3.323, 2.274, 1.855, 1.737]),
        (45.75, [12.263, 4.499, 2.949, 2.386, 2.232]),
        (23.13, [3.219, 1.850, 1.290, 1.023, 0.941]),
    ],
)
def test_shadow_of_a_stick_of_one_metre(latitude, lengths):
    """At 8, 9, 10, 11 and 12 of true solar time, declination -20.115."""
    vectors = sun.direction([-60, -45, -30, -15, 0], sun.Sky(-20.115, latitude, 0, -60, 60))

    shadows = np.hypot(vectors[:, 0], vectors[:, 1]) / vectors[:, 2]

    assert shadows == pytest.approx(lengths, abs=0.0006)


def test_bearings_of_that_shadow():
    vectors = sun.direction([-60, -45, -30, -15, 0], sun.Sky(-20.115, 31.45, 0, -60, 60))

    assert bearing(vectors) == pytest.approx([123.51, 133.94, 146.81, 162.41, 180], abs=0.006)


@given(st.floats(-180, 180), st.floats(-23.4, 23.4), st.floats(-66, 66), st.floats(-5, 5))
def test_direction_is_a_unit_vector_and_afternoon_mirrors_morning(angle, height, latitude, turn):
    way = sun.Sky(height, latitude, 0.0, -60.0, 60.0)
    (before, after) = sun.direction([-angle, angle], way)
    (grid,) = sun.direction([angle], sun.Sky(height, latitude, turn, -60.0, 60.0))

    assert np.hypot(np.hypot(*after[:2]), after[2]) == pytest.approx(1, abs=1e-12)
    assert before * [-1, 1, 1] == pytest.approx(after, abs=1e-12)
    assert grid[2] == after[2]
    assert np.hypot(*after[:2]) < 1e-6 or turned(
        bearing(after), bearing(grid) + turn
    ) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("epsg", "base", "middle", "latitude"),
    [
        (4549, 4490, 120, 31.4),
        (4534, 4490, 75, 39.5),
        (32651, 4326, 123, 45.0),
        (32756, 4326, 153, -33.9),
    ],
)
@pytest.mark.parametrize("side", [-1, 1])
def test_bearing_of_true_north_in_the_grid(epsg, base, middle, latitude, side):
    """A step of 10 m along the meridian, converted, west and east of the central meridian."""
    longitude = middle + side * 1.2
    north = Geod(ellps="GRS80").fwd(longitude, latitude, 0, 10)[1]
    transform = Transformer.from_crs(base, epsg, always_xy=True)
    x, y = transform.transform([longitude, longitude], [latitude, north])

    found = sun.place(x[0], y[0], epsg=epsg)

    true_north = np.degrees(np.arctan2(x[1] - x[0], y[1] - y[0]))
    assert (found.latitude, found.longitude) == pytest.approx((latitude, longitude), abs=1e-8)
    assert found.convergence == pytest.approx(-true_north, abs=1e-4)
    assert np.sign(found.convergence) == side * np.sign(latitude)


@pytest.mark.parametrize("longitude", [118.8, 121.2])
def test_true_noon_sun_is_in_the_true_south_of_the_grid(longitude):
    transform = Transformer.from_crs(4490, 4549, always_xy=True)
    x, y = transform.transform([longitude, longitude], [31.4, 31.399])
    way = sun.sky(DAY, place=sun.place(x[0], y[0], epsg=4549))

    (noon,) = sun.direction([0], way)

    across = noon[0] * (y[1] - y[0]) - noon[1] * (x[1] - x[0])
    assert across / np.hypot(x[1] - x[0], y[1] - y[0]) == pytest.approx(0, abs=1e-6)
    assert noon[1] < 0


@pytest.mark.parametrize(
    ("epsg", "x", "y"),
    [
        (4326, 121, 31),  # degrees
        (2227, 6_000_000, 2_000_000),  # feet
        (3857, 13_400_000, 3_600_000),
        (3395, 13_400_000, 3_600_000),  # a Mercator too, in metres, under another number
    ],
)
def test_place_needs_metres_on_the_ground(epsg, x, y):
    with pytest.raises(CrsError, match=str(epsg)):
        sun.place(x, y, epsg=epsg)


@pytest.mark.parametrize("x", [np.nan, np.inf, 1e12])
def test_place_outside_the_grid_is_refused(x):
    with pytest.raises(CrsError, match="EPSG:4549"):
        sun.place(x, 3_480_000, epsg=4549)


@pytest.mark.parametrize(
    ("hours", "start", "end"), [((9, 15), -45, 45), ((8, 16), -60, 60), ((7.5, 12), -67.5, 0)]
)
def test_band_of_the_sky_is_in_hour_angles(hours, start, end):
    way = sun.sky(DAY, place=sun.Place(31.4, 121.1, 0.3), hours=hours)

    assert (way.start, way.end, way.convergence) == (start, end, 0.3)


@pytest.mark.parametrize("latitude", [53.5, 60.0, -60.0])
def test_band_ends_where_the_sun_is_level(latitude):
    day = date(2001, 12, 21) if latitude > 0 else date(2001, 6, 21)

    way = sun.sky(day, place=sun.Place(latitude, 122.0, 0.0))

    assert -60 < way.start == -way.end < 0
    assert sun.direction([way.start, way.end], way)[:, 2] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("hours", [(16, 8), (8, 8), (-1, 8), (8, 25), (np.nan, 16)])
def test_hours_out_of_order_are_refused(hours):
    with pytest.raises(ChoiceError, match="真太阳时"):
        sun.sky(DAY, place=sun.Place(31.4, 121.1, 0.0), hours=hours)


@pytest.mark.parametrize(("latitude", "hours"), [(80.0, (8, 16)), (40.0, (0, 3))])
def test_a_band_without_sun_is_refused(latitude, hours):
    with pytest.raises(ChoiceError, match="地平线"):
        sun.sky(DAY, place=sun.Place(latitude, 121.1, 0.0), hours=hours)


def test_air_lifts_the_sun_by_half_a_degree_at_the_horizon_and_not_below():
    times = np.arange("2001-01-20T20", "2001-01-21T04", dtype="datetime64[m]")
    here = {"latitude": 31.4, "longitude": 121.1}

    true, _ = sun.position(times, **here)
    seen, _ = sun.position(times, **here, refraction=True)

    lifted = seen - true
    assert (lifted[true < -0.84] == 0).all()
    assert lifted[np.abs(true).argmin()] == pytest.approx(0.48, abs=0.03)
    assert lifted[true > 30].max() < 0.03
