"""The picking dialogue."""
