"""Print the pages and figures that come from the code; --check compares instead of writing."""

import json
import sys
from datetime import date
from pathlib import Path

import idle_rows
import idled
import lift_rows
import lifted
import pandas as pd
import reuse_rows
import siting_rows
import worked
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typer.testing import CliRunner

from pianqu import sections
from pianqu.__main__ import app
from pianqu.layers import demo, kinds

PLAIN = {
    str: "text",
    str | None: "text",
    bool: "true or false",
    float: "number",
    Path: "path",
    date | None: "date",
    int | str | None: "EPSG number or text",
    int | None: "EPSG number",
    dict[str, str]: "table",
    tuple[str, ...]: "list",
    tuple[float, ...]: "four numbers",
    dict[str, list[str]]: "table",
    dict[str, sections.Layer]: "table",
}
PROJECT = (
    "Printed from the code. TOML, UTF-8; paths are taken from the folder of the file; Chinese keys "
    'need quotes. A layer may be a path alone (`parks = "公园.gpkg"`) or a table with the keys '
    "below; its name is one of the [layers](layers.md), or `dem`, `population`, `ndvi`, `built_up`, "
    "`night_lights` for a "
    "raster. One .osm.pbf serves communities, buildings, parcels, parks, facilities, entrances, "
    "streets and barriers. Tables (CSV, XLSX) give places by 经度 and 纬度, or WKT, and ids by 编号.\n"
)
SECTIONS = {
    "top of the file": sections.File,
    "[layers.NAME]": sections.Layer,
    "[choices]": sections.ChoicesSection,
    "[look]": sections.LookSection,
    "[scenarios.NAME]": sections.Scenario,
}
MEANINGS = {
    "top of the file": {
        "name": "name of the place, on every page",
        "synthetic": "the data are made up; every page says so",
        "crs": "metric grid to work in; else the CGCS2000 3-degree zone of the place",
        "folder": "where the results go",
        "extent": "west, south, east, north of what the data cover, in degrees or metres of `crs`: "
        "who stands near that edge is said to be; an .osm.pbf brings its own",
    },
    "[layers.NAME]": {
        "path": "the file",
        "table": "layer of a GeoPackage or sheet of a workbook, where there are several",
        "crs": "coordinate system, where the file does not say it: 4490, 4326, 4549 ...",
        "as_of": "day that the data describe; else the newest in the column 数据日期",
        "columns": "headings that only this file uses, to the name of their field, or `id`",
        "attribution": "whose data they are, as it must stand on the page",
        "licence": "on what terms",
    },
    "[choices]": {
        "minutes": "limit, inclusive; a multiple of 0.1",
        "pace": "row of the table `pace`",
        "search_minutes": "how far the search goes for the minutes shown",
        "snap": "metres within which a building or door must lie from a street",
        "doorstep": "metres from the edge of an unfenced park within which a street lets people in",
        "kinds": "facility kinds to answer for; empty for all",
        "passage": "who passes streets and gates marked 居民: `residents` of that community, or "
        "`everyone`",
        "barriers": "walls, rivers, railways and arterials stop people where nothing leads across",
        "slope": "the slope of the ground counts, where there is a raster `dem`",
        "crossing_wait": "seconds waited at each crossing",
        "areas": "facility kinds whose service areas are drawn",
        "area_buffer": "metres that the picture of a service area reaches beyond its streets",
        "demand": "who shares the capacity of a place: `residents` or `households`",
        "decay": "weights by distance, a set of the table `decay`: `slow` or `fast`",
        "park_edition": "whose radii are the statutory park rate, an edition in `park_radius`",
        "park_place": "sort of place in that edition: `general`, `old_town`, `historic` ...",
        "sun": "sunlight standard, a row of the table `sun_profiles`: day, hours and way of counting",
        "lift_light": "what lost sunlight does, a row of `lift_daylight`: `gb50180` warns, "
        "`local_neighbour` and `local_all` forbid",
        "consent": "who must agree, a set of `consent_rules`",
        "lift_cost": "what a lift costs, a set of `elevator_costs`",
        "subsidy": "what the state gives a lift, a row of `elevator_subsidies`; `none` counts nothing",
        "share_set": "shares of the storeys, a set of `share_coefficients`: `linear`, `shanghai` ...",
        "payment_set": "stages in which a household pays, a set of `elevator_payments`: `three`, "
        "`once`",
        "share_by": "what a share follows: `floor`, or `floor_area` (times the dwelling's area)",
        "payers": "who shares: `all` households, or the `participants`, who carry the others' "
        "shares too",
        "compensation": "yuan that each household of the ground floor is given by the others",
        "idle_in": "where land that is left over is looked for: `communities`, street `blocks`, "
        "or `both`",
        "uses": "rows of `reuse_uses` that sites are looked for; empty for all that are a kind of "
        "facility",
        "siting": "what is wanted: `most_people`, `fewest_sites` or `shortest_walk`",
        "site_first": "for `everyone` alike, or the `weakest` community first",
        "site_on": "on plots that `fit`, or on those that need a survey too (`fit_or_survey`)",
        "sites": "sites of each use at most",
        "site_budget": "yuan for the sites of each use; 0 for no limit",
        "site_seconds": "longest search for each use; then the best found and how far it may be off",
        "rules": "rule table to the path of one's own CSV in its place",
    },
    "[look]": {
        "title": "over the map",
        "subtitle": "below the title; else place and day of the data",
        "author": "who made the page",
        "date": "when it was made",
        "review_number": "审图号 of a map that may be made public",
        "not_for_publication": "mark the page 内部资料 不得公开",
    },
    "[scenarios.NAME]": {
        "name": "of the scenario, on its page; else NAME",
        "add": "layer to where its new rows are read from, as in [layers.NAME]",
        "open": "layer to ids: `streets`, `entrances`, `parks`",
        "close": "layer to ids: `streets`, `entrances`, `parks`, `facilities`",
        "remove": "layer to ids, any layer",
    },
}
HERE = Path(__file__).parent
COMMANDS = ([], ["demo"], ["map"], ["run"], ["check"], ["tables"])
HANDWRITTEN = (
    "../README.md",
    "../README.zh.md",
    "method.md",
    "method.zh.md",
    "lifts.md",
    "lifts.zh.md",
    "idle.md",
    "idle.zh.md",
    "scenarios.md",
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


def project_file() -> str:
    """Every key of the project file, as a page."""
    parts = ["# The project file\n", PROJECT]
    for heading, kind in SECTIONS.items():
        rows = [
            f"| `{key}` | {_shown(part.annotation)} | {_default(part)} | {MEANINGS[heading][key]} |"
            for key, part in kind.model_fields.items()
            if key not in ("layers", "choices", "look", "scenarios")
        ]
        parts.append(f"## {heading}\n\n| key | value | default | meaning |\n|---|---|---|---|")
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _shown(annotation: object) -> str:
    return "table" if "Mapping" in str(annotation) else PLAIN[annotation]


def _default(part: FieldInfo) -> str:
    if part.is_required():
        return "required"
    value = part.get_default(call_default_factory=True)
    if value in (None, "", (), {}) or isinstance(value, BaseModel):
        return ""
    return f"`{json.dumps(value, default=str, ensure_ascii=False)}`"  # as TOML has it too


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
        "project.md": project_file(),
    }
    answers = worked.answers()
    figures = worked.blocks(*answers) | lifted.blocks(answers[0]) | lift_rows.blocks()
    figures |= idled.blocks(answers[0], idled.corrected()) | idle_rows.blocks()
    figures |= reuse_rows.blocks() | siting_rows.blocks(answers[0])
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
