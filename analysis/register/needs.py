"""What a project may answer: shortfalls that this plan has found, each with an id of its own."""

from collections.abc import Collection

import pandas as pd

from .cells import Tables, pairs, text

COLUMNS = ["need", "level", "id", "kind", "kind_zh", "households", "text", "of_table", "projects"]
_KEYS = ["of_table", "id", "kind"]
_ITEMS = {"scorecard": ("result", ("not_met",)), "synchrony": ("state", ("missing", "partly"))}


def needs(tables: Tables, *, grades: Collection[str] = ()) -> pd.DataFrame:
    """
    Every shortfall that a project may be founded on.

    Parameters
    ----------
    tables
        `gaps` (a kind of facility that a community does not reach), `scorecard` and `synchrony`
        (an item that is not met) and `buildings` (in danger), as far as they are there.
    grades
        Of the safety appraisal, that are dangerous.

    Returns
    -------
    DataFrame
        Indexed by `need`, such as `gaps:C1:clinic`: `level` and `id` (whose it is), `kind` and
        `kind_zh` (of what), `households` (left out, where counted), `text`, `of_table`, and
        `projects` (whose communities have it, joined by semicolons: they may be meant for it).

    Examples
    --------
    >>> gaps = pd.DataFrame({"community": ["C1"], "kind": ["clinic"], "how": ["须新增设施"]})
    >>> needs({"gaps": gaps})[["id", "text"]].to_dict("index")
    {'gaps:C1:clinic': {'id': 'C1', 'text': '须新增设施'}}
    """
    parts = [_gaps(tables), *(_items(tables, name) for name in _ITEMS), _danger(tables, grades)]
    found = pd.concat([part for part in parts if len(part)] or [_frame({})], ignore_index=True)
    found["need"] = found[_KEYS].agg(":".join, axis=1) if len(found) else pd.Series(dtype="string")
    found = found.drop_duplicates("need").astype({"need": "string"})
    found["projects"] = found["community"].map(_projects(tables)).astype("string")
    return found.set_index("need")[COLUMNS[1:]]


def _projects(tables: Tables) -> pd.Series:
    own = pairs(tables).groupby("community")["project"]
    return own.agg(lambda each: ";".join(dict.fromkeys(each)))


def _gaps(tables: Tables) -> pd.DataFrame:
    rows = tables.get("gaps", pd.DataFrame())
    kinds = tables.get("kinds", pd.DataFrame())
    left = rows.get("households_left_out", pd.Series(pd.NA, rows.index))
    return _frame(
        {
            "level": "community",
            "id": text(rows, "community"),
            "community": text(rows, "community"),
            "kind": text(rows, "kind"),
            "kind_zh": text(rows, "kind").map(text(kinds, "zh")),
            "households": pd.to_numeric(left, errors="coerce").astype("Float64").round(),
            "text": text(rows, "how"),
            "of_table": "gaps",
        },
        rows.index,
    )


def _items(tables: Tables, name: str) -> pd.DataFrame:
    column, states = _ITEMS[name]
    rows = tables.get(name, pd.DataFrame())
    rows = rows[text(rows, column).isin(states).to_numpy(dtype=bool)]
    return _frame(
        {
            "level": "community",
            "id": text(rows, "community"),
            "community": text(rows, "community"),
            "kind": text(rows, "item"),
            "kind_zh": text(rows, "zh"),
            "households": pd.NA,
            "text": text(rows, "reason"),
            "of_table": name,
        },
        rows.index,
    )


def _danger(tables: Tables, grades: Collection[str]) -> pd.DataFrame:
    homes = tables.get("buildings", pd.DataFrame())
    homes = homes[text(homes, "safety_grade").isin(list(grades)).to_numpy(dtype=bool)]
    ids = homes.index.astype("string")
    return _frame(
        {
            "level": "building",
            "id": ids,
            "community": text(homes, "community"),
            "kind": "safety",
            "kind_zh": "房屋安全",
            "households": homes.get("households", pd.NA),
            "text": "鉴定为 " + text(homes, "safety_grade") + " 级危险房屋",
            "of_table": "buildings",
        },
        homes.index,
    )


def _frame(columns: dict[str, object], index: pd.Index | None = None) -> pd.DataFrame:
    names = ["level", "id", "community", "kind", "kind_zh", "households", "text", "of_table"]
    made = pd.DataFrame(columns, index=index, columns=pd.Index(names))
    kinds = dict.fromkeys(names, "string") | {"households": "Float64"}
    return made.astype(kinds).astype({"households": "Int64"}).reset_index(drop=True)
