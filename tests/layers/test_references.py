"""Rows that name other rows: by id, by a name that only one row has, and many of them."""

from time import perf_counter

import pandas as pd

from pianqu.layers import references


def resolved(cells: list, names: list, field: str = "community", layer: str = "buildings"):
    ids = [f"C{n}" for n in range(len(names))]
    target = pd.DataFrame({"name": pd.Series(names, index=ids, dtype="string")})
    frame = pd.DataFrame({field: cells}, index=[f"B{n}" for n in range(len(cells))])
    found, notes = references.resolve({"communities": target, layer: frame})
    return found[layer][field], notes


def test_ids_names_and_strangers():
    cells, notes = resolved(["C1", "东一村", "西村", None], ["东一村", "东二村"])

    assert cells.fillna("").tolist() == ["C1", "C0", "西村", ""]
    assert [(note["severity"], note["id"]) for note in notes] == [("info", "B1"), ("warning", "B2")]


def test_a_name_of_two_rows_stays_and_is_listed():
    cells, notes = resolved(["东一村"], ["东一村", "东一村", None])

    assert cells.tolist() == ["东一村"]
    assert notes[0]["value"] == "东一村（有 2 个同名）（1 行）"


def test_an_id_goes_before_a_name():
    assert resolved(["C1"], ["C1", "东二村"])[0].tolist() == ["C1"]


def test_several_names_in_one_cell():
    cells, _ = resolved(["东一村;C1"], ["东一村", "东二村"], "communities", "projects")

    assert cells.tolist() == ["C0;C1"]


def test_many_rows_take_no_longer_each():
    names = [f"{n}村" for n in range(2_000)]
    cells = [names[n % 2_000] for n in range(20_000)]
    before = perf_counter()
    found, _ = resolved(cells, names)

    assert perf_counter() - before < 3  # a scan of all names for every cell takes six times that
    assert found.iloc[:3].tolist() == ["C0", "C1", "C2"]


def test_a_name_that_several_have_is_not_said_to_be_missing_and_very_many_are_not_spelt_out():
    places = pd.DataFrame({"name": ["东一村", "东一村"]}, index=["C1", "C2"])
    homes = pd.DataFrame({"community": ["东一村", *(f"村{row}" for row in range(99))]})
    _, (note,) = references.resolve({"communities": places, "buildings": homes})

    assert note["value"].startswith("东一村（有 2 个同名）、村0、")
    assert note["value"].endswith("、村6 等 100 个（100 行）")
