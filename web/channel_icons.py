"""The icons of channels of third parties, as symbols among our own.

A package's `icon.svg` is a drawing 24 by 24. Its shapes are taken over and nothing else: no script, no style, no reference.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from markupsafe import Markup

from channels.outside import outside_specs

ICON_FILE = "icon.svg"
LARGEST_ICON = 20_000
"""Characters."""
SHAPES = frozenset({"g", "path", "rect", "circle", "ellipse", "line", "polygon", "polyline"})
SAID_OF_SHAPES = frozenset(
    {
        *("d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points", "transform"),
        *("fill", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "opacity"),
    }
)


def channel_icons() -> Mapping[str, Markup]:
    """Channel → what stands within its symbol; none of a package without an icon, or with one that is no drawing."""
    found = {name: icon_of(spec.folder / ICON_FILE) for name, spec in outside_specs().items() if spec.folder}
    return {name: icon for name, icon in found.items() if icon}


@cache
def icon_of(file: Path) -> Markup:
    """Empty if there is none, or it cannot be read."""
    try:
        text = file.read_text("utf-8")
        if len(text) > LARGEST_ICON or "<!" in text:
            return Markup()
        return Markup().join(_shapes(ElementTree.fromstring(text)))  # noqa: S314 - no entities: `<!` was refused
    except (OSError, ValueError, ElementTree.ParseError):
        return Markup()


def _shapes(parent: ElementTree.Element) -> Iterator[Markup]:
    for element in parent:
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in SHAPES:
            said = Markup().join(
                Markup(' {}="{}"').format(key, value)
                for key, value in element.attrib.items()
                if key in SAID_OF_SHAPES and "url(" not in value
            )
            yield Markup("<{}{}>{}</{}>").format(name, said, Markup().join(_shapes(element)), name)
