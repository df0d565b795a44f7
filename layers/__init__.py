"""What a city is: layers, their schemas, and the readers that fill them."""
