"""What a package must keep to: the rows of `bundle_rules`, a set over the default one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .. import standards

TABLE = "bundle_rules"
DEFAULT = "default"
_WHOLE = ("least_households", "most_households", "most_packages")
_PAIRS = (("least_households", "most_households"), ("least_hectares", "most_hectares"))


@dataclass(frozen=True)
class PackageRules:
    """
    The numbers of one set, each the value of its row; see the table for units and sources.

    Attributes
    ----------
    least_households, most_households
        Households of a package.
    least_hectares, most_hectares
        Its area.
    reach
        Metres on foot from the hub to a member.
    gap, crossing
        Metres between neighbours; metres on foot between two that a barrier parts.
    package_cost
        Households that one package more counts for.
    overhead, outside_money
        Yuan for each package; yuan that a pool may draw on.
    walk_weight
        Part of a household that is lost for each metre.
    most_packages
        0 sets no limit.
    """

    least_households: int
    most_households: int
    least_hectares: float
    most_hectares: float
    reach: float
    gap: float
    crossing: float
    package_cost: float
    overhead: float
    walk_weight: float
    outside_money: float
    most_packages: int


def rules(
    chosen: str = DEFAULT, *, overrides: Mapping[str, str | Path] | None = None
) -> PackageRules:
    """
    The rules of a set; what it does not say is as in the set `default`.

    Parameters
    ----------
    chosen
        A `set` of the table.
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `bundle_rules`.

    Returns
    -------
    PackageRules
        The numbers.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> rules("ha10").least_hectares, rules("ha10").reach
    (10.0, 800.0)
    """
    table = rows(chosen, overrides=overrides)
    values = {str(name): float(value) for name, value in table["value"].items()}
    whole = {name: int(values.pop(name)) for name in _WHOLE}
    return PackageRules(**values, **whole)


def rows(
    chosen: str = DEFAULT, *, overrides: Mapping[str, str | Path] | None = None
) -> pd.DataFrame:
    """
    The rows behind the numbers of a set.

    Returns
    -------
    DataFrame
        Indexed by `name`, in the order of the default set; the columns of the table.

    Examples
    --------
    >>> rows("ha20")["status"].head(3).tolist()
    ['assumption', 'assumption', 'unverified']
    """
    table = standards.load(TABLE, overrides=overrides, check=faults)
    own, usual = (table[table["set"] == each].set_index("name") for each in (chosen, DEFAULT))
    found = own.reindex(usual.index)
    return found.where(found["value"].notna(), usual).astype(usual.dtypes.to_dict())


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of rules.

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
    >>> table = standards.load(TABLE).reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> next(faults(table.assign(value=-1.0), "mine.csv"))
    '规则表文件 mine.csv 第 0 行（default.least_households）的 value 为 -1，应在 0 至 100,000 之间；请改正该格。'
    """
    known = list(PackageRules.__dataclass_fields__)
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）的"
        if row["name"] not in known:
            yield f"{place} name 为“{row['name']}”，应为 {'、'.join(known)} 之一；请改正该格。"
        if not row["least"] <= row["value"] <= row["most"]:
            yield (
                f"{place} value 为 {row['value']:g}，应在 {row['least']:g} 至 {row['most']:,.0f}"
                " 之间；请改正该格。"
            )
    for (chosen, name), group in table.groupby(["set", "name"], sort=False):
        if len(group) > 1:
            lines = "、".join(map(str, group.index))
            yield f"规则表文件 {file} 第 {lines} 行同为 {chosen} 的 {name}；请只留一行。"
    yield from _missing(table, known, file)


def _missing(table: pd.DataFrame, known: list[str], file: str) -> Iterator[str]:
    usual = table[table["set"] == DEFAULT].set_index("name")["value"]
    without = [name for name in known if name not in usual.index]
    if without:
        yield f"规则表文件 {file} 的 {DEFAULT} 缺少 {'、'.join(without)}；请补上这些行。"
        return
    for chosen, group in table.groupby("set", sort=False):
        values = {**usual, **group.set_index("name")["value"]}
        for low, high in _PAIRS:
            if values[low] > values[high]:
                yield (
                    f"规则表文件 {file} 的 {chosen} 中 {low}（{values[low]:g}）大于"
                    f" {high}（{values[high]:g}）；请改正其中之一。"
                )
