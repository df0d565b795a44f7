"""Evidence that land is idle, a row each: what is said, on which rule, from where and of which day."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from .evidence_rules import FOR, Rules

COLUMNS = {
    "plot": "string",
    "kind": "string",
    "rule": "string",
    "says": "string",
    "measured": "float64",
    "limit": "float64",
    "unit": "string",
    "object": "string",
    "text": "string",
    "source": "string",
    "as_of": "datetime64[s]",
    "standard": "string",
    "clause": "string",
    "certainty": "string",
}


def rows(layer: pd.DataFrame, rule: str, *, rules: Rules, **said: object) -> pd.DataFrame:
    """
    One row of evidence for each row of a layer, by one rule.

    Parameters
    ----------
    layer
        The rows that the rule speaks of, indexed by plot; `source` and `as_of` where there are.
    rule
        Key of the table `idle_evidence`.
    rules
        That table.
    **said
        Columns to set, one value or one each: `text` (a sentence without its full stop), `says`,
        `measured`, `limit`, `object` and what else differs from the row of the rule.

    Returns
    -------
    DataFrame
        ``COLUMNS``, indexed from 0. The text ends with what is not said of source and day.

    Raises
    ------
    KeyError
        There is no such rule, or a column of `said` is none of evidence.

    Examples
    --------
    >>> from .evidence_rules import rules
    >>> land = pd.DataFrame({"source": ["登记"]}, index=["L1"])
    >>> rows(land, "status_vacant", rules=rules(), text="登记为空置")["text"].tolist()
    ['登记为空置（日期未注明）']
    """
    row = rules.table.loc[rule]
    foreign = sorted(set(said) - set(COLUMNS))
    if foreign:
        raise KeyError(f"no columns of evidence: {foreign}")
    if len(layer) == 0:  # a layer without columns is not empty
        return joined([])
    columns = {
        "plot": layer.index.astype("string"),
        "kind": row["evidence"],
        "rule": rule,
        "says": row["says"],
        "measured": np.nan,
        "limit": rules.limit(rule),
        "unit": row["unit"] or pd.NA,
        "object": layer.index.astype("string"),
        "source": column(layer, "source"),
        "as_of": column(layer, "as_of", COLUMNS["as_of"]),
        "standard": row["standard"] or pd.NA,
        "clause": row["clause"] or pd.NA,
        "certainty": row["status"],
        "text": row["zh"],
    }
    plain = {name: _plain(value) for name, value in (columns | said).items()}
    table = pd.DataFrame(plain, index=range(len(layer)), columns=list(COLUMNS)).astype(COLUMNS)
    return table.assign(text=table["text"] + _unsaid(table))


def column(layer: pd.DataFrame, name: str, dtype: str = "string") -> pd.Series:
    """
    A column of a layer, missing throughout where the layer has none.

    Examples
    --------
    >>> column(pd.DataFrame(index=["L1"]), "status").tolist()
    [<NA>]
    """
    own = layer[name] if name in layer else pd.Series(pd.NA, index=layer.index, dtype="string")
    return own.astype(pd.api.types.pandas_dtype(dtype))


def joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """
    Frames of evidence as one, by plot; rows of a plot stay in the order given.

    Examples
    --------
    >>> joined([]).columns[:3].tolist()
    ['plot', 'kind', 'rule']
    """
    some = [part for part in parts if len(part)]
    if not some:
        return _none().copy()
    table = pd.concat(some, ignore_index=True) if len(some) > 1 else some[0]
    return table.sort_values("plot", kind="stable", ignore_index=True)


def worded(values: pd.Series, form: str) -> pd.Series:
    """
    Numbers or days as words.

    Parameters
    ----------
    values
        Any values.
    form
        As for :meth:`str.format`, with one place.

    Returns
    -------
    Series
        The index of `values`; text, NA where they are missing.

    Examples
    --------
    >>> worded(pd.Series([0.5, None]), "{:.0%}").tolist()
    ['50%', <NA>]
    """
    words = [
        form.format(value) if known else pd.NA
        for value, known in zip(values, values.notna(), strict=True)
    ]
    return pd.Series(words, index=values.index, dtype="string")


def supported(evidence: pd.DataFrame) -> pd.Index:
    """
    Plots that any evidence speaks for; signs on a raster alone make no plot.

    Examples
    --------
    >>> said = {"plot": ["a", "b"], "kind": ["raster", "registered"], "says": ["for", "for"]}
    >>> supported(pd.DataFrame(said)).tolist()
    ['b']
    """
    speaks = evidence["says"].eq(FOR) & evidence["kind"].ne("raster")
    return pd.Index(evidence.loc[speaks.fillna(value=False).astype(bool), "plot"].unique())


@cache
def _none() -> pd.DataFrame:
    return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)


def _plain(value: object) -> object:
    """Values by position: a column is not aligned by the index of its layer."""
    return value.array if isinstance(value, pd.Series | pd.Index) else value


def _unsaid(table: pd.DataFrame) -> pd.Series:
    lacks = {"来源未注明": table["source"].isna(), "日期未注明": table["as_of"].isna()}
    missing = pd.DataFrame(lacks).dot(pd.Series({name: f"{name}、" for name in lacks}))
    said = missing.astype("string").str.rstrip("、")
    return ("（" + said + "）").where(said.ne(""), "")
