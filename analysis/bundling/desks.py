"""Desks of the search for packages: what one thread reads and writes, and room for it."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from .columns import Floats
    from .fields import Corners, Field, Masks
    from .problem import Flags, Ints

HOUSEHOLDS, AREA, MONEY, LIVED, SERVED = range(5)  # columns of `item`; then needs, then capacities
SHARE = 3  # weights of households, area and money; then shares of needs, then percents


class Ball(NamedTuple):
    """The members of one ball, and the triples that they pay for."""

    profit: "Floats"
    item: "Floats"
    near: "Masks"
    apart: "Masks"
    mates: "Masks"
    three: "Masks"
    corner: "Ints"
    price: "Floats"
    here: int
    rival: "Floats"


class Rule(NamedTuple):
    """
    What a package has to keep to, and what its services are worth.

    `low` and `high` are of households, area and money; with `over`, only sets above `brim` (in
    households or area) are looked for. `fixed` is what a package pays for being one.
    """

    low: "Floats"
    high: "Floats"
    brim: "Floats"
    over: bool
    worth: "Floats"
    income: "Floats"
    percent: "Floats"
    fixed: float


class Tree(NamedTuple):
    """The way down to the present node: one row a depth."""

    chosen: "Masks"
    barred: "Masks"
    asked: "Masks"
    rim: "Masks"
    sums: "Floats"
    base: "Floats"
    weight: "Floats"
    bound: "Floats"
    pick: "Ints"
    turn: "Ints"


class Desk(NamedTuple):
    """What is written on at one node: members still open, their worth, weights being tried."""

    open: "Ints"
    slot: "Ints"
    three: "Ints"
    due: "Floats"
    left: "Masks"
    worth: "Floats"
    kept: "Floats"
    coef: "Floats"
    trial: "Floats"
    slope: "Floats"
    scale: "Floats"
    sums: "Floats"
    stop: "Ints"


class Found(NamedTuple):
    """Sets found: `mark` is (worth to beat, number found, 1 to keep all, worth to be kept)."""

    mask: "Masks"
    worth: "Floats"
    mark: "Floats"


class Terms(NamedTuple):
    """
    What members are worth in each ball, and what a package has to keep to and to pay.

    The loose limits are those of one community by itself; with `over` it is looked for only above
    the others.
    """

    profit: "Floats"
    pool: "Ints"
    low: "Floats"
    high: "Floats"
    loose_low: "Floats"
    loose_high: "Floats"
    over: bool
    worth: "Floats"
    income: "Floats"
    percent: "Floats"
    fixed: "Floats"
    corners: "Corners"


class Scene(NamedTuple):
    """All that lies still while it is searched."""

    field: "Field"
    terms: Terms


class Results(NamedTuple):
    """Of each search the sets, as in :class:`Found`, the bound, the nodes, and if it was whole."""

    mask: "Masks"
    worth: "Floats"
    mark: "Floats"
    bound: "Floats"
    used: "Ints"
    whole: "Flags"


class Room(NamedTuple):
    """What a thread writes on, and the results of as many searches as are done in one go."""

    tree: Tree
    desk: Desk
    results: Results


def results(scene: Scene, tasks: int, sets: int, *, every: bool = False) -> Results:
    """Room for what so many searches find, so many sets of each."""
    return Results(
        mask=np.zeros((tasks, sets, scene.field.near.shape[1]), dtype=np.uint64),
        worth=np.zeros((tasks, sets)),
        mark=np.tile([0.0, 0.0, float(every), 0.0], (tasks, 1)),
        bound=np.zeros(tasks),
        used=np.zeros(tasks, dtype=np.int64),
        whole=np.zeros(tasks, dtype=bool),
    )


def room(scene: Scene, stop: "Ints", tasks: int, sets: int, *, every: bool = False) -> Room:
    """Room for a thread that does so many searches in one go, until `stop` is not 0."""
    field, kinds = scene.field, len(scene.terms.income)
    words, columns, weights = field.near.shape[1], field.item.shape[1], SHARE + 2 * kinds
    most = int(np.diff(field.starts).max(initial=1))
    triples = int(np.diff(scene.terms.corners.starts).max(initial=0))
    masks = [np.zeros((most + 2, words), dtype=np.uint64) for _ in range(4)]
    tree = Tree(
        *masks,
        sums=np.zeros((most + 2, columns)),
        base=np.zeros(most + 2),
        weight=np.zeros((most + 2, weights)),
        bound=np.zeros(most + 2),
        pick=np.zeros(most + 2, dtype=np.int64),
        turn=np.zeros(most + 2, dtype=np.int64),
    )
    desk = Desk(
        open=np.zeros(most, dtype=np.int64),
        slot=np.zeros(most, dtype=np.int64),
        three=np.zeros((triples + 1, 4), dtype=np.int64),
        due=np.zeros(triples + 1),
        left=np.zeros(words, dtype=np.uint64),
        worth=np.zeros(most),
        kept=np.zeros(most),
        coef=np.zeros(columns),
        trial=np.zeros(weights),
        slope=np.zeros(weights),
        scale=np.zeros(weights),
        sums=np.zeros(columns),
        stop=stop,
    )
    return Room(tree, desk, results(scene, tasks, sets, every=every))
