"""What a person at a tablet or scanner is led through: one state table per activity, as data."""
