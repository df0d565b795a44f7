"""The report: five chapters from the tables of a plan, as a page, as a Word file, and linted."""

from .linting import lint
from .page import html
from .word import docx

__all__ = ["docx", "html", "lint"]
