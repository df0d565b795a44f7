"""Figures light enough for a document that travels by e-mail."""

from collections.abc import Mapping
from pathlib import Path

WIDE = 1754  # pixels: 150 to the inch on A4
_COLOURS = 128  # a figure has few


def lighter(figures: Mapping[str, Path], folder: Path) -> dict[str, Path]:
    """
    Copies of PNG files at half the size and in few colours.

    Parameters
    ----------
    figures
        Key to file.
    folder
        Where the copies go; made if it is not there.

    Returns
    -------
    dict
        Key to copy.

    Examples
    --------
    >>> lighter({}, Path("nowhere"))
    {}
    """
    from PIL import Image

    made = {}
    for key, file in figures.items():
        folder.mkdir(parents=True, exist_ok=True)
        with Image.open(file) as whole:
            high = round(whole.height * WIDE / whole.width)
            small = whole.convert("RGB").resize((WIDE, high), Image.Resampling.LANCZOS)
            few = small.quantize(_COLOURS, dither=Image.Dither.NONE)
        made[key] = folder / f"{key}.png"
        few.save(made[key], optimize=True, dpi=(150, 150))
    return made
