"""One warehouse: floor work, its own store and API; does its whole job with the line down."""
