"""Many sources read, each fault of each kept, so that all are told at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..gis.errors import LayerError, PianquError
from . import aliases as words
from . import kinds, reading
from . import rasters as images
from .checks import rules as limits
from .placing import grid
from .reading import Read
from .sources import RASTERS, Library, Source


@dataclass(frozen=True, eq=False)
class Gathered:
    """
    What was read: layers (some with faults), rows of rasters, the grid asked for, the errors.

    `rules` are one's own limits of the checks.
    """

    found: dict[str, Read]
    rasters: dict[str, dict[str, Any]]
    epsg: int | None
    errors: list[PianquError] = field(default_factory=list)
    rules: Mapping[str, limits.Row] = field(default_factory=dict)

    @property
    def faults(self) -> list[str]:
        """Every sentence once."""
        return list(dict.fromkeys(fault for error in self.errors for fault in error.faults))

    def require(self) -> None:
        """
        Go on only where nothing is wrong.

        Raises
        ------
        PianquError
            Every fault at once; of one kind where they all are.
        """
        if self.errors:
            classes = {type(error) for error in self.errors}
            raise (classes.pop() if len(classes) == 1 else PianquError)(self.faults)


def gather(
    sources: Mapping[str, Source],
    *,
    crs: int | str | None = None,
    aliases: Path | None = None,
    check_rules: Path | None = None,
) -> Gathered:
    """
    Read every source; parameters as for :func:`pianqu.layers.city.read`.

    Examples
    --------
    >>> gather({"rivers": Source("河.shp")}).faults[0][:12]
    '没有名为“rivers”'
    """
    library, errors = Library(), list[PianquError]()
    for layer in sources:
        if layer not in (*kinds.layers(), *RASTERS):
            errors.append(LayerError(_unknown(layer)))
    told: Sequence[Mapping[str, str]] = ()
    if aliases is not None:
        told = _each(["aliases"], lambda _: words.read(aliases), errors).get("aliases", ())
    asked = [layer for layer in kinds.layers() if layer in sources]
    rules: Mapping[str, limits.Row] = {}
    if check_rules is not None:
        rules = _each(["rules"], lambda _: limits.read(check_rules), errors).get("rules", {})
    with limits.applied(rules):
        found = _each(
            asked,
            lambda layer: reading.attempt(layer, sources[layer], library, aliases=told),
            errors,
        )
    errors += [LayerError(one.faults) for one in found.values() if one.faults]
    drawn = [layer for layer in RASTERS if layer in sources]
    rows = _each(drawn, lambda layer: images.read(layer, sources[layer], library), errors)
    epsg: int | None = None
    if crs is not None:
        epsg = _each(["crs"], lambda _: grid.code(crs), errors).get("crs")
    return Gathered(found, rows, epsg, errors, rules)


def _each(keys: list[str], work: Callable[[str], Any], errors: list[PianquError]) -> dict[str, Any]:
    """The work for every key; faults are gathered and do not stop it."""
    done: dict[str, Any] = {}
    for key in keys:
        try:
            done[key] = work(key)
        except PianquError as error:
            errors.append(error)
    return done


def _unknown(layer: str) -> str:
    known = "、".join((*kinds.layers(), *RASTERS))
    return f"没有名为“{layer}”的图层；图层有 {known}，请改正。"
