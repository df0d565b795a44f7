"""The register of renewal: areas, projects, buildings and what happened to them."""

from typing import TYPE_CHECKING

from .register.register import register as registered

if TYPE_CHECKING:
    import pandas as pd

    from .inquiry import Inquiry


def register(asked: "Inquiry", found: "dict[str, pd.DataFrame]") -> "dict[str, pd.DataFrame]":
    """
    The tables of the register; none where there is no project.

    Parameters
    ----------
    asked
        What is asked, of what.
    found
        The tables of the questions that were answered before.

    Returns
    -------
    dict
        As from :func:`pianqu.analysis.register.register.register`.
    """
    city = asked.city
    held = {**city.layers, "sources": city.sources, "kinds": asked.known, **found}
    return registered(held, community=asked.walks.community, overrides=asked.choices.rules)
