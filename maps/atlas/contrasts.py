"""What differs between two plans as a page's script reads it: marks, minutes, figures by kind."""

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..style import NO_DATA, NOT_COMPUTED, NOT_COUNTED, Swatch
from ..web.features import names
from ..words import WORDS
from .times import numbers, tenths

if TYPE_CHECKING:
    from ...analysis.planning import Plan

# dark is what changes and light what stays; blue is reached and orange is not
CLASSES = (
    Swatch(WORDS["gained"], "#0072b2", size=1.4, opacity=1.0),
    Swatch(WORDS["lost"], "#d55e00", size=1.4, opacity=1.0),
    Swatch(WORDS["both"], "#bcd9ec", size=0.5),
    Swatch(WORDS["neither"], "#f3d9bd", size=0.5),
    Swatch(WORDS["one_side"], "#cc79a7"),
    NOT_COMPUTED,
    NO_DATA,
    NOT_COUNTED,
)
_GAINED, _LOST, _BOTH, _NEITHER, _ONE_SIDE, _OPEN, _NO_DATA, _UNCOUNTED = range(len(CLASSES))
_BY_CHANGE = {
    "gained": _GAINED,
    "lost": _LOST,
    "unknown": _ONE_SIDE,
    "added": _ONE_SIDE,
}
_WRAPPED = "white-space: normal"  # a name may be longer than the panel is wide
_MOVED = ("gained", "lost", "unknown", "added", "removed")
_FIGURES = ("reached", "base", "share")
_WORDS = {
    "gained": WORDS["gained"],
    "lost": WORDS["lost"],
    "faster": WORDS["faster"],
    "slower": WORDS["slower"],
    "added": WORDS["added"],
}


def payload(plan: "Plan") -> dict[str, Any]:
    """
    What the page's script needs to show any kind that changed.

    Parameters
    ----------
    plan
        From :func:`pianqu.analysis.comparing.compare`.

    Returns
    -------
    dict
        `kinds`, those with most buildings that changed first: `zh`, `label`, `marks` (a digit a
        building: the place of its class in :data:`CLASSES`), `times` (by row of the buildings:
        tenths of minutes before and after, a word, whether an answer is missing), `rates`,
        `communities`, `facilities` (rows) and `notes`.
    """
    return {"kinds": [_kind(plan, kind) for kind in changed(plan)]}


def changed(plan: "Plan") -> list[str]:
    """
    Kinds that some building or community reaches now and did not before, or no longer reaches.

    Parameters
    ----------
    plan
        From :func:`pianqu.analysis.comparing.compare`.

    Returns
    -------
    list of str
        Those with most buildings that changed first.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> counts = pd.DataFrame(
    ...     {"kind": ["a", "b", "c"], "change": ["gained", "faster", "lost"], "buildings": [1, 9, 2]}
    ... )
    >>> changed(SimpleNamespace(tables={"change_counts": counts}))
    ['c', 'a']
    """
    counts = plan.tables["change_counts"]
    if counts.empty and "changes" in plan.tables:  # communities alone
        rows = plan.tables["changes"]
        return list(dict.fromkeys(rows.loc[rows[["gained", "lost"]].gt(0).any(axis=1), "kind"]))
    found = counts[counts["change"].isin(_MOVED)].groupby("kind", sort=False)["buildings"].sum()
    return [str(kind) for kind in found.sort_values(ascending=False, kind="stable").index]


def only_times(plan: "Plan") -> list[str]:
    """Kinds to which some building only walks longer or shorter, in words."""
    counts, moved = plan.tables["change_counts"], changed(plan)
    rows = counts[counts["change"].isin(["faster", "slower"]) & ~counts["kind"].isin(moved)]
    return [_zh(plan, kind) for kind in dict.fromkeys(rows["kind"])]


def all_rates(plan: "Plan") -> str:
    """
    The share of buildings (or communities) that reach each kind, before and after, as HTML.

    Parameters
    ----------
    plan
        From :func:`pianqu.analysis.comparing.compare`.

    Returns
    -------
    str
        A table with numerator and denominator of the kinds that changed; every text escaped.
    """
    rows = plan.tables["changes"]
    first = rows.drop_duplicates("kind")
    by_kind = {str(row["kind"]): row for row in records(first)}
    body = "".join(_rate_row(plan, kind, by_kind[kind]) for kind in changed(plan))
    if not body:
        return f'<p class="pq-note">{escape(WORDS["nothing_moved"])}</p>'
    units = "、".join(WORDS.get(unit, unit) for unit in dict.fromkeys(map(str, first["unit"])))
    heads = (WORDS["facility_kind"], WORDS["before"], WORDS["after"], WORDS["share_moved"])
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in heads)
    return (
        f'<table class="pq-coverage"><caption>{escape(units)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _rate_row(plan: "Plan", kind: str, row: dict[str, Any]) -> str:
    cells = [_figure(*(row[f"{name}_{when}"] for name in _FIGURES)) for when in ("before", "after")]
    moved = row["share_difference"]
    cells.append(WORDS["no_data"] if pd.isna(moved) else f"{100 * moved:+.1f}".replace("-", "−"))
    body = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row" style="{_WRAPPED}">{escape(_zh(plan, kind))}</th>{body}</tr>'


def _figure(part: float, whole: float, share: float) -> str:
    if pd.isna(part) or pd.isna(whole):
        return WORDS["not_computed"]
    said = WORDS["no_data"] if pd.isna(share) else f"{100 * share:.1f}%"
    said = ">99.9%" if share < 1 and said == "100.0%" else said  # as the page's script says it
    said = "<0.1%" if share > 0 and said == "0.0%" else said
    return f"{part:,.0f} / {whole:,.0f}<br>{escape(said)}"


def _kind(plan: "Plan", kind: str) -> dict[str, Any]:
    zh = _zh(plan, kind)
    counts = plan.tables["change_counts"]
    own = counts[(counts["kind"] == kind) & counts["change"].isin(["gained", "lost"])]
    number = dict(zip(own["change"], own["buildings"], strict=True))
    said = f"+{number.get('gained', 0)} / −{number.get('lost', 0)} {WORDS['buildings_short']}"
    rates = plan.tables["changes"]
    rates = rates[rates["kind"] == kind]
    return {
        "zh": zh,
        "label": f"{zh}（{said}）" if len(counts) else zh,
        "rates": _rates(rates),
        "notes": _notes(rates),
        "communities": _communities(plan, kind),
        "facilities": _facilities(plan, kind),
        **_buildings(plan, kind),
    }


def _rates(rows: pd.DataFrame) -> list[dict[str, Any]]:
    wanted = [f"{name}_{when}" for name in _FIGURES for when in ("before", "after")]
    columns = [*wanted, "share_difference", "gained", "lost"]
    cells = {name: numbers(rows[name]) for name in columns}
    return [
        {"unit": str(unit), **{name: cells[name][at] for name in columns}}
        for at, unit in enumerate(rows["unit"])
    ]


def _notes(rows: pd.DataFrame) -> list[str]:
    """What the gains and losses of a kind leave unexplained."""
    notes = []
    for row in records(rows):
        unit = WORDS.get(f"{row['unit']}_counted", str(row["unit"]))
        was, now, other = (row[name] for name in ("base_before", "base_after", "other"))
        if pd.notna(other) and other:
            told = f"{other:+,.0f}".replace("-", "−")
            notes.append(f"{unit}：另有 {told} 来自新增、移除或只有一方有结果的起点。")
        if row["base_changed"] and pd.notna(was) and pd.notna(now):
            notes.append(f"{unit}：基数由 {was:,.0f} 变为 {now:,.0f}。")
    said = [str(reason) for reason in rows["reason"].dropna().unique()]
    return [*notes, *(f"{reason}。" for reason in said)]


def _communities(plan: "Plan", kind: str) -> list[dict[str, Any]]:
    """Communities whose answer changed, by households, else by buildings."""
    table, frame = (
        plan.tables.get(name, pd.DataFrame()) for name in ("community_changes", "communities")
    )
    if table.empty or "communities" not in plan.tables:
        return []
    called = dict(zip(frame.index.astype(str), names(frame), strict=True))
    found = []
    for row in records(table[table["kind"] == kind]):
        unit = "buildings" if pd.isna(row["households_gained"]) else "households"
        gained, lost = numbers([row[f"{unit}_gained"], row[f"{unit}_lost"]])
        if not (gained or lost):
            continue
        cells: dict[str, Any] = {"name": called.get(str(row["community"]), str(row["community"]))}
        for when in ("before", "after"):
            keys = (f"{unit}_reached", f"{unit}_total", f"share_{unit}")
            said = numbers(row[f"{key}_{when}"] for key in keys)
            cells |= dict(
                zip((f"{name}_{when}" for name in ("reached", "total", "share")), said, strict=True)
            )
        found.append({**cells, "unit": unit, "gained": gained, "lost": lost})
    return found


def _facilities(plan: "Plan", kind: str) -> list[int]:
    frame = plan.tables.get("facilities", pd.DataFrame())
    found: set[int] = set()
    for column in ("kind", "also"):
        if column in frame.columns:
            cells = frame[column].astype("string").fillna("").str.split(";")
            found |= {row for row, codes in enumerate(cells) if kind in codes}
    return sorted(found)


def _buildings(plan: "Plan", kind: str) -> dict[str, Any]:
    if "buildings" not in plan.tables:
        return {"marks": "", "times": {}}
    index = plan.tables["buildings"].index
    rows = plan.tables["building_changes"]
    rows = rows[rows["kind"] == kind]
    marks = _marks(plan, kind, index, rows.set_index("building")["change"])
    place = {str(building): at for at, building in enumerate(index)}
    times = {
        place[row["building"]]: _time(row) for row in records(rows) if row["building"] in place
    }
    return {"marks": "".join(map(str, marks)), "times": times}


def _time(row: dict[str, Any]) -> list[Any]:
    """Tenths of minutes before and after, what that is, and whether an answer is missing."""
    sides = [row["minutes_before"], row["minutes_after"]]
    open_side = row["change"] not in ("gained", "lost", "faster", "slower")
    word = _WORDS.get(row["change"], WORDS["one_side"])
    return [*(None if np.isnan(side) else tenths(side) for side in sides), word, open_side]


def _marks(plan: "Plan", kind: str, index: pd.Index, change: pd.Series) -> np.ndarray:
    reached = plan.tables.get("building_reached", pd.DataFrame())
    answer = reached.get(kind, pd.Series(pd.NA, reached.index, dtype="boolean"))
    code = answer.astype("Int8").fillna(-1).reindex(index, fill_value=-2).to_numpy(dtype=int)
    marks = np.select([code == 1, code == 0, code == -1], [_BOTH, _NEITHER, _OPEN], _NO_DATA)
    moved = change.reindex(index).map(_BY_CHANGE)
    marks = np.where(moved.notna(), moved.fillna(0), marks).astype(int)
    access = plan.tables.get("building_access", pd.DataFrame())
    if "counted" in access.columns:
        shops = access["counted"].reindex(index).eq(False).fillna(False).to_numpy(dtype=bool)
        marks[shops] = _UNCOUNTED
    return marks


def _zh(plan: "Plan", kind: str) -> str:
    table = plan.tables.get("kinds", pd.DataFrame())
    known = table["zh"].dropna().to_dict() if "zh" in table.columns else {}
    return str(known.get(kind, kind))


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """
    Rows one by one, a cell a field.

    Examples
    --------
    >>> records(pd.DataFrame({"kind": ["gym"]}))
    [{'kind': 'gym'}]
    """
    return [{str(name): cell for name, cell in row.items()} for row in rows.to_dict("records")]
