"""A first choice of sites with room: those nearest are filled, moved to the middle, filled again."""

import time
from typing import NamedTuple

import numpy as np

ROUNDING = 1e-9  # of the whole length
MOVES = 20  # times that sites go to the middle of those whom they serve
SEED = 0


class Room(NamedTuple):
    """Cost of each demand (row) at each site (inf: not possible), what it takes, what there is."""

    cost: np.ndarray
    takes: np.ndarray
    room: np.ndarray


def divided(room: Room, number: int, *, rounds: int, end: float) -> np.ndarray | None:
    """
    The site of each demand in the best of some random beginnings.

    Parameters
    ----------
    room
        Costs and sizes.
    number
        How many sites are opened; all of them count, used or not.
    rounds
        Beginnings.
    end
        Clock (perf_counter) at which no further one is begun.

    Returns
    -------
    ndarray of int or None
        Position of a site for each demand; None where no beginning found room for all.

    Notes
    -----
    Mulvey and Beck (1984), Solving capacitated clustering problems, European Journal of Operational
    Research 18, 339-348: the demand that loses most by going elsewhere goes first.

    Examples
    --------
    >>> cost = np.array([[1.0, 5.0], [2.0, 9.0]])
    >>> divided(Room(cost, np.array([3, 3]), np.array([4, 4])), 2, rounds=1, end=np.inf).tolist()
    [1, 0]
    """
    drawn = np.random.default_rng(SEED)
    best, least = None, np.inf
    for _ in range(rounds):
        if time.perf_counter() > end:
            break
        site = _settled(room, _begun(room, number, drawn))
        if site is None:
            continue
        site = _exchanged(room, site)
        spent = _spent(room, site)
        if spent < least:
            best, least = site, spent
    return best


def _spent(room: Room, site: np.ndarray) -> float:
    return float(room.cost[np.arange(len(site)), site].sum())


def _begun(room: Room, number: int, drawn: np.random.Generator) -> np.ndarray:
    """Sites at random, sooner those that are far from the ones before."""
    far = np.where(np.isfinite(room.cost), room.cost, room.cost[np.isfinite(room.cost)].max())
    chosen = [int(drawn.integers(len(room.room)))]
    while len(chosen) < number:
        gained = np.maximum(far[:, chosen].min(axis=1)[:, None] - far, 0).sum(axis=0)
        gained[chosen] = 0
        left = np.setdiff1d(np.arange(len(room.room)), chosen)
        total = gained.sum()
        one = drawn.choice(len(gained), p=gained / total) if total > 0 else drawn.choice(left)
        chosen.append(int(one))
    return np.array(chosen)


def _settled(room: Room, chosen: np.ndarray) -> np.ndarray | None:
    """Filled and moved in turn, until nothing moves; the best on the way."""
    best, least = None, np.inf
    for _ in range(MOVES):
        site = _filled(room, chosen)
        if site is None or _spent(room, site) >= least:
            break
        best, least = site, _spent(room, site)
        chosen = _middle(room, site, chosen)
    return best


def _filled(room: Room, chosen: np.ndarray) -> np.ndarray | None:
    """Each demand to the nearest chosen site that has room; None where one finds none."""
    cost = room.cost[:, chosen]
    two = np.sort(cost, axis=1)[:, :2]
    second = np.where(np.isfinite(two[:, -1]), two[:, -1], np.inf)
    regret = second - np.where(np.isfinite(two[:, 0]), two[:, 0], 0)
    for order in (np.argsort(-regret, kind="stable"), np.argsort(-room.takes, kind="stable")):
        left, site = room.room[chosen].astype(float), np.full(len(cost), -1)
        for one in order:
            fits = np.where(left >= room.takes[one], cost[one], np.inf)
            place = int(np.argmin(fits))
            if not np.isfinite(fits[place]):
                break
            site[one] = chosen[place]
            left[place] -= room.takes[one]
        else:
            return site
    return None


def _middle(room: Room, site: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Each site to where those whom it serves have the least cost, and room."""
    taken: list[int] = []
    for old in chosen:
        own = site == old
        whole = room.cost[own].sum(axis=0)
        whole = np.where(room.room >= room.takes[own].sum(), whole, np.inf)
        whole[[*taken, *(other for other in chosen if other != old)]] = np.inf
        best = int(np.argmin(whole))
        taken.append(best if own.any() and np.isfinite(whole[best]) else int(old))
    return np.array(taken)


def _exchanged(room: Room, site: np.ndarray) -> np.ndarray:
    """Two demands change places, or one goes elsewhere, while that is shorter."""
    site, everyone = site.copy(), np.arange(len(site))
    chosen = np.unique(site)
    while True:
        now = room.cost[everyone, site]
        load = np.bincount(site, room.takes, minlength=len(room.room))
        free = (room.room - load)[site]
        there = room.cost[:, site]  # of each demand at the site of each other
        gain = now[:, None] + now[None] - there - there.T
        more = room.takes[:, None] - room.takes[None]
        gain[(more > free[None]) | (-more > free[:, None])] = -np.inf
        moved = now[:, None] - room.cost[:, chosen]
        moved[room.takes[:, None] > (room.room - load)[chosen]] = -np.inf
        one, other = np.unravel_index(np.argmax(gain), gain.shape)
        who, to = np.unravel_index(np.argmax(moved), moved.shape)
        if max(gain[one, other], moved[who, to]) <= ROUNDING * max(1.0, now.sum()):
            return site
        if moved[who, to] >= gain[one, other]:
            site[who] = chosen[to]
        else:
            site[one], site[other] = site[other], site[one]
