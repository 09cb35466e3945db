"""The beat's app: `celery -A dispatch.ticking beat`. It begins in a moment and is small, for it loads none of the engine."""

import os

from dispatch.app import make_app
from distributor.settings import load_settings

# As a worker's: what it writes is its owner's alone.
os.umask(0o077)
app = make_app(load_settings(), for_beat=True)
