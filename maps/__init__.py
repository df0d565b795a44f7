"""What a person sees: maps that open on a closed network, and the files beside them."""
