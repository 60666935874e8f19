"""EDIFACT, read and written."""
