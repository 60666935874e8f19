"""A floor, a body and pins of our own that drive the unchanged firmware on simulated time."""
