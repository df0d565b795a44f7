"""A plan in a notebook: it shows its tables, and draws its map."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import pandas as pd

from ..analysis import comparing, planning
from ..layers import city_card
from .basis import basis_value, synthetic
from .words import WORDS

if TYPE_CHECKING:
    from .look import Look
    from .web.offline import OfflineMap

__all__ = ["Plan", "compare", "plan"]

_HEADINGS = 6  # of a table, in the list of tables
_Asked = ParamSpec("_Asked")


class Plan(planning.Plan):
    """
    The answers for one city and one set of choices, which a notebook can look at.

    Attributes
    ----------
    tables
        Name to frame: the layers of the city, and one table an answer.
    fields
        One row a field of a table: `table`, `field`, `zh`, `en`, `unit`, `meaning`, `source`.

    Examples
    --------
    >>> plan = Plan({"idle": pd.DataFrame({"area": [1.5]})}, pd.DataFrame())
    >>> plan["idle"]["area"].tolist(), "idle" in plan
    ([1.5], True)
    """

    def map(self, *, look: "Look | None" = None) -> "OfflineMap":
        """
        The map of everything, or of what a scenario changes, as publishing writes it.

        Parameters
        ----------
        look
            Title, marks, imprint, basemap.

        Returns
        -------
        OfflineMap
            A `folium.Map`: further folium layers attach to it, `save` writes it, and a notebook
            shows it.

        Examples
        --------
        >>> made = Plan({}, pd.DataFrame()).map()
        >>> made.html() == Plan({}, pd.DataFrame()).map().html()
        True
        """
        # folium: not before a map is asked for
        if "changes" in self.tables:
            from .atlas.comparison import comparison

            return comparison(self, look=look)
        from .atlas.page import page

        return page(self, look=look)

    def table(self, name: str) -> pd.DataFrame:
        """
        A table under its Chinese headings, with units; figures as they are.

        Parameters
        ----------
        name
            One of `tables`.

        Returns
        -------
        DataFrame
            The rows and index of the table, without geometry.

        Examples
        --------
        >>> told = pd.DataFrame([("idle", "area", "面积", "m2")], columns=["table", "field", "zh", "unit"])
        >>> Plan({"idle": pd.DataFrame({"area": [1.5]})}, told).table("idle").columns.tolist()
        ['面积（m2）']
        """
        frame = pd.DataFrame(self.tables[name]).drop(columns="geometry", errors="ignore")
        frame.columns = self._headings(name, list(map(str, frame.columns)), units=True)
        return frame

    def _headings(self, name: str, columns: list[str], *, units: bool) -> list[str]:
        if self.fields.empty:
            return columns
        own = self.fields[self.fields["table"].eq(name)].drop_duplicates("field").set_index("field")
        words = own["zh"].to_dict()
        suffix = {field: f"（{unit}）" for field, unit in own["unit"].items() if units and unit}
        return [f"{words.get(column) or column}{suffix.get(column, '')}" for column in columns]

    def _repr_html_(self) -> str:
        """What a notebook shows: the tables, and what was not computed, with the reason."""
        rows = [self._row(name, frame) for name, frame in self.tables.items()]
        facts = [WORDS["synthetic"]] if synthetic(self) else []
        facts += [day for day in [basis_value(self, "as_of")] if day]
        return city_card.card(
            basis_value(self, "place") or WORDS["title"],
            [*facts, f"{len(rows)} 张表"],
            self._open_questions(),
            city_card.table(("表", "名称", "行数", "字段"), rows),
        )

    def _row(self, name: str, frame: pd.DataFrame) -> list[str]:
        columns = [column for column in map(str, frame.columns) if column != "geometry"]
        words = self._headings(name, columns[:_HEADINGS], units=False)
        more = f" 等 {len(columns)} 个" if len(columns) > _HEADINGS else ""
        return [city_card.zh(name), name, f"{len(frame):,}", "、".join(words) + more]

    def _open_questions(self) -> str:
        asked = self.tables.get("questions")
        if asked is None:
            return ""
        left = asked[asked["reason"].notna()]
        words = left["zh"] if "zh" in left.columns else left["question"]
        rows = [list(map(str, pair)) for pair in zip(words, left["reason"], strict=True)]
        return city_card.table((WORDS["not_computed"], "原因"), rows) if rows else ""


def _shown(ask: Callable[_Asked, planning.Plan]) -> Callable[_Asked, Plan]:
    """The same function, whose plan shows itself."""

    @wraps(ask)
    def answer(*given: _Asked.args, **choices: _Asked.kwargs) -> Plan:
        made = ask(*given, **choices)
        return Plan(made.tables, made.fields)

    return answer


plan = _shown(planning.plan)
compare = _shown(comparing.compare)
