"""Moving in from GreaterWMS: its database read, checked and carried over once."""
