"""The robot's body behind one small protocol, and the gpiozero devices that are it on a Pi."""
