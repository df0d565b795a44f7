"""A tiny project on disk that runs, for tests that look at it or break one thing of it."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from world import PROJECT, tiny_buildings, tiny_communities, tiny_facilities, tiny_streets

# the same examples in every run, so that a run that fails fails again; explore draws new ones
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of a project that runs; its file is pianqu.toml."""
    tiny_communities().to_file(tmp_path / "communities.gpkg")
    tiny_buildings().to_file(tmp_path / "buildings.gpkg")
    tiny_streets().to_file(tmp_path / "streets.gpkg")
    (tmp_path / "facilities.csv").write_text(tiny_facilities(), encoding="utf-8")
    (tmp_path / "pianqu.toml").write_text(PROJECT, encoding="utf-8")
    return tmp_path
