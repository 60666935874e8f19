"""The loading dialogue."""
