"""How to walk and what to pick together: routes, choice of locations, batches. Lengths have the
unit of the coordinates (at a site: mm)."""
