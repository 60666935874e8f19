"""Kits are made and taken apart."""
