"""Reuse: what a plot could become, by rules, layouts and needs."""
