"""The sandbox's screens as Jinja templates, and the filters they use."""

from __future__ import annotations

from datetime import datetime

import jinja2
from markupsafe import Markup, escape

from sandbox.clock import VIETNAM
from sandbox.x.weighted import links_in


def _local(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, VIETNAM):%H:%M %d/%m/%Y}"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _platform(name: str) -> str:
    return {"facebook": "Facebook", "x": "X", "youtube": "YouTube", "zalo": "Zalo"}.get(name, name)


def _linked(text: str) -> Markup:
    """The text with its URLs as links; line breaks are kept by the style sheet."""
    parts: list[Markup] = []
    place = 0
    for link in links_in(text):
        parts.append(escape(text[place : link.start]))
        parts.append(Markup('<a href="{}">{}</a>').format(link.expanded, link.url))
        place = link.end
    parts.append(escape(text[place:]))
    return Markup("").join(parts)


_environment = jinja2.Environment(
    loader=jinja2.PackageLoader("sandbox", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
_environment.filters.update(local=_local, grouped=_grouped, platform=_platform, linked=_linked)


def render(name: str, **values: object) -> str:
    return _environment.get_template(name).render(**values)
