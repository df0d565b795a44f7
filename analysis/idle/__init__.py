"""Idle land: what lies unused, on what evidence, and why not."""
