"""Ingest: what a unit's sources publish becomes items, each once, and their changes become revisions."""
