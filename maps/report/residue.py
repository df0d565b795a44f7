"""What another project left in a text: places of elsewhere, and blanks nobody filled in."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib import resources

from .vocabulary import BLOT

# marks of writers for what is still to be filled in: a report that carries one is refused
_BLANKS = re.compile(
    r"\{[^{}]{0,80}\}|[{}]{2}|[×✕╳]{2,}|(?<![A-Za-z0-9])[XxＸｘ]{2,}(?![A-Za-z0-9])"
    r"|某某|某(?=[小片街社市区县路镇])|[_＿]{3,}|□{2,}|待填|待补充(?!证据)|TODO|TBD"
)
_SUFFIX = re.compile(
    "小区|片区|街道|社区|新村|家园|花园|花苑|公寓|大道|大街|巷|县(?![级城])"
    "|路(?![网口径段线面边灯侧程况由])|市(?![场政级民域容价值面])"
)
_LONGEST = 8  # signs of a name that are looked at
_NO_HAN = re.compile("[^\u4e00-\u9fff]")
# after these a name begins
_JOINTS = re.compile(
    "[位属处]于|[的在各该本每跨与和及或等为个由到从对有无是不已未所按以其此多两占含离沿临近至把被将让向则即又"
    "也都中内外间前后上下新增共第户栋处项条类批位人元米名年月日]"
)
# signs before a suffix that make it another word
_OTHER = {"路": "道铁公马线出电管支干速思网短环岔步绕让过", "市": "城超都门夜集菜股上楼房"}
_LEAST = 2  # signs of a name


def residue(text: str, blotted: str, *, names: Collection[str] = ()) -> Iterator[str]:
    """
    What stands in a paragraph and is not of this plan.

    Parameters
    ----------
    text
        Levelled.
    blotted
        The same with the plan's words blotted out.
    names
        Of other projects' places.

    Yields
    ------
    str
        The blank or the name.

    Examples
    --------
    >>> text = "五里亭片区共 {n} 户，涉及××小区和幸福新村"
    >>> list(residue(text, text))
    ['{n}', '××', '五里亭片区', '幸福新村']
    >>> list(residue("全部小区的步行道路", "全部小区的步行道路"))
    []
    """
    yield from (match[0] for match in _BLANKS.finditer(blotted))
    yield from (
        name for name in names if name and name in text and name not in _whole(text, blotted)
    )
    for match in _SUFFIX.finditer(text):  # it may be blotted: it is a word by itself
        own = blotted[max(0, match.start() - _LONGEST) : match.start()]
        stem = _JOINTS.split(_NO_HAN.split(own)[-1])[-1]
        other = stem[-1:] in _OTHER.get(match[0], "") if stem else True
        if len(stem) >= _LEAST and not other and not _common(stem):
            yield f"{stem}{match[0]}"


def _common(stem: str) -> bool:
    """Whether a common word, and no name, ends the stem."""
    return any(stem.endswith(word) for word in _commonplace())


@cache
def _commonplace() -> frozenset[str]:
    file = resources.files(__spec__.parent).joinpath("commonplace.csv")
    return frozenset(file.read_text(encoding="utf-8").split()[1:])


def _whole(text: str, blotted: str) -> str:
    """The signs of a text that were blotted out, the others as gaps."""
    pairs = zip(text, blotted, strict=True)
    return "".join(sign if other == BLOT else " " for sign, other in pairs)
