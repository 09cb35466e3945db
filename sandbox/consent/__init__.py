"""The platforms' own consent screens, and the endpoints that exchange what they give for tokens."""
