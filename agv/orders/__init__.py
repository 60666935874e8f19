"""The robot's side of VDA 5050 as a state machine: messages and what the vehicle reports come in, a
wish of where to drive and a few commands come out. No clock, no socket, no pin."""
