"""What a choice may be: least and most of a number, the words to choose from."""

from collections.abc import Iterator
from numbers import Real

LIMITS = {  # choice: (least, most, unit) beyond which a value can only be a slip
    "minutes": (0.0, 120.0, "分钟"),
    "search_minutes": (0.0, 240.0, "分钟"),
    "snap": (0.0, 1000.0, "米"),
    "doorstep": (0.0, 200.0, "米"),
    "crossing_wait": (0.0, 300.0, "秒"),
    "area_buffer": (0.0, 100.0, "米"),
    "compensation": (0.0, 1_000_000.0, "元"),
    "sites": (0.0, 1000.0, "处"),
    "site_budget": (0.0, 1e12, "元"),
    "site_seconds": (0.0, 86_400.0, "秒"),
    "task_households": (0.0, 10_000_000.0, "户"),
    "package_seconds": (0.0, 86_400.0, "秒"),
    "year_budget": (0.0, 1e12, "元"),
    "years": (0.0, 50.0, "年"),
}
MAY_BE_NONE = ("crossing_wait", "compensation", "site_budget", "year_budget")  # 0 is meant
RESIDENTS, EVERYONE = "residents", "everyone"
FLAGS = ("barriers", "slope", "package_land", "across_districts")
OPTIONAL = (
    "task_households",
)  # choices that may be left open: None is not known, and 0 is no value
WHOLE = {  # choices that are numbers of things
    "sites": "选址的处数",
    "years": "分期的年数",
    "task_households": "年度任务的户数",
}
WORDS = {
    "passage": (RESIDENTS, EVERYONE),
    "demand": ("residents", "households"),
    "share_by": ("floor", "floor_area"),
    "payers": ("all", "participants"),
    "idle_in": ("communities", "blocks", "both"),
    "siting": ("most_people", "fewest_sites", "shortest_walk"),
    "site_first": ("everyone", "weakest"),
    "site_on": ("fit", "fit_or_survey"),
    "packages": ("self", "package", "pool"),
    "package_money": ("least", "most"),
}


def out_of_limits(name: str, value: object) -> str | None:
    """
    What is wrong with a number; None where nothing is.

    Examples
    --------
    >>> out_of_limits("minutes", 10), out_of_limits("snap", 0)
    (None, 'snap 为 0，应大于 0 且不超过 1,000 米。')
    """
    if value is None and name in OPTIONAL:
        return None
    least, most, unit = LIMITS[name]
    if isinstance(value, Real) and not isinstance(value, bool):
        number = float(value)
        if least <= number <= most and (number > least or name in MAY_BE_NONE):
            if name in WHOLE and not number.is_integer():
                return f"{name} 为 {number:g}，应为整数：{WHOLE[name]}。"
            return None
    bound = "不小于" if name in MAY_BE_NONE else "大于"
    return f"{name} 为 {value}，应{bound} {least:g} 且不超过 {most:,.0f} {unit}。"


def unknown_words(chosen: object) -> Iterator[str]:
    """
    What is wrong with the words and the yes and no of the choices: one sentence each.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> usual = {name: words[0] for name, words in WORDS.items()} | dict.fromkeys(FLAGS, True)
    >>> list(unknown_words(SimpleNamespace(**usual | {"payers": "some"})))
    ['payers 为“some”，应为 all 或 participants。']
    """
    for name, words in WORDS.items():
        if getattr(chosen, name) not in words:
            yield f"{name} 为“{getattr(chosen, name)}”，应为 {' 或 '.join(words)}。"
    for name in FLAGS:
        if not isinstance(getattr(chosen, name), bool):
            yield f"{name} 为“{getattr(chosen, name)}”，应为 true 或 false。"
