"""What the maker of a page decides about it."""

from dataclasses import dataclass

from .tiles import chosen
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
    basemap
        Tiles under the map, fetched from the network: `tianditu`, or the address of tiles in web
        mercator; none where empty, and the page asks the network for nothing.
    basemap_key
        The user's own key of Tianditu; it stands in the page.
    basemap_attribution
        Whom the tiles of an address are owed to.

    Raises
    ------
    ChoiceError
        There is no such basemap, its grid is shifted (GCJ-02, BD-09), or its key is missing.

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
    basemap: str = ""
    basemap_key: str = ""
    basemap_attribution: str = ""

    def __post_init__(self) -> None:
        """Refuse a basemap before any work is done."""
        chosen(self.basemap, key=self.basemap_key, attribution=self.basemap_attribution)
