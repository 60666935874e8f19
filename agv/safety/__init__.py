"""When the robot has to slow down, stop, or wait for a person: pure, from readings with their time.
It avoids obstacles; it does not protect people (docs/AGV.md)."""
