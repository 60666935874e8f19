"""Reads of the decisions by room; edge/store/reader.py is their sum."""
