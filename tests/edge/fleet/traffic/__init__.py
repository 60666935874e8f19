"""Traffic of robots: maps, steps, releases, and who gets which mission."""
