"""Which carton an order goes into, and how it lies in it."""
