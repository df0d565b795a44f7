"""The page of coverage: who reaches what, beside the statutory rates."""
