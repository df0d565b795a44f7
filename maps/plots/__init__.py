"""The plan of a plot, drawn by code."""
