"""Measurements against a limit or a baseline in the same run: python -m bench NAME."""
