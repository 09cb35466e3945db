"""An empty database of either kind, in place of the one with the web's province in it."""

from tests.support.both import database

__all__ = ["database"]
