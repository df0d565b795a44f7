"""A reading that ends in a list of what is wrong instead of an error: for a look before the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..gis.errors import PianquError
from . import assembling, city, findings, gathering, treatments
from .city import City
from .sources import Source

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Inspection:
    """
    What a reading found.

    Attributes
    ----------
    faults
        Every reason why the layers cannot be used as they are; none where they can.
    understood, findings, treatments, sources
        As those of :class:`pianqu.layers.city.City`, as far as the reading came.
    city
        The place; None where there are faults.
    """

    faults: list[str]
    understood: "pd.DataFrame"
    findings: "pd.DataFrame"
    treatments: "pd.DataFrame"
    sources: "pd.DataFrame"
    city: City | None = None


def inspect(
    sources: Mapping[str, Source],
    *,
    name: str = "",
    crs: int | str | None = None,
    aliases: Path | None = None,
    check_rules: Path | None = None,
) -> Inspection:
    """
    Read the layers of a place, whatever is wrong with them.

    Parameters
    ----------
    sources, name, crs, aliases, check_rules
        As for :func:`pianqu.layers.city.read`.

    Examples
    --------
    >>> found = inspect({"streets": Source("路.shp")})
    >>> found.faults, found.city
    (['路.shp：文件不存在；请检查路径 路.shp。'], None)
    """
    found = gathering.gather(sources, crs=crs, aliases=aliases, check_rules=check_rules)
    faults = found.faults
    if not faults:
        try:
            return of_city(city.of_gathered(found, sources, name=name))
        except PianquError as error:
            faults = list(error.faults)
    done = [line for one in found.found.values() for line in one.treatments]
    rows = [*(one.provenance for one in found.found.values()), *found.rasters.values()]
    return Inspection(
        faults,
        assembling.headings(found.found.values()),
        findings.table(line for one in found.found.values() for line in one.findings),
        treatments.table(done),
        assembling.sources(rows, done),
    )


def of_city(place: City) -> Inspection:
    """
    What the reading of a city found.

    Examples
    --------
    >>> of_city(City("甲", 4549, {})).faults
    []
    """
    return Inspection([], place.understood, place.findings, place.treatments, place.sources, place)
