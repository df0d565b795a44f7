"""Where money comes from: the payer of each ledger row, its finer channel, and what is paid back."""

import re
from functools import lru_cache

import pandas as pd

from .. import standards
from .finance_rules import SOURCES, UNSTATED, Overrides, source_faults

UNRESOLVED = "unresolved"
FIVE = ("upper_grant", "local_match", "bank", "private", "residents")
PAYERS = (*FIVE, "enterprise", UNRESOLVED, UNSTATED)
AWARD = "on_time_award"
JOINED = ";"
NOT_SPLIT = "（未分列）"
NO_CHANNEL = "未写明渠道"


def channels(ledger: pd.DataFrame, *, overrides: Overrides = None) -> pd.DataFrame:
    """
    The payer of each row and its finer channel.

    A channel is told by its words in `payer_detail`, and where that has none in `item`; the longest
    word first, so that “市级对县级投入” is not taken for the county. Where several are named their
    shares are not known: they stay together, said to be not split.

    Parameters
    ----------
    ledger
        The layer: `payer`, `payer_detail`, `item`.
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `funding_sources`.

    Returns
    -------
    DataFrame
        The index of `ledger`: `source` (a payer of the vocabulary, or `unstated`), `source_zh`,
        `channel` (keys joined by semicolons; NA where none is named), `channel_zh`, `repay`
        (boolean: paid back).

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> rows = pd.DataFrame({"payer": ["local_match", "bank", None], "item": "资金",
    ...     "payer_detail": ["市、区配套资金", None, "中央补助"]})
    >>> channels(rows)[["source", "channel_zh", "repay"]].values.tolist()
    [['local_match', '市级财政、县区财政（未分列）', False], ['bank', '未写明渠道', True], ['unstated', '未写明渠道', False]]
    """
    table = standards.load(SOURCES, overrides=overrides, check=source_faults)
    names = {str(channel): str(zh) for channel, zh in table["zh"].items()}
    repaid = set(table.index[table["repay"].eq(1)])
    words = _words(table)
    source = ledger["payer"].astype("string").fillna(UNSTATED)
    told = [
        _told(words.get(payer, ()), detail, item)
        for payer, detail, item in zip(
            source, ledger["payer_detail"].fillna(""), ledger["item"].fillna(""), strict=True
        )
    ]
    found = {
        "source": source,
        "source_zh": source.map(names).astype("string"),
        "channel": pd.Series([JOINED.join(each) or pd.NA for each in told], ledger.index),
        "channel_zh": pd.Series([_said(each, names) for each in told], ledger.index),
        "repay": pd.Series(
            [bool(repaid & {payer, *each}) for payer, each in zip(source, told, strict=True)],
            ledger.index,
            dtype=bool,
        ),
    }
    return pd.DataFrame(found).astype({"channel": "string", "channel_zh": "string"})


def named(channel: pd.Series, key: str) -> pd.Series:
    """
    Whether a channel is among those named.

    Parameters
    ----------
    channel
        From :func:`channels`.
    key
        Of the table `funding_sources`.

    Returns
    -------
    Series
        bool, the index of `channel`; False where none is named.

    Examples
    --------
    >>> named(pd.Series(["city;county", None], dtype="string"), "city").tolist()
    [True, False]
    """
    found = [not pd.isna(each) and key in str(each).split(JOINED) for each in channel]
    return pd.Series(found, index=channel.index, dtype=bool)


def payers(*, overrides: Overrides = None) -> dict[str, str]:
    """
    The payers in the order of the accounts, with their names.

    Examples
    --------
    >>> list(payers().values())[:5]
    ['上级专项', '本级配套', '银行信贷', '民资参与', '居民自筹']
    """
    names = standards.load(SOURCES, overrides=overrides, check=source_faults)["zh"]
    return {payer: str(names[payer]) for payer in PAYERS}


def _words(table: pd.DataFrame) -> dict[str, tuple[tuple[str, str], ...]]:
    """Payer to (word, channel), the longest words first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for channel, row in table.iterrows():
        for payer in row["payer"].split("|"):
            own = found.setdefault(payer, [])
            own += [(word, str(channel)) for word in row["words"].split("|") if word]
    return {
        payer: tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))
        for payer, pairs in found.items()
    }


@lru_cache(maxsize=2**12)
def _told(words: tuple[tuple[str, str], ...], detail: str, item: str) -> tuple[str, ...]:
    return _in(words, detail) or _in(words, item)


def _in(words: tuple[tuple[str, str], ...], text: str) -> tuple[str, ...]:
    """The channels that a text names, in its order; what a longer word took is not read again."""
    places: dict[str, int] = {}
    for word, channel in words:
        for match in re.finditer(re.escape(word), text):
            places.setdefault(channel, match.start())
        text = text.replace(word, "\0" * len(word))
    return tuple(sorted(places, key=lambda channel: places[channel]))


def _said(told: tuple[str, ...], names: dict[str, str]) -> str:
    if not told:
        return NO_CHANNEL
    words = "、".join(str(names[each]) for each in told)
    return words + NOT_SPLIT if len(told) > 1 else words
