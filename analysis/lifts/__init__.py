"""Lifts: which stairwell takes one, its light, votes, money, batches and rank."""
