"""Which orders to pick in one walk."""
