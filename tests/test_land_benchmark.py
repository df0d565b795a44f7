"""Idle land: the benchmark runs on a tiny city, and its peers agree."""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "benchmarks"
SHARED = ("city", "peers", "report", "works")  # names that other benchmarks have too
FIELDS = {
    *("work", "size", "peer", "ours_s", "peer_s", "ratio", "max_diff", "flips"),
    *("ours_mb", "peer_mb", "extrapolated"),
}


@pytest.fixture(scope="module", autouse=True)
def _path():
    kept = {name: sys.modules.pop(name) for name in SHARED if name in sys.modules}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER / "walks"))
        patch.syspath_prepend(str(FOLDER / "land"))
        yield
    for name in SHARED:
        sys.modules.pop(name, None)
    sys.modules.update(kept)


@pytest.fixture(scope="module")
def land():
    """Rows of the benchmark of idle land on a tiny city, without rasterstats."""
    import works

    runs = {works.OVERLAY: 1, works.UNION: 1, works.BUFFERS: 1, works.CLIP: 1}
    return list(works.measured(works.QUICK._replace(columns=2, rows=1, runs=runs)))


def test_peers_of_idle_land_agree(land):
    assert [row["work"] for row in land] == [
        *("residual", "residual", "opening", "zonal statistics")
    ]
    assert all(set(row) >= FIELDS for row in land)
    assert [row["flips"] for row in land] == [0, 0, 0, 0]
    left, united, opened, means = (row["max_diff"] for row in land)
    assert max(left, united, land[0]["identity"], means) < 1e-6
    assert opened < 0.1


def test_the_page_of_idle_land_has_a_line_a_row(land):
    import measuring
    import report

    page = report.page(measuring.machine() | {"absent": ["rasterstats"], "rows": land})

    assert page.count("\n| 64 houses") == len(land)
    assert "Not installed and not measured: rasterstats." in page
