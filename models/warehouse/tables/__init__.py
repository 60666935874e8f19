"""The tables of the catalogue, by room."""
