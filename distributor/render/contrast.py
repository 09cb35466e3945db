"""Contrast of text on its ground by WCAG 2.2, so that no theme ships that some citizens cannot read."""

Colour = tuple[int, int, int]

AA_TEXT = 4.5


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 for black to 1 for white (sRGB)."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """1 for equal colours to 21 for black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
