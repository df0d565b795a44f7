"""The door of the package: its names, and that importing does nothing."""

import subprocess
import sys

import pianqu


def test_every_name_at_the_door_is_there():
    assert {name for name in pianqu.__all__ if getattr(pianqu, name) is None} == set()
    assert set(pianqu.__all__) == set(pianqu._HOMES)
    assert sorted(pianqu.__all__) == pianqu.__all__


def test_importing_brings_nothing_heavy():
    code = "import sys, pianqu, pianqu.__main__; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"numpy", "pandas", "geopandas", "shapely", "numba", "folium", "pandera", "osmium"}

    assert heavy & set(loaded.stdout.split()) == set()


def test_version_is_that_of_the_wheel():
    from importlib.metadata import version

    assert pianqu.__version__ == version("pianqu")
