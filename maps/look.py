"""What the maker of a page decides about it."""

from dataclasses import dataclass

from .words import WORDS


@dataclass(frozen=True)
class Look:
    """
    What the maker of a page decides about it; all of it raw text.

    Attributes
    ----------
    title, subtitle
        Over the map; the subtitle is the city and the day of its data where empty.
    author, date
        Who made the page and when; left out where empty.
    review_number
        审图号 of a map that may be made public; the page says where there is none.
    not_for_publication
        Whether the page is marked as for inside use.

    Examples
    --------
    >>> Look(title="五里亭片区").not_for_publication
    True
    """

    title: str = WORDS["title"]
    subtitle: str = ""
    author: str = ""
    date: str = ""
    review_number: str = ""
    not_for_publication: bool = True
