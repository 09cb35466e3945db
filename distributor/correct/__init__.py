"""Putting right what was said: what the source revised or withdrew, and our own errors, on every channel by one decision."""
