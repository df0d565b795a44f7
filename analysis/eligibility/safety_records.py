"""Records of safety of one community, in its register and in the appraisal of its buildings."""

import pandas as pd

from .criteria import Fact


def contradiction(fact: Fact) -> str | None:
    """
    What the register and the appraisal say of the same houses, where both cannot be so.

    Parameters
    ----------
    fact
        `structure_safe` of the register; `homes`, `dangerous`, `dangerous_open` of the appraisal.

    Examples
    --------
    >>> fact = {"structure_safe": True, "homes": 9, "dangerous": 2, "dangerous_open": 0}
    >>> contradiction(fact)
    '登记（structure_safe）为结构安全，鉴定（safety_grade）却有 2 栋为危险房屋，两处记录不一致'
    """
    safe, homes, dangerous = fact["structure_safe"], fact["homes"], fact["dangerous"]
    if pd.isna(safe) or pd.isna(homes) or not homes:
        return None
    if safe and dangerous:
        found = f"却有 {dangerous:g} 栋为危险房屋"
    elif not safe and not dangerous and not fact["dangerous_open"]:
        found = f"的 {homes:g} 栋却都不是危险房屋"
    else:
        return None
    register = "结构安全" if safe else "结构不安全"
    return f"登记（structure_safe）为{register}，鉴定（safety_grade）{found}，两处记录不一致"
