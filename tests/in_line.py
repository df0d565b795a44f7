"""Units of packages in a row, each linked with the next: answers that are known by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd

from pianqu.analysis.bundling.problem import NONE, Limits, Problem

WAN = 1_000_000  # fen


def row_of(wan, households, *, lived, **rules) -> Problem:
    """Units in a row, each linked with the next and all within reach; money in 10,000 yuan."""
    n = len(wan)
    homes = np.array(lived, dtype=bool)
    count = np.array(households, dtype=np.int64)
    limits = rules.pop("limits", Limits("package"))
    made = Problem(
        units=pd.Index([f"C{place:02d}" for place in range(1, n + 1)]),
        lived=homes,
        households=count,
        area=np.full(n, 1000, dtype=np.int64),
        finance=np.array(wan, dtype=np.int64) * WAN,
        links=np.array([(i, i + 1) for i in range(n - 1)], dtype=np.int64).reshape(-1, 2),
        starts=np.arange(n + 1, dtype=np.int64) * n,
        members=np.tile(np.arange(n, dtype=np.int64), n),
        gain=np.tile(count * 1000, n),
        need=np.empty((n, 0), dtype=np.int64),
        capacity=np.empty((n, 0), dtype=np.int64),
        services=(),
        pool=np.zeros(n, dtype=np.int64),
        home=np.full(n, NONE, dtype=np.int64),
        together=(),
        apart=(),
        must=np.zeros(n, dtype=bool),
        limits=limits,
    )
    return replace(made, **rules)
