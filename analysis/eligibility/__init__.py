"""Eligibility: which community may enter the programme, on which rules, with which items and in which mode."""
