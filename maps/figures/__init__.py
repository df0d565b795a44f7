"""Maps and charts as PNG and SVG, for print and documents, made without a browser."""
