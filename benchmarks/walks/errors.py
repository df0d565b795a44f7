"""The error of usual shortcuts: each is a changed town, searched by the same exact engine."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import measuring
import nearest
import numpy as np
import pandas as pd
import shapely
from peers import LIMIT
from tiled import Town, tobler

FAR = 3600.0  # seconds that the search goes, so that errors do not end at the limit
Row = dict[str, Any]


def nodes(town: Town) -> Town:
    """Homes and doors moved to the nearest node that their own street leads to."""
    part = town.network.component
    moved = (
        _to_nodes(town, frame, part, frame["component"].to_numpy(int))
        for frame in (town.origins, town.targets)
    )
    return Town(town.network, *moved)


def any_nodes(town: Town) -> Town:
    """Homes and doors moved to the nearest node, be it on an island."""
    one = np.zeros(len(town.network.nodes), dtype=int)
    frames = town.origins, town.targets
    moved = (_to_nodes(town, frame, one, np.zeros(len(frame), dtype=int)) for frame in frames)
    return Town(town.network, *moved)


def one_door(town: Town) -> Town:
    """The first door of each place."""
    return town._replace(targets=town.targets.drop_duplicates("place"))


def flat(town: Town) -> Town:
    """Length over the pace on the level."""
    seconds = town.network.length / tobler(np.zeros(1))
    return _walked(town, seconds, seconds)


def mean(town: Town) -> Town:
    """Slope, but the mean of both ways for either."""
    seconds = (town.network.forward + town.network.backward) / 2
    return _walked(town, seconds, seconds)


def outward(town: Town) -> Town:
    """The search goes from the place to the homes along the streets, not against them."""
    return _walked(town, town.network.backward, town.network.forward)


SHORTCUTS: dict[str, tuple[Callable[[Town], Town], str]] = {
    "nearest node": (
        nodes,
        "Homes and doors are moved to the nearest node of the part of the network that they stand "
        "on, in a straight line. Half a street on either side is won or lost, and the nearest node "
        "may be one of another street, behind the houses. The finer the nodes, the smaller the "
        "error; long blocks make it large. pianqu keeps the place on the edge.",
    ),
    "nearest node, islands too": (
        any_nodes,
        "The same, but the node may be on a piece of path that hangs on nothing else, as a tool "
        "takes it that does not look. {islands} of the nodes are on such pieces. A home put there "
        "reaches what else is there, mostly nothing; a service put there is lost to all others.",
    ),
    "one door": (
        one_door,
        "A place is entered at one door, the first in the data, as where a park is a point. Times "
        "can only grow: whoever lives at another door walks around. Most places have one door "
        "(several: {several}), so the median is nothing and the tail is long.",
    ),
    "flat": (
        flat,
        "No slope at all: everybody walks at the pace on the level. Ups and downs do not cancel "
        "out, as less is won going down than is lost going up; so on hills times come out too "
        "short, and homes count as reached that are not.",
    ),
    "mean of both ways": (
        mean,
        "Slope is known, its direction is not: each street costs the mean of its two ways. Right "
        "for there and back, wrong for the way there.",
    ),
    "wrong direction": (
        outward,
        "The search follows the streets from the place outwards, as an isochrone around it does: "
        "that is the way home, not the way there. The error is about twice that of the mean; "
        "one-way paths, of which there are none here, would come on top.",
    ),
}


def measured(town: Town) -> Iterator[Row]:
    """One row a shortcut."""
    truth = _seconds(town)
    for name, (change, _) in SHORTCUTS.items():
        yield {"shortcut": name, **compared(truth, _seconds(change(town)))}


def compared(truth: np.ndarray, found: np.ndarray) -> Row:
    """Errors of the times that are truly within the limit, and decisions that turn over."""
    inside, taken = truth <= LIMIT, found <= LIMIT
    known = inside & np.isfinite(found)
    error = found[known] - truth[known]
    size = np.abs(error)
    return {
        "compared": int(known.sum()),
        "median_s": float(np.median(size)),
        "p95_s": float(np.quantile(size, 0.95)),
        "max_s": float(size.max()),
        "bias_s": float(error.mean()),
        "pairs": truth.size,
        "reached": int(inside.sum()),
        "lost": int((inside & ~taken).sum()),
        "gained": int((taken & ~inside).sum()),
    }


def described(town: Town) -> Row:
    doors = town.targets.groupby("place").size()
    return {
        "nodes": len(town.network.nodes),
        "homes": len(town.origins),
        "kinds": town.targets["kind"].nunique(),
        "places": len(doors),
        "doors": len(town.targets),
        "several": f"{(doors > 1).mean():.0%} of the places",
        "islands": f"{(town.network.component > 0).mean():.1%}",
        "edge_m": float(np.mean(town.network.length)),
    }


def line(row: Row) -> str:
    flips = row["lost"] + row["gained"]
    cells = [
        *(row["shortcut"], f"{row['median_s']:.1f}", f"{row['p95_s']:.0f}", f"{row['max_s']:,.0f}"),
        *(f"{row['bias_s']:+.1f}", f"{flips / row['pairs']:.2%}", f"{flips:,}"),
        *(f"{row['lost']:,}", f"{row['gained']:,}"),
    ]
    return f"| {' | '.join(cells)} |"


def page(found: dict[str, Any]) -> str:
    town, first = found["town"], found["rows"][0]
    notes = [f"**{name}.** {text.format(**town)}" for name, (_, text) in SHORTCUTS.items()]
    return (
        "\n\n".join(
            [
                "# What usual shortcuts cost",
                "How far the walking times of the usual shortcuts are from the exact ones, and how many "
                "answers to “is it within ten minutes?” they turn over. Each shortcut is taken alone, "
                "by the same exact engine, so that nothing else differs.",
                f"{town['nodes']:,} nodes, {town['homes']:,} homes, {town['places']:,} places of "
                f"{town['kinds']} kinds with {town['doors']:,} doors; an edge is "
                f"{town['edge_m']:.0f} m long on average. Streets: © OpenStreetMap contributors, ODbL (central "
                "Helsinki, mirrored side by side); hills, homes and places are synthetic. Another "
                "town has other errors: these show how large they can be.",
                "\n".join(
                    [
                        "| shortcut | error, median s | p95 s | max s | mean, with sign s | decisions "
                        "turned over | that is | said not reached, is | said reached, is not |",
                        "|---|---|---|---|---|---|---|---|---|",
                        *map(line, found["rows"]),
                    ]
                ),
                f"Errors: over the {first['reached']:,} pairs of a home and a kind that are truly within "
                f"{LIMIT:.0f} s (a shortcut that finds no way within {FAR:,.0f} s has no error, and is "
                "a decision turned over). Decisions: of all "
                f"{first['pairs']:,} pairs, at {LIMIT:.0f} s, inclusive. A positive mean says that "
                "times come out too long.",
                *notes,
                "Made by `python benchmarks/shortcuts.py --markdown docs/shortcuts.md`. "
                + measuring.heading(found),
                "",
            ]
        ).rstrip("\n")
        + "\n"
    )


def _seconds(town: Town) -> np.ndarray:
    return nearest.minutes(town, threads=1, limit=FAR).to_numpy() * 60


def _walked(town: Town, forward: np.ndarray, backward: np.ndarray) -> Town:
    return town._replace(network=replace(town.network, forward=forward, backward=backward))


def _to_nodes(town: Town, frame: pd.DataFrame, parts: np.ndarray, part: np.ndarray) -> pd.DataFrame:
    """Each place moved to the nearest node, in a straight line, of its own part."""
    from scipy.spatial import KDTree

    net, share = town.network, frame["fraction"].to_numpy()
    lines = net.lines[frame["edge"].to_numpy(int)]
    points = shapely.line_interpolate_point(lines, share, normalized=True)
    xy, node = shapely.get_coordinates(points), np.empty(len(frame), dtype=np.int64)
    for each in np.unique(part):
        here, nodes = part == each, np.flatnonzero(parts == each)
        node[here] = nodes[KDTree(net.nodes[nodes]).query(xy[here])[1]]
    places = nearest.at_nodes(net).iloc[node].set_index(frame.index)
    return frame.assign(**{name: places[name] for name in ("edge", "fraction")})
