"""Backups of a home, and what a restored one must know.

`take` makes a backup, `folder` is what one is on disk, `database` dumps and loads, `keys` keeps the key apart, `restore` brings a
home back, `after` says what may have gone out since the backup.
"""
