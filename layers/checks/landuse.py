"""Codes of land use: understood only with the standard that they belong to."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from .. import kinds
from ..findings import ERROR, INFO, Finding
from . import entries

if TYPE_CHECKING:
    import pandas as pd

_CODE, _SCHEME = "landuse", "landuse_scheme"
_VOCABULARY = "landuse_scheme"
_OPEN = "osm"  # its codes are tags, not a list
_NAMED = 8  # ids spelt out in one sentence
_CLASHES = 3  # codes spelt out in one sentence
_NEAREST, _NEAR = 3, 0.6  # codes offered in place of an unknown one, and how like they are
_CLASS = 2  # digits of the widest class
_SURVEY_HEADINGS = ("DLBM", "DLMC", "地类编码")


@dataclass(frozen=True, eq=False)
class Settled:
    """A layer whose codes have their standard, what to say about them, and why it is refused."""

    frame: "pd.DataFrame"
    findings: list[Finding] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def settled(
    frame: "pd.DataFrame", *, source: str, scheme: str | None, heading: str | None = None
) -> Settled:
    """
    The layer with the standard of its codes of land use.

    Parameters
    ----------
    frame
        Columns `landuse` and `landuse_scheme`, either of which may be missing; a layer without
        codes comes back as it is.
    source
        Name of the file, for the sentences.
    scheme
        The standard that was declared for the source, code or Chinese name; it fills what is blank.
    heading
        Heading of the codes in the file; some suggest a standard, none decides it.

    References
    ----------
    TD/T 1055 (third survey, 三调), 国土空间用地用海分类指南 (2023) and GB 50137: 0702, 1201 and
    1207 stand for different land in the first two; the table landuse_codes is from secondary lists.

    Examples
    --------
    >>> import pandas as pd
    >>> plots = pd.DataFrame({"landuse": ["1201"]}, index=["L1"])
    >>> settled(plots, source="地块.csv", scheme="三调").frame["landuse_scheme"].tolist()
    ['survey3']
    >>> print(settled(plots, source="地块.csv", scheme=None).faults[0])
    地块.csv：L1 的用地代码没有写明分类标准，同一代码在不同标准中含义不同（1201 在三调中是空闲地，在用地用海中是铁路\
用地）；请在数据源中声明 landuse_scheme（survey3 三调、ydyh 用地用海、gb50137 GB 50137），或补上“用地分类标准”列。
    """
    if _CODE not in frame.columns:
        return Settled(frame)
    declared, faults = _declared(scheme, source)
    blank = frame[_CODE].isna()
    told = frame.get(_SCHEME, blank.map(lambda _: None)).astype("string")
    if declared:
        told = told.fillna(declared).mask(blank & frame.get(_SCHEME, told).isna())
    kept = frame.assign(**{_SCHEME: told}) if declared else frame
    bare = [str(key) for key in frame.index[~blank & told.isna()]]
    if bare and not faults:
        codes = frame.loc[~blank & told.isna(), _CODE].astype(str)
        faults.append(_bare(bare, codes.tolist(), source, heading))
    return Settled(kept, [] if faults else _looked_up(frame[_CODE], told), faults)


def _declared(scheme: str | None, source: str) -> tuple[str, list[str]]:
    if not scheme:
        return "", []
    choices = kinds.vocabulary(_VOCABULARY)
    words = {
        word.lower(): choice.code
        for choice in choices
        for word in (choice.code, choice.zh, choice.en, *choice.aliases)
    }
    found = words.get(scheme.strip().lower())
    if found:
        return found, []
    known = "、".join(f"{choice.code}（{choice.zh}）" for choice in choices)
    return "", [f"{source}：没有用地分类标准“{scheme}”；可用 {known}，请改正 landuse_scheme。"]


def _bare(ids: list[str], codes: list[str], source: str, heading: str | None) -> str:
    named = "、".join(ids[:_NAMED]) + (f" 等 {len(ids)} 行" if len(ids) > _NAMED else "")
    clashes = [words for code in dict.fromkeys(codes) if (words := _clash(code))]
    clash = f"（{'；'.join(clashes[:_CLASHES])}）" if clashes else ""
    return (
        f"{source}：{named} 的用地代码没有写明分类标准，同一代码在不同标准中含义不同{clash}；"
        f"请在数据源中声明 landuse_scheme（survey3 三调、ydyh 用地用海、gb50137 GB 50137），"
        f"或补上“用地分类标准”列{_hint(codes, heading)}。"
    )


def _clash(code: str) -> str:
    """What a code means in each standard, where it means something in two or more."""
    words = {choice.code: choice.zh for choice in kinds.vocabulary(_VOCABULARY)}
    meant = {name: zh for name in words if (zh := _listed(name, code)[1])}
    if len(set(meant.values())) < 2:  # noqa: PLR2004  a clash is between two
        return ""
    return f"{code} " + "，".join(f"在{words[name]}中是{zh}" for name, zh in meant.items())


def _hint(codes: list[str], heading: str | None) -> str:
    """What the heading and the codes suggest, for the planner to decide."""
    if heading and heading.strip().upper() in _SURVEY_HEADINGS:
        return f"（列名 {heading.strip()} 多见于三调，但不能由此断定）"
    words = {choice.code: choice.zh for choice in kinds.vocabulary(_VOCABULARY)}
    fits = [words[name] for name in words if all(_known(name, code) for code in codes)]
    return f"（这些代码只有{fits[0]}全都有，但不能由此断定）" if len(fits) == 1 else ""


def _looked_up(codes: "pd.Series[str]", schemes: "pd.Series[str]") -> list[Finding]:
    """Codes that their standard does not have, and those of which it has only the class."""
    lost: dict[str, list[str]] = {}
    wider: dict[str, list[str]] = {}
    for key, code, scheme in zip(codes.index, codes, schemes, strict=True):
        if not isinstance(code, str) or not isinstance(scheme, str) or scheme == _OPEN:
            continue
        found, zh = _listed(scheme, code)
        if not found:
            lost.setdefault(_unknown(scheme, code), []).append(str(key))
        elif found != code.strip().upper():
            wider.setdefault(f"{code} 按 {found} {zh}", []).append(str(key))
    return [
        *_told(
            ERROR,
            "用地代码不在所说的分类标准中",
            lost,
            "代码原样保留，不参与计算；请核对代码（是否丢了前导零）与分类标准。",
        ),
        *_told(
            INFO,
            "用地代码按上级类别理解",
            wider,
            "代码表中没有这一细类；请核对上级类别是否正确。",
        ),
    ]


def _told(severity: str, rule: str, found: dict[str, list[str]], remedy: str) -> list[Finding]:
    lines = [(ids, f"{words}（{len(ids)} 行）") for words, ids in found.items()]
    return entries.gathered(severity, "parcels", rule, lines, remedy=remedy)


def _unknown(scheme: str, code: str) -> str:
    words = {choice.code: choice.zh for choice in kinds.vocabulary(_VOCABULARY)}
    near = get_close_matches(code.strip().upper(), _codes(scheme), _NEAREST, _NEAR)
    known = "、".join(f"{other} {_codes(scheme)[other]}" for other in near)
    return f"{words.get(scheme, scheme)} {code}" + (f"，相近的有 {known}" if known else "")


def _known(scheme: str, code: str) -> bool:
    return scheme != _OPEN and code.strip().upper() in _codes(scheme)


def _listed(scheme: str, code: str) -> tuple[str, str]:
    """The code itself, else the longest class that it falls under, with its words; empty for none."""
    known, text = _codes(scheme), code.strip().upper()
    least = 1 if text[:1].isalpha() else _CLASS
    parts = (text[:end] for end in range(len(text), least - 1, -1))
    return next(((part, known[part]) for part in parts if part in known), ("", ""))


@cache
def _codes(scheme: str) -> dict[str, str]:
    return {
        row["code"]: row["zh"] for row in kinds.rows("landuse_codes") if row["scheme"] == scheme
    }
