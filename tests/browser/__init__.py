"""The pages in a real browser: wedge, queue, words, targets."""
