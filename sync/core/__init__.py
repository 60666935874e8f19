"""The part of sync without IO: clock, chance, network and disk are handed in."""
