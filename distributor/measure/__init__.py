"""What citizens do with what was said: openings of short links, and the platforms' own numbers."""
