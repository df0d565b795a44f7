"""Runners-up: the plans that exhaustive search puts next."""

import numpy as np
from bundled import packages_of, problems
from hypothesis import given, settings
from hypothesis import strategies as st
from in_line import row_of

from pianqu.analysis.bundling import menu, solving
from pianqu.analysis.bundling.runners_up import others, table


def plans(problem) -> dict[frozenset, int]:
    """Worth of every plan, by its packages; land by itself is taken wherever it helps."""
    choices = [each for each in packages_of(problem) if not each.alone]
    land = [each for each in packages_of(problem) if each.alone]
    found: dict[frozenset, int] = {}

    def grow(place: int, taken: tuple, used: frozenset) -> None:
        if place == len(choices):
            rest = [each for each in land if not used & set(each.members)]
            if _holds(problem, taken, rest, used):
                value = sum(each.value for each in taken)
                found[frozenset(each.members for each in taken)] = value
            return
        grow(place + 1, taken, used)
        own = choices[place]
        if not used & set(own.members):
            grow(place + 1, (*taken, own), used | set(own.members))

    grow(0, (), frozenset())
    return found


def _holds(problem, taken, rest, used) -> bool:
    limits = problem.limits
    every = used | {unit for each in rest for unit in each.members}
    if any(must and unit not in every for unit, must in enumerate(problem.must)):
        return False
    if limits.most_packages is not None and len(taken) > limits.most_packages:
        return False
    left = list(limits.money)
    for each in (*taken, *rest):
        left[problem.pool[each.hub]] += each.money
    return limits.mode != "pool" or min(left) >= 0


@settings(max_examples=40, deadline=None)
@given(problems(most_units=5), st.integers(1, 4))
def test_they_are_the_next_in_worth_and_all_differ(problem, count):
    answer = solving.solve(problem, seconds=20)
    if answer.status != "proven":
        return
    every = plans(problem)

    found = others(problem, answer, count=count, seconds=60)

    values = sorted(every.values(), reverse=True)
    assert [each.value for each in found] == values[1 : count + 1]
    keys = [_key(answer.packages), *(_key(each.packages) for each in found)]
    assert len(set(keys)) == len(keys)
    assert all(every[key] == each.value for key, each in zip(keys[1:], found, strict=True))


def _key(packages) -> frozenset:
    return frozenset(each.members for each in packages if not each.alone)


def test_where_not_all_can_be_written_out_it_is_said(monkeypatch):
    problem = row_of([5, 5, 5], [100, 60, 30], lived=[1, 1, 1], must=np.array([True, False, False]))
    answer = solving.solve(problem, seconds=20)
    monkeypatch.setattr(menu, "menu", lambda _: None)

    found = others(problem, answer, count=2, seconds=20)

    assert not any(each.whole for each in found)
    assert [each.value for each in found] == [190_000, 190_000]
    assert table(problem, found)["looked_at"].str.startswith("可行片区过多").all()
    assert table(problem, found)["households"].tolist() == [190, 190]


def test_words_say_what_changes():
    problem = row_of([5, 5], [100, 60], lived=[1, 1], apart=((0, 1),))

    first, *_ = others(problem, solving.solve(problem, seconds=20), seconds=20)

    assert first.words == "少 60 户当量：不再有（C02）。"
    assert first.proven
