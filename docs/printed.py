"""Print the pages and figures that come from the code; --check compares instead of writing."""

import sys
from pathlib import Path

import corrected
import database_page
import funding_rows
import idle_rows
import idled
import lift_rows
import lifted
import package_examples
import package_rows
import packaged
import pandas as pd
import programme_rows
import programmed
import project_page
import reuse_rows
import siting_rows
import staged
import worked
from typer.testing import CliRunner

from pianqu.__main__ import app
from pianqu.layers import demo, kinds

HERE = Path(__file__).parent
COMMANDS = ([], ["demo"], ["map"], ["run"], ["check"], ["fetch"], ["tables"])
HANDWRITTEN = (
    "../README.md",
    "../README.zh.md",
    "method.md",
    "method.zh.md",
    "lifts.md",
    "lifts.zh.md",
    "idle.md",
    "idle.zh.md",
    "packages.md",
    "packages.zh.md",
    "scenarios.md",
    "corrections.md",
    "corrections.zh.md",
)


def layers() -> str:
    """Every layer and field, as a page."""
    parts = [
        "# Layers and their fields\n",
        "Printed from the schemas. Headings are understood in Chinese, in English, by field name, "
        "and by the other spellings given; `*` marks what must be there. "
        "`pianqu tables NAME` prints a closed list.\n",
    ]
    parts += [_layer(kinds.schema(name)) for name in kinds.layers()]
    return "\n".join(parts)


def commands() -> str:
    """What each command's --help says, as a page."""
    runner = CliRunner()
    env = {"COLUMNS": "90", "NO_COLOR": "1", "TERM": "dumb"}
    parts = ["# Commands\n", "Printed from `--help`.\n"]
    for command in COMMANDS:
        said = runner.invoke(app, [*command, "--help"], prog_name="pianqu", env=env).output
        text = "\n".join(line.rstrip() for line in said.strip().splitlines())
        parts.append(f"## pianqu {' '.join(command)}".rstrip() + f"\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def district() -> str:
    """What the synthetic district holds, its gaps and its planted cases, as a page."""
    found = demo.layers()
    homes = found["buildings"]
    words = {name: kinds.schema(name).zh for name in found}
    counts = "\n".join(
        f"| {name} | {words[name]} | {len(frame)} |" for name, frame in found.items()
    )
    return "\n".join(
        [
            "# The synthetic district\n",
            "Printed from the code. `pianqu demo` makes it: no real place, no real person; every "
            "row says 合成数据. Its size is that of a yearly programme in a county report of 2022 "
            "(14 communities, 449 buildings, 278,000 m² of floor area). That report's 1,556 "
            "households do not reconcile with its floor area (179 m² each, 3.5 a building), so "
            f"households follow from stairwells, storeys and doors: {homes['households'].sum():,} "
            f"households, {homes['residents'].sum():,} residents, "
            f"{homes['floor_area'].sum():,.0f} m².\n",
            "The seed draws house sizes, years and residents; ids, the ledger and all counts stay. "
            "Streets and gates whose access is `residents` are for the residents of that community "
            'only, unless the choice is `passage = "everyone"`.\n',
            "| layer | 中文 | rows |",
            "|---|---|---|",
            counts,
            "\n## Gaps\n",
            "`pianqu demo --gaps` leaves blanks at the rates measured in a real register, as near "
            "as 449 buildings and 14 communities allow. Planted cases hold for the complete "
            "district.\n",
            _table(demo.rates().round({"realised": 3})),
            "\n## Planted cases\n",
            "Known answers for the analyses, each with the row that must be found.\n",
            _table(demo.planted().reset_index()),
            "",
        ]
    )


def _table(frame: pd.DataFrame) -> str:
    text = frame.astype("string").fillna("")
    rows = [text.columns.tolist(), ["---"] * text.shape[1], *text.to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _layer(schema: kinds.Schema) -> str:
    geometry = "、".join(schema.geometry)
    rows = [
        f"| {field.name}{'*' if field.required else ''} | {field.zh} | {_type(field)} "
        f"| {field.unit} | {_range(field)} | {'、'.join(field.aliases)} | {field.meaning} |"
        for field in schema.fields
    ]
    return "\n".join(
        [
            f"## {schema.layer} {schema.zh}\n",
            f"{schema.meaning[:1].upper()}{schema.meaning[1:]}. Geometry: {geometry}"
            f"{', required' if schema.geometry_required else ''}.\n",
            "| field | 中文 | type | unit | range | other spellings | meaning |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _type(field: kinds.Field) -> str:
    return f"{field.type} ({field.vocabulary})" if field.vocabulary else field.type


def _range(field: kinds.Field) -> str:
    if field.least is None and field.most is None:
        return ""
    least = "" if field.least is None else f"{field.least:g}"
    most = "" if field.most is None else f"{field.most:g}"
    return f"{least} to {most}" if most else f"from {least}"


def main() -> int:
    """Write the pages, or with --check say which are out of step."""
    pages = {
        "layers.md": layers(),
        "commands.md": commands(),
        "district.md": district(),
        "project.md": project_page.page(),
    }
    answers = worked.answers()
    pages["database.md"] = database_page.page(answers[0])
    pages["database.zh.md"] = database_page.page(answers[0], zh=True)
    figures = worked.blocks(*answers) | lifted.blocks(answers[0]) | lift_rows.blocks()
    figures |= idled.blocks(answers[0], idled.corrected()) | idle_rows.blocks()
    figures |= reuse_rows.blocks() | siting_rows.blocks(answers[0])
    figures |= programme_rows.blocks() | funding_rows.blocks() | package_rows.blocks()
    figures |= package_examples.blocks() | corrected.blocks()
    figures |= programmed.blocks(answers[0]) | staged.blocks(answers[0])
    figures |= packaged.blocks(answers[0])
    for name in HANDWRITTEN:
        pages[name] = worked.filled((HERE / name).read_text(encoding="utf-8"), figures)
    stale = [name for name, text in pages.items() if _differs(HERE / name, text)]
    if "--check" in sys.argv:
        sys.stdout.write("".join(f"{name} is out of step: run docs/printed.py\n" for name in stale))
        return 1 if stale else 0
    for name in stale:
        (HERE / name).write_text(pages[name], encoding="utf-8")
    return 0


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text


if __name__ == "__main__":
    sys.exit(main())
