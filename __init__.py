"""
Neighbourhood renewal (老旧小区改造, 城市更新): from layers of a place to a plan and its maps.

>>> import pianqu
>>> pianqu.__all__[:3]
['Choices', 'City', 'Look']

``read`` sources into a :class:`City`, ``plan`` the city into a :class:`Plan`, ``publish`` the plan
into files; ``load`` a project file and ``run`` all three.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .analysis.choices import Choices
    from .gis.errors import PianquError
    from .layers.city import City, Source, read
    from .maps.look import Look
    from .maps.notebook import Plan, compare, plan
    from .maps.publishing import publish
    from .project import Project, load, run

__version__ = "0.1.0"

_HOMES = {
    "Choices": "analysis.choices",
    "City": "layers.city",
    "Look": "maps.look",
    "PianquError": "gis.errors",
    "Plan": "maps.notebook",
    "Project": "project",
    "Source": "layers.city",
    "compare": "maps.notebook",
    "load": "project",
    "plan": "maps.notebook",
    "publish": "maps.publishing",
    "read": "layers.city",
    "run": "project",
}

__all__ = [
    "Choices",
    "City",
    "Look",
    "PianquError",
    "Plan",
    "Project",
    "Source",
    "compare",
    "load",
    "plan",
    "publish",
    "read",
    "run",
]


def __getattr__(name: str) -> Any:
    """Bring a name from its room when it is first used, so that importing does nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'pianqu' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    """Every public name."""
    return [*__all__, "__version__"]
