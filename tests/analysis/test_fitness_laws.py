"""What may never happen to the fit of a shaft, whatever stands around it."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, affinity, box
from yard import frame, verdict, world

RANK = {"can": 0, "needs_survey": 1, "cannot": 2}
SPOTS = st.tuples(st.floats(-12, 12), st.floats(0.5, 14), st.floats(0.3, 9), st.floats(0, 180))


@st.composite
def things(draw):
    """A row of some layer, near the door."""
    x, y, size, angle = draw(SPOTS)
    known = draw(st.booleans())
    solid = affinity.translate(affinity.rotate(box(-size, 0, size, 3), angle), x, y + 1.5)
    line = affinity.translate(
        affinity.rotate(LineString([(-9 * size, 0), (9 * size, 0)]), angle), x, y
    )
    return draw(
        st.sampled_from(
            [
                ("buildings", solid, {"height": 9.0 if known else None}),
                ("streets", line, {"kind": "service", "width": size if known else None}),
                ("streets", line, {"kind": "steps", "width": 2.0}),
                ("barriers", line, {"kind": "fence"}),
                (
                    "protections",
                    Point(x, y),
                    {
                        "kind": "ancient_tree",
                        "crown_radius": size if known else None,
                        "buffer": 3.0,
                    },
                ),
                ("protections", line, {"kind": "pipe_corridor", "buffer": 1.0 if known else None}),
                ("protections", solid, {"kind": "fire_lane"}),
                ("protections", line, {"kind": "red_line"}),
            ]
        )
    )


def with_rows(rows):
    layers = world()
    for number, (layer, shape, columns) in enumerate(rows):
        more = frame([shape], [f"X{number}"], **columns)
        layers[layer] = pd.concat([layers[layer], more])
    return layers


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(things(), min_size=1, max_size=3))
def test_one_more_obstacle_never_makes_it_easier(rows):
    ranks = [RANK[verdict(with_rows(rows[:count]))["fit"]] for count in range(len(rows) + 1)]

    assert ranks == sorted(ranks)


@settings(max_examples=10, deadline=None)
@given(
    rows=st.lists(things(), max_size=4),
    gone=st.sampled_from(["communities", "streets", "barriers", "protections"]),
)
def test_without_a_layer_no_world_can_be_said_to_fit(rows, gone):
    with_all = verdict(with_rows(rows))["fit"]
    without = verdict(with_rows(rows) | {gone: None})["fit"]

    assert without != "can"
    assert without != "cannot" or with_all == "cannot"


@settings(max_examples=10, deadline=None)
@given(rows=st.lists(things(), max_size=4), angle=st.floats(0, 360))
def test_the_verdict_does_not_turn_with_the_map(rows, angle):
    layers = with_rows(rows)
    turned = {
        name: each.assign(geometry=each.geometry.rotate(angle, origin=(0, 0)).translate(5e5, 3e6))
        for name, each in layers.items()
    }
    here, there = verdict(layers), verdict(turned)

    assert here[["fit", "size"]].tolist() == there[["fit", "size"]].tolist()
