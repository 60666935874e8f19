"""How a network is fitted to the past (extra `train`). Nothing here is needed to forecast."""
