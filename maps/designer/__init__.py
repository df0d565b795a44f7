"""The file for the designer's CAD and QGIS."""
