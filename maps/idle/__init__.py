"""The page of idle land: which plots, on what evidence, and what they could become."""
