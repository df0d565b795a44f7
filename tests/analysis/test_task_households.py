"""Households of the task of the year: a choice, and what the relaxed year waits for without it."""

from types import SimpleNamespace

import pandas as pd
import pytest

from pianqu.analysis.choices import Choices
from pianqu.analysis.renewal import Renewal
from pianqu.gis.errors import ChoiceError

EMPTY = dict.fromkeys(["buildings", "protections", "projects", "decisions", "votes"])
ESTATE = {"year_built": 2003, "households": 150, "building_count": 5, "structure_safe": True,
          "demolition_plan": False, "self_built_share": 0.0, "transfer_reform": "none",
          "renewal_state": "not_started"}  # fmt: skip


def checked(**choices):
    city = SimpleNamespace(
        communities=pd.DataFrame(ESTATE, ["C1"]), sources=pd.DataFrame({"as_of": []}), **EMPTY
    )
    asked = SimpleNamespace(
        city=city, choices=Choices(**choices), walks=SimpleNamespace(community=None)
    )
    table = Renewal(asked).eligibility["eligibility_checks"]
    return table.set_index("rule").loc["built_by"]


@pytest.mark.parametrize(
    ("task", "status"), [(None, "pending"), (1000, "pass"), (1000.0, "pass"), (999, "fail")]
)
def test_the_relaxed_year_takes_its_share_of_the_task(task, status):
    found = checked(programme="gb23.2005", task_households=task)
    assert found["status"] == status
    assert ("年度任务户数未知" in found["text"]) == (task is None)


def test_without_the_relaxed_rules_the_task_changes_nothing():
    assert checked(task_households=1000)["status"] == "fail"


@pytest.mark.parametrize("wrong", [0, -1, 2.5, True, "1000"])
def test_a_task_that_cannot_be_meant_is_a_fault(wrong):
    with pytest.raises(ChoiceError, match=r"task_households 为 .*应"):
        Choices(task_households=wrong)


def test_a_task_is_a_whole_number_or_open():
    assert Choices().task_households is None
    assert isinstance(Choices(task_households=1000.0).task_households, int)
