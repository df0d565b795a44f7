"""One's own rows on the programme, as the synthetic district answers them: executed, not told."""

import re
import tempfile
from functools import cache
from pathlib import Path

import packaged
import pandas as pd
import staged
from lift_rows import ZH, pair, sheet
from typer.testing import CliRunner

import pianqu
from pianqu import project as projects
from pianqu.__main__ import app
from pianqu.analysis.planning import Plan
from pianqu.layers.demo import samples

DECISIONS = """\
编号,所属小区,规则,决定,决定单位,决定日期,理由
D01,C09,structure_safe,同意纳入,示范市政府专题会议,2024-05-20,三栋 D 级危房按解危重建试点推进
D02,C14,consent,同意纳入,示范市政府专题会议,2024-06-03,单栋楼，差 1 户，已书面承诺
D03,C03,self_built,不予纳入,示范街道办,2024-06-03,产权核查未完
D04,C05,structure_safe,暂缓,示范住建局,2024-06-03,等待鉴定报告
D05,C99,consent,同意纳入,示范街道办,2024-06-03,编号写错的一行
"""
PAIRS = """\
key,relation,unit,other,zh,en,standard,clause,status,sources,note
west,must,C02,,棉纺一村须成片,must be in a package,街道意见,-,assumption,,
rail,apart,C04,C07,两院分开,not in one package,街道意见,-,assumption,,
asset,must_not,R01,,旧厂房不动用,the old works stay out,区国资意见,-,assumption,,
slip,together,C99,C01,编号写错的一行,a slip of the id,街道意见,-,assumption,,
"""
OWN_ROW = (
    "mine.least_households,mine,least_households,60,0,100000,household,"
    "每个片区户数下限（本地）,least households of a package here,,本地规定,-,assumption,,"
)
_LAND = "package_land = false   # 不计闲置地块，只看小区和项目"
_CASES = {
    "decisions": '[layers.decisions]\npath = "一事一议.csv"',
    "pairs": f'[choices]\n{_LAND}\n\n[choices.rules]\nbundle_pairs = "成组.csv"',
    "own": f'[choices]\npackage_rules = "mine"\n{_LAND}\n\n[choices.rules]\nbundle_rules = "本地片区.csv"',
    "budget": f"[choices]\nyear_budget = 15000000\nyears = 3\n{_LAND}",
}
_QUESTIONS = {
    "decisions": ("eligibility",),
    "pairs": ("bundling",),
    "own": ("bundling",),
    "budget": ("eligibility", "finance", "staging"),
}
_DECIDED = {
    "overridden": ("set aside", "一事一议，不再适用"),
    "fail": ("fail", "不符合"),
    "pending": ("pending", "待补证据"),
    "pass": ("pass", "符合"),
    "not_applicable": ("not asked", "不适用"),
}


def blocks() -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    found = {
        "packages.decisions_file": f"{_code('csv', DECISIONS)}\n\n{_code('toml', _CASES['decisions'])}",
        "packages.pairs_file": f"{_code('csv', PAIRS)}\n\n{_code('toml', _CASES['pairs'])}",
        "packages.own_file": f"{_code('csv', OWN_ROW)}\n\n{_code('toml', _CASES['own'])}",
        "packages.budget_file": _code("toml", _CASES["budget"]),
    }
    made = {
        "decided": _decided,
        "paired": _paired,
        "own_rules": _own_rules,
        "budgeted": _budgeted,
    }
    return found | {
        f"packages.{name}{end}": block(language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def _code(kind: str, text: str) -> str:
    return f"```{kind}\n{text.strip()}\n```"


@cache
def _plans() -> dict[str, Plan]:
    """The district with each section in place of its own, its files beside the project."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        district = samples.write("district", Path(folder))
        city = projects.read(pianqu.load(district))
        for file, text in _files().items():
            (Path(folder) / file).write_text(text, encoding="utf-8")
        for case, section in _CASES.items():
            said = district.read_text(encoding="utf-8")
            for head in re.findall(r"(?m)^\[([\w.]+)\]$", section):
                said = re.sub(rf"(?s)\[{re.escape(head)}\]\n.*?(?=\n\[|\Z)", "", said)
            written = Path(folder) / f"{case}.toml"
            written.write_text(f"{said}\n{section}\n", encoding="utf-8")
            project = pianqu.load(written)
            own = projects.read(project) if "layers" in section else city
            found[case] = pianqu.plan(own, project.choices, questions=_QUESTIONS[case])
    return found


def _files() -> dict[str, str]:
    bundled = CliRunner().invoke(app, ["tables", "bundle_rules", "--csv"]).output.strip()
    return {
        "一事一议.csv": DECISIONS,
        "成组.csv": PAIRS,
        "本地片区.csv": f"{bundled}\n{OWN_ROW}\n",
    }


def _found(plan: Plan, layer: str, rule: str, language: str) -> str:
    """The findings of a layer, as the planner reads them."""
    every = plan["findings"]
    own = every[every["layer"].eq(layer) & every["rule"].str.contains(rule)]
    head = pair(("Among the findings: ", "问题清单："), language)
    return head + "；".join(f"{row.rule}（{row.value}）" for row in own.itertuples())


def _decided(language: str) -> str:
    plan = _plans()["decisions"]
    checks, every = plan["eligibility_checks"], plan["eligibility"].set_index("community")
    lines = []
    for row in checks[checks["decided"].notna()].sort_values("decided").itertuples():
        before = row.status if pd.isna(row.before) else row.before
        states = (pair(_DECIDED[str(each)], language) for each in (before, row.status))
        community = str(row.community)
        verdict = every.loc[community, "verdict" if language != ZH else "verdict_zh"]
        lines.append((row.decided, community, f"`{row.rule}`", *states, verdict))
    table = sheet(
        language,
        "decision|community|rule|before|after|verdict",
        "决定|小区|规则|此前|此后|判定",
        lines,
    )
    return f"{table}\n\n{_found(plan, 'decisions', '一事一议', language)}"


def _paired(language: str) -> str:
    plan = _plans()["pairs"]
    said = "\n".join(f"- {text}" for text in plan["bundle_conflict"]["text"])
    return f"{packaged.modes(plan, language)}\n\n{said}\n\n{_found(plan, 'communities', '片区规则', language)}"


def _own_rules(language: str) -> str:
    plan = _plans()["own"]
    return f"{packaged.packages(plan, language)}\n\n{packaged.left(plan, language)}"


def _budgeted(language: str) -> str:
    return staged.batches(_plans()["budget"], language)
