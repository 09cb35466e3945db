"""The stand-in for the Facebook Graph API (Pages)."""
