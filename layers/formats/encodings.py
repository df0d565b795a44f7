"""The encoding of Chinese text in old files, told from the bytes and from what the file states."""

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_OURS = ("utf-8", "gb18030")  # in this order: Chinese in GB 18030 is hardly ever valid UTF-8
_LATIN = frozenset({"iso8859-1", "iso8859-15", "cp1252", "cp437", "cp850", "ascii"})
_SPELLINGS = {"936": "gb18030", "65001": "utf-8", "88591": "iso8859-1", "54936": "gb18030"}
_CHINESE = frozenset({"gbk", "gb2312", "gb18030", "hz", "cp936"})
_TELLING = 3  # different texts that must be valid UTF-8 before a stated GBK is disbelieved
_COMMON = 0.9  # share of the signs that must be everyday Chinese before Latin is disbelieved


@dataclass(frozen=True)
class Encoding:
    """The encoding of some texts, and whether what the file states is not it."""

    name: str
    misstated: bool = False


def chosen(texts: Iterable[bytes], *, stated: str | None = None) -> Encoding | None:
    """
    The encoding in which every text reads.

    Parameters
    ----------
    texts
        As they stand in the file; each may end in the middle of a sign.
    stated
        What the file says of itself, in any spelling (GBK, ANSI_936, 65001, OEM).

    Returns
    -------
    Encoding or None
        What is stated where it can be true, else UTF-8, else GB 18030; None where none reads.

    Examples
    --------
    >>> chosen(["东一村".encode("gbk")], stated="UTF-8")
    Encoding(name='gb18030', misstated=True)
    >>> chosen(["Mäkelänkatu".encode("latin-1")], stated="ISO-8859-1")
    Encoding(name='iso8859-1', misstated=False)
    """
    high = sorted({text for text in texts if not text.isascii()})
    said = _python(stated)
    fits = [name for name in _OURS if reads(high, name)]
    if not high or said is None:
        return Encoding(said or fits[0]) if fits else None
    if said in _LATIN:
        better = next((name for name in fits if name == _OURS[0] or _everyday(high)), None)
        return Encoding(said) if better is None else Encoding(better, misstated=True)
    if said == _OURS[1] and _OURS[0] in fits and len(high) >= _TELLING:
        return Encoding(_OURS[0], misstated=True)
    if reads(high, said):
        return Encoding(said)
    return Encoding(fits[0], misstated=True) if fits else None


def decoded(raw: bytes, encoding: str) -> tuple[str, bool]:
    """
    A text, and whether its last sign was cut off in the middle (and is left out).

    Raises
    ------
    UnicodeDecodeError
        A sign before the last cannot be read.

    Examples
    --------
    >>> decoded("面积".encode("gbk")[:3], "gb18030")
    ('面', True)
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    text = decoder.decode(raw)
    return text, bool(decoder.getstate()[0])


def reads(texts: Sequence[bytes], encoding: str) -> bool:
    """
    Whether every text can be read in an encoding.

    Examples
    --------
    >>> reads(["村".encode()], "utf-8"), reads(["村".encode("gbk")], "utf-8")
    (True, False)
    """
    try:
        for text in texts:
            decoded(text, encoding)
    except UnicodeDecodeError:
        return False
    return True


def _python(stated: str | None) -> str | None:
    """The name that Python gives it; None where it is no encoding."""
    word = (stated or "").strip().lower().replace("ansi", "").strip(" _-")
    word = _SPELLINGS.get(word, f"cp{word}" if word.isdigit() else word)
    try:
        found = codecs.lookup(word).name
    except LookupError:
        return None
    return _OURS[1] if found in _CHINESE else found


def _everyday(texts: Sequence[bytes]) -> bool:
    """Whether the signs are those of GB 2312, as hardly any accents would be by chance."""
    signs = [sign for text in texts for sign in decoded(text, _OURS[1])[0] if not sign.isascii()]
    common = [sign for sign in signs if _in_gb2312(sign)]
    return bool(signs) and len(common) >= _COMMON * len(signs)


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
