"""Synthetic features with Chinese attributes: buildings in rows, lanes, and places."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

SEED = 20245
EPSG = 4549
AREAS, LINES, POINTS = "buildings", "lines", "points"
BREAKS = (5.0, 10.0, 15.0, 30.0)  # minutes: the classes
EAST, NORTH = 500_000.0, 3_440_000.0
_OUTLINES = (
    np.array([(0, 0), (1, 0), (1, 1), (0, 1)]),
    np.array([(0, 0), (1, 0), (1, 0.6), (0.5, 0.6), (0.5, 1), (0, 1)]),
    np.array([(0, 0), (1, 0), (1, 1), (0.7, 1), (0.7, 0.5), (0.3, 0.5), (0.3, 1), (0, 1)]),
    np.array(
        [
            *((0, 0), (0.2, 0), (0.2, 0.1), (0.4, 0.1), (0.4, 0), (0.6, 0)),
            *((0.6, 0.1), (0.8, 0.1), (0.8, 0), (1, 0), (1, 1), (0, 1)),
        ]
    ),
)
_COURTS = ("安定里", "东四条", "五里亭", "福马新村", "鼓楼西")
_USES = ("住宅", "商业", "办公", "教育", "工业")
_FRAMES = ("砖混", "框架", "剪力墙", "砖木")


def features(kind: str, count: int) -> gpd.GeoDataFrame:
    """Features in metres with nine attributes, `minutes` among them; `class` is their class."""
    rng = np.random.default_rng(SEED)
    places = corners(count) + rng.uniform(-3, 3, (count, 2))
    shapes = {AREAS: _areas, LINES: _lanes, POINTS: lambda at, _: shapely.points(at)}[kind]
    frame = gpd.GeoDataFrame(_attributes(count, rng), geometry=shapes(places, rng), crs=EPSG)
    frame["class"] = np.searchsorted(BREAKS, frame["minutes"])
    return frame


def corners(count: int) -> np.ndarray:
    """A lattice of 38 by 30 metres, about as wide as it is high."""
    across = int(np.ceil(np.sqrt(count)))
    place = np.arange(count)
    steps = np.column_stack([place % across, place // across]) - across / 2
    return steps * [38.0, 30.0] + [EAST, NORTH]


def _areas(places: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Slabs, Ls, Us and slabs with notches, turned by up to eleven degrees."""
    count = len(places)
    size = np.column_stack([rng.uniform(12, 30, count), rng.uniform(9, 14, count)])
    turn = rng.uniform(-0.2, 0.2, count)
    sort = rng.integers(0, len(_OUTLINES), count)
    found = np.empty(count, dtype=object)
    for number, outline in enumerate(_OUTLINES):
        rows = np.flatnonzero(sort == number)
        ring = outline * size[rows, None]
        across, along = np.cos(turn[rows])[:, None], np.sin(turn[rows])[:, None]
        x = across * ring[..., 0] - along * ring[..., 1] + places[rows, None, 0]
        y = along * ring[..., 0] + across * ring[..., 1] + places[rows, None, 1]
        found[rows] = shapely.polygons(np.stack([x, y], axis=-1))
    return found


def _lanes(places: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lines of five vertices, some forty metres long."""
    steps = rng.normal(0, 9, (len(places), 5, 2)).cumsum(axis=1)
    return shapely.linestrings(places[:, None] + steps)


def _attributes(count: int, rng: np.random.Generator) -> pd.DataFrame:
    def one_of(words: tuple[str, ...]) -> np.ndarray:
        return np.array(words)[rng.integers(0, len(words), count)]

    court = one_of(_COURTS)
    return pd.DataFrame(
        {
            "name": [
                f"{one}{number}号"
                for one, number in zip(court, rng.integers(1, 90, count), strict=True)
            ],
            "所属小区": court,
            "用途": one_of(_USES),
            "结构": one_of(_FRAMES),
            "地上层数（层）": rng.integers(1, 30, count),
            "建成年份": rng.integers(1950, 2024, count),
            "户数（户）": rng.integers(0, 200, count),
            "已有电梯": one_of(("是", "否")),
            "minutes": rng.uniform(0, 35, count).round(1),
        }
    )
