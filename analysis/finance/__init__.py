"""The ledger: who pays what and when, what is short, and what it should plausibly cost."""
