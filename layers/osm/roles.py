"""What an OpenStreetMap object is asked for: its layers and its service, by tags and shape."""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from . import tags as osm_tags
from .tags import Service, Tags

Roles = tuple[Mapping[str, str], Service | None]
NONE: Roles = (MappingProxyType({}), None)


def roles(tags: Tags, shape: str) -> Roles | None:
    """
    Layers, with the kind in each, and service of an object; None where no rule asks for it.

    Parameters
    ----------
    tags
        As in :func:`tags.matching`.
    shape
        node, line or area; a line has no service.

    Examples
    --------
    >>> layers, service = roles({"barrier": "fence", "name": "北墙"}, "line")
    >>> dict(layers), service
    ({'barriers': 'fence'}, None)
    >>> roles({"highway": "residential"}, "area") is None
    True
    """
    served = not osm_tags.first_keys("osm_facilities").isdisjoint(tags)
    known = _asked(served)
    return _found(frozenset([tag for tag in tags.items() if tag[0] in known]), shape)


@lru_cache(maxsize=1 << 15)  # most objects of a town share their tags with many others
def _found(given: frozenset[tuple[str, str]], shape: str) -> Roles | None:
    tags, layers = dict(given), dict[str, str]()
    for rule in osm_tags.matching("osm_layers", tags):
        if rule.row["shape"] == shape:
            layers.setdefault(rule.row["layer"], rule.row["kind"])
    service = None if shape == "line" else osm_tags.service(tags)
    return (MappingProxyType(layers), service) if layers or service else None


@cache
def _asked(served: bool) -> frozenset[str]:
    """Keys that decide; names, which few objects share, only where there may be a service."""
    layers = osm_tags.asked("osm_layers")
    return layers | osm_tags.asked("osm_facilities") if served else layers


@cache
def _keys() -> frozenset[str]:
    return osm_tags.first_keys("osm_layers") | osm_tags.first_keys("osm_facilities")


@cache
def node_keys() -> frozenset[str]:
    """Keys without any of which a node has no role and opens no barrier."""
    layers = (rule for rule in osm_tags.rules("osm_layers") if rule.row["shape"] == "node")
    own = frozenset(rule.terms[0].key for rule in layers)
    return own | osm_tags.first_keys("osm_facilities") | osm_tags.first_keys("osm_gates")


def may_be_area(tags: Tags) -> bool:
    """
    Whether a closed way with these tags may be an area that a rule asks for.

    Examples
    --------
    >>> may_be_area({"building": "yes"}), may_be_area({"building": "yes", "area": "no"})
    (True, False)
    """
    return tags.get("area") != "no" and not _keys().isdisjoint(tags)
