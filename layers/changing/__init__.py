"""A city with changes."""
