"""The site's HTTP door: who may do what, commands in, views out, live events."""
