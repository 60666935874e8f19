"""Counts: asked for, done blind, done again by another person, settled."""
