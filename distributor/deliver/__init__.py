"""Carrying posts to their platforms exactly once.

`due` finds what must be done, `claim` takes the right to do it, `carry` does it, `decide` says what an answer means,
`reconcile` looks for posts whose outcome is unknown, `recover` takes over from the dead, and `liveness` proves death.
"""
