"""What is asked of a city: coverage and the rule tables behind it."""
