"""Tests of how nodes agree."""
