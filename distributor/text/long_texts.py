"""How long a text may be, in letters, before it is treated as one that may be meant to exhaust."""

MOST_LETTERS = 2_000_000
"""Of an item's own text, its attachments apart, from which a person reads it: no honest article has as many."""
LONG = 200_000
"""Beyond which a text waits for its turn: one at a time in a process, so that a child is left for what others bring. A post is
compared with so long a source in a child: some 0.4 s of a processor."""
