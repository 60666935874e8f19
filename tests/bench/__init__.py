"""The bench runner: targets, tables, repeats."""
