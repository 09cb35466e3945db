"""Connecting accounts: a person's consent at a platform becomes an account, or renews one."""
