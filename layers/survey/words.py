"""The words of a heading, without what stands around them, and the unit that it says."""

import re
from collections.abc import Iterator
from functools import cache

from .. import kinds
from . import readings, values

ORDINALS = frozenset({"序号", "序", "no", "no.", "行号"})  # headings of running numbers
_SPACES = re.compile(r"\s+")
_MARKS = re.compile(r"^(?:\*+|[0-9]{1,2}[.、](?![0-9]))\s*|\*+$")
_BRACKETS = re.compile(r"^(?P<word>.+?)[(\[【](?:单位[:]?)?(?P<unit>[^()\[\]【】]+)[)\]】]$")
_SIGNS = re.compile(r"^(?P<word>.+?)(?:[/_:,]|[-—–]+)(?:单位[:]?)?(?P<unit>[^/_:]+)$")
_SPACE = re.compile(r"^(?P<word>\S.*?)\s+(?P<unit>\S+)$")
_SAID = re.compile(r"(?:计量)?单位[:：]\s*(?P<units>[^:：]+?)\s*[)）]?$")
_BETWEEN = re.compile(r"[、,，;；/\s]+")


def plain(heading: object) -> str:
    r"""
    A heading in one spelling: no spaces or line breaks, no star, no number before it.

    Examples
    --------
    >>> plain("＊建筑面积\n（万㎡）"), plain("3、户 数")
    ('建筑面积(万m2)', '户数')
    """
    word = values.normal(readings.folded(str(heading)))
    return _MARKS.sub("", _SPACES.sub("", word))


def parted(heading: object) -> Iterator[tuple[str, str]]:
    """
    The ways to part a heading into word and unit, the likeliest first.

    Examples
    --------
    >>> list(parted("占地面积/亩"))
    [('占地面积/亩', ''), ('占地面积', '亩')]
    """
    word = plain(heading)
    yield word, ""
    for form in (_BRACKETS, _SIGNS):
        found = form.match(word)
        if found is not None:
            yield found["word"], found["unit"]
    spaced = _SPACE.match(values.normal(readings.folded(str(heading))))
    if spaced is not None:
        yield plain(spaced["word"]), plain(spaced["unit"])


def units(text: str) -> tuple[str, ...]:
    """
    The units that a line above a table says, for all its columns.

    Examples
    --------
    >>> units("填报单位：某街道"), units("（单位：平方米、户）")
    ((), ('平方米', '户'))
    """
    found = _SAID.search(text.strip())
    if found is None or text.strip()[: found.start()].endswith(("填报", "编制", "制表", "主管")):
        return ()
    said = tuple(word for word in _BETWEEN.split(found["units"]) if word)
    return said if all(is_unit(word) for word in said) else ()


def is_unit(word: str) -> bool:
    """
    Whether a word is a spelling of any unit.

    Examples
    --------
    >>> is_unit("万㎡"), is_unit("城关镇")
    (True, False)
    """
    return values.normal(word) in _every_unit()


@cache
def _every_unit() -> frozenset[str]:
    return frozenset(values.normal(row["spelling"]) for row in kinds.rows("units"))
