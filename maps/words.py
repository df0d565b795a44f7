"""The words of a page: one table, Chinese and English, that Python and the page's scripts read."""

import csv
from importlib import resources


def rows(name: str) -> list[dict[str, str]]:
    """
    The rows of a table of words.

    Parameters
    ----------
    name
        Of the CSV file in `maps/tables`, without its ending.

    Returns
    -------
    list of dict
        Column to cell.

    Examples
    --------
    >>> rows("words")[0]
    {'key': 'no_data', 'zh': '无数据', 'en': 'No data'}
    """
    path = resources.files(__spec__.parent).joinpath("tables", f"{name}.csv")
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


WORDS: dict[str, str] = {row["key"]: row["zh"] for row in rows("words")}

UNITS: dict[str, str] = {
    "m": "米",
    "m2": "㎡",
    "person": "人",
    "household": "户",
    "storey": "层",
    "vehicle": "辆",
    "bay": "个",
    "degree": "度",
    "yuan": "元",
    "yuan/year": "元/年",
}
