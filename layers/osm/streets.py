"""Which OpenStreetMap ways can be walked, and how: the walking filter and its directions."""

from typing import Any

from .. import kinds
from . import tags as osm_tags
from .tags import Tags

_DIRECTIONS = {
    "yes": "forward",
    "1": "forward",
    "true": "forward",
    "-1": "backward",
    "reverse": "backward",
    "no": "both",
}
_ON_FOOT_ONLY = frozenset({"footway", "steps", "path", "pedestrian", "escalator"})
_WHEELS = ("bicycle", "vehicle", "motor_vehicle", "motorcar")
_PAVEMENTS = frozenset({"both", "left", "right", "yes"})


def refusal(tags: Tags) -> str:
    """
    Why a way cannot be walked; empty where it can.

    The filter is that of OSMnx and pyrosm ("walk"), with the access tags in their order (`foot`
    before `access`), and with trunk roads and motorways only where a tag admits people on foot.

    Parameters
    ----------
    tags
        Tags of a way with a `highway`.

    References
    ----------
    The tables osm_highways, osm_walking and osm_access of this folder; OSMnx 2
    `_get_network_filter`, pyrosm 0.25 `walking_filter`.

    Examples
    --------
    >>> refusal({"highway": "residential"})
    ''
    >>> refusal({"highway": "service", "access": "private"})
    'access=private，不对公众开放'
    >>> refusal({"highway": "service", "access": "private", "foot": "yes"})
    ''
    """
    row = _highway(tags)
    if row is None:
        return f"highway={tags['highway']} 不是已知的道路类型"
    if row["walkable"] == "no":
        return f"highway={tags['highway']} 不计入步行道路" + _admitted(tags)
    found = osm_tags.matching("osm_walking", tags)
    return found[0].row["reason"] if found else _closed(tags) or _motor(tags, row)


def walking(tags: Tags) -> dict[str, Any]:
    """
    How a way is walked: the fields kind, oneway, stairs and access of a street.

    Examples
    --------
    >>> walking({"highway": "steps", "conveying": "forward"})
    {'kind': 'steps', 'oneway': 'forward', 'stairs': True, 'access': 'public'}
    >>> walking({"highway": "residential", "oneway": "yes"})["oneway"]
    'both'
    """
    row = _highway(tags) or {"kind": "other"}
    crossing = "crossing" in (tags.get("footway"), tags.get("path"), tags.get("cycleway"))
    return {
        "kind": "crossing" if crossing and row["kind"] != "steps" else row["kind"],
        "oneway": _direction(tags),
        "stairs": row["kind"] == "steps",
        "access": access(tags, default="public"),
    }


def access(tags: Tags, *, default: str | None = None) -> str | None:
    """
    Who may pass on foot: public, residents, closed; the default where no tag says so.

    Examples
    --------
    >>> access({"access": "private"}), access({"access": "private", "foot": "yes"}), access({})
    ('residents', 'public', None)
    """
    given = tags.get("foot") or tags.get("access")
    rows = _access_rows(given)
    return (rows[0]["access"] or None) if rows else default


def _highway(tags: Tags) -> dict[str, str] | None:
    rows = kinds.rows("osm_highways")
    return next((row for row in rows if row["highway"] == tags["highway"]), None)


def _admitted(tags: Tags) -> str:
    return "，但标签写明可步行" if tags.get("foot") in ("yes", "designated", "permissive") else ""


def _access_rows(given: str | None) -> list[dict[str, str]]:
    parts = [part.strip() for part in (given or "").split(";")]
    return [row for row in kinds.rows("osm_access") if row["value"] in parts]


def _closed(tags: Tags) -> str:
    key = "foot" if "foot" in tags else "access"
    closed = [row["value"] for row in _access_rows(tags.get(key)) if row["street"] == "no"]
    return f"{key}={closed[0]}，不对公众开放" if closed else ""


def _motor(tags: Tags, row: dict[str, str]) -> str:
    if row["walkable"] == "yes" or _admitted(tags) or tags.get("sidewalk") in _PAVEMENTS:
        return ""
    return f"highway={tags['highway']} 是机动车道路，标签未写明可步行"


def _direction(tags: Tags) -> str:
    on_foot = _DIRECTIONS.get(tags.get("oneway:foot", ""))
    if on_foot:
        return on_foot
    if tags.get("conveying") in ("forward", "backward"):
        return tags["conveying"]
    if tags.get("foot:backward") == "no":
        return "forward"
    if tags.get("foot:forward") == "no":
        return "backward"
    return _DIRECTIONS.get(_plain(tags), "both")


def _plain(tags: Tags) -> str:
    """The bare `oneway`; where wheels are admitted it speaks to them."""
    wheels = any(tags.get(key, "no") != "no" for key in _WHEELS)
    return "" if wheels or tags["highway"] not in _ON_FOOT_ONLY else tags.get("oneway", "")
