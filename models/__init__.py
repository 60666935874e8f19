"""Pure reasoning about a warehouse: no IO; clock, chance and reads are handed in."""
