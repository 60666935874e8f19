"""Receipts and shipments taken back by compensating movements."""
