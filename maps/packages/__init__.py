"""The page of packages: which communities go together and how they balance."""
