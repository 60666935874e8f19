"""What happens on the floor: one pure decision per command, given what it may read."""
