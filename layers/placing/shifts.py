"""Layers that lie a GCJ-02 or BD-09 shift away from the others: noticed, never moved."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd

from ...gis import datum
from .. import findings, kinds
from ..findings import WARNING, Finding
from . import datums as spellings
from . import seating
from .seating import Guess, Seating, rule

if TYPE_CHECKING:
    import pandas as pd

RULE = "疑似未纠正的坐标偏移"


@dataclass(frozen=True, eq=False)
class Claim:
    """That the layer of a seating sits far better under a guess."""

    seat: Seating
    guess: Guess

    def reading(self, layer: str) -> Guess | None:
        """What the claim would mean of that layer; None where it is not of the two."""
        if layer == self.seat.pair.layer:
            return self.guess
        return self.guess.other if layer == self.seat.pair.reference else None


def find(
    layers: "Mapping[str, pd.DataFrame]", *, epsg: int, datums: Mapping[str, str | None]
) -> list[Finding]:
    """
    Warnings of layers that would sit far better on the others if they were shifted.

    Parameters
    ----------
    layers
        Name to frame, indexed by id, in one metric grid.
    epsg
        The grid.
    datums
        Name to the datum that was declared for the layer (and undone), or None.

    Returns
    -------
    list of Finding
        One a layer: how many rows sit well as they are, and how many if its coordinates were
        GCJ-02 (BD-09), or were true before they were undone. Nothing is moved. Layers that are
        shifted all alike, and one layer alone, cannot be told; nor can fewer than 20 rows.

    Notes
    -----
    A row sits well where the table shift_pairs says so (a stairwell at a building, a building not
    run through by a street). Claimed only where the share is far higher at the other place, by a
    sign test over the rows, is higher than at every arbitrary place as far off or a short way
    from it, and where the place as it is, is none better than these (table shift_rules). The
    formula is tried abroad too, where converters that do not look at the place apply it.

    Examples
    --------
    >>> find({}, epsg=4549, datums={})
    []
    """
    placed = {
        name: frame
        for name, frame in layers.items()
        if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None and len(frame)
    }
    seats = [
        seat
        for pair in seating.pairs()
        if pair.layer in placed and pair.reference in placed
        for seat in [seating.seated(placed[pair.layer], placed[pair.reference], pair)]
        if seat is not None
    ]
    claims = [Claim(seat, guess) for seat in seats if (guess := _guess(seat)) is not None]
    if not claims:
        return []
    settled = [seat for seat in seats if _sits(seat)]
    known = {layer: spellings.known(said, source=layer) for layer, said in datums.items()}
    return [
        note
        for layer, guess, shown in _readings(claims, settled, known)
        for note in _finding(layer, guess, shown, placed, epsg)
    ]


def _guess(seat: Seating) -> Guess | None:
    """The guess under which a layer sits far better; None where none is beyond doubt."""
    best = max(seat.there, key=lambda guess: float(seat.there[guess].mean()))
    share, here = float(seat.there[best].mean()), float(seat.here.mean())
    if share - here < rule("gain") or _odds(*seat.better(best)) > rule("chance"):
        return None
    if seat.around(best) > share - rule("sharp"):
        return None
    return best if here <= seat.chance <= share - rule("above") else None


def _sits(seat: Seating) -> bool:
    """Whether a layer plainly sits where it is."""
    share = float(seat.here.mean())
    return share - rule("above") >= max(seat.chance, *(at.mean() for at in seat.there.values()))


def _odds(better: int, worse: int) -> float:
    """
    The chance of so many better or more, were both places alike (one-sided sign test).

    Examples
    --------
    >>> _odds(9, 1)
    0.0107421875
    """
    rows = better + worse
    return sum(math.comb(rows, at) for at in range(better, rows + 1)) / 2**rows


def _readings(
    claims: Sequence[Claim], settled: Sequence[Seating], datums: Mapping[str, str | None]
) -> list[tuple[str, Guess, list[Claim]]]:
    """Layer by layer, what explains most claims and goes against least of what is settled."""
    left, found = list(claims), []
    while left:
        layers = {name for claim in left for name in _names(claim.seat)}
        options = {
            (layer, guess): [claim for claim in left if claim.reading(layer) == guess]
            for layer in sorted(layers)
            for guess in seating.GUESSES
        }
        layer, guess = max(
            (option for option, shown in options.items() if shown),
            key=lambda option: (
                len(options[option]) - sum(option[0] in _names(seat) for seat in settled),
                _fits(option[1], datums.get(option[0])),
                option[0] in [claim.seat.pair.layer for claim in options[option]],
            ),
        )
        found.append((layer, guess, options[layer, guess]))
        left = [claim for claim in left if claim not in options[layer, guess]]
    return found


def _names(seat: Seating) -> tuple[str, str]:
    return seat.pair.layer, seat.pair.reference


def _fits(guess: Guess, declared: str | None) -> bool:
    """Whether what was declared makes a guess likely: only what was undone can be undone wrongly."""
    undone = declared in spellings.SHIFTED
    return guess.undone == undone and (not undone or guess.datum == declared)


def _finding(
    layer: str,
    guess: Guess,
    claims: Sequence[Claim],
    placed: "Mapping[str, gpd.GeoDataFrame]",
    epsg: int,
) -> list[Finding]:
    others = "、".join(
        dict.fromkeys(_zh(name) for claim in claims for name in _names(claim.seat) if name != layer)
    )
    return findings.finding(
        WARNING,
        layer,
        RULE,
        value="；".join(_fit(claim) for claim in claims),
        remedy=_remedy(layer, guess, others, abroad=_abroad(placed[layer], epsg)),
    )


def _fit(claim: Claim) -> str:
    seat, guess = claim.seat, claim.guess
    rows, here, there = len(seat.here), int(seat.here.sum()), int(seat.there[guess].sum())
    better, worse = seat.better(guess)
    supposed = f"本为真实坐标而被按 {guess.datum} 还原" if guess.undone else f"为 {guess.datum}"
    what, unit = seat.pair.counted
    return (
        f"{_zh(seat.pair.layer)}{what} {rows} {unit}中{seat.pair.words}的，按现状 {here} {unit}"
        f"（{here / rows:.0%}），若{supposed} {there} {unit}（{there / rows:.0%}）；"
        f"变好 {better} {unit}、变差 {worse} {unit}，任意平移最多 {seat.chance:.0%}"
    )


def _remedy(layer: str, guess: Guess, others: str, *, abroad: bool) -> str:
    zh = _zh(layer)
    if guess.undone:
        first = f"如果{zh}本是真实坐标，请删去它的 datum = {guess.datum}，或改用未经还原的文件"
        second = f"如果是{others}为 {guess.datum}，请为{others}声明 datum"
    else:
        first = f'如果{zh}取自手机地图，请在它的数据源中写 datum = "{guess.datum}"'
        second = f"如果是{others}被误还原，请改正{others}"
    place = (
        "；此处在境外，本不应有偏移，可能是转换程序误用了公式，须由数据提供者改正" if abroad else ""
    )
    return f"未移动任何数据。请用已知点核对{zh}与{others}：{first}；{second}{place}。"


def _abroad(frame: "gpd.GeoDataFrame", epsg: int) -> bool:
    from ...gis.crs import transformer

    west, south, east, north = frame.total_bounds
    middle = transformer(epsg, 4326).transform((west + east) / 2, (south + north) / 2)
    return not datum.inside(*middle).all()


def _zh(layer: str) -> str:
    return kinds.schema(layer).zh
