"""Text in a cell of a table that people open in Excel or LibreOffice."""

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(text: str) -> str:
    """The text with a ' in front of what a spreadsheet would calculate; in CSV nothing else says that a cell is text."""
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text
