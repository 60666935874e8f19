"""Headquarters: merges the streams of many warehouses and shows, trades and plans over them."""
