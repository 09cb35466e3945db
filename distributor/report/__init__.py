"""What became of everything: the coverage ledger and its words. Reads only; knows nothing of screens."""
