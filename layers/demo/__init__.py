"""A made-up district: synthetic, seeded, and credible to a planner."""
