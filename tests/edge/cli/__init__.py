"""holdfast-edge as an operator meets it."""
