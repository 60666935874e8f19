"""Where the tape is, how fast and which way to drive, which marker was passed: pure decisions."""
