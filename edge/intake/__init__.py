"""Files from outside: read within bounds, staged in a file of their own, checked, then loaded."""
