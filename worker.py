"""The Celery entry point: `celery -A worker worker`, or `python worker.py worker`."""

import os
import sys

from distributor.process_memory import collect_seldom

collect_seldom()

from celery.signals import worker_init

from dispatch.app import app
from distributor.file_modes import OWN
from distributor.settings import load_settings
from supervisor.forked_children import fork_children

# What a worker writes (database, pictures, locks) is its owner's alone, whatever the folder's own mode.
os.umask(OWN)
load_settings().run_folder.mkdir(parents=True, exist_ok=True)

__all__ = ["app"]


@worker_init.connect
def _on_init(**_: object) -> None:
    """Before it has threads and connections; `celery inspect` and the like come here, too, and need no children."""
    fork_children()


if __name__ == "__main__":
    app.start(argv=sys.argv[1:])
