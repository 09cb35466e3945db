"""The stand-in for YouTube: its Data API v3, its upload and token endpoints, and its screen."""
