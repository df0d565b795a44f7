"""Columns of a layer in few bytes: whole numbers, decimals and words, packed for a page."""

import base64
import gzip
import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..words import WORDS

Spec = dict[str, Any]
_WHOLE = 2**31  # a whole number of a page is at least -2**31 and less than this
_EXACT = 2**53  # from here on a decimal of 64 bits does not have every whole number
_PLAIN = 1e-4  # smaller decimals are written with an exponent
_DIGITS = 6  # after the point, at most, of a decimal that is kept as a whole number
_SHORT = 12  # signs: a longer one is no number that a page would write
_LEVEL = 6  # of gzip: 9 takes four times as long and saves one part in a hundred


class Columns:
    """
    Columns that share one block of bytes; each is described by a small dict, its spec.

    Whole numbers lie plane by plane, low bytes first, with the sign in the lowest bit; `delta`
    keeps the step from the number before. Words are a list of different words and the place of
    each row in it.

    Examples
    --------
    >>> made = Columns()
    >>> spec = made.column(pd.Series(["甲", None, "甲"]))
    >>> read = Reader(made.packed())
    >>> read.column(spec)
    ['甲', None, '甲']
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def _put(self, part: bytes) -> int:
        start = self._size
        self._parts.append(part)
        self._size += len(part)
        return start

    def ints(self, values: Any, *, delta: bool = False) -> Spec:
        """
        Whole numbers from -2**31 to 2**31 - 1.

        Parameters
        ----------
        values
            Array-like of whole numbers.
        delta
            Keep steps: shorter where neighbours are near one another.

        Returns
        -------
        dict
            The spec.

        Raises
        ------
        ValueError
            A number is too large.
        """
        whole = np.asarray(values, dtype=np.int64)
        if len(whole) and (whole.min() < -_WHOLE or whole.max() >= _WHOLE):
            raise ValueError("a whole number of a column must fit 32 bits")
        steps = np.diff(whole, prepend=0) if delta else whole
        if delta and len(steps) and max(-steps.min(), steps.max() + 1) > _WHOLE:
            delta, steps = False, whole  # a step may be twice as long as a number
        signed = np.where(steps < 0, -2 * steps - 1, 2 * steps).astype("<u4")
        planes = signed.view(np.uint8).reshape(-1, 4)
        used = (int(signed.max()).bit_length() + 7) // 8 if len(signed) else 0
        start = self._put(np.ascontiguousarray(planes[:, :used].T).tobytes())
        return {"is": "int", "n": len(whole), "at": start, "planes": used, "delta": delta}

    def texts(self, values: Sequence[str]) -> Spec:
        """
        Text, all of it joined.

        Parameters
        ----------
        values
            Text; halves of a sign that no file can hold become question marks.

        Returns
        -------
        dict
            The spec.
        """
        clean = [value.encode("utf-8", "replace").decode() for value in values]
        joined = "".join(clean)
        # the browser counts in halves of four-byte signs
        sizes = [len(value) for value in clean]
        if not joined.isascii() and max(joined) > "\uffff":
            sizes = [len(value.encode("utf-16-le")) // 2 for value in clean]
        whole = joined.encode()
        start = self._put(whole)
        return {"is": "text", "at": start, "bytes": len(whole), "sizes": self.ints(sizes)}

    def column(self, values: pd.Series) -> Spec:
        """
        Numbers as numbers, everything else as words; a missing cell stays missing.

        Parameters
        ----------
        values
            Any column; yes or no become words, other cells that are no text their `str`.

        Returns
        -------
        dict
            The spec.
        """
        if pd.api.types.is_bool_dtype(values.dtype):
            said = values.astype(object).map({True: WORDS["yes"], False: WORDS["no"]})
            return self._words(said)
        if pd.api.types.is_numeric_dtype(values.dtype):
            numbers = values.to_numpy(dtype=float, na_value=np.nan)
            whole = pd.api.types.is_integer_dtype(values.dtype)
            if not np.isinf(numbers).any() and not (whole and (np.abs(numbers) >= _EXACT).any()):
                return self._numbers(numbers, text=False)
        return self._words(values)

    def _numbers(self, values: np.ndarray, *, text: bool) -> Spec:
        known = np.isfinite(values)
        missing = None if known.all() else self.ints(~known)
        filled = np.where(known, values, 0.0)
        for digits in range(_DIGITS + 1):
            whole = np.rint(filled * 10.0**digits)
            if np.abs(whole).max(initial=0) >= _WHOLE:
                break
            if np.array_equal(whole / 10.0**digits, filled):
                spec = self.ints(whole)
                return {"is": "number", "digits": digits, "values": spec} | _more(missing, text)
        raw = np.ascontiguousarray(filled, dtype="<f8").view(np.uint8).reshape(-1, 8)
        start = self._put(np.ascontiguousarray(raw.T).tobytes())
        spec = {"is": "double", "n": len(filled), "at": start}
        return {"is": "number", "digits": 0, "values": spec} | _more(missing, text)

    def _words(self, values: pd.Series) -> Spec:
        objects = values.astype(object)
        known = objects.notna().to_numpy(dtype=bool)
        said = [str(cell) for cell in objects[known]]
        codes, words = pd.factorize(np.array(said, dtype=object))
        numbers = _written_numbers(list(words))
        if numbers is not None:
            whole = np.full(len(objects), np.nan)
            whole[known] = numbers[codes]
            return self._numbers(whole, text=True)
        if len(words) > len(objects) / 2:  # hardly two alike: no list of the different ones
            every = np.full(len(objects), "", dtype=object)
            every[known] = said
            missing = None if known.all() else self.ints(~known)
            return {"is": "words", "all": self.texts(list(every))} | _more(missing, False)
        places = np.zeros(len(objects), dtype=np.int64)
        places[known] = codes + 1  # 0 is missing
        return {"is": "coded", "words": self.texts(list(words)), "codes": self.ints(places)}

    def packed(self, *, compress: bool = True) -> Spec:
        """
        Return the block of bytes for a page, with its length and checksum.

        Parameters
        ----------
        compress
            gzip; False for browsers that cannot undo it.

        Returns
        -------
        dict
            `gzip`, `bytes` and `crc` (CRC-32) of the block, and `data`, which is base64.
        """
        block = b"".join(self._parts)
        body = gzip.compress(block, _LEVEL, mtime=0) if compress else block
        return {
            "gzip": compress,
            "bytes": len(block),
            "crc": zlib.crc32(block),
            "data": base64.b64encode(body).decode(),
        }


class Reader:
    """
    Read again what :class:`Columns` packed, as the page's script does.

    Parameters
    ----------
    packed
        From :meth:`Columns.packed`.

    Raises
    ------
    ValueError
        Length or checksum differ.
    """

    def __init__(self, packed: Spec) -> None:
        body = base64.b64decode(packed["data"])
        self._block = gzip.decompress(body) if packed["gzip"] else body
        if len(self._block) != packed["bytes"] or zlib.crc32(self._block) != packed["crc"]:
            raise ValueError("the block of columns is not whole")

    def ints(self, spec: Spec) -> np.ndarray:
        """Return whole numbers, int64."""
        count, used = spec["n"], spec["planes"]
        flat = np.frombuffer(self._block, np.uint8, count * used, spec["at"])
        signed = np.zeros(count, dtype=np.int64)
        for place, plane in enumerate(flat.reshape(used, count)):
            signed |= plane.astype(np.int64) << (8 * place)
        whole = (signed >> 1) ^ -(signed & 1)
        return np.cumsum(whole) if spec["delta"] else whole

    def texts(self, spec: Spec) -> list[str]:
        """Return text by row."""
        whole = self._block[spec["at"] : spec["at"] + spec["bytes"]].decode().encode("utf-16-le")
        ends = 2 * np.cumsum(self.ints(spec["sizes"]), dtype=np.int64)
        starts = [0, *ends[:-1]]
        return [whole[a:b].decode("utf-16-le") for a, b in zip(starts, ends, strict=False)]

    def column(self, spec: Spec) -> list[Any]:
        """Return the cells of a column: text, float or None."""
        if spec["is"] == "coded":
            words = [None, *self.texts(spec["words"])]
            return [words[code] for code in self.ints(spec["codes"])]
        cells = self.texts(spec["all"]) if spec["is"] == "words" else self._number(spec)
        if spec["missing"] is None:
            return cells
        gone = self.ints(spec["missing"])
        return [None if missing else cell for cell, missing in zip(cells, gone, strict=True)]

    def _number(self, spec: Spec) -> list[Any]:
        own = spec["values"]
        if own["is"] == "double":
            flat = np.frombuffer(self._block, np.uint8, 8 * own["n"], own["at"])
            found = np.ascontiguousarray(flat.reshape(8, -1).T).view("<f8").ravel()
        else:
            found = self.ints(own) / 10.0 ** spec["digits"]
        return [_written(cell) for cell in found] if spec["text"] else found.tolist()


def _more(missing: Spec | None, text: bool) -> Spec:
    return {"missing": missing, "text": text}


def _written(number: float) -> str:
    return json.dumps(int(number) if number.is_integer() else float(number))


def _written_numbers(words: list[str]) -> np.ndarray | None:
    """Numbers, where every word is one and written as the page would write it again."""
    if (
        not words or len(words[0]) > _SHORT or not words[0].lstrip("-")[:1].isdigit()
    ):  # seen at once
        return None
    try:
        numbers = np.array(words, dtype=float)
    except ValueError:
        return None
    size = np.abs(numbers)
    if not np.isfinite(size).all() or size.max() >= _WHOLE:
        return None
    plain = (numbers == 0) | (size >= _PLAIN)
    same = all(_written(number) == word for number, word in zip(numbers, words, strict=True))
    return numbers if same and plain.all() else None
