"""What pages with a map are made of: Leaflet, layers, the gate."""
