"""The page of lifts: which stairwells, what light, whose vote, whose money."""
