"""Daylight: windows, the heights of buildings, and the sun that reaches each."""
