"""What the command line does with a hub that is served or not."""
