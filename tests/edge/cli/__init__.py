"""The edge's cli as its users meet it."""
