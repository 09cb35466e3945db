"""Files that an office has: each cell read, each row checked before anything is written, then taken in; again, it is the same."""
