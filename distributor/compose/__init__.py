"""From an item to the words of a post: pure functions, no database and no clock."""
