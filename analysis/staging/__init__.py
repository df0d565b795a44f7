"""Staging: how ready each community is, in which year it can be renewed, and who is left."""
