"""Moving in from GreaterWMS."""
