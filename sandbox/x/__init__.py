"""The stand-in for the X API, version 2."""
