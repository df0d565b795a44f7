"""Signs on rasters (NDVI, built-up share, night lights): they support or contradict, never decide."""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from ...gis import zonal
from ...gis.errors import SourceError
from .evidence_rows import joined, rows, worded
from .evidence_rules import AGAINST, FOR, NOTE, Rules
from .kinds import OPEN

_SIGNS = {  # raster: its rule, its name, and whether only open ground can be told by it
    "ndvi": ("sign_ndvi", "NDVI", True),
    "built_up": ("sign_built", "建成比例", True),
    "night_lights": ("sign_lights", "夜间灯光", False),
}
RASTERS = tuple(_SIGNS)
_RANGES = {"ndvi": (-1.0, 1.0), "built_up": (0.0, 1.0), "night_lights": (0.0, float("inf"))}
_ROUNDING = 1e-6
_PLAIN = ("1", "ratio")  # units that are not said
_GREEN = "sign_ndvi"  # the one sign of which more speaks for


def evidence(
    plots: gpd.GeoDataFrame,
    rasters: Mapping[str, str | PathLike[str]],
    *,
    epsg: int,
    kinds: pd.DataFrame,
    rules: Rules,
) -> pd.DataFrame:
    """
    What rasters say of plots that other evidence has found.

    Parameters
    ----------
    plots
        Plots with `kind`, and areas; points have no cells and no signs. CRS `epsg`.
    rasters
        Any of ``RASTERS`` to its file; others are not looked at.
    epsg
        The metric grid of `plots`.
    kinds
        From :func:`pianqu.analysis.idle.kinds.kinds`.
    rules
        From :func:`pianqu.analysis.idle.evidence_rules.rules`.

    Returns
    -------
    DataFrame
        Evidence rows of kind `raster`; measured: the mean by covered area. It is a note where the
        cells behind it are too few or too little of the plot is known, where the value lies between
        the limits, and where nothing is known. Each text says how many cells there are. Vegetation
        and built-up share are asked of open ground only.

    Raises
    ------
    SourceError, CrsError
        A raster cannot be read: see :func:`pianqu.gis.zonal.zonal`; or its values are in another
        unit (NDVI from -1 to 1, built-up share from 0 to 1).

    Examples
    --------
    >>> from .evidence_rules import rules
    >>> from .kinds import kinds
    >>> none = gpd.GeoDataFrame({"kind": []}, geometry=[], crs=4549)
    >>> evidence(none, {}, epsg=4549, kinds=kinds(), rules=rules()).empty
    True
    """
    ground = plots["kind"].map(kinds["ground"]).eq(OPEN).fillna(value=False).to_numpy(dtype=bool)
    areas = plots.area.gt(0).to_numpy()
    found = []
    for raster, (rule, zh, open_only) in _SIGNS.items():
        asked = plots[areas & (ground | (not open_only))]
        if raster in rasters and len(asked):
            seen = zonal.zonal(rasters[raster], asked.geometry, epsg=epsg)
            _require_unit(seen, raster, zh, Path(rasters[raster]).name)
            found.append(_sign(asked, seen, rule, zh, rules, Path(rasters[raster]).name))
    return joined(found)


def _require_unit(seen: pd.DataFrame, raster: str, zh: str, file: str) -> None:
    """A share in percent, or an index times ten thousand, would say the opposite."""
    low, high = _RANGES[raster]
    least, most = seen["least"].min(), seen["most"].max()
    if least < low - _ROUNDING or most > high + _ROUNDING:
        raise SourceError(
            f"{file}：{zh}（{raster}）在地块内的取值为 {least:g} 至 {most:g}，应在 {low:g} 至 {high:g} 之间；"
            "请按比例系数换算后重新导出。"
        )


def _sign(
    plots: gpd.GeoDataFrame, seen: pd.DataFrame, rule: str, zh: str, rules: Rules, file: str
) -> pd.DataFrame:
    weak = seen["cells"].lt(rules.number("sign_cells")) | seen["known"].lt(
        rules.number("sign_known")
    )
    says = pd.Series(_says(seen["mean"], rule, rules), index=seen.index).mask(weak, NOTE)
    unit = str(rules.table.loc[rule, "unit"])
    plain = "" if unit in _PLAIN else f" {unit}"
    text = (
        worded(seen["mean"], f"{zh}均值 {{:.2f}}{plain}").fillna(f"{zh}在地块内没有已知像元")
        + worded(seen["cells"], "（像元 {:.1f} 个")
        + worded(seen["known"], "，已知占地块 {:.0%}）")
        + pd.Series("", index=seen.index).mask(weak, "，像元过少或未知过多，证据弱")
    )
    # a file of cells has neither the source nor the day of the plot
    bare = pd.DataFrame({"source": file}, index=plots.index)
    return rows(bare, rule, rules=rules, says=says, measured=seen["mean"], text=text)


def _says(mean: pd.Series, rule: str, rules: Rules) -> np.ndarray:
    limit = rules.limit(rule)
    if rule == _GREEN:  # little green may be bare earth or paving
        return np.where(mean >= limit, FOR, NOTE)
    against = rules.number(f"{rule}.against")
    return np.select([mean <= limit, mean >= against], [FOR, AGAINST], NOTE)
