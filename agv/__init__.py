"""Robot firmware: motion, sensing, safety and the VDA 5050 link; imports nothing else of ours."""
