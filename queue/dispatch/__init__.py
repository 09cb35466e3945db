"""Celery: the app, one-line tasks, the beat, and what the engine asks of Valkey. Carries nudges and pacing, never truth."""
