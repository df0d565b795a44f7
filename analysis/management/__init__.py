"""Property management of small, scattered courtyards: triage, and packages by walking distance."""
