"""The house's templates, read once a process; files are read again when they change."""

from functools import cache

from distributor.compose.templates import Templates


@cache
def templates_of_house() -> Templates:
    return Templates()
