"""Two communities, four projects and three buildings of a register, with answers known by hand."""

import geopandas as gpd
import pandas as pd
from shapely import box

DAY = "2024-06-30"


def projects(**changed: list) -> pd.DataFrame:
    """J1 is founded on a check-up, J2 on a need, J3 on nothing, J4 on a need that is not there."""
    columns = {
        "name": ["甲", "乙", "丙", "丁"],
        "communities": ["C1", "C1；C2", "C1", None],
        "bundle": [None, None, None, "北片"],
        "stage": ["building", "applied", None, "finished"],
        "finding": ["TJ-01", "gaps:C2:clinic", None, "gaps:C9:clinic"],
        "start": ["2024-02-01", "2024-03-01", None, "2022-01-01"],
        "finish": ["2024-12-31", "2024-12-31", None, "2022-06-01"],
    }
    frame = pd.DataFrame(columns | changed, index=pd.Index(["J1", "J2", "J3", "J4"], name="id"))
    return frame.astype(dict.fromkeys(("start", "finish"), "datetime64[s]"))


def tables(**changed: pd.DataFrame) -> dict[str, pd.DataFrame]:
    places = gpd.GeoDataFrame(
        {"district": ["北街道", "北街道"], "renewal_state": ["planned", None]},
        geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10)],
        index=pd.Index(["C1", "C2"], name="id"),
        crs=4549,
    )
    homes = {"community": ["C1", "C2", None], "safety_grade": ["D", "A", None]}
    found = {
        "projects": projects(),
        "communities": places,
        "buildings": pd.DataFrame(homes, index=["B1", "B2", "B3"]),
        "sources": pd.DataFrame({"as_of": [DAY]}),
        "gaps": pd.DataFrame(
            {"community": ["C1", "C2"], "kind": ["clinic", "clinic"], "how": ["新增", "开门"]}
        ),
        "scorecard": pd.DataFrame(
            {"community": ["C1", "C2"], "item": ["park", "park"], "result": ["not_met", "unknown"]}
        ),
        "bundles": gpd.GeoDataFrame(
            {"name": ["片区一"]}, geometry=[box(0, 0, 11, 11)], index=["P1"], crs=4549
        ),
        "bundle_members": pd.DataFrame(
            {"package": ["P1"], "unit": ["C1"], "of_layer": ["communities"]}
        ),
        "ledger": pd.DataFrame(
            {"project": ["J1", "J1"], "arrived": ["2024-04-18", None], "amount": [100.0, 7.0]}
        ),
        "decisions": pd.DataFrame(
            {"community": ["C2"], "by": ["市政府"], "date": ["2024-05-20"], "reason": ["试点"]}
        ),
        "consents": pd.DataFrame(
            {
                "topic": ["programme", "elevator"],
                "unit_kind": ["community", "stairwell"],
                "communities": ["C1", "C1"],
                "buildings": ["B1", "B1"],
                "last_date": ["2024-02-28", None],
                "verdict": ["pass", "fail"],
            }
        ),
        "staging": pd.DataFrame({"batch": pd.array([2025, None], dtype="Int64")}, ["C1", "C2"]),
    }
    return found | changed
