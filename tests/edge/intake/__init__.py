"""Files from outside: good ones, odd ones, hostile ones."""
