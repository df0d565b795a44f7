"""A small plan whose report is known by hand, and every hand-made table of the other tests in one."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import answered
import bundled_plan
import ledgered
import lifted
import pandas as pd
import programmed
import sited_plan

HOSTILE = """<img src=x onerror="window.__hit=1"></td><script>window.__hit=2</script>{{ 7*7 }}"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)
FIELDS = [
    ("communities", "households", "户数", "household"),
    ("finance", "name", "名称", ""),
    ("finance", "cost_least", "支出下限", "yuan"),
    ("finance", "net_most", "净余上限", "yuan"),
    ("park_rates", "rate", "覆盖率", "ratio"),
    ("staging", "households", "户数", "household"),
]


def plan(**changed: pd.DataFrame | None) -> SimpleNamespace:
    """Two communities of 1,234 and 40 households; three projects, one of them short by 170 万元."""
    tables = {name: table for name, table in (built() | changed).items() if table is not None}
    fields = pd.DataFrame(FIELDS, columns=["table", "field", "zh", "unit"])
    return SimpleNamespace(tables=tables, fields=fields)


def built() -> dict[str, pd.DataFrame]:
    """The tables of :func:`plan`."""
    homes = {"name": ["东一村", "东二村"], "households": [1234, 40]}
    lines = [
        ("place", "范围", "示例片区"),
        ("synthetic", "数据性质", "合成数据，非真实地点"),
        ("as_of", "数据日期", "2024-06-30"),
        ("crs", "坐标系", "EPSG:4549"),
    ]
    asked = [
        ("finance", "资金台账", None),
        ("idle", "闲置地与再利用", "没有地块图层"),
        ("parks", "公园绿地", None),
    ]
    return {
        "communities": pd.DataFrame(homes, index=pd.Index(["C01", "C02"], name="id")),
        "basis": pd.DataFrame(lines, columns=["key", "zh", "value"]),
        "questions": pd.DataFrame(asked, columns=["question", "zh", "reason"]),
        "finance": ledgered.built()["finance"],
        "park_rates": _rates(),
    }


@cache
def whole() -> SimpleNamespace:
    """Every question at once, of worlds that do not fit each other: no crash, and no sense."""
    tables = answered.built() | lifted.built() | sited_plan.built() | bundled_plan.built()
    tables |= programmed.built() | ledgered.built()
    return SimpleNamespace(tables=tables, fields=plan().fields)


def own(folder: Path, text: str, **more: str) -> Path:
    """A table of the user's own sentences, with one."""
    lines = {"chapter": "money", "key": "own", "text": text} | more
    path = folder / "own.toml"
    body = "\n".join(f"{key} = '{value}'" for key, value in lines.items())
    path.write_text(f"[[sentence]]\n{body}\n", encoding="utf-8")
    return path


def _rates() -> pd.DataFrame:
    row = {"zh": "某标准（2022）", "covered_m2": 963_400.0, "base_m2": 1_000_000.0, "rate": 0.9634}
    row |= {
        "chosen": True,
        "land_basis": "居住用地地块",
        "standard": "GB/T 1-2019",
        "clause": "4.1",
    }
    return pd.DataFrame([row | {"status": "unverified"}])
