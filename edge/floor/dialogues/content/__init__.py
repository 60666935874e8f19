"""The dialogue that puts away a content line by line."""
