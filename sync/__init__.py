"""How nodes agree: clocks, streams, merge rules, sessions. Knows no warehouse words."""
