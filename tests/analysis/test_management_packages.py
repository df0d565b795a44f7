"""Packages of yards: the best of all partitions on small cases, valid on large ones."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.management import left_yards, management_packages, packing, yard_groups
from pianqu.analysis.management.management_rules import rules

RULES = replace(rules(), metres=400.0, reach=500.0, least=100, most=260)


def problem(places, households, near=RULES.metres):
    spots = np.asarray(places, dtype=float)
    metres = np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1)).round(3)
    linked = (metres <= near) & ~np.eye(len(spots), dtype=bool)
    return yard_groups.Yards(np.asarray(households, dtype=np.int64), metres, linked)


def hub_metres(yards, group, choice=RULES):
    """Metres from the best hub of a valid package; None where the rules forbid it."""
    total = sum(int(yards.households[at]) for at in group)
    if len(group) < choice.least_yards or not choice.least <= total <= choice.most:
        return None
    seen, open_ = {group[0]}, [group[0]]
    while open_:
        at = open_.pop()
        for other in group:
            if other not in seen and yards.linked[at, other]:
                seen.add(other)
                open_.append(other)
    sums = [
        sum(float(yards.metres[hub, at]) for at in group)
        for hub in group
        if all(yards.metres[hub, at] <= choice.reach for at in group)
    ]
    return min(sums) if len(seen) == len(group) and sums else None


def best_of_all(yards):
    """The best score by trying every set of packages."""
    count = len(yards.households)
    sets = [g for size in range(1, count + 1) for g in combinations(range(count), size)]
    valid = {g: hub_metres(yards, g) for g in sets}
    options = {g: m for g, m in valid.items() if m is not None}

    def search(left):
        if not left:
            return (0, 0, 0.0)
        first, rest = left[0], left[1:]
        best = search(rest)
        for group, metres in options.items():
            if first in group and set(group) <= set(left):
                packed, number, far = search(tuple(at for at in left if at not in group))
                best = min(best, (packed - len(group), number + 1, far + metres))
        return best

    return search(tuple(range(count)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 6), st.integers(1, 150)),
        min_size=1,
        max_size=6,
    )
)
def test_small_cases_are_the_best_of_all(rows):
    yards = problem([(100 * x, 100 * y) for x, y, _ in rows], [count for *_, count in rows])
    found = packing.pack(yards, RULES)

    packed, number, metres = packing.score(list(found.packages))
    assert (packed, number) == best_of_all(yards)[:2]
    assert metres == pytest.approx(best_of_all(yards)[2], abs=0.01)
    assert all(found.proven)


def test_a_town_of_many_yards_has_valid_packages_and_few_left_out(monkeypatch):
    monkeypatch.setattr(yard_groups, "VISITED", 400)
    random = np.random.default_rng(3)
    yards = problem(random.uniform(0, 2500, (60, 2)), random.integers(10, 120, 60))
    found = packing.pack(yards, RULES)

    members = [at for group in found.packages for at in group.members]
    assert len(members) == len(set(members)) > 45
    assert not all(found.proven)
    for group in found.packages:
        assert group.metres == pytest.approx(hub_metres(yards, group.members))


def test_two_hundred_yards_are_packed_within_the_bounds_of_the_search(monkeypatch):
    asked = []
    listed = yard_groups.groups
    trials = 6
    monkeypatch.setattr(packing, "_TRIALS", trials)
    monkeypatch.setattr(packing, "_COLUMNS", 300)
    monkeypatch.setattr(yard_groups, "VISITED", 2000)
    monkeypatch.setattr(yard_groups, "PIECE", 100)
    monkeypatch.setattr(
        packing, "groups", lambda *args, **more: asked.append(args) or listed(*args, **more)
    )
    random = np.random.default_rng(11)
    yards = problem(random.uniform(0, 3000, (200, 2)), random.integers(10, 120, 200))

    found = packing.pack(yards, RULES)

    members = [at for group in found.packages for at in group.members]
    assert len(members) == len(set(members)) > 150
    # a tree of halves down to single yards, and so many packages beside a spot for each trial
    assert 0 < len(asked) <= 2 * 200 + packing._NEIGHBOURS * trials
    for group in found.packages:
        assert RULES.least <= yards.households[list(group.members)].sum() <= RULES.most
        assert group.metres == pytest.approx(hub_metres(yards, group.members))


def tables(metres, *, households=(128, 100, 60), places=("南", "南", "南"), **columns):
    ids = [f"C{at}" for at in range(1, len(households) + 1)]
    own = {"households": households, "management": "none", **columns}
    pairs = pd.DataFrame(metres, columns=["from", "to", "metres"])
    return management_packages.tables(
        pd.DataFrame(own, ids), metres=pairs, district=pd.Series(places, ids, dtype="string")
    )


CHAIN = [("C1", "C2", 352.0), ("C1", "C3", 990.0), ("C2", "C3", 801.0)]


def test_a_package_says_its_hub_walks_and_households():
    row = tables(CHAIN)["management_packages"].loc["W01"]

    assert row[["yards", "households", "hub"]].tolist() == ["C1;C2;C3", 288, "C2"]
    assert row[["walk_neighbours", "walk_hub", "walk_total"]].tolist() == [801.0, 801.0, 1153.0]
    assert row["enough"]
    assert row["district"] == "南"


@pytest.mark.parametrize(
    ("metres", "options", "reason"),
    [
        ([], {}, "没有同街道的其他待打包院落"),
        (CHAIN, {"places": ("南", "南", None)}, left_yards.NO_DISTRICT),
        (CHAIN, {"places": ("南", "南", "北")}, "没有同街道的其他待打包院落"),
        (CHAIN[2:], {"households": (128, 40, 60)}, "没有同街道的其他待打包院落"),
        (CHAIN[2:], {"households": (128, 100, 60)}, "合计 160 户，不足 200 户"),
        (CHAIN, {"households": (128, 100, None)}, "户数未知"),
        (CHAIN, {"households": (128, 100, 400)}, "市场化物业，不入包"),
    ],
)
def test_every_yard_is_in_one_package_or_has_its_reason(metres, options, reason):
    found = tables(metres, **options)["management_yards"]

    assert (found["package"].isna() == found["left_reason"].notna()).all()
    assert found["left_reason"].dropna().str.contains(reason, regex=False).any()


def test_without_walks_nothing_is_packed():
    homes = pd.DataFrame({"households": [150, 150], "management": "none"}, index=["C1", "C2"])
    found = management_packages.tables(homes, metres=None, district=pd.Series("南", homes.index))
    assert found["management_yards"]["left_reason"].tolist() == [left_yards.NO_WALKS] * 2
    assert found["management_packages"].empty


def test_the_order_of_rows_changes_nothing():
    pairs = pd.DataFrame(CHAIN, columns=["from", "to", "metres"])
    turned = pairs[::-1].rename(columns={"from": "to", "to": "from"})
    homes = pd.DataFrame({"households": [128, 100, 60], "management": "none"}, ["C1", "C2", "C3"])
    both = [
        management_packages.tables(rows, metres=way, district=pd.Series("南", homes.index))
        for rows, way in ((homes, pairs), (homes[::-1], turned))
    ]
    for name, table in both[0].items():
        pd.testing.assert_frame_equal(table, both[1][name])
