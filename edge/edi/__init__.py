"""EDIFACT with trading partners: orders and despatch advices in, receipts and despatches out.

The subset spoken is D.96A and D.01B as EANCOM uses them; edge/edi/tables.py is all of it.
"""
