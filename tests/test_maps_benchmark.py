"""Maps: the benchmark runs on few features, and what it counts and finds is right."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import shapely

FOLDER = Path(__file__).parent.parent / "benchmarks"
FIELDS = {
    *("work", "size", "peer", "ours_s", "peer_s", "ratio", "max_diff", "flips"),
    *("ours_mb", "peer_mb", "extrapolated"),
}


@pytest.fixture(scope="module", autouse=True)
def _path():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER / "walks"))
        patch.syspath_prepend(str(FOLDER / "drawing"))
        yield


@pytest.fixture(scope="module")
def rows():
    """Few features of each kind; a peer for the buildings, none for the rest."""
    import drawings
    from footprints import AREAS, LINES, POINTS
    from mappers import EXPLORE, FOLIUM, made

    def here(maker: str, work: drawings.Work, file: Path) -> dict[str, float]:
        return made(maker, work.kind, work.count, file)

    works = [drawings.Work(AREAS, 60, (FOLIUM, EXPLORE))]
    works += [drawings.Work(kind, 60, ()) for kind in (LINES, POINTS)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawings, "apart", here)  # a process each takes longer than all the rest
        # other tests may hold a browser open, and a thread may have one only
        with ThreadPoolExecutor(1) as alone:
            return alone.submit(lambda: list(drawings.measured(tuple(works)))).result()


def test_a_page_is_made_in_a_process_of_its_own(tmp_path):
    from drawings import Work, apart

    told = apart("pianqu", Work("points", 30, ()), tmp_path / "page.html")

    assert told["file_mb"] == pytest.approx((tmp_path / "page.html").stat().st_size / 1e6)
    assert told["build_s"] > 0


def test_every_page_draws_every_feature_and_the_pointer_finds_them(rows):
    assert [row["peer"] for row in rows] == [
        *("folium.GeoJson", "geopandas.explore", "not run", "not run")
    ]
    assert all(set(row) >= FIELDS for row in rows)
    assert [row["drawn"] for row in rows] == [60] * 4
    assert [row["max_diff"] for row in rows] == [0] * 4
    assert [row["flips"] for row in rows] == [0] * 4
    assert rows[0]["ratio"] == pytest.approx(rows[0]["peer_s"] / rows[0]["ours_s"])
    assert rows[2]["peer_s"] is None


def test_the_page_of_maps_has_a_line_a_row(rows):
    import drawings_page
    import measuring

    page = drawings_page.page(measuring.machine() | {"rows": rows})

    assert page.count("\n| 60 |") == len(rows)
    assert page.index("## Buildings") < page.index("## Lines") < page.index("## Points")


@pytest.mark.parametrize("kind", ["buildings", "lines", "points"])
def test_the_features_are_the_same_each_time(kind):
    from footprints import features

    one, two = features(kind, 50), features(kind, 50)

    assert one.equals(two)
    assert one.geometry.is_valid.all()
    assert set(one["class"]) <= set(range(5))


def test_buildings_do_not_overlap():
    from footprints import features

    shapes = features("buildings", 2_000).geometry.to_numpy()
    pairs = shapely.STRtree(shapes).query(shapes, predicate="overlaps")

    assert pairs.shape == (2, 0)


def test_a_pointer_that_finds_something_else_is_noticed():
    from drawings import asked, misses
    from footprints import features

    frame = features("buildings", 400)
    places = asked(frame)
    tree = shapely.STRtree(frame.geometry.to_numpy())
    right = np.full(len(places), -1)
    pairs = tree.query(shapely.points(places), predicate="within")
    right[pairs[0]] = pairs[1]

    assert misses(frame, places, right.tolist()) == 0
    assert misses(frame, places, [-1] * len(places)) > 50
