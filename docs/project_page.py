"""The page of the project file: every key of every section, with what it means."""

import json
from datetime import date
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pianqu import sections

PLAIN = {
    str: "text",
    str | None: "text",
    bool: "true or false",
    float: "number",
    Path: "path",
    date | None: "date",
    int | str | None: "EPSG number or text",
    int | None: "whole number",
    dict[str, str]: "table",
    Path | None: "path",
    sections.Report.model_fields["template"].annotation: "list of paths",
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
    "[report]": sections.Report,
    "[scenarios.NAME]": sections.Scenario,
}
MEANINGS = {
    "top of the file": {
        "name": "name of the place, on every page",
        "synthetic": "the data are made up; every page says so",
        "crs": "metric grid to work in; else the CGCS2000 3-degree zone of the place",
        "folder": "where the results go",
        "outputs": "what is written: `pages`, `figures`, `report`, `workbook`, `database`; all by "
        "default, and always `summary.json`",
        "aliases": "table of one's own words (CSV or XLSX: 图层, 字段, 别名, 取值)",
        "check_rules": "table of one's own limits of the checks across layers, as `pianqu tables "
        "check_rules --csv` prints it; rules that it leaves out stay",
        "extent": "west, south, east, north of what the data cover, in degrees or metres of `crs`: "
        "who stands near that edge is said to be; an .osm.pbf brings its own",
    },
    "[layers.NAME]": {
        "path": "file, archive, FileGDB folder or `postgresql://user@host/database`",
        "table": "layer of a GeoPackage, FileGDB or drawing, sheet of a workbook, file in an "
        "archive, table of a server (`schema.table`), band of a raster, where there are several",
        "crs": "coordinate system, where the data do not say it: 4490, 4326, 4549 ..., or a PROJ "
        "string",
        "datum": "`CGCS2000`, `WGS84`, `GCJ-02` or `BD-09`: coordinates of phone maps are brought "
        "back, never guessed",
        "axes": "`ne` where x is north and y east, as surveyors write; else x is east",
        "controls": "control points of a local grid (CSV or XLSX), fitted with residuals",
        "parameters": "4 or 7, of that fit; 4 by default",
        "landuse_scheme": "standard of the codes of land use, where no column says it: "
        "`survey3`, `ydyh`, `gb50137` (`pianqu tables landuse_scheme`)",
        "unit": "of a population raster: `count` a cell, or `per_km2`",
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
        "programme": "who may enter the programme, a set of `eligibility_rules`",
        "packages": "how packages balance: each community by itself (`self`), each `package`, or "
        "all of them with transfers (`pool`)",
        "package_rules": "size, reach and cost of a package, a set of `bundle_rules`",
        "package_money": "of money that is not settled or depends on something, the `least` or "
        "the `most`",
        "package_land": "idle plots and premises join packages",
        "across_districts": "a package may lie in several sub-districts",
        "package_seconds": "longest search for the packages of each way of balancing; then the "
        "best found and how far it may be off",
        "year_budget": "yuan for each year of the programme; 0 for no limit",
        "years": "years that are planned, from the year after the newest data",
        "task_households": "households of the year's task, for rules that relax the year of building",
        "rules": "rule table to the path of one's own CSV in its place",
    },
    "[look]": {
        "title": "over the map",
        "subtitle": "below the title; else place and day of the data",
        "author": "who made the page",
        "date": "when it was made",
        "review_number": "审图号 of a map that may be made public",
        "not_for_publication": "mark the page 内部资料 不得公开",
        "basemap": "tiles under the map, fetched from the network: `tianditu`, or the address of "
        "tiles in web mercator; none by default",
        "basemap_key": "one's own key of Tianditu",
        "basemap_attribution": "whom the tiles of an address are owed to",
    },
    "[report]": {
        "template": "one's own sentences (.toml), Word file (.docx) and style of the page (.css)",
        "logo": "image on the cover",
    },
    "[scenarios.NAME]": {
        "name": "of the scenario, on its page; else NAME",
        "add": "layer to where its new rows are read from, as in [layers.NAME]",
        "open": "layer to ids: `streets`, `entrances`, `parks`",
        "close": "layer to ids: `streets`, `entrances`, `parks`, `facilities`",
        "remove": "layer to ids, any layer",
    },
}


def page() -> str:
    """Every key of the project file, as a page."""
    parts = ["# The project file\n", PROJECT]
    for heading, kind in SECTIONS.items():
        rows = [
            f"| `{key}` | {_shown(key, part.annotation)} | {_default(part)} | {MEANINGS[heading][key]} |"
            for key, part in kind.model_fields.items()
            if key not in ("layers", "choices", "look", "scenarios", "report")
        ]
        parts.append(f"## {heading}\n\n| key | value | default | meaning |\n|---|---|---|---|")
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _shown(key: str, annotation: object) -> str:
    if key == "crs" and annotation == int | None:
        return "EPSG number"
    return "table" if "Mapping" in str(annotation) else PLAIN[annotation]


def _default(part: FieldInfo) -> str:
    if part.is_required():
        return "required"
    value = part.get_default(call_default_factory=True)
    if value in (None, "", (), {}) or isinstance(value, BaseModel):
        return ""
    return f"`{json.dumps(value, default=str, ensure_ascii=False)}`"  # as TOML has it too
