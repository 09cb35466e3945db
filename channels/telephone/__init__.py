"""Telephone exchanges: the contract of a call in hand, and an adapter an interface. They know no flow and no database."""
