"""A pocket park and a gate in a tiny world: who gains, by hand, through the city and the file."""

import json

import geopandas as gpd
import pytest
from drawn import area, drawn, line, spot

import pianqu
from pianqu import project as projects
from pianqu.analysis.comparing import compare
from pianqu.gis.errors import ChoiceError, PianquError
from pianqu.layers.city import City

UNITS = ("buildings", "households")
SCENARIOS = """
[scenarios.park]
name = "口袋公园"
add.parks = {path = "new.gpkg", table = "parks"}

[scenarios.gate]
name = "开西门"
open = {entrances = ["G2"], streets = ["S2"]}

[scenarios."两项"]
add.parks = {path = "new.gpkg", table = "parks"}
open = {entrances = ["G2"], streets = ["S2"]}
"""
# who gains, of the buildings at 100, 450, 800 and 1150 m: names, and their households
GAINS = {
    "park": (["B800"], 30),
    "gate": (["B100", "B450"], 30),
    "两项": (["B100", "B450", "B800"], 60),
}
LAYERS = ("communities", "buildings", "parks", "entrances", "streets")


@pytest.fixture(scope="module")
def layers():
    """
    A street of 1,400 m between two fenced parks; new ones are entered from the street.

    The gate of the western park, 10 m south of the street's end, is closed, and so is the way to
    it; that of the eastern, at 1,390 m, is open.
    """
    homes = {f"B{x}": area(x - 5, 5, x + 5, 15) for x in (100, 450, 800, 1150)}
    return {
        "communities": drawn({"C1": area(0, 1, 1400, 60)}, name=["东一村"]),
        "buildings": drawn(homes, households=[10, 20, 30, 40]),
        "parks": drawn(
            {"P1": area(-100, -110, 100, -10), "P2": area(1380, -60, 1400, -2)},
            name=["西园", "东园"],
            fenced=[True, True],
        ),
        "entrances": drawn(
            {"G2": spot(0, -10), "G3": spot(1390, -2)},
            of_layer=["parks"] * 2,
            of=["P1", "P2"],
            access=["closed", "public"],
        ),
        "streets": drawn(
            {"S1": line((0, 0), (1400, 0)), "S2": line((0, 0), (0, -10))},
            access=["public", "closed"],
        ),
    }


@pytest.fixture(scope="module")
def new_park():
    """On the street at 1,000 m, not fenced: entered where the street passes it."""
    return drawn({"P9": area(990, -40, 1010, 0)}, name=["口袋公园"], fenced=[False])


@pytest.fixture(scope="module")
def city(layers) -> City:
    return City("格网", 4549, layers)


def planned(city):
    choices = pianqu.Choices(kinds=("park_small",))
    return pianqu.plan(city, choices, threads=1, questions=())


def by_hand(found, key):
    """What a comparison says, against what is known."""
    gained, households = GAINS[key]
    rows = found["changes"].set_index("unit").loc[list(UNITS)]
    assert rows["reached_before"].tolist() == [1, 40]
    assert rows["reached_after"].tolist() == [1 + len(gained), 40 + households]
    assert rows["base_before"].tolist() == rows["base_after"].tolist() == [4, 100]
    assert rows[["gained", "lost", "other"]].to_numpy().tolist() == [
        [len(gained), 0, 0],
        [households, 0, 0],
    ]
    each = found["building_changes"]
    assert sorted(each.loc[each["change"] == "gained", "building"]) == gained


@pytest.mark.parametrize("key", list(GAINS))
def test_changes_of_a_city_by_hand(city, new_park, key):
    add = {"parks": new_park} if key != "gate" else {}
    opened = {"entrances": ["G2"], "streets": ["S2"]} if key != "park" else {}
    after = city.with_changes(add=add, open=opened, name=key)
    found = compare(planned(city), planned(after))

    by_hand(found, key)
    ids = {"P9"} if add else set()
    assert set(found["changed_rows"]["id"]) == ids.union(*opened.values())


@pytest.fixture
def folder(tmp_path, layers, new_park):
    """The same as a project on disk."""
    for layer in LAYERS:
        layers[layer].reset_index().to_file(tmp_path / f"{layer}.gpkg")
    new_park.reset_index().to_file(tmp_path / "new.gpkg", layer="parks")
    head = 'name = "格网"\n[choices]\nkinds = ["park_small"]\n[layers]\n'
    text = head + "".join(f'{layer} = "{layer}.gpkg"\n' for layer in LAYERS)
    (tmp_path / "pianqu.toml").write_text(text + SCENARIOS, encoding="utf-8")
    return tmp_path


def test_scenarios_of_a_project_by_hand(folder):
    found = projects.load(folder / "pianqu.toml")
    before = projects.read(found)

    assert set(found.scenarios) == set(GAINS)
    for key, change in found.scenarios.items():
        by_hand(compare(planned(before), planned(projects.changed(before, change))), key)


def test_a_run_writes_a_page_and_tables_for_each_scenario(folder):
    steps = []
    written = pianqu.run(folder / "pianqu.toml", step=steps.append)
    out = folder / "out"
    tables = set(gpd.list_layers(out / "renewal.gpkg")["name"])

    named = {str(path.relative_to(out)) for path in written if path.parent.name != "figures"}
    assert named == {
        *("map.html", "maps/coverage.html", "maps/elevators.html", "maps/idle.html"),
        *("maps/siting.html", "maps/packages.html", "maps/ledger.html", "maps/programme.html"),
        *("summary.json", "renewal.gpkg", "idle.gpkg", "plan.xlsx"),
        *("report.html", "report.docx"),
        *(f"maps/scenario-{key}.html" for key in GAINS),
    }
    for key, (gained, _) in GAINS.items():
        changes = gpd.read_file(out / "renewal.gpkg", layer=f"{key}-changes")
        row = changes[changes["unit"] == "buildings"].iloc[0]
        assert (row["reached_before"], row["gained"]) == (1, len(gained))
        assert {f"{key}-{name}" for name in ("building_changes", "changed_rows")} <= tables
    assert "比较方案：口袋公园" in steps
    page = (out / "maps/scenario-gate.html").read_text(encoding="utf-8")
    assert "开西门" in page
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert set(GAINS) <= set(json.dumps(told, ensure_ascii=False).replace('"', " ").split())


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ('open = {park = ["P1"]}', ["open", "park", "parks"]),
        ('open = {entrances = ["G8"]}', ["open", "出入口", "G8"]),
        ('close = {streets = ["S8"], parks = ["P8"]}', ["close", "S8", "P8"]),
        ('remove = {buildings = ["B9"]}', ["remove", "楼栋", "B9"]),
        ('add.park = "new.gpkg"', ["[scenarios.x]", "add", "park", "parks"]),
        ('add.dem = "new.gpkg"', ["[scenarios.x]", "add", "dem"]),
        ('add.parks = "gone.gpkg"', ["gone.gpkg", "不存在"]),
        ('close = {streets = "S1"}', ["scenarios.x.close.streets", "列表"]),
        ('opne = {streets = ["S1"]}', ["scenarios.x.opne", "open"]),
    ],
)
def test_what_a_scenario_gets_wrong_is_named_before_any_work(folder, said, parts):
    text = (folder / "pianqu.toml").read_text(encoding="utf-8").replace(SCENARIOS, "")
    (folder / "pianqu.toml").write_text(f"{text}[scenarios.x]\n{said}\n", encoding="utf-8")
    steps = []
    with pytest.raises(PianquError) as caught:
        pianqu.run(folder / "pianqu.toml", step=steps.append)

    assert [part for part in parts if part not in str(caught.value)] == []
    assert "建立步行路网" not in steps
    assert not (folder / "out").exists()


@pytest.mark.parametrize("key", ['"a/b"', '"../x"', '"a b"', '"A-b"', '""'])
def test_a_key_that_makes_no_file_name_is_refused(folder, key):
    text = (folder / "pianqu.toml").read_text(encoding="utf-8").replace(SCENARIOS, "")
    (folder / "pianqu.toml").write_text(f"{text}[scenarios.{key}]\n", encoding="utf-8")
    with pytest.raises(ChoiceError, match="不能作方案的代号"):
        projects.load(folder / "pianqu.toml")


def test_keys_that_differ_in_case_only_are_refused(folder):
    with (folder / "pianqu.toml").open("a", encoding="utf-8") as file:
        file.write("[scenarios.PARK]\n")
    with pytest.raises(ChoiceError, match="“PARK”"):
        projects.load(folder / "pianqu.toml")
