"""Goods on the road: milk-run routes from one warehouse, and transfers between warehouses. Plans
only: a site reserves and sends by its own commands."""
