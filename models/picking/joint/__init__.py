"""One decision instead of three where stock is scattered: which orders to pick now, from which of
the places their items lie in, and in which batches."""
