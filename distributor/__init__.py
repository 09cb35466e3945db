"""The engine: what becomes of an item, from source to sample. Knows channels only by their contract."""
