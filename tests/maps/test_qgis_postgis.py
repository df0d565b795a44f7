"""A PostGIS server holds the tables of a plan that its GeoPackage holds, cell for cell."""

import pandas as pd
import psycopg
import pytest
import served

from pianqu.layers.store import database, postgis
from pianqu.maps.qgis import renewal


@pytest.fixture(scope="module")
def city():
    try:
        with served.server() as address:
            with psycopg.connect(f"{address}/postgres", autocommit=True) as opened:
                opened.execute("CREATE EXTENSION postgis")
            yield f"{address}/postgres"
    except FileNotFoundError as error:
        pytest.fail(str(error))


def cells(table: pd.DataFrame) -> list[list[str]]:
    plain = table.astype(object).where(table.notna(), None)
    return plain.map(str).to_numpy().tolist()


def test_server_and_file_hold_the_same_tables(city, plan, tmp_path):
    written = renewal.postgis(plan, city)
    file = database.read(renewal.geopackage(plan, tmp_path / "renewal.gpkg"))
    found = postgis.read(city)

    assert list(found) == written == list(renewal.tables(plan))
    assert "timings" not in found
    for name, table in found.items():
        assert list(table.columns) == list(file[name].columns)
        assert cells(table) == cells(file[name])


def test_tables_are_called_by_their_chinese_names(city, plan):
    renewal.postgis(plan, city, schema="named")
    with psycopg.connect(city) as opened:
        asked = "SELECT obj_description('named.communities'::regclass, 'pg_class')"
        assert opened.execute(asked).fetchone() == ("小区",)
