"""Pictures and videos as files named by their SHA-256, and the photos that others made."""
