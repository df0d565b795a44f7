"""Siting: where the next service should go, with a bound on every answer."""
