"""The demo: a hub, two warehouses, their staff, one working day, and the proof afterwards."""
