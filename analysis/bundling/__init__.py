"""片区: communities, idle plots and premises in packages that are contiguous and pay their way."""
