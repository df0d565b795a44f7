"""Packages: the benchmark runs on a tiny town without its peers, and one judge scores them all."""

from pathlib import Path

import numpy as np
import pytest

from pianqu.analysis.bundling.problem import Problem

FOLDER = Path(__file__).parent.parent / "benchmarks"
FIELDS = {
    *("work", "size", "peer", "ours_s", "peer_s", "ratio", "max_diff", "flips"),
    *("ours_mb", "peer_mb", "extrapolated"),
}
HEAD = {"size": "20 units, seed 3"}
HOUSES = 20


@pytest.fixture(scope="module", autouse=True)
def _path():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


@pytest.fixture(scope="module")
def town():
    from packages import instances

    return instances.town(HOUSES, seed=3)


@pytest.fixture(scope="module")
def rows(town):
    """One row a rival that needs no package, in both modes."""
    from packages import parts, rivals

    whole = rivals.Divided([[list(range(HOUSES))], [[unit] for unit in range(HOUSES)]], 0.1, True)
    made = []
    for mode in parts.MODES:
        found, head = parts.ours(town, mode, 20.0), {**HEAD, "mode": mode}
        made.append(parts._row(head, found, parts.RECOM, parts.searched(town, mode, 0.5)))
        made.append(parts._row(head, found, parts.HESS, parts.compact(town, mode, 20.0)))
        division = rivals.Divided([[[unit] for unit in range(HOUSES)]], 0.1, ended=False)
        made.append(parts._row(head, found, "singles", parts.judged(town, mode, division)))
        made.append(parts._row(head, found, "whole", parts.judged(town, mode, whole)))
    return made


def test_rows_have_the_fields_of_the_design(rows):
    assert all(set(row) >= FIELDS for row in rows)
    assert [row["flips"] for row in rows] == [0] * len(rows)
    assert {row["ours_status"] for row in rows} == {"proven"}


def test_the_compact_model_agrees_and_no_rival_is_above(rows):
    compact = [row for row in rows if row["peer"].startswith("Hess")]

    assert [row["max_diff"] for row in compact] == [0, 0]
    assert all(row["peer_value"] <= row["ours_value"] for row in rows)
    assert all(row["ours_value"] > 0 for row in rows)


def test_the_page_has_a_line_a_row(rows):
    from packages import medians, page

    few = [medians.Size(12, 20, 3), medians.Size(10, 0, 5)]
    more = list(medians.rows(tuple(few), seconds=5))
    text = page.page({"absent": ["KaHIP"], "rows": rows + more}, "here and now")

    assert text.count("| 20 units, seed 3 |") == len(rows)
    assert text.count("p-median |") == len(more)
    assert [row["ours_status"] for row in more] == ["proven", "proven"]
    assert [row["flips"] for row in more] == [0, 0]
    assert "Not installed and not measured: KaHIP." in text
    assert "FAULTS" not in text


def test_the_search_gives_what_the_judge_counts(town):
    from packages import instances, recom, scoring

    for mode in ("package", "pool"):
        problem = instances.problem_of(town, mode=mode)
        found = recom.search(problem, seconds=0.5, seed=4)
        score = scoring.scored(problem, found.groups)

        assert found.tried > 0
        assert (score.value, score.faults) == (found.value, [])
        assert score.valid == score.groups == len(found.groups)


def test_a_group_that_a_barrier_cuts_is_no_package_but_its_pieces_may_be(town):
    from packages import instances, recom, scoring

    problem = instances.problem_of(town, mode="package")
    groups = recom.search(problem, seconds=0.5).groups
    cut = Problem(**{**vars(problem), "links": _within(problem.links, groups)})

    one = scoring.scored(cut, [[unit for group in groups for unit in group]])

    assert (one.groups, one.valid) == (1, 0 if len(groups) > 1 else 1)
    assert one.value == scoring.scored(problem, groups).value
    assert one.faults == []


def _within(links: np.ndarray, groups: list[list[int]]) -> np.ndarray:
    """Links that join units of one group."""
    return np.array(
        [pair for pair in links for group in groups if set(pair.tolist()) <= set(group)]
    )


def test_the_search_refuses_rules_that_it_does_not_know(town):
    from packages import instances, recom

    problem = instances.problem_of(town, mode="self")

    with pytest.raises(ValueError, match="mode self"):
        recom.search(problem, seconds=1)


def test_the_divisions_of_a_town_are_joined_across_barriers(town):
    from packages import rivals

    assert len(rivals._parts(rivals._whole(town), HOUSES)) == 1
    assert set(rivals.absent()) <= set(rivals.RIVALS)
