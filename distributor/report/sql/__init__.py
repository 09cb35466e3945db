"""Pieces of SQL that the two databases want said differently."""
