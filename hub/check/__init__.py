"""Proves that what the hub shows is what the sites wrote."""
