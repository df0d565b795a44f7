"""The map of everything, and its layers."""
