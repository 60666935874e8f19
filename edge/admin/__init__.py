"""What an operator does with a site: make, check, back up, restore, examine."""
