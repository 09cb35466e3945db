"""The engine: what becomes of an item, from source to sample. Knows channels only by their contract."""

import os

# Before anything imports numpy: matrices are small here, and a second thread at each costs a busy machine twenty times as much.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
