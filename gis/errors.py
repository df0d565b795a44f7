"""What can go wrong, in words: one base and five kinds, each a list of sentences."""

from collections.abc import Sequence


class PianquError(ValueError):
    """
    A fault that the user can mend; every fault of one reading at once.

    Parameters
    ----------
    faults
        One sentence, or several, each naming the file, row or key, what was found, what was
        expected and what to do.

    Examples
    --------
    >>> error = PianquError(["a.csv: 第 3 行缺少名称。", "a.csv: 第 9 行户数为负。"])
    >>> len(error.faults)
    2
    >>> print(error)
    a.csv: 第 3 行缺少名称。
    a.csv: 第 9 行户数为负。
    """

    def __init__(self, faults: str | Sequence[str]) -> None:
        self.faults = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults))


class SourceError(PianquError):
    """A file is missing, cut short, empty or in no format that is read."""


class LayerError(PianquError):
    """The content of a layer does not fit its schema."""


class CrsError(PianquError):
    """Coordinates without a reference, in degrees where metres are needed, or in two systems."""


class ChoiceError(PianquError):
    """A key or value of the project file, or a choice, is not known."""


class OutputError(PianquError):
    """A folder or file cannot be written."""
