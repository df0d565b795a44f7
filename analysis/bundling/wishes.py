"""Units that must or must not be in a package, together or apart: the rows of `bundle_pairs`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .. import standards

TABLE = "bundle_pairs"
MUST, MUST_NOT, TOGETHER, APART = "must", "must_not", "together", "apart"
RELATIONS = (MUST, MUST_NOT, TOGETHER, APART)
_ONE = (MUST, MUST_NOT)


@dataclass(frozen=True)
class Wishes:
    """
    What the rules say about units, by their ids.

    Attributes
    ----------
    must, must_not
        Units that have to be, and must not be, in a package.
    together, apart
        Pairs of one package, and of two.
    unknown
        Rules about units that are none, and rules that exclude each other: one Chinese sentence
        each.
    """

    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()


def wishes(units: pd.Index, *, overrides: Mapping[str, str | Path] | None = None) -> Wishes:
    """
    The rules about units, as far as they concern those that there are.

    Parameters
    ----------
    units
        Ids of communities, plots and premises.
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `bundle_pairs`.

    Returns
    -------
    Wishes
        By relation.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> wishes(pd.Index(["C01"])) == Wishes()
    True
    """
    table = standards.load(TABLE, overrides=overrides, check=faults).reset_index()
    found: dict[str, list[tuple[str, ...]]] = {relation: [] for relation in RELATIONS}
    unknown = []
    for row in table.to_dict("records"):
        named = tuple(str(row[name]) for name in ("unit", "other") if row[name])
        odd = [unit for unit in named if unit not in units]
        if odd:
            unknown.append(
                f"规则 {row['key']} 的 {'、'.join(odd)} 不在参与组合的小区、地块和房屋之中，"
                "该规则未起作用；请核对编号，或查明它为何未参与。"
            )
        else:
            found[str(row["relation"])].append(tuple(sorted(named)))
    unknown += _contrary(found)
    one = {name: tuple(sorted({unit for (unit,) in found[name]})) for name in _ONE}
    two = {name: tuple(sorted({(a, b) for a, b in found[name]})) for name in (TOGETHER, APART)}
    return Wishes(one[MUST], one[MUST_NOT], two[TOGETHER], two[APART], tuple(unknown))


def _contrary(found: dict[str, list[tuple[str, ...]]]) -> Iterator[str]:
    """Rules that exclude each other are taken out, and said; all or none means none."""
    for (unit,) in sorted({*found[MUST]} & {*found[MUST_NOT]}):
        found[MUST] = [each for each in found[MUST] if each != (unit,)]
        found[MUST_NOT] = [each for each in found[MUST_NOT] if each != (unit,)]
        yield f"{unit} 同时必须入片又不得入片，两条规则都未起作用；请删去其中一条。"
    for pair in sorted({*found[TOGETHER]} & {*found[APART]}):
        for relation in (TOGETHER, APART):
            found[relation] = [each for each in found[relation] if each != pair]
        yield f"{'、'.join(pair)} 同时须在一起又须分开，两条规则都未起作用；请删去其中一条。"
    for pair in sorted({*found[TOGETHER]}):
        out = [unit for unit in pair if (unit,) in found[MUST_NOT]]
        if out and len(out) < len(pair):
            found[MUST_NOT] += [(unit,) for unit in pair]
            yield (
                f"{'、'.join(pair)} 须在一起，而 {'、'.join(out)} 不得入片，"
                "因此两者都不入片；如非本意，请改正规则。"
            )


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of rules about units.

    Parameters
    ----------
    table
        The columns of the bundled table, indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = pd.DataFrame({"key": ["a"], "relation": ["near"], "unit": ["C01"], "other": [""]})
    >>> next(faults(table, "mine.csv"))
    '规则表文件 mine.csv 第 0 行（a）的 relation 为“near”，应为 must、must_not、together、apart 之一；请改正该格。'
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）的"
        yield from (f"{place} {said}；请改正该格。" for said in _odd(row))


def _odd(row: pd.Series) -> Iterator[str]:
    if row["relation"] not in RELATIONS:
        yield f"relation 为“{row['relation']}”，应为 {'、'.join(RELATIONS)} 之一"
        return
    if not row["unit"]:
        yield "unit 是空的，应写明小区、地块或房屋的编号"
    if row["relation"] in _ONE and row["other"]:
        yield f"other 为“{row['other']}”，{row['relation']} 只说一个对象，应留空"
    if row["relation"] not in _ONE and row["other"] in ("", row["unit"]):
        yield f"other 为“{row['other']}”，{row['relation']} 应写明另一个对象的编号"
