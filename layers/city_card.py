"""What a notebook shows of a city: its layers, where they come from, and what is odd in them."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from . import kinds

if TYPE_CHECKING:
    from .city import City

_RASTERS = {
    "dem": "高程",
    "population": "人口分布",
    "ndvi": "植被指数",
    "built_up": "建成区",
    "night_lights": "夜间灯光",
}
_SEVERITIES = {"error": "错误", "warning": "注意", "note": "说明", "info": "提示"}
_FAMILY = '"Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif'


def html(city: "City") -> str:
    """
    The card of a city.

    Parameters
    ----------
    city
        Any city.

    Returns
    -------
    str
        HTML without scripts; every text of the data escaped.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from pianqu.layers.city import City
    >>> card = html(City("甲<乙", 4549, {"parks": gpd.GeoDataFrame(geometry=[], crs=4549)}))
    >>> "甲&lt;乙" in card, "公园" in card
    (True, True)
    """
    known = city.sources.drop_duplicates("layer").set_index("layer")
    rows = [
        [zh(layer), layer, f"{len(frame):,}", *_source(known, layer)]
        for layer, frame in city.layers.items()
    ]
    rows += [[zh(name), name, "栅格", *_source(known, name)] for name in city.rasters]
    facts = [f"EPSG:{city.epsg}", *(["合成数据"] if city.synthetic else [])]
    counts = city.findings["severity"].value_counts()
    told = [f"{_SEVERITIES.get(str(name), name)} {count}" for name, count in counts.items()]
    facts.append(f"问题清单 {len(city.findings)} 项" + (f"（{'，'.join(told)}）" if told else ""))
    return card(
        city.name or "未命名",
        facts,
        table(("图层", "名称", "行数", "来源", "数据日期"), rows),
    )


def card(title: str, facts: Iterable[str], *blocks: str) -> str:
    """
    A title, a line of facts, and blocks under it.

    Parameters
    ----------
    title, facts
        Raw text.
    *blocks
        HTML.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> card("甲", ["<1>"], "<p>乙</p>").endswith("<p>&lt;1&gt;</p><p>乙</p></div>")
    True
    """
    return (
        f'<div lang="zh-CN" style="font-family:{escape(_FAMILY)}"><h3>{escape(title)}</h3>'
        f"<p>{escape(' · '.join(facts))}</p>{''.join(blocks)}</div>"
    )


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """
    A table of text.

    Parameters
    ----------
    headings
        One a column.
    rows
        Cells, raw text.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> table(["甲"], [["<b>"]])
    '<table><thead><tr><th scope="col">甲</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in headings)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def zh(layer: str) -> str:
    """
    The Chinese name of a layer or raster; the name itself where it is neither.

    Examples
    --------
    >>> zh("dem"), zh("coverage")
    ('高程', 'coverage')
    """
    return kinds.schema(layer).zh if layer in kinds.layers() else _RASTERS.get(layer, layer)


def _source(known: Any, layer: str) -> list[str]:
    import pandas as pd

    if layer not in known.index:
        return ["", ""]
    source, day = known.loc[layer, ["source", "as_of"]]
    return [
        "" if pd.isna(source) else str(source),
        "未注明" if pd.isna(day) else str(pd.Timestamp(day).date()),
    ]
