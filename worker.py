"""The Celery entry point: `celery -A worker worker`, or `python worker.py worker`."""

import sys

from dispatch.app import app

__all__ = ["app"]

if __name__ == "__main__":
    app.start(argv=sys.argv[1:])
