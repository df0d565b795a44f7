"""Classes of times and shares: breaks, colours, and the place of a value."""

import pytest

from pianqu.maps import style


@pytest.mark.parametrize(
    ("limit", "search", "breaks"),
    [
        (10, 30, (5, 10, 15, 30)),
        (12, 30, (5, 10, 12, 15, 30)),
        (15, 15, (5, 10, 15)),
        (3, 4, (3, 4)),
        (20, None, (5, 10, 15, 20)),
    ],
)
def test_the_limit_is_always_a_break(limit, search, breaks):
    assert style.minute_breaks(limit, search) == breaks


@pytest.mark.parametrize("limit", [3, 5, 10, 12, 15, 25, 30])
def test_classes_differ_and_the_limit_is_marked_once(limit):
    breaks = style.minute_breaks(limit, 30)
    classes = style.minute_swatches(breaks, limit)

    colours = [swatch.colour for swatch in classes]
    assert len(set(colours)) == len(colours) == len(breaks) + 3
    marked = [step for step, swatch in zip(breaks, classes, strict=False) if swatch.note]
    assert marked == [limit]


def test_not_computed_differs_from_no_data_by_more_than_colour():
    assert style.NOT_COMPUTED.mark != style.NO_DATA.mark
    assert style.NOT_COMPUTED.label != style.NO_DATA.label


@pytest.mark.parametrize(
    ("share", "reached", "label"),
    [
        (1.0, "all", "全部到达（100%）"),
        (0.9999, "part", "80%–100%"),
        (0.8, "part", "80%–100%"),
        (0.7999, "part", "50%–80%"),
        (0.5, "part", "50%–80%"),
        (0.0001, "part", "50% 以下"),
        (0.0, "none", "均未到达（0）"),
        (None, "all", "全部到达（100%）"),
        (None, "part", "部分到达（无基数）"),
        (0.5, "unknown", "未计算"),
        (None, None, "无数据"),
    ],
)
def test_class_of_a_share(share, reached, label):
    assert style.share_swatches()[style.share_class(share, reached)].label == label
