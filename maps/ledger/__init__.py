"""The page of money: what it costs, who pays how much and when."""
