"""Where things are: coordinate systems, grids and shapes."""
