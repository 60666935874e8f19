"""The packing dialogue."""
