"""YouTube over its Data API v3, through google-api-python-client."""
