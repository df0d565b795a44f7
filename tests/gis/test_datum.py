"""GCJ-02 and BD-09: published points, a second implementation in decimals, inverses by search."""

import math
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pianqu.gis import datum

METRES = 111_320.0  # of a degree
ROUND_TRIP = 1e-4  # metres
# published by the public reimplementations: WGS 84 to GCJ-02
PUBLISHED = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]
lons = st.floats(73.0, 136.0)
lats = st.floats(3.0, 54.0)
getcontext().prec = 40
PI = Decimal("3.1415926535897932384626433832795028841972")


def sine(angle: Decimal) -> Decimal:
    """Taylor's series, after whole turns are taken off."""
    angle %= 2 * PI
    term, total, at = angle, angle, 1
    while abs(term) > Decimal("1e-35"):
        term = -term * angle * angle / ((at + 1) * (at + 2))
        total, at = total + term, at + 2
    return total


def gcj_in_decimals(lon: float, lat: float) -> tuple[float, float]:
    """The formula from scratch, scalar and to 40 figures."""
    a, ee = Decimal(6378245), Decimal("0.00669342162296594323")
    x, y = Decimal(lon) - 105, Decimal(lat) - 35

    def thirds(*terms: tuple[int, Decimal]) -> Decimal:
        return sum((2 * Decimal(size) * sine(angle) / 3 for size, angle in terms), Decimal(0))

    shared = thirds((20, 6 * x * PI), (20, 2 * x * PI))
    north = -100 + 2 * x + 3 * y + y * y / 5 + x * y / 10 + abs(x).sqrt() / 5 + shared
    north += thirds((20, y * PI), (40, y * PI / 3), (160, y * PI / 12), (320, y * PI / 30))
    east = 300 + x + 2 * y + x * x / 10 + x * y / 10 + abs(x).sqrt() / 10 + shared
    east += thirds((20, x * PI), (40, x * PI / 3), (150, x * PI / 12), (300, x * PI / 30))
    angle = Decimal(lat) * PI / 180
    flat = 1 - ee * sine(angle) ** 2
    parallel = a / flat.sqrt() * sine(angle + PI / 2)
    meridian = a * (1 - ee) / (flat * flat.sqrt())
    return (
        float(Decimal(lon) + east / parallel * 180 / PI),
        float(Decimal(lat) + north / meridian * 180 / PI),
    )


def away(one, other) -> np.ndarray:
    """Metres between points in degrees, for small distances."""
    (lon, lat), (there, up) = np.asarray(one, float), np.asarray(other, float)
    return np.hypot((lon - there) * np.cos(np.radians(lat)), lat - up) * METRES


@pytest.mark.parametrize(("true", "shown"), PUBLISHED)
def test_published_points_there_and_back(true, shown):
    assert datum.to_gcj02(*true) == pytest.approx(shown, abs=1e-12)
    assert away(datum.from_gcj02(*shown), true) < ROUND_TRIP / 10


def test_the_published_chain_to_bd09():
    assert away(datum.to_bd09(121.0917077, 30.6107779), (121.10271732, 30.61484572)) < 0.02
    gcj = datum.from_gcj02(116.404, 39.915)
    assert datum.to_bd09(*gcj) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-10)


@pytest.mark.parametrize("lon", [73.5, 87.6, 105.0, 113.9, 126.5, 135.0])
@pytest.mark.parametrize("lat", [3.5, 18.2, 31.3, 35.0, 53.4])
def test_a_second_implementation_in_decimals(lon, lat):
    assert datum.to_gcj02(lon, lat) == pytest.approx(gcj_in_decimals(lon, lat), abs=1e-12)


@pytest.mark.parametrize(
    ("shown", "off", "on"),
    [
        ((120.6, 31.3), datum.from_gcj02, datum.to_gcj02),
        ((105.0, 35.0), datum.from_gcj02, datum.to_gcj02),
        ((116.4, 39.9), datum.from_bd09, datum.to_bd09),
        ((87.6, 43.8), datum.from_bd09, datum.to_bd09),
    ],
)
def test_the_inverse_against_a_solver(shown, off, on):
    from scipy.optimize import root

    solved = root(lambda at: np.array(on(*at)) - shown, shown, method="hybr", tol=1e-14).x
    assert away(off(*shown), solved) < ROUND_TRIP


@given(lons, lats)
@example(105.0, 35.0)
@example(105.0 + 1e-13, 35.0 - 1e-13)
@example(105.0 - 3e-10, 35.0)
def test_round_trips_everywhere_in_china(lon, lat):
    for on, off in ((datum.to_gcj02, datum.from_gcj02), (datum.to_bd09, datum.from_bd09)):
        assert away(off(*on(lon, lat)), (lon, lat)) < ROUND_TRIP
        assert away(on(*off(lon, lat)), (lon, lat)) < ROUND_TRIP


@given(lons, lats, st.floats(1e-6, 0.01))
def test_east_stays_east_and_north_stays_north(lon, lat, step):
    """The shift changes by less than 0.02 of a degree a degree, on which the inverse rests."""
    for on in (datum.to_gcj02, datum.to_bd09):
        here, east, north = on(lon, lat), on(lon + step, lat), on(lon, lat + step)
        slack = 0.03 * step + 3e-8  # and the roots at 105 E and 35 N
        assert abs(east[0] - here[0] - step) < slack
        assert abs(north[1] - here[1] - step) < slack
        assert east[0] > here[0]
        assert north[1] > here[1]


@given(lons, lats)
def test_the_shift_is_of_hundreds_of_metres(lon, lat):
    assert 10 < away(datum.to_gcj02(lon, lat), (lon, lat)) < 1000
    assert away(datum.to_bd09(lon, lat), datum.to_gcj02(lon, lat)) < 1100


@pytest.mark.parametrize("place", [(24.94, 60.17), (-15.4, 28.1), (139.7, 35.7), (100.0, -1.0)])
def test_nothing_moves_abroad_unless_it_is_forced(place):
    for change in (datum.to_gcj02, datum.from_gcj02, datum.to_bd09, datum.from_bd09):
        assert tuple(map(float, change(*place))) == place
    forced = datum.to_gcj02(*place, everywhere=True)
    assert away(forced, place) > 100
    assert away(datum.from_gcj02(*forced, everywhere=True), place) < ROUND_TRIP


def test_the_edge_of_the_box_is_no_hole():
    """Within a kilometre of the edge there is no telling; farther in and out there is."""
    lon = datum.WEST + np.linspace(-0.05, 0.05, 501)
    lat = np.full(501, 40.0)
    back = datum.from_gcj02(*datum.to_gcj02(lon, lat))
    sure = np.abs(lon - datum.WEST) > 0.015
    assert np.isfinite(back).all()
    assert away(back, (lon, lat))[sure].max() < ROUND_TRIP
    assert away(back, (lon, lat)).max() < 1500


def test_many_points_at_once_are_as_one_by_one():
    lon, lat = np.array([[120.6, 116.4], [24.9, 105.0]]), np.array([[31.3, 39.9], [60.2, 35.0]])
    many = datum.from_bd09(lon, lat)
    single = [datum.from_bd09(*pair) for pair in zip(lon.ravel(), lat.ravel(), strict=True)]
    assert many[0].shape == (2, 2)
    assert np.column_stack([part.ravel() for part in many]) == pytest.approx(
        np.array(single), abs=1e-11
    )


def test_what_is_missing_stays_missing():
    lon, lat = datum.from_gcj02([math.nan, 120.0, math.inf], [31.0, math.nan, 31.0])
    assert np.isnan(lon[0])
    assert np.isnan(lat[1])
    assert np.isinf(lon[2])
    assert datum.from_gcj02([], [])[0].size == 0


def test_the_arguments_are_left_alone():
    lon, lat = np.array([120.0]), np.array([31.0])
    datum.to_bd09(lon, lat)
    assert (lon[0], lat[0]) == (120.0, 31.0)
