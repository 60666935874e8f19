"""The edge's intake as its users meet it."""
