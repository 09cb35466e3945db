"""The Celery entry point: `celery -A worker worker`, or `python worker.py worker`."""

import os
import sys

from dispatch.app import app
from distributor.file_modes import OWN

# What a worker writes (database, pictures, locks) is its owner's alone, whatever the folder's own mode.
os.umask(OWN)

__all__ = ["app"]

if __name__ == "__main__":
    app.start(argv=sys.argv[1:])
