"""The page of the programme: who may enter, how, in which year, who is left."""
