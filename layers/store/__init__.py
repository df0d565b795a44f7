"""Tables kept in a GeoPackage or a PostGIS database, and back."""
