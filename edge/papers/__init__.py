"""Labels and papers of a site: drawn as PDF, SVG and ZPL, and brought to the printers."""
