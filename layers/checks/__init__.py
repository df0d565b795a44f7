"""What is odd in layers, each finding with ids and a remedy."""
