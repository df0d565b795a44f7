"""What QGIS draws: the layers of the map with their classes, and styles that it reads."""
