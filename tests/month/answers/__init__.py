"""How people answer what is asked, by dialogue and stage."""
