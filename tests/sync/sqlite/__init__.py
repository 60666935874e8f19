"""Tests of the SQLite replica beyond the contract of all stores."""
