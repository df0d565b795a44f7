"""Whether a unit can be in a package at all: agrees with every set of units tried out."""

from bundled import packages_of, problems
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.bundling.admission import admission, conflicts, members


@settings(max_examples=120, deadline=None)
@given(problems(least_units=2, most_units=7), st.integers(0, 6))
def test_a_unit_is_admitted_just_where_a_valid_package_has_it(problem, place):
    unit = place % len(problem.units)
    valid = {each.members for each in packages_of(problem) if not each.alone}
    found = admission(problem, unit)

    state, units = members(found, seconds=20) if found else ("none", ())

    assert (state == "in") == any(unit in each for each in valid)
    assert state == "none" or (unit in units and units in valid)
    if found and state == "none" and problem.lived.any():
        assert conflicts(found, seconds=20)
