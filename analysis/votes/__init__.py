"""Votes: ballots counted and judged by the rule of their topic."""
