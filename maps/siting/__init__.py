"""The page of siting: where the next places go, and what each brings."""
