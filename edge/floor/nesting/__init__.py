"""Handling units that lie in handling units."""
