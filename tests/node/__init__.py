"""What both programs share, each part alone."""
