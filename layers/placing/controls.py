"""A local grid laid on a true one by control points, with what the points say of the fit."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from ...gis.errors import ChoiceError, CrsError
from .. import kinds
from ..findings import INFO, WARNING
from . import control_points, fits, vertices
from .control_points import Points

if TYPE_CHECKING:
    import geopandas as gpd

    from ..formats.raw import Note

_LEAST = {fits.PLANE: 2, fits.SPACE: 3}
_NAMES = {fits.PLANE: "四参数", fits.SPACE: "七参数"}
_SAME = 0.01  # metres between two points that are one
_LINE = 1e-6  # of the length of the points: what is flatter is a line
_BETTER = 10.0  # times by which exchanged axes must fit better to be named
_MILLION = 1e6
_LOOK = "请核对它的两套坐标和点号"


def placed(
    frame: "gpd.GeoDataFrame",
    controls: Path,
    *,
    source: str,
    parameters: int | None = None,
    crs: str | int | None = None,
    exchanged: bool = False,
) -> "tuple[gpd.GeoDataFrame, list[Note]]":
    """
    A layer in a local grid, moved to the metric grid of its control points.

    Parameters
    ----------
    frame
        Index any; geometry in the local grid, metres, x east and y north; its system is not read.
    controls
        File of control points: :func:`pianqu.layers.placing.control_points.read`.
    source
        Name of the layer's file, for the sentences.
    parameters
        4 (the default): move, turn and scale in the plane. 7: in space, x, y and height taken as
        axes of one another, which holds for some kilometres around the points; it needs heights
        of the points in both systems and of the data.
    crs
        The system of the true coordinates, where the file of points does not say it.
    exchanged
        Whether x is north and y east in the file of points; the frame is in order already.

    Returns
    -------
    tuple
        The frame in that grid, and notes with the parameters, the residuals and the worst point.

    Raises
    ------
    CrsError
        Too few points, two of them in one place, on one line where that does not settle the fit;
        a scale that is not near 1; one point that all others contradict; data in degrees; no
        heights for seven parameters.
    """
    wanted = fits.PLANE if parameters is None else parameters
    if wanted not in _LEAST:
        raise ChoiceError(f"{source}：parameters 应为 4 或 7，而不是 {parameters}；请改正。")
    points = control_points.read(controls, crs=crs, exchanged=exchanged)
    name = controls.name
    _require_metres(points, frame, source, name)
    if wanted == fits.SPACE:
        _require_heights(points, frame, source, name)
    size = 2 if wanted == fits.PLANE else 3
    here, there = points.here[:, :size], points.there[:, :size]
    _require_spread(points.names, here, there, wanted, name)
    fit = fits.fit(here, there)
    at = _wrong_one(fit, here, there, wanted)
    wrong = "" if at is None else points.names[at]
    _require_likely(fit, here, there, name, wrong=wrong)
    moved = _moved(frame, fit)
    found = frame.set_geometry(moved, crs=None).set_crs(points.epsg, allow_override=True)
    return found, [*_notes(fit, points, wanted, name, wrong), *_reach(frame, here, name)]


def _moved(frame: "gpd.GeoDataFrame", fit: fits.Fit) -> "np.ndarray":
    if len(fit.turn) == 2:  # noqa: PLR2004  the plane
        return vertices.moved(frame, lambda x, y: tuple(fit.apply(np.column_stack([x, y])).T))
    shapes = np.asarray(frame.geometry.array, dtype=object)
    return shapely.transform(shapes, fit.apply, include_z=True)


def _require_metres(points: Points, frame: "gpd.GeoDataFrame", source: str, name: str) -> None:
    for at, where in ((points.here, name), (shapely.get_coordinates(frame.geometry), source)):
        x, y = np.abs(at[:, :2]).max(axis=0, initial=0)
        if len(at) and x <= 180 and y <= 90 and np.ptp(at[:, :2], axis=0).max() < 1:  # noqa: PLR2004  degrees of a place
            raise CrsError(
                f"{where}：地方坐标看起来是经纬度（例如 {at[0, 0]:g}, {at[0, 1]:g}），"
                "不能用控制点拟合；请改用 crs 或 datum 声明，或改正这两列。"
            )


def _require_heights(points: Points, frame: "gpd.GeoDataFrame", source: str, name: str) -> None:
    remedy = "二维数据只定得出四个参数（平移、旋转、尺度）；请改用 parameters = 4，或补上高程。"
    if points.here.shape[1] < 3:  # noqa: PLR2004  x, y and height
        raise CrsError(f"{name}：七参数要有两套高程（h 和 height），而控制点没有；{remedy}")
    if not shapely.has_z(np.asarray(frame.geometry.dropna().array, dtype=object)).all():
        raise CrsError(f"{source}：七参数要有每个点的高程，而数据是二维的；{remedy}")


def _require_spread(
    names: Sequence[str], here: np.ndarray, there: np.ndarray, wanted: int, name: str
) -> None:
    least = _LEAST[wanted]
    if len(here) < least:
        raise CrsError(
            f"{name}：只有 {len(here)} 个控制点，{_NAMES[wanted]}至少要 {least} 个，"
            f"另加 1 个检核；请补充控制点。"
        )
    faults = [*_twins(names, here, name, "地方"), *_twins(names, there, name, "真实")]
    if faults:
        raise CrsError(faults)
    reach = fits.spread(here)
    if wanted == fits.SPACE and reach[1] <= _LINE * reach[0]:
        raise CrsError(f"{name}：控制点都在一条直线上，定不出七个参数；请补充线外的点。")


def _twins(names: Sequence[str], at: np.ndarray, name: str, which: str) -> list[str]:
    away = np.linalg.norm(at[:, None] - at[None], axis=2)
    pairs = np.argwhere(np.triu(away < _SAME, k=1))
    return [
        f"{name}：控制点 {names[one]} 和 {names[other]} 的{which}坐标相同；请改正或删去其中一个。"
        for one, other in pairs
    ]


def _wrong_one(fit: fits.Fit, here: np.ndarray, there: np.ndarray, wanted: int) -> int | None:
    """The point without which all others fit, where there is one such and others to check it."""
    count, most = len(here), _rule("control_residual")
    if fit.misses.max() <= most or count < _LEAST[wanted] + 2:
        return None
    found = []
    for at in range(count):
        rest = np.arange(count) != at
        other = fits.fit(here[rest], there[rest])
        if other.misses.max() <= most and abs(other.scale - 1) <= _rule("control_scale"):
            found.append(at)
    return found[0] if len(found) == 1 else None


def _against(wrong: str) -> str:
    most = _rule("control_residual")
    return f" {wrong} 与其余各点不符：去掉它，其余各点的残差都在 {most:g} m 以内"


def _require_likely(
    fit: fits.Fit, here: np.ndarray, there: np.ndarray, name: str, *, wrong: str
) -> None:
    """Refuse units, axes or a point that are plainly wrong."""
    other = fits.fit(here[:, [1, 0, *range(2, here.shape[1])]], there)
    if (
        len(here) > _LEAST[fits.PLANE]
        and other.rms * _BETTER < fit.rms
        and fit.rms > _rule("control_residual")
    ):
        raise CrsError(
            f"{name}：控制点拟合的中误差 {fit.rms:.3f} m，对调 x、y 后只有 {other.rms:.3f} m；"
            'x 为北、y 为东的坐标请在数据源中写 axes = "ne"（已写的请删去）。'
        )
    if abs(fit.scale - 1) > _rule("control_scale"):
        if wrong:
            raise CrsError(f"{name}：控制点{_against(wrong)}；{_LOOK}，或删去这个控制点。")
        raise CrsError(
            f"{name}：控制点拟合的尺度为 {fit.scale:.6f}，偏离 1 超过 {_rule('control_scale'):g}；"
            "请检查地方坐标的单位（米）、x 和 y 的次序、点号是否一一对应，以及坐标系的带号。"
        )


def _notes(fit: fits.Fit, points: Points, wanted: int, name: str, wrong: str) -> "list[Note]":
    worst = int(fit.misses.argmax())
    shift = "、".join(f"{part:.3f}" for part in fit.shift)
    said = (
        f"{name}：{len(points.names)} 个控制点，尺度 1{(fit.scale - 1) * _MILLION:+.3f} ppm，"
        f"{_turns(fit)}，原点移至 ({shift}) m，中误差 {fit.rms:.4f} m"
    )
    residuals = "；".join(
        f"{point}：{'、'.join(f'{part:+.4f}' for part in left)}"
        for point, left in zip(points.names, fit.residuals, strict=True)
    )
    rule = f"地方坐标由控制点{_NAMES[wanted]}拟合"
    found: list[Note] = [
        (INFO, rule, f"{said}，最大残差 {points.names[worst]} {fit.misses[worst]:.4f} m", ""),
        (INFO, "控制点残差（m）", residuals, ""),
    ]
    return found + _warnings(fit, points, wanted, name, wrong)


def _turns(fit: fits.Fit) -> str:
    if len(fit.turn) == 2:  # noqa: PLR2004  the plane
        return f"旋转 {fit.rotation * 3600:.3f}″"
    from scipy.spatial.transform import Rotation

    about = Rotation.from_matrix(fit.turn).as_euler("xyz", degrees=True) * 3600
    return f"绕三轴旋转 {'、'.join(f'{part:.3f}″' for part in about)}"


def _warnings(fit: fits.Fit, points: Points, wanted: int, name: str, wrong: str) -> "list[Note]":
    found: list[Note] = []
    least, limit = _LEAST[wanted], _rule("control_residual")
    if len(points.names) == least:
        value = f"{name}：{least} 个控制点"
        found.append((WARNING, "控制点没有检核", value, "请至少再补 1 个控制点，否则残差恒为零。"))
    far = [
        f"{points.names[at]} {fit.misses[at]:.3f} m" for at in np.flatnonzero(fit.misses > limit)
    ]
    if far:
        value = f"{name}：{'、'.join(far)}（限 {limit:g} m）"
        remedy = f"{_against(wrong)[1:]}；{_LOOK}。" if wrong else "请核对这些点的两套坐标和点号。"
        found.append((WARNING, "控制点残差过大", value, remedy))
    reach = fits.spread(points.here[:, :2])
    if len(points.names) > least and reach[1] <= _LINE * reach[0]:
        remedy = "请补充线外的点；现在查不出 x、y 写反和垂直于线的误差。"
        found.append((WARNING, "控制点都在一条直线上", name, remedy))
    if len(fit.turn) == 2 and abs(fit.rotation) > _rule("control_rotation"):  # noqa: PLR2004
        remedy = '请确认地方坐标确有此旋转；x 为北、y 为东的请写 axes = "ne"。'
        found.append((WARNING, "控制点拟合的旋转很大", f"{name}：{fit.rotation:.1f}°", remedy))
    return found


def _reach(frame: "gpd.GeoDataFrame", here: np.ndarray, name: str) -> "list[Note]":
    """A warning where the data lie far from the points that hold them."""
    west, south = here[:, :2].min(axis=0)
    east, north = here[:, :2].max(axis=0)
    allowed = _rule("control_reach") * float(np.hypot(east - west, north - south))
    at = shapely.get_coordinates(frame.geometry)
    box = shapely.box(west, south, east, north)
    away = shapely.distance(shapely.points(at), box)
    far = away > allowed
    if not far.any():
        return []
    value = f"{name}：{int(far.sum())} 个点在控制点范围之外，最远 {away[far].max():.0f} m"
    return [(WARNING, "数据离控制点很远", value, "请补充数据周围的控制点，或检查坐标。")]


def _rule(name: str) -> float:
    return float(next(row["value"] for row in kinds.rows("placing_rules") if row["rule"] == name))
