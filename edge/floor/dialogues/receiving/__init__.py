"""The receiving dialogue."""
