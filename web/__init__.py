"""The web: the staff console, and what citizens and machines reach (feeds, pictures, short links, health)."""
