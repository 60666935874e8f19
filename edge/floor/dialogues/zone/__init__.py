"""The dialogue of picking zone by zone."""
