"""Words in which a planner reads the rules, sums and members of packages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .problem import Problem

WAN = 1_000_000  # fen in 10,000 yuan
FEN = 100  # in a yuan
WORTH = 1000  # thousandths of a household
SHOWN = 8  # ids named in one sentence


def amount(fen: int) -> str:
    """
    A sum of money: in yuan, from ten thousand on in units of ten thousand.

    Parameters
    ----------
    fen
        Whole fen.

    Returns
    -------
    str
        Exact to the fen where it is in yuan; to a hundred yuan where larger.

    Examples
    --------
    >>> amount(280_000_000), amount(-1_230)
    ('280 万元', '-12.3 元')
    """
    if abs(fen) >= WAN:
        return f"{_short(fen / WAN)} 万元"
    return f"{_short(fen / FEN)} 元"


def worth(value: float) -> str:
    """
    A value in households.

    Examples
    --------
    >>> worth(1500)
    '1.5 户当量'
    """
    return f"{_short(value / WORTH)} 户当量"


def ids(problem: "Problem", members: Iterable[int]) -> str:
    """
    Names of units, of many only the first.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> ids(_two(), (0, 1))
    'A、B'
    """
    names = [str(problem.units[each]) for each in members]
    more = f"等 {len(names)} 个单元" if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more


def rule(problem: "Problem", key: str) -> str:
    """
    One rule of the packages in words, with its limit.

    Parameters
    ----------
    problem
        The limits.
    key
        `links`, `reach`, `least_households`, `most_households`, `least_area`, `most_area`,
        `money`, `service:` with the number of the service, `together:` with that of the set,
        `apart:` with that of the pair.

    Returns
    -------
    str
        In Chinese.

    Raises
    ------
    KeyError
        No such rule.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> rule(_two(), "money"), rule(_two(), "least_households")
    ('片区资金自平衡', '片区不少于 0 户')
    """
    kind, _, number = key.partition(":")
    if number:
        return _of_units(problem, kind, int(number))
    limits = problem.limits
    if key == "money":
        return _balance(problem)
    return {
        "links": "片区须相邻连片（不跨屏障和辖区）",
        "reach": "片区须在中心的可达范围内",
        "least_households": f"片区不少于 {limits.least_households} 户",
        "most_households": f"片区不多于 {limits.most_households} 户",
        "least_area": f"片区不小于 {limits.least_area} ㎡",
        "most_area": f"片区不大于 {limits.most_area} ㎡",
    }[key]


def demand(problem: "Problem", key: str) -> str:
    """
    What is asked of all packages together, in words.

    Parameters
    ----------
    problem
        The limits.
    key
        `must:` with the position of the unit, `money:` with the number of the pool, or `count`.

    Returns
    -------
    str
        In Chinese.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> demand(_two(), "must:1"), demand(_two(), "money:0")
    ('B 必须入片', '资金池收支平衡（可用外部资金 0 元）')
    """
    kind, _, number = key.partition(":")
    limits = problem.limits
    if kind == "must":
        return f"{problem.units[int(number)]} 必须入片"
    if kind == "count":
        return f"片区不多于 {limits.most_packages} 个"
    own = limits.money[int(number)]
    return f"{pool(problem, int(number))}收支平衡（可用外部资金 {amount(own)}）"


def pool(problem: "Problem", number: int) -> str:
    """
    Name of a pool: its number, from 1 on, where there are several.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> pool(_two(), 0)
    '资金池'
    """
    several = len(problem.limits.money) > 1
    return f"资金池{number + 1}" if several else "资金池"


def joined(names: Iterable[str]) -> str:
    """
    Rules that exclude each other, as one sentence.

    Examples
    --------
    >>> joined(["甲", "乙"])
    '“甲”与“乙”相互矛盾，不能同时满足。'
    """
    quoted = [f"“{name}”" for name in names]
    if len(quoted) == 1:
        return f"{quoted[0]}本身无法满足。"
    return f"{'、'.join(quoted[:-1])}与{quoted[-1]}相互矛盾，不能同时满足。"


def _balance(problem: "Problem") -> str:
    limits = problem.limits
    if limits.mode == "self":
        return "小区内资金自平衡"
    if limits.mode == "package":
        return "片区资金自平衡"
    return f"单个片区的结余不低于 {amount(limits.floor or 0)}"


def _of_units(problem: "Problem", kind: str, number: int) -> str:
    if kind == "service":
        asked = problem.services[number]
        return f"片区内的{asked.key}配置不少于需求的 {asked.percent}%"
    if kind == "together":
        return f"{ids(problem, problem.together[number])} 须在同一片区"
    if kind == "apart":
        return f"{ids(problem, problem.apart[number])} 不得在同一片区"
    raise KeyError(kind)


def _short(number: float) -> str:
    return f"{number:,.2f}".rstrip("0").rstrip(".")
