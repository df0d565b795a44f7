"""Chinese numerals: 六, 十二, 一百二十, 三万, 一九九八; only those that can be read in one way."""

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿")
_PLACES = {"十": 10, "百": 100, "千": 1000}
SIGNS = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億"
_MOST = 10**12


def read(text: str) -> int | None:
    """
    The whole number that a Chinese numeral stands for.

    Parameters
    ----------
    text
        Nothing but the numeral.

    Returns
    -------
    int or None
        None where the text is no complete numeral: 一百二 may be 102 or 120, and 百 or 三五 say
        no number.

    Examples
    --------
    >>> [read(text) for text in ("六", "十二", "一百二十", "一千零五", "两万三千", "〇")]
    [6, 12, 120, 1005, 23000, 0]
    >>> read("一百二"), read("百"), read("三五")
    (None, None, None)
    """
    plain = text.translate(_FORMAL)
    if plain in ("零", "〇"):
        return 0
    if not plain or any(sign not in SIGNS for sign in plain):
        return None
    value = _value(plain)
    spelt = plain.replace("两", "二").replace("〇", "零")
    return value if 0 < value < _MOST and spelt in _spellings(value) else None


def read_digits(text: str) -> int | None:
    """
    The number spelt digit by digit, as years are: 一九九八.

    Examples
    --------
    >>> read_digits("一九九八"), read_digits("二〇〇五"), read_digits("十二")
    (1998, 2005, None)
    """
    found = [_DIGITS.get(sign) for sign in text]
    if not found or any(digit is None for digit in found):
        return None
    return int("".join(str(digit) for digit in found))


def _value(text: str) -> int:
    """What a numeral adds up to, well formed or not."""
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        if sign in text:
            left, right = text.split(sign, 1)
            return _value(left) * size + _value(right)
    total = digit = 0
    for sign in text:
        if sign in _PLACES:
            total += (digit or 1) * _PLACES[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def _spellings(value: int) -> set[str]:
    """A number in full; 一十二 beside 十二."""
    full = _spelt(value)
    return {full, full[1:]} if full.startswith("一十") else {full}


def _spelt(value: int) -> str:
    parts = []
    for size, sign in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, value = divmod(value, size)
        if part:
            gap = "零" if parts and part < _PLACES["千"] else ""
            parts.append(gap + _below_ten_thousand(part) + sign)
    return "".join(parts)


def _below_ten_thousand(value: int) -> str:
    text, gap = "", False
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + sign
            gap = False
        else:
            gap = True
    return text
