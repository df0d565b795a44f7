"""Units of a city: ids that two layers bear are told apart."""

import geopandas as gpd
import shapely

from pianqu.analysis.bundles import distinct


def units(*rows):
    ids, layers = zip(*rows, strict=True)
    lived = [layer == "communities" for layer in layers]
    points = shapely.points([[at, 0] for at in range(len(rows))])
    frame = {"lived": lived, "of_layer": layers}
    return gpd.GeoDataFrame(frame, geometry=points, index=list(ids), crs=4549)


def test_land_with_the_id_of_a_community_is_named_by_its_layer():
    found = distinct(units(("1", "communities"), ("1", "plots"), ("1", "premises"), ("2", "plots")))

    assert found.index.is_unique
    assert found.index[[0, 3]].tolist() == ["1", "2"]
    assert found.index[1:3].str.endswith("1").all()
    assert found["id"].tolist() == ["1", "1", "1", "2"]


def test_ids_that_differ_stay():
    found = distinct(units(("C1", "communities"), ("L1", "plots")))

    assert found.index.tolist() == found["id"].tolist() == ["C1", "L1"]
