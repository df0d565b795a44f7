"""The synthetic district with its heights and its plan, made once for all tests of a session."""

import pytest

import pianqu
from pianqu.layers import demo
from pianqu.layers.city import City


@pytest.fixture(scope="session")
def district(tmp_path_factory) -> City:
    return demo.district(folder=tmp_path_factory.mktemp("district"))


@pytest.fixture(scope="session")
def district_plan(district) -> pianqu.Plan:
    return pianqu.plan(district, threads=1)
