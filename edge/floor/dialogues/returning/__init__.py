"""The dialogue of returns."""
