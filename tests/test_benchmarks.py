"""The benchmarks run, hold answers against answers, and give the rows that the documents quote."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

FOLDER = Path(__file__).parent.parent / "benchmarks" / "walks"
FIELDS = {
    *("work", "size", "peer", "ours_s", "peer_s", "ratio", "max_diff", "flips"),
    *("ours_mb", "peer_mb", "extrapolated"),
}


@pytest.fixture(scope="module", autouse=True)
def _path():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


@pytest.fixture(scope="module")
def streets() -> gpd.GeoDataFrame:
    """A grid of 13 by 13 streets, 60 m apart."""
    marks = [60.0 * step for step in range(13)]
    across = [LineString([(x, y) for x in marks]) for y in marks]
    up = [LineString([(x, y) for y in marks]) for x in marks]
    return gpd.GeoDataFrame(geometry=across + up, crs=32635)


@pytest.fixture(scope="module")
def found(streets):
    """Rows of the quick benchmark on a tiny town, beside the peers that are always there."""
    import rows

    peers = {"scipy": 1, rows.PASS: 1, rows.TWICE: 1}
    size = rows.QUICK._replace(columns=1, rows=1, homes=300, nearest=peers, counts={"scipy": 1})
    return list(rows.measured(size._replace(places=50), streets, memory=False))


def test_rows_have_the_fields_of_the_design(found):
    assert [(row["work"], row["peer"]) for row in found] == [
        *(("nearest", "scipy"), ("nearest", "memory pass"), ("nearest", "pianqu")),
        ("counts", "scipy"),
    ]
    assert all(set(row) >= FIELDS for row in found)
    assert [row["extrapolated"] for row in found] == [False, False, False, True]


def test_answers_are_those_of_scipy(found):
    exact = [row for row in found if row["max_diff"] is not None]

    assert len(exact) == 3
    assert [row["flips"] for row in exact] == [0, 0, 0]
    assert max(row["max_diff"] for row in exact) < 1e-9


def test_the_page_has_a_line_a_row(found):
    import measuring
    import pages

    page = pages.page(measuring.machine() | {"absent": ["pandana"], "rows": found})

    assert page.count("\n| 1") + page.count("\n| nearest |") == len(found)
    assert "Not installed and not measured: pandana." in page


def test_a_peer_that_is_not_installed_is_left_out(monkeypatch):
    import rows

    monkeypatch.setattr(rows.measuring, "missing", lambda package: package == "pandana")

    assert rows.installed({"scipy": 2, "pandana": 1}) == {"scipy": 2}
    assert rows.absent() == ["pandana"]


def test_errors_of_a_shortcut_by_hand():
    import errors

    truth = np.array([100.0, 600.0, 600.1, np.inf])
    row = errors.compared(truth, np.array([130.0, 601.0, 600.0, 500.0]))

    assert (row["median_s"], row["max_s"], row["bias_s"]) == (15.5, 30.0, 15.5)
    assert (row["reached"], row["lost"], row["gained"], row["pairs"]) == (2, 1, 2, 4)


def test_shortcuts_change_what_they_say(streets):
    import errors
    import tiled

    town = tiled.town(streets, 1, 1, 50, seed=1)
    forward, backward = town.network.forward, town.network.backward

    assert errors.outward(town).network.forward.tolist() == backward.tolist()
    assert errors.mean(town).network.forward.tolist() == ((forward + backward) / 2).tolist()
    for change in (errors.nodes, errors.any_nodes):
        assert set(change(town).origins["fraction"]) <= {0.0, 1.0}
    assert len(errors.one_door(town).targets) == town.targets["place"].nunique()


def test_a_pass_looks_once_at_every_arc(streets):
    import passes
    import tiled

    town = tiled.town(streets, 1, 1, 50, seed=1)
    ground = passes.ground(town)._replace(kinds=1)
    label = ground.label.copy()
    net, expected = town.network, label.copy()
    np.minimum.at(expected, net.end, label[net.start] + net.forward)
    np.minimum.at(expected, net.start, label[net.end] + net.backward)

    assert passes.sweeps(ground).tolist() == expected.tolist()
