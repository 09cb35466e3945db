"""Drafts of posts: from an item to texts, pictures and targets, and when which is wanted."""
