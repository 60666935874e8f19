"""What happened at this site, told to programs as facts in the past tense."""
