"""The ground: errors, coordinate systems, the walking network and times on it."""
