"""CAD drawings (DXF) made by hand, as old and new programs write them."""

from collections.abc import Iterable

Spots = Iterable[tuple[float, float]]


def dxf(
    *entities: str,
    version: str = "AC1032",
    code_page: str = "ANSI_936",
    encoding: str = "utf-8",
    units: int = 6,
) -> bytes:
    """The bytes of a drawing."""
    head = [
        *(0, "SECTION", 2, "HEADER", 9, "$ACADVER", 1, version),
        *(9, "$DWGCODEPAGE", 3, code_page, 9, "$INSUNITS", 70, units, 0, "ENDSEC"),
    ]
    blocks = [
        *(0, "SECTION", 2, "BLOCKS", 0, "BLOCK", 8, 0, 2, "药店", 70, 2, 10, 0, 20, 0, 30, 0),
        *(0, "LINE", 8, 0, 10, 0, 20, 0, 11, 1, 21, 1, 0, "ENDBLK", 8, 0, 0, "ENDSEC"),
    ]
    whole = [lines(*head, *blocks, 0, "SECTION", 2, "ENTITIES"), *entities]
    return ("".join(whole) + lines(0, "ENDSEC", 0, "EOF")).encode(encoding)


def lines(*groups: object) -> str:
    """Codes and values, each on its line; numbers so that they read back as they were."""
    return "".join(f"{each!r}\n" if isinstance(each, float) else f"{each}\n" for each in groups)


def polyline(
    layer: str, spots: Spots, *, closed: bool = True, handle: str = "A1", paper: bool = False
) -> str:
    """An LWPOLYLINE."""
    points = [(float(x), float(y)) for x, y in spots]
    groups = [group for x, y in points for group in (10, x, 20, y)]
    space = (67, 1) if paper else ()
    head = (0, "LWPOLYLINE", 5, handle, *space, 8, layer, 90, len(points), 70, int(closed))
    return lines(*head, *groups)


def text(layer: str, x: float, y: float, words: str, *, kind: str = "TEXT") -> str:
    """A TEXT or MTEXT."""
    return lines(0, kind, 5, "B1", 8, layer, 10, float(x), 20, float(y), 40, 2.5, 1, words)


def point(layer: str, x: float, y: float, *, handle: str = "D1") -> str:
    """A POINT."""
    return lines(0, "POINT", 5, handle, 8, layer, 10, float(x), 20, float(y))


def block(layer: str, x: float, y: float, **tags: str) -> str:
    """An INSERT of the block 药店, with attributes by their tags."""
    place = (10, float(x), 20, float(y))
    marks = [
        lines(0, "ATTRIB", 5, "C2", 8, layer, *place, 40, 1, 1, value, 2, tag)
        for tag, value in tags.items()
    ]
    head = lines(0, "INSERT", 5, "C1", 8, layer, 66, 1, 2, "药店", *place)
    return head + "".join(marks) + lines(0, "SEQEND", 8, layer)


def hatch(layer: str, *rings: Spots) -> str:
    """A solid HATCH with those boundaries: an outline and the holes in it."""
    groups: list[object] = []
    for ring in rings:
        points = [(float(x), float(y)) for x, y in ring]
        corners = [group for x, y in points for group in (10, x, 20, y)]
        groups += [92, 2, 72, 0, 73, 1, 93, len(points), *corners, 97, 0]
    return lines(
        *(0, "HATCH", 5, "E1", 8, layer, 100, "AcDbHatch", 10, 0.0, 20, 0.0, 30, 0.0),
        *(210, 0.0, 220, 0.0, 230, 1.0, 2, "SOLID", 70, 1, 71, 0, 91, len(rings)),
        *(*groups, 75, 0, 76, 1, 98, 0),
    )
