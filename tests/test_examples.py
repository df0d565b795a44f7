"""Every example in a docstring runs, in the installed package under its real name."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import pianqu

MODULES = ["pianqu"] + [
    module.name
    for module in pkgutil.walk_packages(pianqu.__path__, "pianqu.")
    if not module.name.startswith(("pianqu.tests", "pianqu.benchmarks"))
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    result = doctest.testmod(import_module(name))

    assert result.failed == 0


def test_there_are_examples():
    found = [doctest.DocTestFinder().find(import_module(name)) for name in MODULES]

    assert sum(bool(test.examples) for tests in found for test in tests) > 40
