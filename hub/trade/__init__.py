"""What headquarters asks of sites, and what they answered."""
