"""Feeds: a channel without a platform. An entry is published by being in the database; a feed is a view of it."""
