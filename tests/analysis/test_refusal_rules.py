"""Rules by which plots are refused: faults of a table of one's own."""

import pytest

from pianqu.analysis import standards
from pianqu.analysis.idle import refusal_rules
from pianqu.gis.errors import ChoiceError


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [("share", 2.0, "应在 0 至 1 之间"), ("effect", "maybe", "excludes、separate、warns"),
     ("buffer", "forest", "idle_setbacks"), ("layer", "roads", "应为 parks"),
     ("distance", -1.0, "不应小于 0"), ("buffer", "most", "单位是 m2，应为单位是 m 的一行"),
     ("kinds", "pocket|pond", "kinds 中的“pond”"), ("kinds", "", "kinds 是空的"),
     ("classes", "", "classes 是空的"), ("statuses", "idle", "statuses 中的“idle”"),
     ("oversize buffer", "", "的 buffer 为“”"), ("block_rest kinds", "towns", "kinds 中的“towns”")],
)  # fmt: skip
def test_a_users_own_table_is_checked(tmp_path, column, value, word):
    table = standards.load("idle_refusals").reset_index()
    key, column = ("park", column) if " " not in column else column.split()
    table[column] = table[column].where(table["key"] != key, value)
    table.to_csv(tmp_path / "own.csv", index=False)
    with pytest.raises(ChoiceError, match=word):
        refusal_rules.rules(overrides={"idle_refusals": tmp_path / "own.csv"})
