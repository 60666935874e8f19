"""How a site wants things done, as rows: where stock goes, which is taken, when shelves refill."""
