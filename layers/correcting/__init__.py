"""Corrections taken apart: what each row asks for, cells that are set, rows that come and go."""
