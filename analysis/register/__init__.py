"""The register of renewal: areas, projects, buildings, their history, and why each project is."""
