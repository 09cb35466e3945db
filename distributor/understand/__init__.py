"""What an item is about: its document, its kind, what a citizen must know of it, and what must keep it from going out.

Pure functions of text; only `store.py` knows the database. Nothing is guessed: what is not certain stays empty and is asked.
"""
