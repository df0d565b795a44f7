"""The examples of the pages on corrections, applied to the synthetic district."""

import io

import geopandas as gpd
import pandas as pd
from lift_rows import sheet

from pianqu.gis.errors import LayerError
from pianqu.layers import corrections, demo, kinds, schema, treatments
from pianqu.layers.survey import headings

NAME, GRID = "校正.csv", 4549
EXAMPLE = """\
图层,编号,处理,字段,值,原值,理由,来源,日期,WKT
小区,C01,,总户数,{more}户,{households},漏登两户,社区居委会核对,2024-09-12,
楼栋,C01-B001,,地上层数,{storeys}层,,加建一层,现场踏勘,2024-09-12,
楼栋,C01-B002,,建成年份,空,,登记年份有误，待查档案,房管所来函,2024-09-20,
地块,L08,删除,,,,已并入道路红线,规划条件函,2024-09-20,
公园绿地,P90,新增,名称,槐荫小园,,去年建成，图上没有,现场踏勘,2024-09-12,\
"POLYGON ((541319 3480854, 541333 3480854, 541333 3480862, 541319 3480862, 541319 3480854))"
公园绿地,P90,,公园类型,口袋公园,,去年建成，图上没有,现场踏勘,2024-09-12,
地块,L15,排除,,,,2024 年 9 月已由企业复产,示范街道办,2024-09-12,
"""
WRONG = """\
图层,编号,处理,字段,值,原值,理由,来源,日期
小区,C01,,总户数,500,{more},漏登两户,社区居委会核对,2024-09-12
楼栋,C01-B001,,层数量,7,,加建一层,现场踏勘,2024-09-12
楼栋,C01-B001,,地上层数,,,加建一层,现场踏勘,2024-09-12
楼栋,C01-B002,,建成年份,2203,,抄错,房管所来函,2024-09-20
楼栋,C01-B003,,电梯,有,,已加装,现场踏勘,2023-05-01
地块,L999,删除,,,,已并入道路红线,规划条件函,2024-09-20
"""
SECTION = """\
[layers.corrections]
path = "校正.csv"
crs = 4549          # WKT 的坐标系；写经度、纬度时为 4490
"""


def blocks() -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    city = demo.district()
    files = {"example": _filled(EXAMPLE, city.layers), "wrong": _filled(WRONG, city.layers)}
    done = corrections.apply(_with(city.layers, files["example"]), source=NAME)
    shown = treatments.table(done.treatments)
    told = "\n".join(f"- {fault}" for fault in _refusal(city.layers, files["wrong"]))
    return {
        "corrections.example": f"```csv\n{files['example']}```\n\n```toml\n{SECTION}```",
        "corrections.shown": _shown(shown, "en"),
        "corrections.shown.zh": _shown(shown, "zh"),
        "corrections.wrong": f"```csv\n{files['wrong']}```",
        "corrections.refused": told,
    }


def _filled(text: str, layers: dict[str, pd.DataFrame]) -> str:
    households = int(layers["communities"].loc["C01", "households"])
    storeys = int(layers["buildings"].loc["C01-B001", "storeys"]) + 1
    return text.format(households=households, more=households + 2, storeys=storeys)


def _with(layers: dict[str, pd.DataFrame], text: str) -> dict[str, pd.DataFrame]:
    """The layers with a file of corrections among them, as the gate reads it."""
    plan = kinds.schema(corrections.LAYER)
    raw = pd.read_csv(io.StringIO(text), dtype="str")
    drawn = gpd.GeoSeries.from_wkt(raw["WKT"], crs=GRID) if "WKT" in raw else None
    raw = raw.drop(columns="WKT", errors="ignore")
    raw, meant = corrections.explained(raw, rows=range(2, 2 + len(raw)))
    named = headings.rename(raw, plan, columns=meant, source=NAME).frame
    typed = schema.validate(named, plan, source=NAME)
    if drawn is not None:
        typed = gpd.GeoDataFrame(typed, geometry=drawn.set_axis(typed.index))
    return {**layers, corrections.LAYER: typed}


def _refusal(layers: dict[str, pd.DataFrame], text: str) -> tuple[str, ...]:
    rows = range(2, text.count("\n") + 1)
    try:
        corrections.apply(_with(layers, text), source=NAME, rows=rows)
    except LayerError as error:
        return tuple(error.faults)
    raise AssertionError("a correction that does not fit was applied")


def _shown(table: pd.DataFrame, language: str) -> str:
    lines = [
        (
            kinds.schema(row.layer).zh,
            row.id,
            "" if not row.field else row.field,
            f"`{row.treatment}`",
            row.original,
            row.value,
            row.reason,
        )
        for row in table.itertuples()
    ]
    return sheet(
        language,
        "layer|row|field|what was done|before|now|why",
        "图层|编号|字段|处理|原值|现值|理由",
        lines,
    )
