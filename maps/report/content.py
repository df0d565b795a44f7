"""What a report is made of, before it becomes a page or a Word file."""

from dataclasses import dataclass, field
from pathlib import Path

from .grids import Grid


@dataclass(frozen=True)
class Said:
    """
    Sentences, one below the other.

    Attributes
    ----------
    texts
        Raw text.
    listed
        Whether they are points of a list.
    tone
        How they look: lead, warning, or nothing.
    """

    texts: tuple[str, ...]
    listed: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Terms:
    """Words and what they are, raw text."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """A figure: its file and what it shows."""

    path: Path
    caption: str


@dataclass(frozen=True)
class Frame:
    """A page that stands in the report: its name and its HTML; a Word file leaves it out."""

    name: str
    html: str


Block = Said | Terms | Grid | Picture | Frame


@dataclass(frozen=True)
class Chapter:
    """A chapter, or a section of one: its key, title and blocks; sections have a title each."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[tuple[str, tuple[Block, ...]], ...] = ()


@dataclass(frozen=True)
class Report:
    """
    A whole report, all of it raw text.

    Attributes
    ----------
    title, subtitle
        Over it.
    facts
        Lines under the title: place, day, author.
    marks
        What is stamped on it, as that its data are made up.
    chapters
        In order.
    """

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    chapters: tuple[Chapter, ...] = field(default=())
