"""Rules about units: those that exclude each other do nothing, and that is said."""

import pandas as pd
import pytest

from pianqu.analysis import standards
from pianqu.analysis.bundling.wishes import TABLE, Wishes, wishes

UNITS = pd.Index(["A", "B", "C"])


@pytest.fixture
def wished(tmp_path):
    def read(*rows) -> Wishes:
        head = ["key", "relation", "unit", "other"]
        table = pd.DataFrame(rows, columns=head)
        columns = standards.load(TABLE).reset_index().columns
        file = tmp_path / "pairs.csv"
        table = table.reindex(columns=columns, fill_value="").assign(status="assumption")
        table.to_csv(file, index=False)
        return wishes(UNITS, overrides={TABLE: file})

    return read


def test_one_pair_together_and_apart_is_neither(wished):
    found = wished(
        ("a", "together", "A", "B"), ("b", "apart", "B", "A"), ("c", "together", "B", "C")
    )

    assert (found.together, found.apart) == ((("B", "C"),), ())
    assert found.unknown == ("A、B 同时须在一起又须分开，两条规则都未起作用；请删去其中一条。",)


def test_one_unit_asked_for_and_kept_out_is_neither(wished):
    found = wished(("a", "must", "A", ""), ("b", "must_not", "A", ""), ("c", "must", "B", ""))

    assert (found.must, found.must_not) == (("B",), ())
    assert found.unknown == ("A 同时必须入片又不得入片，两条规则都未起作用；请删去其中一条。",)


def test_a_pair_of_which_one_is_kept_out_is_out_as_a_whole(wished):
    found = wished(("a", "together", "A", "B"), ("b", "must_not", "B", ""))

    assert found.must_not == ("A", "B")
    assert "两者都不入片" in found.unknown[0]
