"""Whole numbers as people here read them."""


def grouped(number: int) -> str:
    """Return text such as `1.200.000`."""
    return f"{number:,}".replace(",", ".")
