"""Bands of time that end at thirds of the limit, for walks that are given to six digits."""

import pandas as pd
import pytest

from pianqu.analysis import sharing

OFFERS = pd.DataFrame({"place": ["F1"], "kind": ["clinic"], "capacity": [10.0]})


@pytest.mark.parametrize("limit", [5.0, 10.0, 20.0, 25 / 3])
@pytest.mark.parametrize(("third", "weight"), [(1, 1.0), (2, 0.68), (3, 0.22)])
def test_a_walk_of_just_a_band_is_within_it(limit, third, weight):
    minutes = round(limit * third / 3, 6)
    walks = pd.DataFrame({"building": ["B1"], "place": "F1", "kind": "clinic", "minutes": minutes})
    near = sharing.shared(
        walks, pd.Series({"B1": 4}), OFFERS, limit=limit, weights=sharing.decay("slow")
    )
    beyond = sharing.shared(
        walks.assign(minutes=minutes + 1e-5),
        pd.Series({"B1": 4}),
        OFFERS,
        limit=limit,
        weights=sharing.decay("slow"),
    )

    assert near.weight.tolist() == [weight]
    assert beyond.weight.tolist() != [weight]
