"""The repository tested like code: sizes, calls, words, places and what the docs name."""
