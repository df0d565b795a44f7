"""Packages beside their rivals: towns, rivals and judges of the benchmark."""
