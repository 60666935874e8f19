"""Fleet control's side of VDA 5050 as a state machine, one for each robot."""
