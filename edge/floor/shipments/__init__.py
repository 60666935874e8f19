"""Shipments: planned, loaded, gone."""
