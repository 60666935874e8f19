"""What decisions may read, by room; edge/floor/reader.py is their sum."""
