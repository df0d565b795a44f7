"""The fonts of a figure: an installed Chinese one, and whether it holds every sign that is drawn."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ...gis.errors import OutputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

# the first that is installed is used; Debian, Windows, macOS
FAMILIES = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC"),
    *("Microsoft YaHei", "PingFang SC", "SimHei", "DengXian", "Heiti SC", "Hiragino Sans GB"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "Noto Sans CJK JP"),
    *("Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC", "Arial Unicode MS"),
)
_NEEDED = "片区更新图例未计算无数据"  # a font that has these is Chinese
_SHOWN = 20  # missing signs that are named
_INSTALL = (
    "请安装中文字体后重新运行：Debian 和 Ubuntu 用 apt install fonts-noto-cjk，"
    "Windows 和 macOS 自带微软雅黑、苹方，精简系统须在系统的字体设置中补装。"
)


def chinese(families: Sequence[str] = FAMILIES) -> list[str]:
    """
    The installed families that hold Chinese, the preferred first.

    Parameters
    ----------
    families
        Names to look for, in order.

    Returns
    -------
    list of str
        At most two: what the first lacks, the second may have.

    Raises
    ------
    OutputError
        None is installed, or none of them holds Chinese.

    Examples
    --------
    >>> try:
    ...     chinese(["DejaVu Sans"])
    ... except OutputError as error:
    ...     print(str(error)[:24])
    没有找到中文字体（找过：DejaVu Sans）
    """
    from matplotlib.font_manager import FontProperties, fontManager

    there = set(fontManager.get_font_names())
    found = [
        name
        for name in families
        if name in there and not lacking(_NEEDED, [FontProperties(family=name)])
    ]
    if not found:
        raise OutputError(
            f"没有找到中文字体（找过：{'、'.join(families)}），图中的汉字无法绘出；{_INSTALL}"
        )
    return found[:2]


def lacking(words: str, fonts: "Iterable[FontProperties]") -> str:
    """
    The signs of a text that no font has a glyph for.

    Parameters
    ----------
    words
        Any text.
    fonts
        Each of one family, weight and style.

    Returns
    -------
    str
        Each sign once, in order; white space needs no glyph.

    Examples
    --------
    >>> from matplotlib.font_manager import FontProperties
    >>> lacking("a 片 b片", [FontProperties(family="DejaVu Sans")])
    '片'
    """
    from matplotlib.font_manager import findfont, get_font

    # findfont knows which face of a collection is meant
    faces = [get_font(findfont(font)) for font in fonts]
    signs = dict.fromkeys(sign for sign in words if not sign.isspace())
    return "".join(
        sign for sign in signs if not any(face.get_char_index(ord(sign)) for face in faces)
    )


def check_glyphs(figure: "Figure", *, name: str) -> None:
    """
    Refuse a figure with a sign that would be drawn as a box.

    Parameters
    ----------
    figure
        With all its text.
    name
        What the figure is called, for the sentence.

    Raises
    ------
    OutputError
        The fonts of a text lack a sign of it; the sentence names the signs.
    """
    missing = ""
    for words, font in _texts(figure):
        faces = []
        for family in font.get_family():
            face = font.copy()
            face.set_family([family])
            faces.append(face)
        missing += lacking(words, faces)
    signs = list(dict.fromkeys(missing))
    if signs:
        told = "、".join(f"“{sign}”（U+{ord(sign):04X}）" for sign in signs[:_SHOWN])
        more = f"等 {len(signs)} 个字" if len(signs) > _SHOWN else ""
        raise OutputError(
            f"图“{name}”：字体 {'、'.join(font_names(figure))} 中没有{told}{more}，绘出来会是方框；"
            "请在数据中改用常用字，或安装收字更全的中文字体（如 fonts-noto-cjk）。"
        )


def font_names(figure: "Figure") -> list[str]:
    """
    The families the texts of a figure ask for, each once.

    Parameters
    ----------
    figure
        With text, or without.

    Returns
    -------
    list of str
    """
    return list(dict.fromkeys(name for _, font in _texts(figure) for name in font.get_family()))


def _texts(figure: "Figure") -> "list[tuple[str, FontProperties]]":
    from matplotlib.text import Text

    found = figure.findobj(Text)
    return [(text.get_text(), text.get_fontproperties()) for text in found if text.get_visible()]  # pyright: ignore[reportAttributeAccessIssue] all are Text
