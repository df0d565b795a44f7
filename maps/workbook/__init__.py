"""The workbook of a plan: a sheet a table, a sheet a community, and what the figures rest on."""

from .book import write

__all__ = ["write"]
