"""Bài dùng chung: an office offers an item to units below; each accepts it for its own accounts, declines, or said yes before."""
