"""Headings of the designer's file: each Chinese column, the field it is of, and how it is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...layers import kinds
from ..idle.words import EFFECTS, EVIDENCE, FITS, LOOKED, NEED_UNITS, SAYS, STATES, SURE
from ..text.cells import known, text
from ..text.codes import STATUS
from ..words import UNITS

PLOTS, PREMISES, RECTANGLES = "闲置地块", "闲置房屋点位", "内接矩形"
CIRCLES, BAYS, SITES = "内切圆", "车位排布", "推荐选址"
EVIDENCES, REFUSALS = "闲置证据", "排除核对"
PARTS = {"bay": "车位", "aisle": "通道", "drive": "进出车道"}

# heading, field, and text, number, whole, flag, day, or the words that stand for its codes
Headings = Sequence[tuple[str, str, str]]
_PLOTS: Headings = (
    ("plot", "plot", "text"),
    ("status", "status", "text"),
    ("confidence", "confidence", "text"),
    ("kind", "kind", "text"),
    ("名称", "name", "text"),
    ("结论", "status", "state"),
    ("可信度", "confidence", "sure"),
    ("把握说明", "confidence_text", "text"),
    ("类型", "kind_zh", "text"),
    ("小区编号", "community", "text"),
    ("小区", "community_name", "text"),
    ("权属类别", "owner_class", "owner"),
    ("权利人", "owner", "text"),
    ("法定闲置土地", "legal_idle", "flag"),
    ("面积_m2", "area", "number"),
    ("证据", "evidence_for", "text"),
    ("反面证据", "evidence_against", "text"),
    ("排除原因", "reasons", "text"),
    ("提示", "warnings", "text"),
    ("未能核对", "unknown", "text"),
    ("内切圆直径_m", "circle_diameter", "number"),
    ("平均宽度_m", "mean_width", "number"),
    ("矩形长_m", "rectangle_length", "number"),
    ("矩形宽_m", "rectangle_width", "number"),
    ("临路长度_m", "frontage", "number"),
    ("临近道路编号", "street", "text"),
    ("距道路边缘_m", "street_distance", "number"),
    ("可服务进深_m", "depth", "number"),
    ("平均坡度", "slope", "number"),
    ("地面日照_小时", "sun_hours", "number"),
    ("有日照地面占比", "sun_share", "number"),
    ("可排车位", "bays", "whole"),
    ("建筑面积_m2", "floor_area", "number"),
    ("步行可达", "walk_reached", "flag"),
    ("不可达原因", "walk_reason", "text"),
    ("可以利用为", "uses_can", "text"),
    ("须踏勘的用途", "uses_survey", "text"),
    ("拟选用途", "uses_sited", "text"),
    ("来自图层", "of_layer", "layer"),
    ("来自编号", "of", "text"),
)
_RECTANGLES: Headings = (
    ("plot", "plot", "text"),
    ("长_m", "length", "number"),
    ("宽_m", "width", "number"),
    ("长边方位角_度", "bearing", "number"),
    ("面积_m2", "area", "number"),
)
_CIRCLES: Headings = (
    ("plot", "plot", "text"),
    ("直径_m", "circle_diameter", "number"),
)
_BAYS: Headings = (
    ("plot", "plot", "text"),
    ("part", "part", "text"),
    ("部分", "part", "part"),
    ("排号", "row", "whole"),
    ("车位号", "number", "whole"),
)
_SITES: Headings = (
    ("plot", "plot", "text"),
    ("use", "use", "text"),
    ("fits", "fits", "text"),
    ("用途", "use_zh", "text"),
    ("序号", "order", "whole"),
    ("适合判断", "fits", "fits"),
    ("新增惠及", "gain", "number"),
    ("单独建设惠及", "gain_alone", "number"),
    ("惠及单位", "gain_unit", "unit"),
    ("占统计总数", "share_of_base", "number"),
    ("统计总数", "base", "number"),
    ("造价_元", "cost", "number"),
    ("造价下限_元", "cost_least", "number"),
    ("造价上限_元", "cost_most", "number"),
    ("造价可信程度", "cost_certainty", "certainty"),
    ("造价未知原因", "cost_reason", "text"),
    ("次优地块", "next_best", "text"),
    ("次优补回", "next_best_gain", "number"),
    ("落空后净损失", "loss", "number"),
)
_SOURCED: Headings = (
    ("实测值", "measured", "number"),
    ("限值", "limit", "number"),
    ("单位", "unit", "unit"),
    ("依据对象", "object", "text"),
    ("说明", "text", "text"),
    ("数据来源", "source", "text"),
    ("数据日期", "as_of", "day"),
    ("依据标准", "standard", "text"),
    ("条款", "clause", "text"),
    ("可信程度", "certainty", "certainty"),
)
_EVIDENCES: Headings = (
    ("plot", "plot", "text"),
    ("证据类别", "kind", "evidence"),
    ("规则", "rule", "text"),
    ("所说", "says", "says"),
    *_SOURCED,
)
_REFUSALS: Headings = (
    ("plot", "plot", "text"),
    ("规则", "rule", "text"),
    ("核对事项", "zh", "text"),
    ("作用", "effect", "effect"),
    ("结果", "status", "looked"),
    ("占地块比例", "share", "number"),
    *_SOURCED,
)
HEADINGS: dict[str, tuple[str, Headings]] = {
    PLOTS: ("idle_plots", _PLOTS),
    PREMISES: ("idle_plots", _PLOTS),
    RECTANGLES: ("idle_rectangles", _RECTANGLES),
    CIRCLES: ("idle_plots", _CIRCLES),
    BAYS: ("idle_bays", _BAYS),
    SITES: ("siting_sites", _SITES),
    EVIDENCES: ("idle_evidence", _EVIDENCES),
    REFUSALS: ("idle_refusals", _REFUSALS),
}
_JOINED = {  # columns that the file alone has: of which field, and what they hold
    "community_name": ("communities.name", "所在小区的名称"),
    "evidence_for": ("idle_evidence.text", "支持的证据逐条相连，来源和日期见“闲置证据”"),
    "evidence_against": ("idle_evidence.text", "不支持的证据逐条相连"),
    "uses_can": ("idle_reuse.zh", "按规则可以利用的用途"),
    "uses_survey": ("idle_reuse.zh", "须踏勘后才能判断的用途"),
    "uses_sited": ("siting_sites.use", "推荐在此建设的用途"),
    "use_zh": ("siting.zh", "用途的名称"),
    "base": ("siting.base", "占统计总数的分母，单位同惠及单位"),
}
_LAYERS = {"parcels": "地块", "premises": "存量房屋", "communities": "小区"}
_WORDS: dict[str, Mapping[str, str]] = {
    "state": {code: word for code, (word, _) in STATES.items()},
    "sure": {code: word for code, (word, _) in SURE.items()},
    "says": {code: word for code, (word, _) in SAYS.items()},
    "looked": {code: word for code, (word, _) in LOOKED.items()},
    "fits": {code: word for code, (word, _) in FITS.items()},
    "evidence": EVIDENCE,
    "effect": EFFECTS,
    "certainty": STATUS,
    "part": PARTS,
    "layer": {**_LAYERS, "blocks": "街坊", "corrections": "校正"},
    "unit": {**UNITS, **NEED_UNITS, "ratio": "比值", "year": "年", "min": "分钟"},
}


def headed(frame: pd.DataFrame, layer: str) -> pd.DataFrame:
    """
    A table of a plan under the headings of a layer.

    Parameters
    ----------
    frame
        With all, some or none of the fields.
    layer
        One of :data:`HEADINGS`.

    Returns
    -------
    DataFrame
        Indexed from 0; every heading is a column: text, float, Int64 or boolean. What is not
        known stays missing; a code without a word stays a code.

    Examples
    --------
    >>> found = headed(pd.DataFrame({"plot": ["L1"], "part": ["bay"]}), BAYS)
    >>> found[["plot", "部分"]].values.tolist(), found["排号"].isna().tolist()
    ([['L1', '车位']], [True])
    """
    columns = {
        heading: _kept(frame.get(field), how, len(frame))
        for heading, field, how in HEADINGS[layer][1]
    }
    return pd.DataFrame(columns)


def meanings(fields: pd.DataFrame) -> pd.DataFrame:
    """
    What each column is.

    Parameters
    ----------
    fields
        Of a plan: `table`, `field`, `unit`, `meaning` and others.

    Returns
    -------
    DataFrame
        A row a layer and column.

    Examples
    --------
    >>> fields = pd.DataFrame({"table": ["idle_bays"], "field": ["row"], "meaning": ["of rows"]})
    >>> found = meanings(fields).set_index(["图层", "列"])
    >>> found.loc[(BAYS, "排号"), "含义"]
    'of rows'
    """
    parts = ["table", "field", "zh", "unit", "meaning"]
    by = {
        (row[0], row[1]): row[2:] for row in fields.reindex(columns=parts).itertuples(index=False)
    }
    rows = [
        (layer, heading, *_field(table, field, by))
        for layer, (table, headings) in HEADINGS.items()
        for heading, field, _ in headings
    ]
    found = pd.DataFrame(rows, columns=["图层", "列", "字段", "名称", "单位", "含义"])
    return found.astype("string")


def _field(table: str, field: str, by: Mapping[tuple[str, str], tuple[Any, ...]]) -> list[Any]:
    """The field of the plan that a column is of; what the file alone has is told in full."""
    if field in _JOINED:
        return [_JOINED[field][0], None, None, _JOINED[field][1]]
    return [f"{table}.{field}", *by.get((table, field), (None, None, None))]


def _kept(column: pd.Series | None, how: str, rows: int) -> pd.Series:
    values = [None] * rows if column is None else column.astype(object).tolist()
    cells = [value if known(value) else None for value in values]
    if how == "number":
        return pd.Series(cells, dtype="Float64").astype("float64")
    if how == "whole":
        return pd.Series(cells, dtype="Int64")
    if how == "flag":
        return pd.Series(cells, dtype="boolean")
    words = _words(how)
    return pd.Series([_said(cell, words) for cell in cells], dtype="string")


def _words(how: str) -> Mapping[str, str]:
    if how == "owner":
        return {choice.code: choice.zh for choice in kinds.vocabulary("owner_class")}
    return _WORDS.get(how, {})


def _said(cell: Any, words: Mapping[str, str]) -> str | None:
    """The text of a cell; of several codes joined by a semicolon or a star, the word of each."""
    if cell is None:
        return None
    whole = text(cell).text
    for joint, sign in ((";", "；"), ("*", "·")):
        if words and joint in whole:
            return sign.join(words.get(part, part) for part in whole.split(joint))
    return words.get(whole, whole)
