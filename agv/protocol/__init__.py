"""VDA 5050 as both ends speak it: one model in the words of 3.0, and a codec for each version."""
